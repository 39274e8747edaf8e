# regions.gp: how sure a net of two inputs is where, and the line on which it is undecided. Before it is loaded,
# `table` is the path of a table of "x y p" (fit_write_grid); afterwards the macros can be drawn under points:
#
#   table = data."grid.tsv"
#   load plots."regions.gp"
#   plot @regions, @boundary, data."points.tsv" using ...
call plots."contour.gp" table "x" "y" "p" 0.5
set palette @two_classes
set cbrange [0:1]
set cbtics 0.5
regions = 'table using "x":"y":"p" with image notitle'
boundary = contour.' with lines lw medium lc rgb ink notitle'
