/* Lab 0, second part: matrix products, one sample after the other or all at once, and on which device.
 *
 * A matrix is a tensor of shape (rows, columns); element (i,j) is data[i * columns + j]. */
#include "tensors.h"

/* A new matrix. */
static Tensor *matrix(int rows, int columns) { return t_empty(DTYPE_REAL, 2, (int[]){rows, columns}); }

/* Ends the program unless both are matrices and the last axis of X has as many elements as axis `axis` of W. */
static void check_product(const char *what, const Tensor *X, const Tensor *W, int axis) {
    if (X->ndim != 2 || W->ndim != 2 || X->shape[1] != W->shape[axis])
        t_fail(axis == 0 ? "(n,k) times (k,m) gives (n,m)" : "X is (N,in) and W is (out,in), for X W^T",
               "%s: %s and %s do not fit", what, t_label(X, "the first"), t_label(W, "the second"));
}

/* 0.3  The product of A (n,k) and B (k,m), of shape (n,m), by loops of your own:
 *
 *     c_ij = sum_l a_il b_lj
 */
Tensor *matmul_loops(const Tensor *A, const Tensor *B) {
    check_product("matmul_loops", A, B, 0);
    TODO("0.3");
}

/* 0.3  The same product by gemm, as BLAS, the Basic Linear Algebra Subprograms, calls the general matrix product:
 * decades of work are in this one loop. OpenBLAS's is
 *
 *     cblas_gemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, m, k, alpha, A->data, row of A, B->data, row of B,
 *                beta, C->data, row of C)                                            C = alpha op(A) op(B) + beta C
 *
 * (blas.h makes it cblas_sgemm or cblas_dgemm, as `real` is float or double.) The sizes are those of the result, n rows
 * and m columns, and the inner length k. op(A) is A itself, or with CblasTrans in the place of the first CblasNoTrans
 * its transpose; op(B) likewise. "row of A" is the number of elements from the beginning of one row to that of the
 * next, as they are stored. With beta = 0 the old contents of C do not matter. */
Tensor *matmul_blas(const Tensor *A, const Tensor *B) {
    check_product("matmul_blas", A, B, 0);
    TODO("0.3");
}

/* 0.4  A layer of neurons, one sample after the other: for each row x of X (N,in) the row y = W x of Y (N,out), where W
 * is (out,in), a row for each neuron:
 *
 *     y_nj = sum_i w_ji x_ni
 */
Tensor *linear_each(const Tensor *X, const Tensor *W) {
    check_product("linear_each", X, W, 1);
    TODO("0.4");
}

/* 0.4  The same for all samples at once: Y = X W^T is one product. gemm (see 0.3) reads W transposed when it is asked
 * to; nothing has to be turned round beforehand, and its rows are as long as they are stored. */
Tensor *linear_once(const Tensor *X, const Tensor *W) {
    check_product("linear_once", X, W, 1);
    TODO("0.4");
}

/* 0.5  The lecture's line, device = 'cuda:0' if torch.cuda.is_available() else 'cpu': DEV_CUDA or DEV_CPU. Whoever
 * calls it asks: pick_device(dev_available(DEV_CUDA)). */
Device pick_device(bool cuda_available) {
    TODO("0.5");
}

/* 0.5  The round trip: x goes to the device, the operation is done there, and its result comes back to the CPU.
 * t_to(x, device) copies a tensor to a device (and gives x itself when it is there already), t_apply(op, x) runs an
 * operation where its input is. All three are recorded, so that a gradient finds its way back too. It is graded with
 * DEV_CPU; and with DEV_CUDA where there is no GPU: there t_to ends the program, as it must, and nothing is done on the
 * CPU instead. make train LAB=0 goes to a GPU where there is one. */
Tensor *run_on(Device device, const Op *op, Tensor *x) {
    TODO("0.5");
}
