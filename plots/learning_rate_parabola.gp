# title: Learning rate too high on a parabola
# lab: 4
# shows: Gradient descent on (β – 2)^2 from β = 0.25 with the learning rates 0.97, 1 and 1.05. A step too long lands on
#   the other side. Below 1 the loss still falls, at 1 β goes to and fro for ever, above 1 each step makes the loss
#   larger. The limit is 2 divided by the curvature, and the curvature is 2.
# serves: F-42; 004:329-335
# data: parabola
set multiplot layout 1,3 margins 0.075,0.985,0.15,0.79 spacing 0.025,0
set label 1 "Learning rate too high: the limit is 1" at screen 0.5,0.945 center font large tc rgb ink
set xlabel "β"
set ylabel "loss"
set xrange [-2:6]
set yrange [0:10]
set xtics 0,2,4
set title font normal offset 0,-0.5
unset key
names = "0.97 1 1.05"
words = "oscillates cycles diverges"
array tints[3] = [blue, orange, red]
# The number of a step stands outside the parabola; of the cycle the first two do.
beside = '(column("beta") + (column("beta") < 2 ? -0.5 : 0.5))'
number(i) = i == 2 && column("step") > 1 ? "" : sprintf("%d", column("step"))
do for [i = 1:3] {
    steps = data."rate_".word(names, i).".tsv"
    set title sprintf("rate %s: %s", word(names, i), word(words, i))
    plot (x - 2)**2 with lines lw medium lc rgb grey, \
         steps using "beta":"loss" with linespoints lw medium lc rgb tints[i] pt disc ps 2.6, \
         steps using @beside:"loss":(number(i)) with labels font small tc rgb ink
    unset label 1
    unset ylabel
    set format y ""
}
unset multiplot
