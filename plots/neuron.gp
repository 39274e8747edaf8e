# title: An artificial neuron
# lab: 1
# shows: Inputs times weights, summed with a bias, through an activation function; the numbers are one forward pass.
# serves: F-07; 000:151-153; 002:135-152; 003:169-176
# data: neuron
set title "A neuron: weighted sum, bias, activation"
drawing = "neuron"
load plots."schematic.gp"
