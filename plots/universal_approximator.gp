# title: The universal approximator
# lab: 2
# shows: The target function, and a network of one hidden layer with 2000 ReLUs after 4000 steps of Adam on 128 points,
#   drawn at 1024. The theorem promises such a network for every continuous function on a closed interval; it says
#   nothing of what lies outside, nor that training finds it.
# serves: F-17; 002:93-131
# data: approximator
set title sprintf("1–2000–1 after %d steps: MSE %.6f", fact("steps"), fact("mse"))
set xlabel "x"
set ylabel "f(x)"
set xrange [-1:1]
set key top left
plot data."curve.tsv" using "x":"f" with lines lw thick lc rgb blue dt dotdash title "target", \
     data."curve.tsv" using "x":"prediction" with lines lw medium lc rgb red \
     title sprintf("the network, %d parameters", fact("parameters"))
