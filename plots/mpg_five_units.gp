# title: Miles per gallon, five hidden units
# lab: 2
# shows: Five hidden ReLUs: each may bend the line once, and the curve follows the cars with few straight pieces.
# serves: F-23; 004:104-118
# data: mpg_nets
set title sprintf("Five ReLUs, 1–5–1: %d parameters, MSE %.2f", fact("five_parameters"), fact("five_mse"))
load plots."cars.gp"
plot @cars title kind, @curve"five" with lines lw thick lc rgb blue title "the net"
