# title: Dropout and the validation loss
# lab: 5
# shows: The wide net on 60 wines again, with a share p of its hidden units dropped in each step of training: the loss
#   on other wines, where nothing is dropped. Means and ranges of 5 seeds. Dropout slows down learning by heart.
# serves: F-53; 002:378-387; 003:447-458
# data: dropout
set title sprintf("Dropout in 12–%d–1 on %d wines", fact("hidden"), fact("train"))
set xlabel "epoch"
set ylabel "validation loss (MSE)"
set xrange [0:300]
set yrange [0.5:1.2]
set style fill transparent solid 0.3 noborder
@key_below
p(share) = data."p_".share.".tsv"
plot p("0") using "epoch":"low":"high" with filledcurves fc rgb blue notitle, \
     p("0.2") using "epoch":"low":"high" with filledcurves fc rgb green notitle, \
     p("0.5") using "epoch":"low":"high" with filledcurves fc rgb red notitle, \
     p("0") using "epoch":"mean" with lines lw thick lc rgb blue title sprintf("none: %.2f", fact("p_0")), \
     p("0.2") using "epoch":"mean" with lines lw thick lc rgb green title sprintf("p = 0.2: %.2f", fact("p_0.2")), \
     p("0.5") using "epoch":"mean" with lines lw thick lc rgb red title sprintf("p = 0.5: %.2f", fact("p_0.5"))
