# title: What goes into the activations
# lab: 5
# shows: Before training, what goes into the ReLUs of the layers 1, 3 and 5 of a net of six layers, for 512 digits.
#   Without batch norm the sums become narrower and drift off, so that deep units hardly see which digit it is. Batch
#   norm gives each unit's sums the mean 0 and the variance 1 in every batch.
# serves: F-54; 002:389-403
# data: batch_norm
set multiplot layout 1,2 margins 0.105,0.98,0.22,0.79 spacing 0.11,0
set label 1 sprintf("Spread in layer 5: %.2f, with batch norm %.2f", fact("sums_plain_std_5"), \
    fact("sums_norm_std_5")) at screen 0.5,0.945 center font large tc rgb ink
set xlabel "what goes into ReLU" offset 0,0.8
set ylabel "density" offset 0.5,0
set xrange [-3:3]
set xtics 1
set title font normal offset 0,-0.5
@key_at_foot
do for [net in "plain norm"] {
    sums = data."sums_".net.".tsv"
    layer(k) = column("layer") == k ? column("density") : NaN
    set title net eq "plain" ? "without" : "with batch norm"
    set ytics net eq "plain" ? 2 : 0.1
    set yrange [0:*]
    plot sums using "value":(layer(1)) with steps lw thick lc rgb blue title "layer 1", \
         sums using "value":(layer(3)) with steps lw thick lc rgb orange title "layer 3", \
         sums using "value":(layer(5)) with steps lw thick lc rgb red title "layer 5"
    unset key
    unset label 1
    unset ylabel
}
unset multiplot
