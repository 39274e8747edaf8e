# title: Learned filters
# lab: 6
# shows: The six kernels of 5×5 in the first layer of LeNet-5 after training on the digits (blue below 0, red above),
#   and what each answers to three test images, after ReLU, each map from its lowest to its highest number. The
#   filters answer to strokes and edges of different directions; nobody has told them to.
# serves: F-57; 002:438-445; 003:275-280
# data: digit_cnn
columns = int(fact("filters")) + 1
step = 18
heading = "What the first layer of LeNet-5 has learnt"
load plots."pictures.gp"
set xrange [-1:step * columns - 2]
set yrange [step * fact("digits") - 1 + 19:-1]
set cbrange [-1:1]
# Below 0 the palette is for the kernels; 0 to 1, of greys, is for the maps.
set palette defined (-1 blue, -0.75 background, -0.5 red, -0.5 "black", 1 "white")
kernel(v) = -0.751 + 0.249 * v / fact("widest")
map(v) = -0.499 + 1.499 * v
set label 1 "kernels" at 7.5, 7.5 center tc rgb ink
plot for [i=0:columns-2] data."kernels.tsv" every :::i::i using \
         (3 * column("column") + 2 + step * (i + 1)):(3 * column("row") + 2):(kernel(column("value"))) with image, \
     for [i=0:columns*int(fact("digits"))-1] data."maps.tsv" every :::i::i using \
         (at_x(i)):(at_y(i) + 19):(map(column("value"))) with image
