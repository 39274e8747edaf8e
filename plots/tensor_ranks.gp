# title: Tensors by rank
# lab: 0
# shows: A scalar, a vector, a matrix and a tensor of rank 3, each with its shape.
# serves: F-67; 001:435-447
# data: tensor_ranks
set title "Tensors: rank and shape"
drawing = "ranks"
load plots."schematic.gp"
