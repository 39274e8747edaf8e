# title: A plane, folded twice
# lab: 2
# shows: A grid in the plane, after |x| of both coordinates (two ReLUs each), and after a shift by 1/2 and the same
#   again. The layers of paper are drawn a little apart: what a deeper unit tells apart, it tells apart in all of them.
# serves: F-19; 002:176-190
# data: folding
set multiplot layout 1,3 margins 0.06,0.985,0.2,0.86 spacing 0.07,0.1
unset key
set size ratio 1
set xtics 1
set ytics 1
set title font normal offset 0,-0.4
set xrange [-1.1:1.1]
set yrange [-1.1:1.1]
plane = data."plane.tsv"
do for [layer = 0:2] {
    set title word("before once twice", layer + 1)
    apart = layer ? 0.035 / layer : 0
    if (layer) { set xrange [-0.05:layer == 1 ? 1.15 : 0.6]; set yrange [-0.05:layer == 1 ? 1.15 : 0.6] }
    if (layer == 2) { set tics 0.5 }
    plot plane using (column(sprintf("x%d", layer)) + apart * (column("quarter") - 1)): \
                     (column(sprintf("y%d", layer)) + apart * (column("quarter") - 1)): \
                     (rgb_colour(column("quarter"))) with points pt disc ps 0.7 lc rgb variable
}
unset multiplot
