# title: Wine, 2–10–10–1 ReLU
# lab: 3
# shows: Two hidden layers of ReLU fit every bottle, with a boundary of many corners.
# serves: F-37; 004:218-235
# data: wine_boundaries
net = "ten_ten"
set title "2–10–10–1 ReLU: loss ".gprintf("%.0t·10^{%T}", fact(net."_bce")).\
    sprintf(", %.0f%% right", 100 * fact(net."_accuracy"))
load plots."wine.gp"
