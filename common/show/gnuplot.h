/* gnuplot.h: gnuplot as a child that reads one script. No shell, no file names in its language but quoted ones. */
#pragma once
#include <stdbool.h>
#include <stdio.h>

/* Writes `text` as a string of gnuplot's, whatever is in it. */
void gnuplot_quote(FILE *script, const char *text);
/* Grid, border, tics and encoding of every picture. */
extern const char gnuplot_looks[];
/* Begin the picture <stem>.png or <stem>.svg. size: "size 1000,600", with "noenhanced" before it where _ and ^ in texts
 * are to be seen as they are; font: in points. */
void gnuplot_png(FILE *script, const char *stem, const char *size, int font);
void gnuplot_svg(FILE *script, const char *stem, const char *size, int font);
/* Whether <stem>.png and <stem>.svg can be written; false and t_error() when not. Ask first: gnuplot goes on after a
 * file that it cannot open. */
bool gnuplot_writable(const char *stem);
/* Runs what was written to `script` (a temporary file); what it prints is shown, or thrown away. false and t_error()
 * when gnuplot is missing, or finds fault with the script. */
bool gnuplot_run(FILE *script, bool show);
