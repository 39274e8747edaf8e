# title: Training and validation loss part
# lab: 5
# shows: A wide net learns from 60 wines how much alcohol they have. The training loss falls towards 0; the loss on
#   other wines falls too at first, and then rises: from there on the net learns single wines by heart.
# serves: F-49; 002:326-332; 004:377-385
# data: overfitting
set title sprintf("12–%d–1 on %d wines: best at epoch %d", fact("hidden"), fact("train"), fact("best_epoch"))
set xlabel "epoch"
set ylabel "mean squared error"
set yrange [0:1.2]
set ytics 0.2
set xrange [0:300]
@key_below
losses = data."losses.tsv"
best = '(column("epoch") == fact("best_epoch") ? column("validation") : NaN)'
set arrow 1 from fact("best_epoch"),0 to fact("best_epoch"),1.2 nohead dt dashed lw thin lc rgb grey
set label 1 sprintf("best: %.2f", fact("best_loss")) at fact("best_epoch") + 5,0.55 left tc rgb ink
plot losses using "epoch":"train" with lines lw thick lc rgb blue title "training", \
     losses using "epoch":"validation" with lines lw thick lc rgb orange title "validation", \
     losses using "epoch":@best with points pt star ps 5 lw 6 lc rgb red notitle
