/* The work of somebody else in the class. */
#include NEIGHBOUR
