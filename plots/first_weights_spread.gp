# title: First weights and the spread of the layers
# lab: 5
# shows: The standard deviation of the sums in each layer before training, in a net of ten layers of ReLU with inputs of
#   variance 1. Weights of variance 1 make each layer wider, the first one by the root of its 784 inputs, 28. With the
#   variance 1/n, which the slides call Xavier's and which is LeCun's, ReLU takes half of the variance away in each
#   layer; He's 2/n makes up for it.
# serves: F-55; 002:405-414
# data: deep_start
set title "Layer 10: ".gprintf("%.0t·10^{%T}", fact("one_last")).\
    sprintf(", Xavier %.2f, He %.2f", fact("lecun_last"), fact("he_last"))
set xlabel "layer"
set ylabel "standard deviation of the sums"
set xrange [0.7:10.3]
set xtics 1
set logscale y
set ytics 1e-20,1000
set mytics 1
set format y "10^{%T}"
@key_below
spread = data."spread.tsv"
plot spread using "layer":"one" with linespoints lt 2 title "variance 1", \
     spread using "layer":"he" with linespoints lt 1 title "2/n (He)", \
     spread using "layer":"lecun" with linespoints lt 5 title "1/n (Xavier)"
