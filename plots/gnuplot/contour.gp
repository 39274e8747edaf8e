# contour.gp: lines on which a table of a grid has given values:
#
#   call plots."contour.gp" data."grid.tsv" "x" "y" "p" 0.5
#   plot data."grid.tsv" using "x":"y":"p" with image, @contour with lines
#
# "x", "y", "p" are columns' names; after them comes a level, or several in quotes with commas between. The rows of the
# grid are kept apart by empty lines (tsv_gap). @contour_levels has the level as a third column.
set contour base
unset surface
set cntrparam linear
set cntrparam levels discrete @ARG5
set table $contour
splot ARG1 using ARG2:ARG3:ARG4 with lines nosurface
unset table
unset contour
set surface
# gnuplot keeps the numbers of a line apart by blanks here, whatever the separator is.
part(i) = number(word(strcol(1), i))
contour = '$contour using (part(1)):(part(2))'
contour_levels = '$contour using (part(1)):(part(2)):(part(3))'
