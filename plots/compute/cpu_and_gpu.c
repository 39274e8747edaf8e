/* The same work on one core of the CPU and on the GPU: products of matrices, small and large, and an epoch of training.
 * Ends with the reason where there is no GPU. */
#include "activations.h"
#include "device.h"
#include "linear.h"
#include "machine.h"
#include "softmax.h"

enum { BATCH = 64, BATCHES = 100, INPUTS = 784, HIDDEN = 512, CLASSES = 10, TRIES = 3 };

/* Waits until all that was asked of the device is done: a copy to the host does. */
static void wait_for(Device device, const Tensor *x) {
    real one;
    dev_kernels(device)->to_host(&one, x->data, sizeof one);
}

/* Seconds of one product of two n x n matrices that lie on the device, results staying there. */
static double product(Device device, int n) {
    t_step();
    t_no_grad();
    Tensor   *a = t_to(t_randn(n, n), device), *b = t_to(t_randn(n, n), device);
    const int times = n <= 512 ? 100 : 1; /* a short one is measured in many */
    double    shortest = INFINITY;
    wait_for(device, t_matmul(a, b));
    for (int i = 0; i < TRIES; i++) {
        const double start = machine_clock();
        Tensor      *c = NULL;
        for (int j = 0; j < times; j++) c = t_matmul(a, b);
        wait_for(device, c);
        shortest = fmin(shortest, (machine_clock() - start) / times);
    }
    return shortest;
}

/* Seconds of an epoch of the lectures' 784-512-512-10 net on BATCHES batches, each of which is copied to the device. */
static double epoch(Device device) {
    Module *net = nn_sequential(nn_linear(INPUTS, HIDDEN), nn_relu(), nn_linear(HIDDEN, HIDDEN), nn_relu(),
                                nn_linear(HIDDEN, CLASSES));
    nn_to(net, device);
    Optimizer *sgd = optim_sgd(nn_parameters(net), 1e-3, 0, 0);
    Tensor    *x = t_keep(t_randn(BATCH, INPUTS)), *y = t_keep(t_randint(0, CLASSES, BATCH));
    double     shortest = INFINITY;
    for (int i = 0; i < TRIES; i++) {
        const double start = machine_clock();
        for (int batch = 0; batch < BATCHES; batch++) {
            t_step();
            t_backward(f_cross_entropy(nn_forward(net, t_to(x, device)), t_to(y, device)));
            optim_step(sgd);
            optim_zero_grad(sgd);
        }
        wait_for(device, nn_parameters(net)->tensors[0]);
        shortest = fmin(shortest, machine_clock() - start);
    }
    t_free(x);
    t_free(y);
    optim_free(sgd);
    nn_free(net);
    return shortest;
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    if (!dev_available(DEV_CUDA)) tsv_die("the GPU");
    machine_write();
    Tsv      *t = tsv_open("times", "place work cpu gpu");
    const int sizes[] = {64, 512, 4096};
    for (int i = 0; i < 3; i++)
        tsv_line(t, "%d\tproduct\\n%d×%d\t%g\t%g", i, sizes[i], sizes[i], product(DEV_CPU, sizes[i]),
                 product(DEV_CUDA, sizes[i]));
    tsv_line(t, "3\tepoch of\\n%d samples\t%g\t%g", BATCH * BATCHES, epoch(DEV_CPU), epoch(DEV_CUDA));
    tsv_close(t);
    return tsv_end();
}
