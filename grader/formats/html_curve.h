/* html_curve.h: a curve as inline SVG. */
#pragma once
#include "curves.h"
#include "text.h"

/* Three plots side by side: training loss, held-out loss, held-out accuracy; each the run's line on the band of the
 * reference. Nothing when no epoch has come to its end. */
void html_curve(const Curve *c, Text *to);
