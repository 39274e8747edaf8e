# programs.awk: each figure and the program of its data, as one word "figure:program", for plots.mk.
END { for (i = 1; i <= n; i++) print name[i] ":" fact[name[i], "data"] }
