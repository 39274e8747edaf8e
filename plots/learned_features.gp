# title: Features, made and learned
# lab: -
# shows: Traditionally features are made by hand and a classifier is trained on them; a deep network learns both
#   together.
# serves: F-71; 002:39-51; 003:117-135
# data: representations
set title "Features made by hand, features learned"
drawing = "learned"
load plots."schematic.gp"
