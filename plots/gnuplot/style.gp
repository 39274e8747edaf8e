# style.gp: how all figures look: colours, sizes, lines, marks. Read by draw.gp, with style = "light" or "dark".

# --- Colours: Okabe and Ito's palette, which the colour-blind can tell apart; brighter where the slide is dark --------
dark = style eq "dark"
background = dark ? "#14181d" : "#ffffff"
ink        = dark ? "#f0f0f0" : "#1a1a1a"   # text and axes
grey       = dark ? "#9aa3ad" : "#767676"   # what matters less
faint      = dark ? "#3a424b" : "#d9d9d9"   # the grid, fillings
blue       = dark ? "#3d9fe0" : "#0072b2"
red        = dark ? "#ff7a33" : "#d55e00"   # vermillion
green      = dark ? "#1cc193" : "#009e73"
purple     = dark ? "#e59cc4" : "#cc79a7"
orange     = dark ? "#f0b429" : "#e69f00"
sky        = dark ? "#9fd8fb" : "#56b4e9"
yellow     = "#f0e442"                      # for fillings only: too pale for lines
# Fillings of the same hues that text in `ink` can stand on.
pale_blue   = dark ? "#17405c" : "#cfe6f5"
pale_red    = dark ? "#5c2f17" : "#fbdcc8"
pale_green  = dark ? "#124b3c" : "#cbeee2"
pale_purple = dark ? "#553047" : "#f4dfea"
pale_orange = dark ? "#55410f" : "#fbeac6"
# By number, for colours that a table names: 0 ink, 1 blue, 2 red, 3 green, 4 purple, 5 orange, 6 sky, 7 grey, 8 faint.
array colours[9] = [ink, blue, red, green, purple, orange, sky, grey, faint]
array pales[9] = [background, pale_blue, pale_red, pale_green, pale_purple, pale_orange, pale_blue, faint, background]
colour(n) = colours[int(n) + 1]
pale(n) = pales[int(n) + 1]
# The same as numbers, for "lc rgb variable".
rgb(text) = int("0x".text[2:7])
rgb_colour(n) = rgb(colour(n))
rgb_pale(n) = rgb(pale(n))

# --- Lines and marks: linetype 1 is blue with discs, 2 red with squares, ... ------------------------------------------
thick = 7
medium = 5
thin = 3
set linetype 1 lc rgb blue   lw medium pt 7  ps 2.5
set linetype 2 lc rgb red    lw medium pt 5  ps 2.3
set linetype 3 lc rgb green  lw medium pt 9  ps 2.8
set linetype 4 lc rgb purple lw medium pt 13 ps 2.8
set linetype 5 lc rgb orange lw medium pt 11 ps 2.8
set linetype 6 lc rgb sky    lw medium pt 15 ps 2.6
set linetype cycle 6
# Marks by name: pt disc, pt ring, ...
disc = 7
ring = 6
square = 5
frame = 4
triangle = 9
diamond = 13
cross = 2
star = 3
set dashtype 2 (6,4)
set dashtype 3 (1.5,3)
set dashtype 4 (6,3,1.5,3)
dashed = 2
dotted = 3
dotdash = 4

# --- Palettes for areas -----------------------------------------------------------------------------------------------
# From one class to the other: blue, through nothing, to red:  set palette @two_classes
two_classes = dark ? \
    'defined (0 "#174a6e", 0.5 "#14181d", 1 "#6e3314")' : \
    'defined (0 "#7fb9dd", 0.5 "#ffffff", 1 "#f0a878")'
# From little to much, in steps that look alike (viridis).
little_to_much = 'defined (0 "#440154", 1 "#482878", 2 "#3e4989", 3 "#31688e", \
    4 "#26828e", 5 "#1f9e89", 6 "#35b779", 7 "#6ece58", 8 "#b5de2b", 9 "#fde725")'
# A filling whose numbers are written on it: from the background to blue.
counts = dark ? 'defined (0 "#14181d", 1 "#2171b5")' : 'defined (0 "#ffffff", 1 "#6baed6")'

# --- Sizes: of 1600 x 1000 --------------------------------------------------------------------------------------------
large = "Sans,40"
normal = "Sans,32"
small = "Sans,26"
if (format eq "svg") { large = "sans-serif,40"; normal = "sans-serif,32"; small = "sans-serif,26" }

set title font large textcolor rgb ink offset 0,0.3
set xlabel textcolor rgb ink offset 0,0.5
set ylabel textcolor rgb ink offset -0.2,0
set y2label textcolor rgb ink
set cblabel textcolor rgb ink offset 0.6,0
set tics textcolor rgb ink nomirror out scale 0.8
set xtics offset 0,0.3
set border 3 lw 2.5 lc rgb grey
set grid back lt 1 lw 1.5 lc rgb faint dt solid
set key textcolor rgb ink samplen 2 spacing 1.25 noopaque
set colorbox
set style fill solid 1 noborder
set style textbox opaque noborder fillcolor rgb background
set lmargin 10
set rmargin 3
set tmargin 3.6
set bmargin 3.4
set samples 801
# Numbers without the blank that the sign of others would take, and with a minus that is one.
set format "%h"
set minussign
# Ways to set out a picture, each on a line of its own: @key_below, @colourbar;
# @key_at_foot where margins are set already.
key_at_foot = 'set key at screen 0.5,0.04 center center vertical maxrows 1 samplen 1.5 Left reverse'
key_below = 'set bmargin 4.9; '.key_at_foot
colourbar = 'set rmargin 8'
# Two pictures side by side, with a title and a key for each or below both: set multiplot @two_panels
two_panels = 'layout 1,2 margins 0.115,0.965,0.22,0.87 spacing 0.165,0.1'
