# title: Weights with L1 and L2
# lab: 5
# shows: The twelve weights of a linear neuron that tells the alcohol of a wine from its other measurements: without a
#   penalty, with L2 (ridge regression) and with L1 (the lasso). L2 makes all weights smaller and none of them 0; L1
#   makes many exactly 0, and their inputs are not needed any more. The validation loss is lower with either.
# serves: F-51; 002:368-376
# data: penalties
set title sprintf("Weights that are exactly 0: L2 %d, L1 %d of %d", fact("l2_zeros"), fact("l1_zeros"), fact("inputs"))
set xlabel "input (below: penalty and validation loss)"
set ylabel "size of its weight |w|"
set xrange [0.4:12.6]
set xtics 1
set yrange [0:0.45]
set ytics 0.1
set boxwidth 0.27
set grid noxtics
weights = data."weights.tsv"
name(word, key) = sprintf("%s (%.3f)", word, fact(key."_validation"))
at(k) = column("input") + 0.28 * k
zero = '(column("l1") == 0 ? 0.014 : NaN)'
@key_below
plot weights using (at(-1)):"none" with boxes lc rgb grey title name("none", "none"), \
     weights using (at(0)):"l2" with boxes lc rgb blue title name("L2", "l2"), \
     weights using (at(1)):"l1" with boxes lc rgb red title name("L1", "l1"), \
     weights using (at(1)):@zero:("0") with labels font small tc rgb red notitle
