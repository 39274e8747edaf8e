# title: Miles per gallon, 1–5–2–1
# lab: 2
# shows: Two hidden layers: a_1 = relu(W_1 x), W_1 (5×1); a_2 = relu(W_2 a_1), W_2 (2×5); ŷ = W_3 a_2, W_3 (1×2), each
#   with its bias.
# serves: F-25; 004:120-148
# data: mpg_nets
set title sprintf("1–5–2–1: %d parameters, MSE %.2f", fact("five_two_parameters"), fact("five_two_mse"))
load plots."cars.gp"
plot @cars title kind, @curve"five_two" with lines lw thick lc rgb blue title "the net"
