# title: Two classes, k classes
# lab: 3
# shows: The last layer of a classifier: one output through a sigmoid, or one output a class through softmax. The
#   probabilities are those of untrained nets for one input.
# serves: F-39; 004:237-246
# data: heads
set title "How a classifier ends"
drawing = "heads"
load plots."schematic.gp"
