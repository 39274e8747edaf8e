/* twin.h: how an Op or an optimiser that is written for the CPU gets its form for the GPU. README.md beside this file
 * has an example.
 *
 * Beside softmax.c stands softmax.cu, which defines a forward and a backward of the same inputs and args, and ends in
 *     TWIN(softmax_op, softmax_forward, softmax_backward);
 * Its forward makes the output with t_like or t_empty_on(DEV_CUDA, ...), and both queue their work with each() and the
 * folds of fold.h. The data of all tensors is on the device. The Op's `check` has run before, as on the CPU.
 * An optimiser's twin is one function: OPTIM_TWIN(sgd_type, sgd_step); its `prepare` is the CPU's. Its OptimArgs are on
 * the device, too: code inside each() reads them.
 *
 * Both files are compiled under one name, TWINS, so that a twin can tell whether its .c file is part of the program. If
 * it is not, this twin is left out: an Op of the same name from another file keeps its own code. */
#pragma once
#include "fold.h"
extern "C" {
#include "optim.h"
}

/* Adds to the list that dev_twin reads; &pair is NULL where the .c file is not part of the program. */
void twin_add(const char *pair, Twin *twin);

struct OpTwin : Twin {
    Op op;
    OpTwin(const char *pair, const Op *of_op, const char *op_name, const char *in_file, Tensor *(*forward)(Ctx *),
           void (*backward)(Ctx *, const Tensor *, Tensor *[]))
        : Twin{of_op, &op, op_name, in_file, NULL}, op{of_op ? of_op->name : op_name, forward, backward} {
        twin_add(pair, this);
    }
};

struct OptimTwin : Twin {
    OptimType type;
    OptimTwin(const char *pair, const OptimType *of_type, const char *type_name, const char *in_file,
              void (*step)(const OptimArgs *, size_t, real *, const real *, real *const[]))
        : Twin{of_type, &type, type_name, in_file, NULL}, type() {
        if (of_type) type = *of_type;
        type.step = step;
        twin_add(pair, this);
    }
};

#ifdef TWINS
extern "C" __attribute__((weak)) const char TWINS;
#define TWIN(object, forward, backward)                                                                                \
    extern "C" __attribute__((weak)) const Op object;                                                                  \
    static OpTwin                             object##_twin(&TWINS, &object, #object, __FILE__, forward, backward)
#define OPTIM_TWIN(object, step)                                                                                       \
    extern "C" __attribute__((weak)) const OptimType object;                                                           \
    static OptimTwin                                 object##_twin(&TWINS, &object, #object, __FILE__, step)
#endif
