/* norm.cu: batch norm. */
#include "fold.h"

/* x seen as (N,C,M). Value r of a channel, r < N M, stands at at(channel, r). */
struct Channels {
    size_t N, C, M;
    explicit Channels(const BatchNorm *s) : N((size_t)s->N), C((size_t)s->C), M((size_t)s->M) {}
    __device__ size_t at(size_t channel, size_t r) const { return (r / M * C + channel) * M + r % M; }
    __device__ size_t channel_of(size_t i) const { return i / M % C; }
    size_t            size() const { return N * C * M; }
};

/* The statistics of the batch; and the running ones, which move towards them. */
static void batch_statistics(const BatchNorm *sizes, const real *x, real *running_mean, real *running_var, real *mean,
                             real *inverse_std) {
    const Channels s(sizes);
    const double   n = (double)(s.N * s.M), eps = sizes->eps, momentum = sizes->momentum;
    sum_each(
        s.C, s.N * s.M, [=] __device__(size_t ch, size_t r) { return (double)x[s.at(ch, r)]; },
        [=] __device__(size_t ch, double sum) {
            mean[ch] = (real)(sum / n);
            running_mean[ch] = (real)((1 - momentum) * running_mean[ch] + momentum * sum / n);
        });
    sum_each(
        s.C, s.N * s.M,
        [=] __device__(size_t ch, size_t r) {
            const double d = (double)x[s.at(ch, r)] - mean[ch];
            return d * d;
        },
        [=] __device__(size_t ch, double squares) {
            inverse_std[ch] = (real)(1 / sqrt(squares / n + eps));
            running_var[ch] = (real)((1 - momentum) * running_var[ch] + momentum * squares / (n - 1));
        });
}

static __device__ real normalised(real x, real mean, real inverse_std, real gamma, real beta) {
    return gamma * ((x - mean) * inverse_std) + beta;
}

static void cuda_batch_norm(const BatchNorm *sizes, const real *x, const real *gamma, const real *beta,
                            real *running_mean, real *running_var, real *mean, real *inverse_std, real *y) {
    const Channels s(sizes);
    const double   eps = sizes->eps;
    const bool     relu = sizes->relu;
    if (sizes->training) batch_statistics(sizes, x, running_mean, running_var, mean, inverse_std);
    else
        each(s.C, [=] __device__(size_t ch) {
            mean[ch] = running_mean[ch];
            inverse_std[ch] = (real)(1 / sqrt((double)running_var[ch] + eps));
        });
    each(s.size(), [=] __device__(size_t i) {
        const size_t ch = s.channel_of(i);
        const real   z = normalised(x[i], mean[ch], inverse_std[ch], gamma[ch], beta[ch]);
        y[i] = relu && z < 0 ? 0 : z; /* a NaN stays */
    });
}

/* to[ch] = the sum of term(i) over the channel; and kept[ch] = keep kept[ch] + the same, where somebody wants it. */
template <typename Term> static void sum_channels(Channels s, Term term, real *to, real keep, real *kept) {
    sum_each(
        s.C, s.N * s.M, [=] __device__(size_t ch, size_t r) { return term(s.at(ch, r), ch); },
        [=] __device__(size_t ch, double sum) {
            to[ch] = (real)sum;
            if (kept) kept[ch] = (real)sum + (keep == 0 ? 0 : keep * kept[ch]);
        });
}

static void cuda_batch_norm_backward(const BatchNorm *sizes, const real *x, const real *gamma, const real *beta,
                                     const real *mean, const real *inverse_std, const real *dy, real keep, real *dx,
                                     real keep_gamma, real *dgamma, real keep_beta, real *dbeta) {
    const Channels s(sizes);
    const bool     training = sizes->training, relu = sizes->relu;
    const auto     before_relu = [=] __device__(size_t i, size_t ch) {
        return relu && !(normalised(x[i], mean[ch], inverse_std[ch], gamma[ch], beta[ch]) > 0) ? (real)0 : dy[i];
    };
    const real     n = (real)(s.N * s.M);
    real          *sums = (real *)dev_alloc(DEV_CUDA, 2 * s.C * sizeof(real)), *sum = sums, *product = sums + s.C;
    sum_channels(
        s,
        [=] __device__(size_t i, size_t ch) {
            return (double)before_relu(i, ch) * (double)((x[i] - mean[ch]) * inverse_std[ch]);
        },
        product, keep_gamma, dgamma);
    sum_channels(s, [=] __device__(size_t i, size_t ch) { return (double)before_relu(i, ch); }, sum, keep_beta, dbeta);
    if (dx)
        each(s.size(), [=] __device__(size_t i) {
            const size_t ch = s.channel_of(i);
            const real   xhat = (x[i] - mean[ch]) * inverse_std[ch];
            const real   g = before_relu(i, ch);
            const real   d = training ? g - sum[ch] / n - xhat * (product[ch] / n) : g;
            dx[i] = gamma[ch] * inverse_std[ch] * d + (keep == 0 ? 0 : keep * dx[i]);
        });
    cuda_kernels.release(sums); /* whoever gets it next queues behind the kernels above */
}

void norm_kernels(Kernels *k) {
    k->batch_norm = cuda_batch_norm;
    k->batch_norm_backward = cuda_batch_norm_backward;
}
