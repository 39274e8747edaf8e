# title: Confusion matrix
# lab: 3
# shows: Test digits by true class (rows) and predicted class (columns): the diagonal is right, and what lies beside
#   it says which digits are taken for each other.
# serves: F-79; 003:36
# data: digits_training
set title sprintf("Confusion matrix: %d of %d test digits right", fact("right"), fact("test_samples"))
set xlabel "predicted"
set ylabel "true"
set xrange [-0.5:9.5]
set yrange [9.5:-0.5]
set xtics 1 scale 0
set ytics 1 scale 0
unset grid
set palette @counts
unset colorbox
unset key
set size ratio 1
cells = data."confusion.tsv"
plot cells using "predicted":"truth":(column("count") ** 0.4) with image, \
     cells using "predicted":"truth":(column("count") > 0 ? sprintf("%d", column("count")) : "") with labels tc rgb ink
