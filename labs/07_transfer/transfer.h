/* transfer.h: the interface of lab 7. Given; your code goes into freezing.c, checkpoint.c, transfer.c and top_k.c.
 *
 * The head of a model is its last child; the body is everything before it. */
#pragma once
#include "checkpoint.h" /* 7.3, 7.4 */
#include "convolution.h"
#include "freezing.h"   /* 7.1, 7.2 */
#include "optimizers.h"
#include "top_k.h"      /* 7.10 */

Module *head_of(const Module *model); /* given */

Module *replace_head(Module *model, int classes);                                     /* 7.5 */

/* What is trained. */
typedef enum Arm {
    ARM_FROZEN,     /* the head alone */
    ARM_FIRST_LAST, /* the first layer and the head */
    ARM_FULL        /* everything */
} Arm;
void choose_trained(Module *model, Arm arm);                                          /* 7.6 */

/* The groups of the optimiser that adam_of_two_rates makes. */
enum { GROUP_BODY, GROUP_HEAD, GROUPS };
Optimizer *adam_of_two_rates(Module *model, double body_lr, double head_lr);          /* 7.7 */
void       scale_rates(Optimizer *optimizer, const double rates[], double factor);    /* 7.7 */

Dataset *extract_features(Module *model, const Dataset *data, int batch_size, Device device); /* 7.8 */

/* How a model is fine-tuned. */
typedef struct FineTune {
    int      epochs, batch_size;
    double   body_lr, head_lr; /* of Adam, in the first epoch */
    uint64_t seed;             /* of the order of samples and of the transforms */
    Device   device;
    void   (*after_epoch)(int epoch, double loss, void *data); /* NULL: nobody is told */
    void    *data;             /* for after_epoch */
} FineTune;
double train_epoch(DataLoader *loader, Module *model, Optimizer *optimizer);          /* 7.9 */
double fine_tune(Module *model, const Dataset *train, const FineTune *how);           /* 7.9 */
