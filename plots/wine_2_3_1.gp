# title: Wine, 2–3–1 sigmoid
# lab: 3
# shows: A hidden layer of three sigmoid units bends the boundary.
# serves: F-35; 004:188-207
# data: wine_boundaries
net = "three"
set title sprintf("2–3–1 sigmoid: loss %.4f, %.1f%% right", fact(net."_bce"), 100 * fact(net."_accuracy"))
load plots."wine.gp"
