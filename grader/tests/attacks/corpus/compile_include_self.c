/* Itself, and itself again. */
#include __FILE__
#include __FILE__
