# title: Two loss surfaces with one minimum
# lab: 2
# shows: The loss of y = 3x + 2 over slope and intercept, for eleven inputs from –1 to 1 and from 0 to 4: both are
#   lowest at (3, 2), and only one is easy to descend. Each line is four times as high as the one inside it.
# serves: F-24; 001:205-221
# data: loss_surfaces
set xlabel "slope" offset 0,0.9
set ylabel "intercept" offset 1.4,0
set xrange [-1:7]
set yrange [-2:6]
set xtics 2
set ytics 2
unset key
set palette @little_to_much
set logscale cb
set cbrange [0.05:200]
unset colorbox
set multiplot layout 1,2 margins 0.095,0.98,0.14,0.795 spacing 0.065,0
set label 1 "The same minimum (3, 2), two shapes" at screen 0.5,0.945 center font large tc rgb ink
do for [set_of_x in "around_0 from_0"] {
    call plots."contour.gp" data.set_of_x.".tsv" "slope" "intercept" "loss" "0.05,0.2,0.8,3.2,12.8,51.2"
    set title sprintf("x from %s: condition %.1f", set_of_x eq "around_0" ? "–1 to 1" : "0 to 4", \
        fact(set_of_x."_condition")) font normal offset 0,-0.5
    plot data.set_of_x.".tsv" using "slope":"intercept":"loss" with image, \
         $contour using (part(1)):(part(2)) with lines lw thin lc rgb "#ffffff", \
         data."minimum.tsv" using "slope":"intercept" with points pt star ps 5 lw 6 lc rgb red
    unset ylabel
    unset label 1
}
unset multiplot
