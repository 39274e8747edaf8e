/* network.h: drawings of networks, made from their modules: a circle a unit, a line a weight. */
#pragma once
#include "nn.h"
#include "schematic.h"

enum { NETWORK_LAYERS = 8, NETWORK_UNITS = 8 };

/* A layer of units as it was drawn: at most NETWORK_UNITS of them, "⋮" stands for the others. */
typedef struct UnitLayer {
    int    units, drawn;
    double x;
    Node   nodes[NETWORK_UNITS];
} UnitLayer;

typedef struct NetworkDrawing {
    int       n; /* the inputs, and a layer for each linear layer of the module */
    UnitLayer layers[NETWORK_LAYERS];
} NetworkDrawing;

/* In the rectangle from (left,low) to (right,high), the inputs at its left edge. Inputs are grey, outputs red. */
NetworkDrawing draw_network(Drawing *d, const Module *model, double left, double right, double low, double high,
                            double radius);
