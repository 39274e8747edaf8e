# title: Shallow and deep
# lab: 2
# shows: Networks of one, two and four layers of weights; the units' layers between input and output are the hidden
#   ones. Drawn from their modules.
# serves: F-74; 000:183-192; 002:211-224; 003:135-151
# data: networks
set title "One layer, two layers, deep"
drawing = "depths"
load plots."schematic.gp"
