# title: Early stopping with patience
# lab: 5
# shows: The same run: training stops when the validation loss has not been below its best for 20 epochs, the patience.
#   The weights of the best epoch are put back; those of the last epoch are worse.
# serves: F-50; 002:354-366; 003:439
# data: overfitting
set title sprintf("Stopped at epoch %d, weights of epoch %d", fact("stop_epoch"), fact("best_epoch"))
set xlabel "epoch"
set ylabel "validation loss"
set xrange [0:100]
set yrange [0.58:0.85]
set ytics 0.1
set key off
best = fact("best_epoch")
stop = fact("stop_epoch")
set object 1 rectangle from best,0.58 to stop,0.85 fc rgb pale_orange fs solid noborder behind
set arrow 1 from stop,0.58 to stop,0.85 nohead lw thick lc rgb red
set arrow 2 from best,0.605 to stop,0.605 heads filled size 1.4,20 lw thin lc rgb ink front
set label 1 sprintf("%d epochs", fact("patience")) at (best + stop) / 2,0.593 center font small tc rgb ink front
set label 2 sprintf("best: %.3f", fact("best_loss")) at best - 1,0.62 right tc rgb ink
set label 3 sprintf("stop: %.3f", fact("stop_loss")) at stop + 1.5,0.645 left tc rgb ink
set label 4 sprintf("without it, at last: %.2f", fact("last_loss")) at 98,0.775 right tc rgb ink
losses = data."losses.tsv"
at_best = '(column("epoch") == best ? column("validation") : NaN)'
plot losses using "epoch":(column("epoch") <= stop ? column("validation") : NaN) with lines lw thick lc rgb orange, \
     losses using "epoch":(column("epoch") >= stop ? column("validation") : NaN) with lines lw medium dt dashed \
         lc rgb orange, \
     losses using "epoch":@at_best with points pt star ps 5 lw 6 lc rgb red
