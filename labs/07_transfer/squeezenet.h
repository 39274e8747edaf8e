/* squeezenet.h: SqueezeNet 1.1, a small network for photographs (F. Iandola et al., arXiv:1602.07360), built from the
 * layers of labs 2, 5 and 6. Given.
 *
 * Its modules have torchvision's names, so that torchvision's weights fit: "features.3.squeeze.weight" and so on. */
#pragma once
#include "gradlab.h"

/* The classes of ImageNet, and the channels that the body ends in. */
enum { IMAGENET_CLASSES = 1000, SQUEEZENET_CHANNELS = 512 };

/* Fire(channels in, squeeze, expand): a 1x1 convolution squeezes the channels to few; a 1x1 and a 3x3 convolution read
 * these few, and make `expand` channels each. So the 3x3 convolution, the costly one, has few channels to read. */
Module *nn_fire(int channels_in, int squeeze, int expand);

/* x (N,3,H,W), normalised as in photographs.h -> logits (N,classes). H and W are at least 25; ImageNet's are 224. */
Module *squeezenet1_1(int classes);
/* The same body, then the mean of each channel and a linear layer as the head: children "features", "pool",
 * "classifier". Of torchvision's weights, those of the body fit. */
Module *squeezenet1_1_for(int classes);
