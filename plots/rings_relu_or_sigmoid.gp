# title: Rings: ReLU or sigmoid
# lab: 1
# shows: Four hidden units. ReLU closes the inner ring in with straight edges, the sigmoid with round corners. The
#   regions are those of the first start, the losses those of all; a start succeeds when 95% are right. Where all units
#   of ReLU are off for every sample it does not.
# serves: F-38; 001:158-166
# data: playground
set_name = "rings"
net_1 = "rings_relu"
net_2 = "rings_sigmoid"
name_1 = "ReLU"
name_2 = "sigmoid"
topic = "Rings"
load plots."playground.gp"
