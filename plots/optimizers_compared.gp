# title: Five optimisers
# lab: 4
# shows: Five optimisers train the same net from the same first weights over the same batches of 64 digits, each with
#   the best of nine learning rates for it: the loss on all training digits, mean of 10 seeds. The rates that suit them
#   differ thirtyfold.
# serves: F-44; 001:365-380; 002:293-305
# data: optimizers_compared
set title sprintf("Five optimisers, each with its best rate, %d seeds", fact("seeds"))
set xlabel "epoch (below: the learning rate)"
set ylabel "training loss"
set xrange [0:20]
set logscale y
set yrange [0.01:4]
set format y "%g"
set mytics 1
@key_below
set bmargin 7
set key at screen 0.5,0.08 maxrows 2 width 1
losses = data."losses.tsv"
name(word, method) = sprintf("%s %g", word, fact(method."_rate"))
plot losses using "epoch":"sgd" with lines lt 1 lw thick title name("SGD", "sgd"), \
     losses using "epoch":"momentum" with lines lt 2 lw thick title name("momentum", "momentum"), \
     losses using "epoch":"adagrad" with lines lt 4 lw thick title name("Adagrad", "adagrad"), \
     losses using "epoch":"rmsprop" with lines lt 5 lw thick title name("RMSprop", "rmsprop"), \
     losses using "epoch":"adam" with lines lt 3 lw thick title name("Adam", "adam")
