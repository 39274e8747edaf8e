/* gnuplot.h: gnuplot as a child that reads one script. No shell, no file names in its language but quoted ones. */
#pragma once
#include <stdbool.h>
#include <stdio.h>

/* Writes `text` as a string of gnuplot's, whatever is in it. */
void gnuplot_quote(FILE *script, const char *text);
/* Runs what was written to `script` (a temporary file); what it prints is shown, or thrown away. false and t_error()
 * when gnuplot is missing, or finds fault with the script. */
bool gnuplot_run(FILE *script, bool show);
