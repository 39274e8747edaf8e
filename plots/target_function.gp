# title: The target function
# lab: 2
# shows: f(x) = 0.2 + 0.4x^3 + 0.3x sin(15x) + 0.05cos(20x) on 1024 points from –1 to 1: what a network has to become.
# serves: F-16; 002:70-81
# data: approximator
set title "f(x) = 0.2 + 0.4x^3 + 0.3x sin(15x) + 0.05 cos(20x)" font normal
set xlabel "x"
set ylabel "f(x)"
set xrange [-1:1]
unset key
plot data."curve.tsv" using "x":"f" with lines lw thick lc rgb blue
