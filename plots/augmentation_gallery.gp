# title: One image, many
# lab: 6
# shows: A training image, and five draws of each transform of lab 6. The label stays what it is, so that a transform
#   must leave the meaning alone: a 2 that is flipped is no digit any more, a cat that is flipped is one.
# serves: F-59; 001:61-73; 002:490-512; 003:462-471
# data: augmentations
columns = int(fact("draws"))
step = 18
last = columns * fact("rows") - 1
heading = sprintf("One %d of the training set makes many", fact("digit"))
load plots."pictures.gp"
set xrange [-72:step * columns - 2]
set yrange [step * fact("rows") - 1:-1]
array words[5] = [sprintf("crop, ±%d pixels", fact("padding")), "flip, p = 1/2", \
    sprintf("rotation, ±%d°", fact("degrees")), sprintf("light, ±%d%%", fact("jitter")), "all but the flip"]
do for [k=1:5] { set label k words[k] at -5, step * (k - 1) + 7.5 right tc rgb ink }
set label 6 "original" at -62.5, 48 center tc rgb ink
plot data."original.tsv" using (column("column") - 70):(column("row") + 27):"value" with image, \
     for [i=0:last] data."augmented.tsv" every :::i::i using (at_x(i)):(at_y(i)):"value" with image
