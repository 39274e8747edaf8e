/* gnuplot.h: gnuplot as a child that reads one script. No shell, no file names in its language but quoted ones. */
#pragma once
#include <stdbool.h>
#include <stdio.h>

/* Writes `text` as a string of gnuplot's, whatever is in it. */
void gnuplot_quote(FILE *script, const char *text);
/* Begin the picture <stem>.png or <stem>.svg, 1600 units wide, in the lectures' style: what was set before is unset, and
 * the names of plots/gnuplot/style.gp hold (colours, sizes of letters, linetypes). enhanced: _ and ^ in texts lower and
 * raise what follows; else they are shown as they are. */
void gnuplot_png(FILE *script, const char *stem, int height, bool enhanced);
void gnuplot_svg(FILE *script, const char *stem, int height, bool enhanced);
/* Whether <stem>.png and <stem>.svg can be written; false and t_error() when not. Ask first: gnuplot goes on after a
 * file that it cannot open. */
bool gnuplot_writable(const char *stem);
/* Whether <stem>.png, and <stem>.svg where svg is true, are whole: on a full disk gnuplot ends well all the same. What
 * is not whole is removed. */
bool gnuplot_written(const char *stem, bool svg);
/* Whether one of both has been false in this program. */
bool gnuplot_failed_to_write(void);
/* Runs what was written to `script` (a temporary file); what it prints is shown, or thrown away. false and t_error()
 * when gnuplot is missing, or finds fault with the script. */
bool gnuplot_run(FILE *script, bool show);
