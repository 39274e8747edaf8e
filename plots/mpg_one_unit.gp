# title: Miles per gallon, one hidden unit
# lab: 2
# shows: One hidden unit between two linear layers: with ReLU the line is clipped into two, with a sigmoid it becomes
#   a soft step.
# serves: F-22; 004:87-101
# data: mpg_nets
load plots."cars.gp"
set xtics 1500
set yrange [5:40]
set ylabel offset 1.4,0
set title font normal offset 0,-0.6
set multiplot @two_panels
unset key
set title sprintf("ReLU: MSE %.2f", fact("one_relu_mse"))
plot @cars, @curve"one_relu" with lines lw thick lc rgb blue
unset ylabel
set title sprintf("Sigmoid: MSE %.2f", fact("one_sigmoid_mse"))
plot @cars, @curve"one_sigmoid" with lines lw thick lc rgb blue
unset multiplot
