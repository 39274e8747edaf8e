# title: Miles per gallon, two linear layers
# lab: 2
# shows: Two linear layers one behind the other, without an activation between them, trained on the same cars: still
#   the line of one.
# serves: F-21; 004:59-85
# data: mpg_nets
set title sprintf("Two linear layers: still just a line, MSE %.2f", fact("two_linear_mse"))
load plots."cars.gp"
plot @cars title kind, @curve"line" with lines lw 12 lc rgb sky title "one layer", \
     @curve"two_linear" with lines lw medium lc rgb blue dt dashed \
     title gprintf("two layers, within %.0t·10^{%T} mpg", fact("two_linear_difference"))
