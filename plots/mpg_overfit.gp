# title: Miles per gallon, a thousand hidden units
# lab: 2
# shows: A thousand hidden units, trained for long: the curve bends for single cars, most of all where there are few.
# serves: F-26; 004:150-165
# data: mpg_nets
set title sprintf("Overfit, 1–1000–1: %d parameters, MSE %.2f", fact("thousand_parameters"), fact("thousand_mse"))
load plots."cars.gp"
plot @cars title kind, @curve"thousand" with lines lw medium lc rgb blue title "the net"
