# runs.gp: training runs one over the other, on the band of the reference's runs; data is what plots/tools/runs wrote.
runs = int(fact("runs"))
band = int(fact("band"))
array names[runs + 1]
set table $unused
plot data."names.tsv" using "run":(names[int(column("run"))] = strcol("name"), 0) with table
unset table

panels = fact("loss") > 0 && fact("accuracy") > 0 ? 2 : 1
file(quantity, i) = sprintf("%s%s%d.tsv", data, quantity, i)
run_of(quantity, i) = int(fact(sprintf("%s%d_run", quantity, i)))
dash_of(quantity, i) = int(fact(sprintf("%s%d_dash", quantity, i)))
run_colour(i) = colour((run_of(quantity, i) - 1) % 6 + 1)
title_of(i) = i == 1 || run_of(quantity, i) != run_of(quantity, i - 1) ? names[run_of(quantity, i)] : ""
set title font normal offset 0,-0.6
set tics font small
set key noenhanced font small
bottom = 0.17 + 0.045 * (runs + band)
set multiplot layout 1,panels margins 0.09,0.97,bottom,0.9 spacing 0.1,0.1
set xlabel "epoch" offset 0,0.8
set format y "%g" # 2e-08 has room, 2×10^{-8} has not
# Two to five epochs are written below each panel.
span = fact("last_x") - fact("first_x")
if (span > 0) { step = 10**floor(log10(span / 2)); set xtics span < 6 ? 1 : span / step > 5 ? 5 * step : step }
# An axis of no length is none: one epoch, or a curve that stays where it is.
if (!band && fact("first_x") == fact("last_x")) { set xrange [fact("first_x") - 1:fact("last_x") + 1] }
low = fact("loss_low")
high = fact("loss_high")
if (low < 0) {
    if (band || high > low) { set yrange [*:*] } else { set yrange [low - 1:0] }
} else {
    if (band || high > 0) { set yrange [0:*] } else { set yrange [0:1] }
}
set offsets 0, 0, graph 0.03, graph 0.03
do for [quantity in "loss accuracy"] {
    curves = int(fact(quantity))
    if (curves > 0) {
        set title sprintf("%s: training —, test – –", quantity)
        if (quantity eq "accuracy" && panels == 2) { if (band || fact("accuracy_low") < 1) { set yrange [*:1.02] } else { set yrange [0:1.02] }; unset key }
        else { set key at screen 0.06,(bottom - 0.13) left top vertical maxcols 1 Left reverse }
        # A loop over nothing would be a warning: the band is named only where there is one.
        on_band = band && fact("band_".quantity) > 0 ? 'data."band_".quantity.".tsv" using "x":"low":"high" '. \
            'with filledcurves fc rgb faint title names[runs + 1], ' : ""
        eval "plot ".on_band."for [i = 1:curves] file(quantity, i) using 'x':'y' with linespoints lw medium pt 7 ". \
            "ps (fact(sprintf('%s%d_points', quantity, i)) == 1 ? 1 : 0) ". \
            "lc rgb run_colour(i) dt dash_of(quantity, i) title title_of(i)"
    }
}
unset multiplot
