/* Lab 0 in another style: a function and its slope for each activation, and one loop for all of them. */

typedef real Function(real x, real number);

static Tensor *map(Ctx *c, Function *f) {
    const Tensor *x = c->in[0];
    Tensor       *y = t_like(x);
    const real    number = (real)c->args.f[0];
    for (size_t i = 0; i < x->size; i++) y->data[i] = f(x->data[i], number);
    return y;
}

static void map_slope(Ctx *c, const Tensor *dy, Tensor *dx, Function *slope) {
    const real *x = c->in[0]->data, number = (real)c->args.f[0];
    for (size_t i = 0; i < dx->size; i++) dx->data[i] += dy->data[i] * slope(x[i], number);
}

static real sigmoid(real x, real unused) {
    (void)unused;
    if (x >= 0) return 1 / (1 + exp(-x));
    return exp(x) / (1 + exp(x));
}
static real sigmoid_slope(real x, real unused) { return sigmoid(x, unused) * sigmoid(-x, unused); }
static real hyperbolic(real x, real unused) { return (void)unused, tanh(x); }
static real hyperbolic_slope(real x, real unused) { return 1 - hyperbolic(x, unused) * hyperbolic(x, unused); }
static real relu(real x, real unused) { return (void)unused, x > 0 ? x : 0; }
static real relu_slope(real x, real unused) { return (void)unused, x > 0 ? 1 : 0; }
static real leaky(real x, real slope) { return x > 0 ? x : slope * x; }
static real leaky_slope(real x, real slope) { return x > 0 ? 1 : slope; }
static real elu(real x, real alpha) { return x < 0 ? alpha * expm1(x) : x; }
static real elu_slope(real x, real alpha) { return x < 0 ? alpha * exp(x) : 1; }

#define ACTIVATION(op, function, slope)                                                                                \
    static Tensor *op##_forward(Ctx *c) { return map(c, function); }                                                   \
    static void    op##_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) { map_slope(c, dy, dx[0], slope); }           \
    const Op       op##_op = {#op, op##_forward, op##_backward};

ACTIVATION(sigmoid, sigmoid, sigmoid_slope)
ACTIVATION(tanh, hyperbolic, hyperbolic_slope)
ACTIVATION(relu, relu, relu_slope)
ACTIVATION(leaky_relu, leaky, leaky_slope)
ACTIVATION(elu, elu, elu_slope)

/* @ without sigmoid_forward sigmoid_backward sigmoid_op tanh_forward tanh_backward tanh_op relu_each */
/* @ without relu_each_backward relu_forward relu_backward relu_op leaky_each leaky_each_backward */
/* @ without leaky_forward leaky_backward leaky_relu_op elu_each elu_each_backward elu_forward elu_backward */
/* @ without elu_op */
