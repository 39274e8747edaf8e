#include "surface.h"

double surface_at(Objective f, double x, double y) {
    t_step();
    t_no_grad();
    return t_item(f(t_tensor(((real[]){(real)x, (real)y}), 2)));
}

void surface_write(const char *table, Objective f, Grid g) {
    Tsv *t = tsv_open(table, "x y f");
    for (int i = 0; i < g.ny; i++) {
        if (i > 0) tsv_gap(t);
        for (int j = 0; j < g.nx; j++) {
            const double x = g.x_low + (g.x_high - g.x_low) * j / (g.nx - 1);
            const double y = g.y_low + (g.y_high - g.y_low) * i / (g.ny - 1);
            tsv_row(t, x, y, surface_at(f, x, y));
        }
    }
    tsv_close(t);
}

void surface_write_path(const char *table, Objective f, const Tensor *path) {
    Tsv *t = tsv_open(table, "step x y f");
    for (int step = 0; step < path->shape[0]; step++) {
        const double x = path->data[2 * step], y = path->data[2 * step + 1];
        tsv_row(t, step, x, y, surface_at(f, x, y));
    }
    tsv_close(t);
}
