# title: Shared weights
# lab: 6
# shows: LeNet-5 and two nets of dense layers on digits of 16×16 pixels: one with as many parameters (equal), one
#   (wide) whose first layer has as many outputs as LeNet-5's. Its first layer uses 150 weights and 6 biases at every
#   place; a dense one has weights of its own for each. Right, test images that are moved: means of the four
#   directions, of one seed, after 8 epochs with lab 6's augmentation.
# serves: F-61; 003:312-320; 002:428-436
# data: digit_cnn
thousands(n) = n < 1000 ? sprintf("%d", n) : sprintf("%d,%03d", int(n) / 1000, int(n) % 1000)
nets = "cnn equal wide"
array fills[3] = [blue, orange, red]
array names[3] = ["LeNet-5", "dense, equal", "dense, wide"]
set multiplot
set label 1 sprintf("Parameters of the first layer: %s or %s", thousands(fact("cnn_first")), \
    thousands(fact("wide_first"))) at screen 0.5,0.945 center font large tc rgb ink
set tmargin screen 0.8
set bmargin screen 0.22
set boxwidth 0.8
set grid noxtics
set key off

# --- Parameters ----
set lmargin screen 0.1
set rmargin screen 0.47
set title "parameters of the net" font normal offset 0,-0.5
set xrange [0.4:3.6]
set xtics ("LeNet-5" 1, "equal" 2, "wide" 3)
set yrange [0:480000]
set ytics ("0" 0, "200k" 200000, "400k" 400000)
plot for [k=1:3] '+' using (k):(fact(word(nets, k)."_parameters")) every ::0::0 with boxes lc rgb fills[k], \
     for [k=1:3] '+' using (k):(fact(word(nets, k)."_parameters") + 18000): \
         (thousands(fact(word(nets, k)."_parameters"))) every ::0::0 with labels tc rgb ink
unset label 1

# --- Accuracy ----
set lmargin screen 0.565
set rmargin screen 0.985
set title "accuracy on moved images (%)"
set xlabel "moved by (pixels)" offset 0,0.5
set xrange [-0.5:3.5]
set xtics 0, 1, 3
set yrange [0:112]
set ytics 0, 20, 100
set boxwidth 0.26
set key at screen 0.5,0.04 center center maxrows 1 samplen 1 Left reverse
accuracy(k) = strcol("net") eq word(nets, k) ? 100 * column("accuracy") : NaN
plot for [k=1:3] data."moved.tsv" using (column("shift") + 0.28 * (k - 2)):(accuracy(k)) with boxes \
         lc rgb fills[k] title names[k], \
     for [k=1:3] data."moved.tsv" using (column("shift") + 0.28 * (k - 2)):(accuracy(k) + 4): \
         (sprintf("%.0f", accuracy(k))) with labels font small tc rgb ink notitle
unset multiplot
