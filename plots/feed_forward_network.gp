# title: A feed-forward network
# lab: 2
# shows: How many hidden layers has it? Every unit takes all of the layer before it; each layer of weights is a matrix
#   (outputs × inputs).
# serves: F-74; 001:265-290; 003:203; 004:18-24; 004:104-118
# data: networks
set title "A feed-forward network: two hidden layers"
drawing = "feed_forward"
load plots."schematic.gp"
