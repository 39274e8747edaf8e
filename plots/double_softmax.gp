# title: Softmax applied twice
# lab: 3
# shows: The same model on the 13 measurements of the wines, trained on its logits, and with a softmax before a loss
#   that has one inside: that loss cannot fall below –ln(e / (e + C – 1)).
# serves: F-33; 004:297; 004:372
# data: double_softmax
set title "A softmax too many: the loss stops at its floor"
set xlabel "step of Adam on all training samples"
set ylabel "training loss"
set logscale y
set yrange [1e-4:3]
set format y "10^{%T}"
set xrange [0:2000]
set key at graph 0.98,0.66 right
plot data."twice.tsv" using "step":"loss" with lines lw thick lc rgb red \
         title sprintf("softmax twice: %.4f, test %.1f%%", fact("twice_loss"), 100 * fact("twice_accuracy")), \
     data."once.tsv" using "step":"loss" with lines lw thick lc rgb blue \
         title sprintf("logits: %.4f, test %.1f%%", fact("once_loss"), 100 * fact("once_accuracy")), \
     fact("floor") with lines lw medium lc rgb ink dt dashed title sprintf("floor %.4f", fact("floor"))
