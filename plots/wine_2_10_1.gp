# title: Wine, 2–10–1 sigmoid
# lab: 3
# shows: Ten hidden units fit single bottles, most likely too well.
# serves: F-36; 004:209-216
# data: wine_boundaries
net = "ten"
set title sprintf("2–10–1 sigmoid: loss %.4f, %.1f%% right", fact(net."_bce"), 100 * fact(net."_accuracy"))
load plots."wine.gp"
