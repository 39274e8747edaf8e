# title: XOR quadrants: ReLU or tanh
# lab: 1
# shows: Four hidden units. The regions are those of the first start, the losses those of all; a start succeeds when
#   95% are right. Some get stuck, and more steps would not help: another start does.
# serves: F-38; 001:158-166
# data: playground
set_name = "quadrants"
net_1 = "quadrants_relu"
net_2 = "quadrants_tanh"
name_1 = "ReLU"
name_2 = "tanh"
topic = "Quadrants"
load plots."playground.gp"
