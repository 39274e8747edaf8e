# title: Four learning rates
# lab: 4
# shows: The training loss of one net from the same first weights with four learning rates. With too small a rate it
#   falls, but slowly. With too large a one the first steps leap so far that most units are dead, and the net answers
#   the mean: its loss stays at the variance of the targets. A still larger rate diverges.
# serves: F-43; 002:282-291
# data: learning_rates
set title sprintf("One net (1–%d–1), four learning rates", fact("hidden"))
set xlabel "step of gradient descent on all samples"
set ylabel "loss (MSE)"
set logscale y
set xrange [0:100]
set yrange [0.008:20]
set format y "%g"
set mytics 1
set key top right
rate(i, word) = sprintf("%g %s", fact("rate_".i), word)
curve(i) = data."rate_".i.".tsv"
plot curve(3) using "step":"loss" with lines lt 2 lw thick title rate(3, "diverges"), \
     curve(0) using "step":"loss" with lines lt 5 lw thick title rate(0, "is too small"), \
     curve(2) using "step":"loss" with lines lt 4 lw thick title rate(2, "is too large"), \
     curve(1) using "step":"loss" with lines lt 1 lw thick title rate(1, "is good")
