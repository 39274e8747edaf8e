/* A filter's response to an image, and to the same image moved. */
#include "conv.h"
#include "images.h"

enum { SIDE = 24, KERNEL = 5, COPIES = 3 };
static const int shifts[COPIES][2] = {{0, 0}, {0, 8}, {9, 4}}; /* down, right */

/* The pattern: a crossing of two strokes, among other strokes that the filter does not look for. */
static const char *const crossing[KERNEL] = {"#...#", ".#.#.", "..#..", ".#.#.", "#...#"};
static const char *const others[KERNEL] = {"..#..", "..#..", "#####", "..#..", "..#.."};

static void stamp(Tensor *image, const char *const rows[KERNEL], int top, int left) {
    for (int i = 0; i < KERNEL; i++)
        for (int j = 0; j < KERNEL; j++)
            if (rows[i][j] == '#') image->data[(top + i) * SIDE + left + j] = 1;
}

/* The pattern with the mean 0: evenly grey patches give 0. */
static Tensor *filter_of(const char *const rows[KERNEL]) {
    Tensor *W = t_zeros(1, 1, KERNEL, KERNEL);
    for (int i = 0; i < KERNEL * KERNEL; i++) W->data[i] = rows[i / KERNEL][i % KERNEL] == '#';
    return t_sub(W, t_mean(W));
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    Tensor *W = filter_of(crossing), *first = NULL;
    Tsv    *table = images_open("pictures"), *kernel = images_open("kernel");
    Tsv    *peaks = tsv_open("peaks", "copy row column value");
    double  difference = 0;
    images_add(kernel, W->data, KERNEL, KERNEL);
    for (int k = 0; k < COPIES; k++) {
        const int down = shifts[k][0], right = shifts[k][1];
        Tensor   *x = t_zeros(1, 1, SIDE, SIDE);
        stamp(x, crossing, 2 + down, 2 + right);
        stamp(x, others, 7 + down, 7 + right);
        /* With padding the response is as large as the image, and the peak is where the pattern's middle is. */
        Tensor *y = f_conv2d(x, W, t_zeros(1), 1, KERNEL / 2, 1);
        int     best = 0;
        for (int i = 0; i < SIDE * SIDE; i++)
            if (y->data[i] > y->data[best]) best = i;
        if (!first) first = y;
        for (int i = 0; i + down < SIDE; i++)
            for (int j = 0; j + right < SIDE; j++)
                difference = fmax(difference, fabs(y->data[(i + down) * SIDE + j + right] - first->data[i * SIDE + j]));
        tsv_row(peaks, k, best / SIDE, best % SIDE, y->data[best]);
        images_add(table, x->data, SIDE, SIDE);
        images_add(table, y->data, SIDE, SIDE);
    }
    tsv_close(kernel);
    tsv_close(table);
    tsv_close(peaks);
    tsv_fact("copies", COPIES);
    tsv_fact("side", SIDE);
    tsv_fact("difference", difference);
    return tsv_end();
}
