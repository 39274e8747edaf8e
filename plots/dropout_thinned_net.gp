# title: A net, and the net that dropout leaves
# lab: 5
# shows: In each step of training each hidden unit is left out with the probability p, with all that goes in and out of
#   it. The weights are not set to 0: the unit's output is. What is left is multiplied by 1/(1 – p). In evaluation all
#   units are there, and nothing is multiplied.
# serves: F-53; 002:378-387; 003:447-458
# data: dropout
set title sprintf("Dropout, p = 0.5: %d of %d hidden units left out", fact("dropped"), fact("hidden_units"))
drawing = "thinned"
load plots."schematic.gp"
