# title: Miles per gallon, one hidden unit
# lab: 2
# shows: One hidden unit between two linear layers: with ReLU the line is clipped into two, with a sigmoid it becomes
#   a soft step. Of many starts the best is shown: with ReLU most end as a plain line, or dead.
# serves: F-22; 004:87-101
# data: mpg_nets
load plots."cars.gp"
set xtics 1500
set ytics 10
set ylabel offset 0,0
set title font normal offset 0,-0.5
set multiplot layout 1,2 margins 0.115,0.975,0.17,0.8 spacing 0.085,0
set label 1 "One hidden unit: a clipped line, a soft step" at screen 0.5,0.945 center font large tc rgb ink
unset key
set title sprintf("ReLU: MSE %.2f", fact("one_relu_mse"))
plot @cars, @curve"one_relu" with lines lw thick lc rgb blue
unset ylabel
unset label 1
set title sprintf("Sigmoid: MSE %.2f", fact("one_sigmoid_mse"))
plot @cars, @curve"one_sigmoid" with lines lw thick lc rgb blue
unset multiplot
