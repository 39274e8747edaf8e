# title: Penalty –log p
# lab: 3
# shows: What cross-entropy charges for the probability p that was given to the right class: nothing for certainty,
#   and without bound for being certain of the wrong.
# serves: F-31; 004:300-313
# data: log_loss
set title "Cross-entropy charges –log p for the right class"
set xlabel "p, the confidence in the right class"
set ylabel "penalty –log p"
set xrange [0:1.1]
set yrange [0:5]
set key top right
plot data."curves.tsv" using "p":"loss_1" with lines lw thick lc rgb blue title "–log p", \
     data."points.tsv" using "p":"penalty" with points lt 2 notitle, \
     data."points.tsv" using "p":"penalty":(sprintf("  %.3f", column("penalty"))) \
         with labels left offset 0.2,0.6 tc rgb ink notitle
