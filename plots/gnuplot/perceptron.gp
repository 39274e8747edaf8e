# perceptron.gp: the perceptron on a Boolean function: its lines, and its mistakes epoch by epoch. Before it is
# loaded, `name` is what perceptron_learning calls the function ("and"), `word` what people call it.
points = data.name.".points.tsv"
epochs = data.name.".epochs.tsv"
last = fact(name."_epochs")
set multiplot title sprintf("%s: epoch %d goes by without a mistake", word, last) \
    font large textcolor rgb ink offset 0,-0.3
set tmargin screen 0.88

# --- The lines ---------------------------------------------------------------------------------------------------
set lmargin screen 0.08
set rmargin screen 0.53
set bmargin screen 0.15
set xrange [-0.5:1.5]
set yrange [-0.5:1.5]
set xlabel "x_1" offset 0,1
set ylabel "x_2" offset 2,0
set xtics 0, 1
set ytics 0, 1
set key off
set style textbox opaque noborder fillcolor rgb background margins 0.5,0.3
final(x) = -(fact(name."_b") + fact(name."_w1") * x) / fact(name."_w2")
above(x) = final(x) > 1.5 ? 1.5 : final(x) < -0.5 ? -0.5 : final(x)
early(value) = column("epoch") < last - 1 ? value : NaN
target(t) = column("target") == t ? column("x2") : NaN
plot above(x) with filledcurves y=1.5 lc rgb pale_red, \
     epochs using "x":(early(column("y"))):"dx":"dy" with vectors nohead lw 4 lc rgb grey, \
     epochs using "x":(column("epoch") == last ? column("y") : NaN):"dx":"dy" with vectors nohead lw 9 lc rgb ink, \
     epochs using (column("x") + 0.1 * column("dx")):(early(column("y") + 0.1 * column("dy"))):"epoch" \
         with labels boxed tc rgb ink, \
     epochs using (column("x") + 0.13 * column("dx")):\
         (column("epoch") == last ? column("y") + 0.13 * column("dy") : NaN):"epoch" \
         with labels boxed tc rgb ink, \
     points using "x1":(target(0)) with points pt disc ps 6 lc rgb background, \
     points using "x1":(target(0)) with points pt ring ps 6 lw 8 lc rgb blue, \
     points using "x1":(target(1)) with points pt disc ps 6.4 lc rgb red

# --- The mistakes, and the unit below them: the axis goes on downwards, without being drawn ----
set lmargin screen 0.66
set rmargin screen 0.98
set bmargin screen 0.03
set xrange [0.4:last + 0.6]
set yrange [-3.3:4.2]
unset xlabel
unset ylabel
unset xtics
unset ytics
unset grid
set border 0
set boxwidth 0.7
under(i) = -0.55 - 0.75 * i
set label 1 "mistakes" at graph 0.5, first 3.85 center tc rgb ink
set label 2 "epoch" at graph -0.06, first under(0) right tc rgb grey
set label 3 "w_1" at graph -0.06, first under(1) right tc rgb ink
set label 4 "w_2" at graph -0.06, first under(2) right tc rgb ink
set label 5 "b" at graph -0.06, first under(3) right tc rgb ink
signed(v) = v < 0 ? sprintf("–%g", -v) : sprintf("%g", v)
plot epochs using "epoch":"mistakes" with boxes lc rgb orange, \
     0 with lines lw thin lc rgb grey, \
     epochs using "epoch":(column("mistakes") + 0.3):"mistakes" with labels tc rgb ink, \
     epochs using "epoch":(under(0)):"epoch" with labels tc rgb grey, \
     epochs using "epoch":(under(1)):(signed(column("w1"))) with labels tc rgb ink, \
     epochs using "epoch":(under(2)):(signed(column("w2"))) with labels tc rgb ink, \
     epochs using "epoch":(under(3)):(signed(column("b"))) with labels tc rgb ink
unset multiplot
