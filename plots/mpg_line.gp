# title: Miles per gallon, one neuron
# lab: 2
# shows: Weight against miles per gallon, and what one linear neuron makes of it: a straight line, which underfits a
#   little at both ends.
# serves: F-20; 004:28-57
# data: mpg_nets
set title sprintf("One neuron is a line: MSE %.2f", fact("line_mse"))
load plots."cars.gp"
plot @cars title kind, @curve"line" with lines lw thick lc rgb blue \
     title sprintf("ŷ = %.2f – %.2f z, z standardised", fact("intercept"), -fact("slope"))
