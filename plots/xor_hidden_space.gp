# title: XOR in the hidden space
# lab: 1
# shows: Left, the inputs; right, what the two hidden units make of them, with the same grid of lines. The hidden
#   layer has folded the square onto a curve on which the two filled points meet, and there the output unit needs one
#   straight line. That line is the two on the left.
# serves: F-10; 003:195-199
# data: xor_networks
set multiplot title sprintf("Two hidden units fold the square, MSE %.4f", fact("hidden_mse")) \
    font large textcolor rgb ink offset 0,-0.3
points = data."hidden.points.tsv"
mesh = data."hidden.mesh.tsv"
target(t, name) = column("target") == t ? column(name) : NaN
set tmargin screen 0.80
set bmargin screen 0.15
set key off
unset grid
set title font normal offset 0,-0.3

call plots."contour.gp" data."hidden.plane.tsv" "x" "y" "p" 0.5
set lmargin screen 0.08
set rmargin screen 0.48
set title "inputs"
set xrange [-0.3:1.3]
set yrange [-0.3:1.3]
set xtics 0, 1
set ytics 0, 1
set xlabel "x_1" offset 0,1
set ylabel "x_2" offset 2,0
plot mesh using "x1":"x2" with lines lw 2.5 lc rgb grey, \
     @contour with lines lw 8 lc rgb ink, \
     points using "x1":(target(0, "x2")) with points pt disc ps 6 lc rgb background, \
     points using "x1":(target(0, "x2")) with points pt ring ps 6 lw 8 lc rgb blue, \
     points using "x1":(target(1, "x2")) with points pt disc ps 6.4 lc rgb red

set lmargin screen 0.58
set rmargin screen 0.98
set title "hidden units"
set xrange [-1.3:1.3]
set yrange [-1.4:1.6]
set xtics -1, 1
set ytics -1, 1
set xlabel "h_1" offset 0,1
set ylabel "h_2" offset 0.5,0
# Above or below the point, on the side that is farther out; those of points that meet stand one above the other.
outside(h) = h + (h > 0 ? 1 : -1) * (0.24 + 0.24 * column("x1") * column("target"))
corner(unused) = sprintf("(%d,%d)", column("x1"), column("x2"))
line(h) = -(fact("hidden_c") + fact("hidden_v1") * h) / fact("hidden_v2")
plot mesh using "h1":"h2" with lines lw 2.5 lc rgb grey, \
     line(x) with lines lw 8 lc rgb ink, \
     points using "h1":(target(0, "h2")) with points pt disc ps 6 lc rgb background, \
     points using "h1":(target(0, "h2")) with points pt ring ps 6 lw 8 lc rgb blue, \
     points using "h1":(target(1, "h2")) with points pt disc ps 6.4 lc rgb red, \
     points using "h1":(outside(column("h2"))):(corner(0)) with labels tc rgb ink
unset multiplot
