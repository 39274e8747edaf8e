# title: One line, two scales
# lab: 2
# shows: The least-squares line through the cars with the weight in pounds and standardised: other numbers, the same
#   line and the same error.
# serves: F-78; 004:340-341
# data: feature_scale
points = data."points.tsv"
set ylabel "miles per gallon" offset 0.2,0
set yrange [5:fact("cars") > 100 ? 50 : 40]
set ytics 10
set multiplot layout 1,2 margins 0.115,0.975,0.17,0.8 spacing 0.085,0
set label 1 sprintf("One line in two scales: MSE %.2f in both", fact("raw_mse")) at screen 0.5,0.945 center \
    font large tc rgb ink
unset key
set title sprintf("y = %.2f – %.5f x", fact("raw_intercept"), -fact("raw_slope")) font normal offset 0,-0.5
set xlabel sprintf("x: weight of %d cars (lb)", fact("cars")) offset 0,0.5
set xrange [1400:5600]
set xtics 1500
plot points using "lb":"mpg" with points pt disc ps 1.8 lc rgb orange, \
     fact("raw_intercept") + fact("raw_slope") * x with lines lw thick lc rgb blue
set title sprintf("y = %.2f – %.3f z", fact("standardised_intercept"), -fact("standardised_slope"))
set xlabel "z: weight, standardised"
unset ylabel
unset label 1
set xrange [-2.1:2.7]
set xtics 1
plot points using "z":"mpg" with points pt disc ps 1.8 lc rgb orange, \
     fact("standardised_intercept") + fact("standardised_slope") * x with lines lw thick lc rgb blue
unset multiplot
