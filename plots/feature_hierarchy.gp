# title: From strokes to parts
# lab: 7
# shows: A 5 and an 8, and what the three blocks of a network make of them that was trained on 0 to 4 only: of each
#   block the eight maps that vary the most, from their lowest to their highest number. The first block finds strokes
#   and edges, which all digits share. After each pooling a map has half the rows and columns, and an element of it
#   sees more of the image: curves, ends, crossings. These features are what transfer learning uses.
# serves: F-57; 002:438-445; 003:275-280; 003:346-354
# data: pretrained_maps
columns = int(fact("shown")) + 1
step = 18
heading = "Maps of the three blocks, for digits never taught"
load plots."pictures.gp"
set lmargin screen 0.11
set xrange [-1:step * columns - 2]
set yrange [6 * step + 2:-1]
# A pixel of block b is 2^(b-1) wide. Rows are in groups of three, a group a digit.
wide(b) = 2 ** (b - 1)
shift(b) = (wide(b) - 1) / 2.0
x_of(b, i) = wide(b) * column("column") + shift(b) + step * (1 + i % int(fact("shown")))
y_of(b, i) = wide(b) * column("row") + shift(b) + step * (b - 1) + (3 * step + 4) * (i / int(fact("shown")))
do for [d=0:1] { do for [b=1:3] {
    set label sprintf("block %d", b) at -3,(7.5 + step * (b - 1) + (3 * step + 4) * d) right font small tc rgb ink
} }
maps = 8 * int(fact("digits")) - 1
plot for [i=0:1] data."images.tsv" every :::i::i using \
         (column("column")):(column("row") + (3 * step + 4) * i + step):"value" with image, \
     for [i=0:maps] data."block1.tsv" every :::i::i using (x_of(1, i)):(y_of(1, i)):"value" with image, \
     for [i=0:maps] data."block2.tsv" every :::i::i using (x_of(2, i)):(y_of(2, i)):"value" with image, \
     for [i=0:maps] data."block3.tsv" every :::i::i using (x_of(3, i)):(y_of(3, i)):"value" with image
