# title: Softmax and one-hot
# lab: 3
# shows: The softmax of the logits (0.1, 1, 5) beside the one-hot vector of class 2, and what cross-entropy charges
#   when the right class is 0, 1 or 2.
# serves: F-32; 001:277-305; 004:262-276
# data: softmax_targets
set title "Logits (0.1, 1, 5): what softmax says, what is right"
set ylabel "probability"
set yrange [0:1.32]
set ytics 0,0.25,1
set xrange [-0.6:2.6]
set xtics scale 0
set grid noxtics ytics
@key_below
set bmargin 6
set boxwidth 0.36
bars = data."bars.tsv"
plot bars using (column("class") - 0.2):"p" with boxes fc rgb blue title "softmax", \
     bars using (column("class") + 0.2):"one_hot" with boxes fc rgb orange title "one-hot vector of class 2", \
     bars using (column("class") - 0.2):(column("p") + 0.07):(sprintf("%.4f", column("p"))) \
         with labels tc rgb ink notitle, \
     bars using "class":(0):xtic(sprintf("class %d\nloss %.4f", column("class"), column("loss"))) \
         with dots lc rgb grey notitle
