# title: ReLU, leaky ReLU, sigmoid
# lab: 0
# shows: Below 0 ReLU gives 0, and its slope is 0 too: a unit that is there for all samples learns nothing. The leaky
#   one keeps a slope of 0.1. The sigmoid is flat on both sides.
# serves: F-13; 002:193-209
# data: activations
load plots."activations.gp"
set multiplot @side_by_side title "Rectified, leaky, saturating" font large textcolor rgb ink offset 0,-0.3
do for [k in "3 4 1"] {
    set title titled(name[int(k)], formula[int(k)]) font normal offset 0,0.2
    set yrange [(int(k) == 1 ? -0.2 : -1):(int(k) == 1 ? 1.2 : 5)]
    set ytics 0, 1
    set xlabel "x"
    plot curves using "x":column_of[int(k)] with lines lw thick lt int(k)
}
unset multiplot
