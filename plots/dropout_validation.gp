# title: Dropout and the validation loss
# lab: 5
# shows: The wide net on 60 wines again, with a share p of its hidden units dropped in each step of training: the loss
#   on other wines, where nothing is dropped. Means and ranges of 5 seeds. Dropout slows down learning by heart.
# serves: F-53; 002:378-387; 003:447-458
# data: dropout
set title sprintf("12–%d–1 on %d wines: at last %.2f, %.2f, %.2f", fact("hidden"), fact("train"), fact("p_0"), \
    fact("p_0.2"), fact("p_0.5"))
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
     p("0") using "epoch":"mean" with lines lw thick lc rgb blue title "no dropout", \
     p("0.2") using "epoch":"mean" with lines lw thick lc rgb green title "p = 0.2", \
     p("0.5") using "epoch":"mean" with lines lw thick lc rgb red title "p = 0.5"
