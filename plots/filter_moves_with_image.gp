# title: The response moves with the image
# lab: 6
# shows: Above, an image and two copies that are moved; below, what one filter, which looks for a crossing, answers at
#   each pixel (blue below 0, red above). The peak, ringed, moves by as many pixels as the image: a convolution is
#   equivariant to shifts, f(shift(x)) = shift(f(x)). It is not invariant: that would be an answer that stays.
# serves: F-60; 003:295-310
# data: shifted_pattern
columns = int(fact("copies"))
side = fact("side")
step = side + 4
heading = "The filter's peak moves as the image moves"
load plots."pictures.gp"
array row[columns]
array at[columns]
set table $unused
plot data."peaks.tsv" using (row[int(column("copy")) + 1] = column("row"), \
    at[int(column("copy")) + 1] = column("column"), 0):"value" with table
unset table
set xrange [-14:step * columns - 4]
set yrange [2 * step + 1:-1]
set cbrange [-4:4]
set palette defined (-4 blue, 0 background, 4 red)
set label 1 "image" at -7.5, 7 center tc rgb ink
set label 2 "filter" at -7.5, 18 center tc rgb ink
set label 3 "answer" at -7.5, 11.5 + step center tc rgb ink
do for [k=1:columns] {
    left = step * (k - 1) - 0.5
    do for [i=0:1] {
        set object 2 * k + i rectangle from left, step * i - 0.5 to left + side, step * i + side - 0.5 \
            fs empty border rgb grey lw 3 front
    }
    set label 3 + k sprintf("row %d, column %d", row[k], at[k]) at left + side / 2, 2 * step - 0.8 center tc rgb ink
}
across(i) = column("column") + step * (i / 2)
down(i) = column("row") + step * (i % 2)
plot data."kernel.tsv" using (column("column") - 9.5):(column("row") + 21):(4 * column("value")) with image, \
     for [i=0:2*columns-1] data."pictures.tsv" every :::i::i using (across(i)):(down(i)):\
         (i % 2 ? column("value") : 4 * column("value")) with image, \
     data."peaks.tsv" using (column("column") + step * column("copy")):(column("row") + step):(2.6) \
         with circles fs empty border lw thick lc rgb ink
