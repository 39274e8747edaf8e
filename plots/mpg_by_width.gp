# title: Six widths
# lab: 2
# shows: One hidden layer of 1, 2, 5, 20, 100 and 1000 ReLUs on the same cars; filled discs train, rings are held out.
# serves: F-27; 004:56-165
# data: mpg_widths
set multiplot layout 2,3 margins 0.09,0.985,0.155,0.93 spacing 0.05,0.17
unset key
set xrange [1400:5600]
set yrange [5:42]
set tics font small
set xtics 2000, 2000
set ytics 20
set title font normal offset 0,-0.9
points = data."points.tsv"
of(held_out) = column("held_out") == held_out ? column("mpg") : NaN
column_of(width) = sprintf("w%d", width)
do for [i = 1:6] {
    width = int(word("1 2 5 20 100 1000", i))
    set title sprintf("width %d", width)
    set xlabel i == 5 ? "weight (lb)" : "" offset 0,0.9
    set ylabel i == 1 ? "miles per gallon" : "" offset 0.8,-5.5
    plot points using "lb":(of(0)) with points pt disc ps 1.4 lc rgb orange, \
         points using "lb":(of(1)) with points pt ring ps 1.4 lw 3 lc rgb red, \
         data."curves.tsv" using "lb":column_of(width) with lines lw medium lc rgb blue
}
unset multiplot
