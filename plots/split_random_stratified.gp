# title: Test sets, random and stratified
# lab: 3
# shows: The share of each cultivar in all 178 wines and in test sets of a fifth of them, drawn at random and class by
#   class (stratified); numbers of wines in the bars.
# serves: F-06; 003:86-94
# data: splits
set title "A random test set may miss the classes' shares"
set ylabel "share of the wines (%)"
set yrange [0:118]
set ytics 0,25,100
set xrange [-0.7:9.3]
set xtics scale 0
set xlabel "seed of the split" offset 0,0.5
set boxwidth 0.8
set grid noxtics ytics
unset key
bars = data."bars.tsv"
share(c) = 100.0 * column(sprintf("class%d", c)) / column("n")
below(c) = c == 0 ? 0 : below(c - 1) + share(c - 1)
count(c) = sprintf("%d", column(sprintf("class%d", c)))
do for [c = 0:2] { set label sprintf("cultivar %d", c) at 7.55,(18 + 34 * c) tc rgb ink }
set label "random, 20%" at 3,110 center tc rgb ink
set label "stratified, 20%" at 6.5,110 center tc rgb ink
bar = '"place":(50):(column("place") - 0.42):(column("place") + 0.42)'
fill = 'with boxxyerror fs solid 1 border rgb background lw 3 fc rgb'
plot bars using @bar:(below(0)):(below(0) + share(0)):xtic(strcol("label")) @fill pale_blue, \
     bars using @bar:(below(1)):(below(1) + share(1)) @fill pale_orange, \
     bars using @bar:(below(2)):(below(2) + share(2)) @fill pale_green, \
     for [c = 0:2] bars using "place":(below(c) + share(c) / 2):(count(c)) with labels tc rgb ink
