# title: An image is a tensor
# lab: 0
# shows: Six pixels as an image file has them (row, column, colour) and as layers want them, one plane a colour.
# serves: F-67; 001:445-448; 003:657-672
# data: tensor_ranks
set title "A colour image is a tensor of rank 3"
drawing = "planes"
load plots."schematic.gp"
