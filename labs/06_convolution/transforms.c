/* Lab 6, third part: transforms. What is random comes from `rng`: the same seed gives the same images again. The grader
 * draws from it as you do, so draw what the comments say, in their order, and nothing else. */
#include "transforms.h"

/* 6.7  From a picture file's layout to a network's: uint8 (H,W,C) or, of grey ones, (H,W) -> real (C,H,W), 0..255
 * scaled to 0..1. In the file the channels of one pixel stand side by side; in a tensor each channel is an image of
 * its own. The axes move, so a change of the shape alone is wrong. */
Tensor *to_tensor(Tensor *image, Rng *rng, void *data) {
    (void)rng, (void)data;
    TODO("6.7");
}

/* 6.7  Mean and standard deviation of each channel of a data set x (N,C,H,W), over all pixels of all its images:
 *
 *     mean_c = (1/n) sum x          std_c = sqrt((1/n) sum (x - mean_c)^2)          n = N H W
 *
 * (The mean of the images' own deviations is a smaller number. The deviations of CIFAR-10 on a slide, 0.2023, 0.1994
 * and 0.2010, are of that kind.) C is at most MAX_CHANNELS. Sum in double. */
Normalization channel_statistics(const Tensor *x) {
    Normalization z = {0};
    TODO("6.7");
    return z;
}

/* 6.7  (x - mean) / std, with the numbers of each channel. `data` is a const Normalization *. */
Tensor *normalize(Tensor *x, Rng *rng, void *data) {
    (void)rng;
    const Normalization *z = data;
    TODO("6.7");
}

/* 6.8  torchvision's RandomCrop(side, padding): lays the image into a frame of zeros, `padding` pixels wide on each
 * side, and cuts a window of the image's own size out of it. All channels are cut at the same place. The window's
 * first row is rng_below(rng, 2 padding + 1), then its first column is drawn in the same way. With padding 4 there
 * are 81 windows. */
Tensor *random_crop(Tensor *x, Rng *rng, void *data) {
    const int padding = *(const int *)data;
    TODO("6.8");
}

/* 6.8  torchvision's RandomHorizontalFlip: left and right change places where rng_uniform(rng) < p, else x stays as it
 * is. One number is drawn in both cases. */
Tensor *random_flip(Tensor *x, Rng *rng, void *data) {
    const double p = *(const double *)data;
    TODO("6.8");
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
    TODO("6.9");
}

/* 6.9  Turns the image about its centre ((H-1)/2, (W-1)/2), anticlockwise, by an angle between -degrees and degrees:
 * (2 rng_uniform(rng) - 1) degrees. Go from the output to the input, so that no pixel stays empty: with the distances v
 * down and u right from the centre, output (v, u) is what between_pixels finds at the distances
 *
 *     v' = u sin(t) + v cos(t)          u' = u cos(t) - v sin(t)          t in radians: degrees pi / 180
 */
Tensor *random_rotation(Tensor *x, Rng *rng, void *data) {
    const double degrees = *(const double *)data;
    TODO("6.9");
}

/* 6.9  torchvision's ColorJitter for brightness and contrast, each as a factor f between 1 - b and 1 + b, for its
 * own b: f = 1 + (2 rng_uniform(rng) - 1) b. First the brightness: f x. Then the contrast: m + f (x - m), where m is
 * the mean of the image as it is by then, over all its channels. After each of the two, what is below 0 becomes 0,
 * and what is above 1 becomes 1. */
Tensor *jitter(Tensor *x, Rng *rng, void *data) {
    const Jitter *j = data;
    TODO("6.9");
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
    TODO("6.10");
}
