/* nn.h: modules, the containers of parameters (torch.nn).
 *
 * A ModuleType is to a layer what an Op is to an operation: name, forward, how it prints. The layers themselves
 * (Linear, ReLU, ...) are written in the labs; here are Module, Sequential and Flatten, and what works on any module.
 *
 * nn_relu() makes a module; the operation of the same name is f_relu(x) (torch.nn.functional). */
#pragma once
#include "ops.h"
#include "random.h"

typedef struct Module Module;
typedef struct ModuleType {
    const char *name;                          /* as printed: "Linear" */
    Tensor *(*forward)(Module *m, Tensor *x);
    /* Writes what stands between the parentheses, "in_features=784, ..."; NULL for nothing. */
    void (*extra_repr)(const Module *m, char *text, size_t size);
    /* Where forward is no more than an operation with the module's args, t_apply_at(..., op, m->args, 1, &x): that. */
    const Op *op;
    /* Several modules in one pass over memory: each branch[i] is two of them, which run one after the other; what the
     * branches make of x stands side by side along axis 1; `last` runs on that (NULL: nothing does). Asked is the type
     * of branch[0][0]; the answer is NULL where it does not know the others, or has no gradient that is asked for. */
    Tensor *(*in_one_pass)(int n, Module *const branch[][2], Module *last, Tensor *x);
} ModuleType;

typedef struct NamedTensor {
    char    name[32];
    Tensor *tensor;
} NamedTensor;

struct Module {
    const ModuleType *type;
    Module      *parent;        /* the one that owns it; NULL at the top */
    bool         training;      /* set by nn_train and nn_eval, for the module and all below it */
    Args         args;          /* the layer's numbers: sizes, a slope, a probability */
    int          n_parameters, n_buffers, n_children;
    NamedTensor *parameters;    /* trained */
    NamedTensor *buffers;       /* kept and saved, not trained: running means */
    struct NamedModule *children;
    struct Params *params;      /* the block, once nn_parameters has been asked of this module */
};
typedef struct NamedModule {
    char    name[32];
    Module *module;
} NamedModule;

/* All parameters below a module as one block of memory: values, then gradients. An optimiser is one pass over it. The
 * memory is that of the topmost module asked for its parameters; a module below it that is asked too gets its part of
 * the same memory. A Params stays where it is as long as its module lives, also when its block moves. */
typedef struct Params {
    int      n;
    Tensor **tensors;   /* in the order in which the modules print */
    char   **names;     /* "linear_relu_stack.0.weight" */
    size_t   size;      /* reals in the block; each tensor begins at a multiple of 16; nobody reads the gaps */
    Device   device;
    real    *data, *grad;
    bool     part;      /* of the block of a module further up */
    int      replaced;  /* how often nn_replace has put another module in: older optimisers do not fit any more */
} Params;

/* A module of a type, without parameters or children. */
Module *nn_module(const ModuleType *type);
/* The same under a name of its own, for a model's top: nn_container("NeuralNetwork") runs its children in order. */
Module *nn_container(const char *name);
/* Children run one after the other, named "0", "1", ...: nn_sequential(nn_linear(2, 8), nn_tanh(), nn_linear(8, 1)). */
#define nn_sequential(...)                                                                                             \
    nn_sequential_of((int)(sizeof((Module *[]){__VA_ARGS__}) / sizeof(Module *)), (Module *[]){__VA_ARGS__})
Module *nn_sequential_of(int n, Module *const children[]);
Module *nn_flatten(void); /* (N, ...) -> (N, product) */
/* The parent owns the child from now on; names are not empty, differ, and have no dot. Returns the child. */
Module *nn_add(Module *parent, const char *name, Module *child);
/* The child takes the place and the name of another one, which is freed with all below it: a new head for a trained
 * body, say. It moves to the old one's device. Make the optimiser afterwards. Returns the child. */
Module *nn_replace(Module *parent, const char *name, Module *child);
/* The module owns the tensor from now on (it must be caller-owned: t_own, t_keep); sets requires_grad. Returns it. */
Tensor *nn_register_parameter(Module *m, const char *name, Tensor *parameter);
Tensor *nn_register_buffer(Module *m, const char *name, Tensor *buffer);
/* The module, its children and all their tensors; NULL is fine. Not for a child: its parent frees it. */
void nn_free(Module *m);

/* y = m(x). */
#define nn_forward(m, x) nn_forward_at(T_HERE("nn_forward(" #m ", " #x ")"), m, x)
Tensor *nn_forward_at(Site site, Module *m, Tensor *x);
/* What each branch[i], two modules one after the other, makes of x, side by side along axis 1; and what `last` makes of
 * that, if it is not NULL. */
#define nn_forward_branches(n, branch, last, x)                                                                        \
    nn_forward_branches_at(T_HERE("nn_forward_branches(" #branch ", " #x ")"), n, branch, last, x)
Tensor *nn_forward_branches_at(Site site, int n, Module *const branch[][2], Module *last, Tensor *x);
void nn_train(Module *m);
void nn_eval(Module *m);
/* Moves parameters, gradients and buffers; an optimiser is made afterwards, as it keeps its state on the device. */
void nn_to(Module *m, Device device);

/* The block of all parameters below m. The first call moves them into it, as does a call after the module has grown;
 * the tensors stay the same objects. */
Params *nn_parameters(Module *m);
size_t  nn_parameter_count(const Module *m);
void    nn_zero_grad(Module *m);
/* The tensor of a state_dict key, parameter or buffer; NULL when there is none. */
Tensor *nn_find(const Module *m, const char *key);
/* Copies the values of `from` into `to`, a parameter or buffer, on whatever device it is. Both have one shape and dtype;
 * t_backward knows of it. */
void nn_assign(Tensor *to, const Tensor *from);
/* All (key, tensor) below m, parameters and buffers, in printing order; free() the array. */
typedef struct StateEntry {
    char    key[128];
    Tensor *tensor;
} StateEntry;
StateEntry *nn_state(const Module *m, int *n);

/* As print(model) in the lectures, two blanks a level. */
void nn_print(const Module *m);
void nn_fprint(FILE *to, const Module *m);

/* state_dict as a safetensors file with torch's key names. false, and t_error(), when the file cannot be written. */
bool nn_save(const Module *m, const char *path);
/* Strict: every key of the module, no other, each of the right shape and dtype; otherwise the module is unchanged, and
 * t_error() names all missing, unexpected and mis-shaped keys. */
bool nn_load(Module *m, const char *path);
