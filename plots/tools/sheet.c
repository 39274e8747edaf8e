/* Many figures on one sheet, each a fifth of its size, five in a row:
 *
 *     sheet SHEET.png FIGURE.png... */
#include "image.h"
#include <string.h>

enum { SHRINK = 5, COLUMNS = 5, WIDTH = 1600 / SHRINK, HEIGHT = 1000 / SHRINK, GAP = 8, PAPER = 0xd9 };

static uint8_t *at(const Tensor *image, int c, int i, int j) {
    return image->u8 + ((size_t)c * (size_t)image->shape[1] + (size_t)i) * (size_t)image->shape[2] + j;
}

/* The mean of SHRINK x SHRINK pixels makes one. */
static void paste(Tensor *sheet, const Tensor *figure, int top, int left) {
    for (int c = 0; c < 3; c++)
        for (int i = 0; i < HEIGHT; i++)
            for (int j = 0; j < WIDTH; j++) {
                int sum = 0;
                for (int y = 0; y < SHRINK; y++)
                    for (int x = 0; x < SHRINK; x++) sum += *at(figure, c, i * SHRINK + y, j * SHRINK + x);
                *at(sheet, c, top + i, left + j) = (uint8_t)(sum / (SHRINK * SHRINK));
            }
}

int main(int argc, char **argv) {
    if (argc < 3) {
        fprintf(stderr, "usage: sheet SHEET.png FIGURE.png...\n");
        return 2;
    }
    const int n = argc - 2, rows = (n + COLUMNS - 1) / COLUMNS;
    Tensor   *sheet = t_own(DTYPE_UINT8, DEV_CPU, 3,
                            (int[]){3, rows * (HEIGHT + GAP) + GAP, COLUMNS * (WIDTH + GAP) + GAP});
    memset(sheet->u8, PAPER, sheet->size);
    for (int k = 0; k < n; k++) {
        Tensor *figure = image_read(argv[k + 2]);
        if (!figure || figure->shape[0] != 3 || figure->shape[1] != HEIGHT * SHRINK ||
            figure->shape[2] != WIDTH * SHRINK) {
            fprintf(stderr, "sheet: %s\n", figure ? "a figure has 1600 x 1000 pixels" : t_error());
            return 1;
        }
        paste(sheet, figure, GAP + k / COLUMNS * (HEIGHT + GAP), GAP + k % COLUMNS * (WIDTH + GAP));
        t_free(figure);
    }
    const bool written = image_write_png(argv[1], sheet);
    if (!written) fprintf(stderr, "sheet: %s\n", t_error());
    t_free(sheet);
    return written ? 0 : 1;
}
