/* Lab 6, third part: transforms. What is random comes from `rng`: the same seed gives the same images again. The grader
 * draws from it as you do, so draw what the comments say, in their order, and nothing else. */
#include "transforms.h"

/* 6.7  From a picture file's layout to a network's: uint8 (H,W,C) or, of grey ones, (H,W) -> real (C,H,W), 0..255
 * scaled to 0..1. In the file the channels of one pixel stand side by side; in a tensor each channel is an image of
 * its own. The axes move, so a change of the shape alone is wrong. */
Tensor *to_tensor(Tensor *image, Rng *rng, void *data) {
    (void)rng, (void)data;
    /* SOLUTION BEGIN 6.7 */
    const int H = image->shape[0], W = image->shape[1], C = image->ndim == 3 ? image->shape[2] : 1;
    Tensor   *x = t_empty(DTYPE_REAL, 3, (int[]){C, H, W});
    for (int c = 0; c < C; c++)
        for (int p = 0; p < H * W; p++) x->data[c * H * W + p] = (real)image->u8[p * C + c] / 255;
    return x;
    /* SOLUTION END 6.7 */
}

/* 6.7  Mean and standard deviation of each channel of a data set x (N,C,H,W), over all pixels of all its images:
 *
 *     mean_c = (1/n) sum x          std_c = sqrt((1/n) sum (x - mean_c)^2)          n = N H W
 *
 * (The mean of the images' own deviations is a smaller number. The deviations of CIFAR-10 on a slide, 0.2023, 0.1994
 * and 0.2010, are of that kind.) C is at most MAX_CHANNELS. Sum in double. */
Normalization channel_statistics(const Tensor *x) {
    Normalization z = {0};
    /* SOLUTION BEGIN 6.7 */
    const int N = x->shape[0], C = x->shape[1], pixels = x->shape[2] * x->shape[3];
    for (int c = 0; c < C; c++) {
        double sum = 0, squares = 0;
        for (int n = 0; n < N; n++)
            for (int p = 0; p < pixels; p++) sum += x->data[(n * C + c) * pixels + p];
        z.mean[c] = sum / N / pixels;
        for (int n = 0; n < N; n++)
            for (int p = 0; p < pixels; p++) {
                const double d = x->data[(n * C + c) * pixels + p] - z.mean[c];
                squares += d * d;
            }
        z.std[c] = sqrt(squares / N / pixels);
    }
    /* SOLUTION END 6.7 */
    return z;
}

/* 6.7  (x - mean) / std, with the numbers of each channel. `data` is a const Normalization *. */
Tensor *normalize(Tensor *x, Rng *rng, void *data) {
    (void)rng;
    const Normalization *z = data;
    /* SOLUTION BEGIN 6.7 */
    const int C = x->shape[0], pixels = x->shape[1] * x->shape[2];
    Tensor   *y = t_like(x);
    for (int c = 0; c < C; c++)
        for (int p = 0; p < pixels; p++)
            y->data[c * pixels + p] = (real)((x->data[c * pixels + p] - z->mean[c]) / z->std[c]);
    return y;
    /* SOLUTION END 6.7 */
}

/* 6.8  torchvision's RandomCrop(side, padding): lays the image into a frame of zeros, `padding` pixels wide on each
 * side, and cuts a window of the image's own size out of it. All channels are cut at the same place. The window's
 * first row is rng_below(rng, 2 padding + 1), then its first column is drawn in the same way. With padding 4 there
 * are 81 windows. */
Tensor *random_crop(Tensor *x, Rng *rng, void *data) {
    const int padding = *(const int *)data;
    /* SOLUTION BEGIN 6.8 */
    const int C = x->shape[0], H = x->shape[1], W = x->shape[2];
    const int down = (int)rng_below(rng, 2 * (uint64_t)padding + 1) - padding;
    const int right = (int)rng_below(rng, 2 * (uint64_t)padding + 1) - padding;
    Tensor   *y = t_like(x);
    for (int c = 0; c < C; c++)
        for (int i = 0; i < H; i++)
            for (int j = 0; j < W; j++) {
                const int  iy = i + down, ix = j + right;
                const bool inside = iy >= 0 && iy < H && ix >= 0 && ix < W;
                y->data[(c * H + i) * W + j] = inside ? x->data[(c * H + iy) * W + ix] : 0;
            }
    return y;
    /* SOLUTION END 6.8 */
}

/* 6.8  torchvision's RandomHorizontalFlip: left and right change places where rng_uniform(rng) < p, else x stays as it
 * is. One number is drawn in both cases. */
Tensor *random_flip(Tensor *x, Rng *rng, void *data) {
    const double p = *(const double *)data;
    /* SOLUTION BEGIN 6.8 */
    const int W = x->shape[2], rows = x->shape[0] * x->shape[1];
    if (rng_uniform(rng) >= p) return x;
    Tensor *y = t_like(x);
    for (int r = 0; r < rows; r++)
        for (int j = 0; j < W; j++) y->data[r * W + j] = x->data[r * W + W - 1 - j];
    return y;
    /* SOLUTION END 6.8 */
}

/* 6.9  The pixel of channel c at (y, x), 0 outside the image; and between pixels, as the mean of the four around, each
 * with the weight of its nearness (bilinear): with y0 = floor(y), a = y - y0, x0 = floor(x), b = x - x0,
 *
 *     (1-a)(1-b) p(y0,x0) + (1-a) b p(y0,x0+1) + a (1-b) p(y0+1,x0) + a b p(y0+1,x0+1)
 */
static real pixel(const Tensor *image, int c, int y, int x) {
    const int H = image->shape[1], W = image->shape[2];
    return y >= 0 && y < H && x >= 0 && x < W ? image->data[(c * H + y) * W + x] : 0;
}

static double between_pixels(const Tensor *image, int c, double y, double x) {
    /* SOLUTION BEGIN 6.9 */
    const int    y0 = (int)floor(y), x0 = (int)floor(x);
    const double a = y - y0, b = x - x0;
    return (1 - a) * ((1 - b) * pixel(image, c, y0, x0) + b * pixel(image, c, y0, x0 + 1)) +
           a * ((1 - b) * pixel(image, c, y0 + 1, x0) + b * pixel(image, c, y0 + 1, x0 + 1));
    /* SOLUTION END 6.9 */
}

/* 6.9  Turns the image about its centre ((H-1)/2, (W-1)/2), anticlockwise, by an angle between -degrees and degrees:
 * (2 rng_uniform(rng) - 1) degrees. Go from the output to the input, so that no pixel stays empty: with the distances v
 * down and u right from the centre, output (v, u) is what between_pixels finds at the distances
 *
 *     v' = u sin(t) + v cos(t)          u' = u cos(t) - v sin(t)          t in radians: degrees pi / 180
 */
Tensor *random_rotation(Tensor *x, Rng *rng, void *data) {
    const double degrees = *(const double *)data;
    /* SOLUTION BEGIN 6.9 */
    const int    C = x->shape[0], H = x->shape[1], W = x->shape[2];
    const double t = (2 * rng_uniform(rng) - 1) * degrees * M_PI / 180, cos_t = cos(t), sin_t = sin(t);
    const double cy = (H - 1) / 2.0, cx = (W - 1) / 2.0;
    Tensor      *y = t_like(x);
    for (int c = 0; c < C; c++)
        for (int i = 0; i < H; i++)
            for (int j = 0; j < W; j++) {
                const double v = i - cy, u = j - cx;
                const double from_y = cy + u * sin_t + v * cos_t, from_x = cx + u * cos_t - v * sin_t;
                y->data[(c * H + i) * W + j] = (real)between_pixels(x, c, from_y, from_x);
            }
    return y;
    /* SOLUTION END 6.9 */
}

/* 6.9  torchvision's ColorJitter for brightness and contrast, each as a factor f between 1 - b and 1 + b, for its
 * own b: f = 1 + (2 rng_uniform(rng) - 1) b. First the brightness: f x. Then the contrast: m + f (x - m), where m is
 * the mean of the image as it is by then, over all its channels. After each of the two, what is below 0 becomes 0,
 * and what is above 1 becomes 1. */
Tensor *jitter(Tensor *x, Rng *rng, void *data) {
    const Jitter *j = data;
    /* SOLUTION BEGIN 6.9 */
    const double brightness = 1 + (2 * rng_uniform(rng) - 1) * j->brightness;
    const double contrast = 1 + (2 * rng_uniform(rng) - 1) * j->contrast;
    Tensor      *y = t_like(x);
    double       mean = 0;
    for (size_t i = 0; i < x->size; i++) {
        y->data[i] = (real)fmin(fmax(brightness * x->data[i], 0), 1);
        mean += y->data[i] / (double)x->size;
    }
    for (size_t i = 0; i < x->size; i++)
        y->data[i] = (real)fmin(fmax(mean + contrast * (y->data[i] - mean), 0), 1);
    return y;
    /* SOLUTION END 6.9 */
}

/* 6.10  What is done to the images of the two sets whenever they are fetched (torchvision's Compose):
 *
 *     train    random_crop, random_flip, random_rotation, jitter, normalize
 *     test     normalize
 *
 * Each works on what the one before it made. Augmentation makes training images anew in every epoch. A test image stays
 * what it is, or two tests would differ. Both sets are normalised by the same numbers, a->normalization. Fill it: they
 * are the statistics of train->x, for nothing of the test set may be known in training.
 *
 * Fill a->train and a->test, lists of {function, &its numbers} that end with an empty entry, and set
 * train->transform and test->transform to their transform_compose. */
void set_transforms(Augmentation *a, Dataset *train, Dataset *test) {
    /* SOLUTION BEGIN 6.10 */
    a->normalization = channel_statistics(train->x);
    const Transform for_training[] = {{random_crop, &a->padding},
                                      {random_flip, &a->flip},
                                      {random_rotation, &a->degrees},
                                      {jitter, &a->jitter},
                                      {normalize, &a->normalization},
                                      {0}};
    memcpy(a->train, for_training, sizeof for_training);
    a->test[0] = (Transform){normalize, &a->normalization};
    a->test[1] = (Transform){0};
    train->transform = transform_compose(a->train);
    test->transform = transform_compose(a->test);
    /* SOLUTION END 6.10 */
}
