# title: History of neural networks
# lab: -
# shows: From the threshold unit of 1943 to ChatGPT, with the two winters of neural networks: the 1970s, and the
#   1990s to about 2009.
# serves: F-70; 000:145-172; 002:26-37; 003:152-160
# data: timeline
set title "Eighty years of neural networks"
drawing = "timeline"
load plots."schematic.gp"
