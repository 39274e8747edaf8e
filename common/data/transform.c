/* transform.c: what is done to samples as they are fetched. */
#include "data.h"

Tensor *transform_to_tensor(Tensor *image, Rng *rng, void *data) {
    (void)rng, (void)data;
    if (image->dtype != DTYPE_UINT8)
        t_fail("pass an image from image_read, which is uint8",
               "transform_to_tensor: %s is %s, expected torch.uint8", t_label(image, "x"),
               t_dtype_name(image->dtype));
    Tensor *y = t_empty(DTYPE_REAL, image->ndim, image->shape);
    for (size_t i = 0; i < y->size; i++) y->data[i] = (real)image->u8[i] / 255;
    return y;
}

static Tensor *one_after_the_other(Tensor *sample, Rng *rng, void *list) {
    const Transform *first = list;
    for (const Transform *t = first; t->apply; t++) {
        sample = t->apply(sample, rng, t->data);
        if (!sample)
            t_fail("return the sample, or the tensor made from it", "transform_compose: transform %td returned NULL",
                   t - first);
    }
    return sample;
}

Transform transform_compose(Transform *list) { return (Transform){one_after_the_other, list}; }
