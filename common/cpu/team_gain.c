#include "team_private.h"

/* Threads that have a processor each are not that late. Time slices are longer. */
static const double LATE = 50e-6;
/* One time slice that is lost now and then is no reason to change anything; a verdict is about more than that. */
static const double ENOUGH = 20e-3;
static const double FIRST_REST = 50e-3, LONGEST_REST = 1.6;
double gain_judge(Gain *g, int parts, double worked, double waited) {
    g->worked += worked;
    if (waited > LATE) g->waited += waited;
    if (g->worked + g->waited < ENOUGH) return 0;
    const bool lost = g->waited > (parts - 1) * g->worked; /* alone it would have taken parts * worked */
    g->worked = g->waited = 0;
    if (!lost) {
        g->rest /= 2;
        return 0;
    }
    g->rest = g->rest < FIRST_REST / 2 ? FIRST_REST : 2 * g->rest;
    if (g->rest > LONGEST_REST) g->rest = LONGEST_REST;
    return g->rest;
}
