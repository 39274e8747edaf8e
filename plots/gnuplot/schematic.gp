# schematic.gp: a drawing of boxes, circles, arrows and words, from the tables of a program that draws with
# plots/compute/schematic.h:
#
#   drawing = "neuron"
#   load plots."schematic.gp"
#
# The canvas is 160 wide and 90 high, a unit being 10 pixels; the title stands above it.
shapes = data.drawing.".shapes.tsv"
lines = data.drawing.".lines.tsv"
texts = data.drawing.".texts.tsv"
set lmargin screen 0
set rmargin screen 1
set bmargin screen 0
set tmargin screen 0.9
set title offset 0,-1.1
set xrange [0:160]
set yrange [0:90]
unset border
unset tics
unset grid
unset key
# What is of another kind is put far from the canvas: gnuplot complains of tables in which nothing is left.
kind_x(kind) = strcol("kind") eq kind ? column("x") : -1000
aligned_x(side) = strcol("align") eq side ? column("x") : -1000
left(kind) = kind_x(kind) - column("w") / 2
right(kind) = kind_x(kind) + column("w") / 2
low = '(column("y") - column("h") / 2)'
high = '(column("y") + column("h") / 2)'
fill = '(rgb_pale(column("colour")))'
stroke = '(rgb_colour(column("colour")))'
sized(text) = sprintf("{/*%.2f %s}", column("size"), text)
panel = '(kind_x("panel")):"y":(left("panel")):(right("panel")):@low:@high'
box = '(kind_x("box")):"y":(left("box")):(right("box")):@low:@high'
circle = '(kind_x("circle")):"y":(column("w") / 2)'
from_to = '"y":"dx":"dy":@stroke with vectors'
plot shapes using @panel:@fill with boxxyerror fs solid 1 noborder lc rgb variable, \
     shapes using @panel:@stroke with boxxyerror fs empty lw 2 lc rgb variable, \
     lines using (kind_x("thin")):@from_to nohead lw 1.5 lc rgb variable, \
     lines using (kind_x("line")):@from_to nohead lw thin lc rgb variable, \
     lines using (kind_x("dashed")):@from_to nohead lw thin dt dashed lc rgb variable, \
     lines using (kind_x("thick")):@from_to nohead lw thick lc rgb variable, \
     lines using (kind_x("arrow")):@from_to head filled size 2.2,20 fixed lw 4 lc rgb variable, \
     shapes using @box:@fill with boxxyerror fs solid 1 noborder lc rgb variable, \
     shapes using @box:@stroke with boxxyerror fs empty lw thin lc rgb variable, \
     shapes using @circle:@fill with circles fs solid 1 noborder lc rgb variable, \
     shapes using @circle:@stroke with circles fs empty border lw thin lc rgb variable, \
     texts using (aligned_x("left")):"y":(sized(strcol("text"))):@stroke with labels left tc rgb variable, \
     texts using (aligned_x("centre")):"y":(sized(strcol("text"))):@stroke with labels center tc rgb variable, \
     texts using (aligned_x("right")):"y":(sized(strcol("text"))):@stroke with labels right tc rgb variable
