# title: A computation graph, and its gradients
# lab: 0
# shows: Two functions of the same x and y, and the gradients that lab 0's engine has left after backward from z and
#   then from w. An inner value has one gradient; a leaf adds up what each backward gives, until it is set to zero.
# serves: F-69; 001:479-551; 002:258-265
# data: value_graph
set title "Backward from z, then from w: gradients add up"
drawing = "graph"
load plots."schematic.gp"
