# title: Binary cross-entropy for both targets
# lab: 3
# shows: The loss of one sample against the predicted probability, for the target 0 and for the target 1.
# serves: F-30; 003:232-240
# data: log_loss
set title "Binary cross-entropy of one sample"
set xlabel "predicted probability ŷ"
set ylabel "loss of one sample"
set xrange [0:1]
set yrange [0:5]
set key top center
plot data."curves.tsv" using "p":"loss_1" with lines lw thick lc rgb blue title "target 1: –log ŷ", \
     data."curves.tsv" using "p":"loss_0" with lines lw thick lc rgb red dt dashed title "target 0: –log(1 – ŷ)"
