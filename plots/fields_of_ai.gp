# title: AI, machine learning, deep learning
# lab: -
# shows: Deep learning is a part of machine learning, and that of artificial intelligence.
# serves: F-71; 003:14-19
# data: representations
set title "One within the other"
drawing = "fields"
load plots."schematic.gp"
