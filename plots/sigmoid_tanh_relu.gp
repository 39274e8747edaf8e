# title: Sigmoid, tanh, ReLU
# lab: 0
# shows: The sigmoid lies between 0 and 1, tanh between –1 and 1; both are flat far from 0. ReLU is flat below 0 only,
#   and has no upper end.
# serves: F-11; 000:207-229
# data: activations
load plots."activations.gp"
set multiplot @side_by_side title "Three activation functions" font large textcolor rgb ink offset 0,-0.3
do for [k = 1:3] {
    set title titled(name[k], formula[k]) font normal offset 0,0.2
    set yrange [(k == 3 ? -0.5 : -1.2):(k == 3 ? 5 : 1.2)]
    low = k == 3 ? 0 : -1
    set ytics low, 1
    set xlabel "x"
    plot curves using "x":column_of[k] with lines lw thick lt k
}
unset multiplot
