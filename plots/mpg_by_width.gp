# title: Six widths
# lab: 2
# shows: One hidden layer of 1, 2, 5, 20, 100 and 1000 ReLUs on the same cars. The wide nets turn towards single cars,
#   the more so the fewer cars there are.
# serves: F-27; 004:56-165
# data: mpg_widths
set multiplot layout 2,3 margins 0.105,0.98,0.235,0.8 spacing 0.03,0.115
set label 1 "One hidden layer on the cars, by width" at screen 0.5,0.945 center font large tc rgb ink
set label 2 "miles per gallon" at screen 0.022,0.52 center rotate by 90 tc rgb ink
set label 3 "weight (lb)" at screen 0.54,0.12 center tc rgb ink
@key_at_foot
set xrange [1400:5600]
set yrange [5:fact("cars") > 100 ? 50 : 40]
set xtics 2000, 2000
set ytics 20
set title font normal offset 0,-0.75
points = data."points.tsv"
of(held_out) = column("held_out") == held_out ? column("mpg") : NaN
do for [i = 1:6] {
    width = int(word("1 2 5 20 100 1000", i))
    set title sprintf("%d unit%s", width, width == 1 ? "" : "s")
    set format y i % 3 == 1 ? "%g" : ""
    set format x i > 3 ? "%g" : ""
    plot points using "lb":(of(0)) with points pt disc ps 1.5 lc rgb orange title "trained on", \
         points using "lb":(of(1)) with points pt ring ps 1.8 lw 4 lc rgb red title "held out", \
         data."curves.tsv" using "lb":sprintf("w%d", width) with lines lw medium lc rgb blue title "the net"
    unset label
    unset key
}
unset multiplot
