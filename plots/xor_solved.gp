# title: XOR solved by a hidden layer
# lab: 1
# shows: The output of a 2–4–1 network over the plane, as lab 1's gradient descent has left it; the number at each
#   point is the network's answer there. The classes lie on the two sides of a curve, or of two, which one unit cannot
#   draw.
# serves: F-10; 003:195-199
# data: xor_networks
set title sprintf("XOR, 2–4–1 tanh: %d of 4 right, MSE %.4f", fact("four_right"), fact("four_mse"))
table = data."four.plane.tsv"
load plots."regions.gp"
set xrange [-0.5:1.5]
set yrange [-0.5:1.5]
set xlabel "x_1"
set ylabel "x_2"
set xtics 0, 1
set ytics 0, 1
set cblabel "output"
set size square
set key off
@colourbar
points = data."four.points.tsv"
target(t) = column("target") == t ? column("x2") : NaN
plot @regions, @boundary, \
     points using "x1":(target(0)) with points pt disc ps 6 lc rgb background, \
     points using "x1":(target(0)) with points pt ring ps 6 lw 8 lc rgb blue, \
     points using "x1":(target(1)) with points pt disc ps 6.4 lc rgb red, \
     points using "x1":(column("x2") - 0.17):(sprintf("%.2f", column("output"))) with labels tc rgb ink
