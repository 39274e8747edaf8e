#include "cars.h"
#include "tsv.h"

static Dataset *counted(Dataset *cars) {
    tsv_fact("cars", cars->n);
    return cars;
}

Dataset *cars_mtcars(void) {
    Dataset *cars = data_named("mtcars");
    if (!cars) tsv_die("the cars");
    for (int i = 0; i < cars->n; i++) cars->x->data[i] *= 1000; /* which counts in 1000 lb */
    return counted(cars);
}

Dataset *cars_auto_mpg(void) {
    Dataset *cars = data_named("auto_mpg");
    return cars ? counted(cars) : cars_mtcars();
}
