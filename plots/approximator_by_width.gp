# title: The approximator by width
# lab: 2
# shows: The target function (grey) and networks of one hidden layer with 1, 5, 20, 100, 500 and 2000 ReLUs after equal
#   training: every unit can bend the line once.
# serves: F-18; 002:53-68; 001:90-98
# data: approximator_widths
set multiplot layout 2,3 margins 0.07,0.985,0.11,0.93 spacing 0.055,0.15
unset key
set tics font small
set xtics 1
set ytics 0.5
set xrange [-1:1]
set yrange [-0.4:1]
set title font normal offset 0,-0.9
column_of(width) = sprintf("w%d", width)
do for [i = 1:6] {
    width = int(word("1 5 20 100 500 2000", i))
    set title sprintf(width == 1 ? "%d hidden unit" : "%d units", width)
    plot data."curves.tsv" using "x":"f" with lines lw 9 lc rgb faint, \
         data."curves.tsv" using "x":column_of(width) with lines lw medium lc rgb blue
}
unset multiplot
