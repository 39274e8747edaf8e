# title: Shapes in a 1–5–2–1 network
# lab: 2
# shows: One sample, x = 2, on its way through three layers with weights of 1 and without biases. The columns of a
#   layer's matrix are as many as its inputs, the rows as many as its units.
# serves: F-68; 004:136-148
# data: layer_shapes
set title "W \\@ x: a row for each unit, a column for each input"
drawing = "shapes"
load plots."schematic.gp"
