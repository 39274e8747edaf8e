/* The convolution, and the gradient of its images, which is one too: that of dy with the kernels turned round. Threads
 * share the images. */
#include "lanes_private.h"
#include "team.h"

static int smaller(int a, int b) { return a < b ? a : b; }
static int larger(int a, int b) { return a > b ? a : b; }

void *conv_take(Work *work, size_t n, size_t size) {
    const size_t bytes = (n * size + CPU_LINE - 1) / CPU_LINE * CPU_LINE, from = work->used;
    work->used += bytes;
    return work->at ? work->at + from : NULL;
}

int conv_parts(const Conv2d *s) {
    enum { MULTIPLICATIONS_PER_US = sizeof(real) == sizeof(double) ? 40000 : 80000 };
    const double multiplications = (double)s->N * s->F * s->OH * s->OW * conv_taps(s);
    return smaller(team_parts(multiplications / MULTIPLICATIONS_PER_US), larger(s->N, 1));
}

Frame conv_input_frame(const Conv2d *s) {
    return conv_frame(s->C, s->H, s->W, s->padding, s->padding, s->padding, s->padding, s->stride);
}

void conv_input_offsets(const Conv2d *s, const Frame *f, int *offset) {
    for (int c = 0; c < s->C; c++)
        for (int ky = 0; ky < s->KH; ky++)
            for (int kx = 0; kx < s->KW; kx++) *offset++ = conv_frame_at(f, c, ky * s->dilation, kx * s->dilation);
}

/* --- Forward ------------------------------------------------------------------------------------------------------ */
/* The pass over all images: each is framed, and then correlated as each of `how` says. With a pool, a few outputs at a
 * time are made in a copy that stays in the second cache, and pooled from there. */
typedef struct Pass {
    int                n_images, n_correlations;
    Frame              frame;
    size_t             from_image, to_image;
    const Correlation *how;
    const size_t      *first; /* where the first place of each correlation is written */
    const real        *from;
    real              *to, *copies; /* a frame for each part */
    const Pool2d      *pool;
    real              *unpooled; /* CONV_ROWS outputs for each part */
} Pass;

/* The mean of each of `rows` channels: a sum over the places in their order, for all of them at once. */
INLINE void means(int rows, size_t places, const real *x, real *to) {
    real sum[CONV_ROWS] = {0};
    for (size_t p = 0; p < places; p++)
        for (int i = 0; i < rows; i++) sum[i] += x[(size_t)i * places + p];
    for (int i = 0; i < rows; i++) to[i] = sum[i] / (real)places;
}

static void pool_outputs(const Pass *p, const Correlation *all, const real *frame, real *unpooled, real *to) {
    const size_t pooled = (size_t)p->pool->OH * (size_t)p->pool->OW;
    for (int first = 0; first < all->outputs; first += CONV_ROWS) {
        Correlation few = *all;
        few.outputs = smaller(CONV_ROWS, all->outputs - first);
        few.weights += conv_packed_size(first, all->taps);
        conv_correlate(&few, frame, unpooled);
        if (p->pool->kernel == 0 && few.outputs == CONV_ROWS) means(CONV_ROWS, all->to_output, unpooled, to + first);
        else if (p->pool->kernel == 0) means(few.outputs, all->to_output, unpooled, to + first);
        for (int i = 0; p->pool->kernel > 0 && i < few.outputs; i++)
            cpu_max_pool_channel(p->pool, unpooled + (size_t)i * all->to_output, to + (size_t)(first + i) * pooled);
    }
}

static void pass_share(void *pass, int part, int parts) {
    const Pass  *p = pass;
    const Share  mine = team_share((size_t)p->n_images, 1, part, parts);
    real        *copy = p->copies + (size_t)part * p->frame.size;
    const size_t end = (size_t)p->n_images * p->from_image;
    for (size_t n = mine.begin; n < mine.end; n++) {
        const size_t at = n * p->from_image;
        const real  *frame = conv_framed(&p->frame, p->from + at, end - at - p->from_image, copy);
        real        *to = p->to + n * p->to_image;
        const bool   far = frame == p->from + at;
        if (p->pool) pool_outputs(p, p->how, frame, p->unpooled + (size_t)part * CONV_ROWS * p->how->to_output, to);
        else
            for (int i = 0; i < p->n_correlations; i++) {
                Correlation how = p->how[i];
                how.far = far;
                conv_correlate(&how, frame, to + p->first[i]);
            }
    }
}

typedef struct ForwardWork {
    int  *offset;
    real *packed, *copies, *unpooled;
} ForwardWork;

static ForwardWork forward_work(const Conv2d *s, const Frame *f, const Pool2d *pool, Work *work) {
    const size_t taps = (size_t)conv_taps(s), threads = (size_t)t_num_threads();
    const size_t outputs = CONV_ROWS * (size_t)s->OH * (size_t)s->OW;
    return (ForwardWork){.offset = conv_take(work, taps, sizeof(int)),
                         .packed = conv_take(work, conv_packed_size(s->F, (int)taps), sizeof(real)),
                         .copies = conv_take(work, threads * f->size, sizeof(real)),
                         .unpooled = conv_take(work, pool ? threads * outputs : 0, sizeof(real))};
}

typedef struct Packing {
    int         outputs, taps;
    const real *w, *b;
    real       *packed;
} Packing;

static void pack_share(void *packing, int part, int parts) {
    const Packing *p = packing;
    const Share    mine = team_share((size_t)p->outputs, CONV_ROWS, part, parts);
    const int      first = (int)mine.begin, n = (int)(mine.end - mine.begin);
    const size_t   taps = (size_t)p->taps;
    if (n > 0)
        conv_pack(n, p->taps, p->w + mine.begin * taps, taps, NULL, p->b + first,
                  p->packed + conv_packed_size(first, p->taps));
}

static void forward(const Conv2d *s, const real *x, const real *w, const real *b, bool relu, const Pool2d *pool,
                    real *y, size_t y_image, void *work) {
    const Frame  f = conv_input_frame(s);
    const int    taps = conv_taps(s);
    const size_t places = (size_t)s->OH * (size_t)s->OW;
    ForwardWork  own = forward_work(s, &f, pool, &(Work){.at = work});
    conv_input_offsets(s, &f, own.offset);
    team_run(cpu_parts_for((size_t)s->F * (size_t)taps * 2 * sizeof(real)), pack_share,
             &(Packing){s->F, taps, w, b, own.packed});
    const Correlation how = {.outputs = s->F, .taps = taps, .offset = own.offset, .weights = own.packed,
                             .rows = s->OH, .columns = s->OW, .from_row = (size_t)f.pitch, .to_row = (size_t)s->OW,
                             .to_column = 1, .to_output = places, .relu = relu};
    Pass p = {s->N, 1, f, (size_t)s->C * (size_t)s->H * (size_t)s->W, y_image, &how, (size_t[]){0}, x, y, own.copies,
              pool, own.unpooled};
    team_run(conv_parts(s), pass_share, &p);
}

/* --- The gradient of the images ----------------------------------------------------------------------------------- */
/* Along one axis: rows of dx are taken phase by phase, those of the framed image that leave the remainder `phase` by
 * the stride. Row y of a phase gets what tap k, one of its phase, has made of it in row y - k dilation / stride of dy.
 */
typedef struct Axis {
    int n, out, kernel, stride, padding, dilation;
    int before, behind; /* zeros around dy */
} Axis;

static Axis axis_of(const Conv2d *s, int n, int out, int kernel) {
    Axis a = {n, out, kernel, s->stride, s->padding, s->dilation, 0, 0};
    a.before = larger((kernel - 1) * s->dilation / s->stride - s->padding / s->stride, 0);
    a.behind = larger((n - 1 + s->padding) / s->stride - (out - 1), 0);
    return a;
}

/* The first row of the phase that is in the image, and how many there are. */
static int first_of(const Axis *a, int phase) { return larger(a->padding - phase + a->stride - 1, 0) / a->stride; }
static int count_of(const Axis *a, int phase) {
    const int last = a->n - 1 + a->padding - phase;
    return last < 0 ? 0 : larger(last / a->stride - first_of(a, phase) + 1, 0);
}
/* Where the first row of the phase finds, in the framed dy, what tap k has to do with it. */
static int found_at(const Axis *a, int phase, int k) {
    return first_of(a, phase) - k * a->dilation / a->stride + a->before;
}
static bool in_phase(const Axis *a, int phase, int k) { return k * a->dilation % a->stride == phase; }

static Frame gradient_frame(const Conv2d *s, const Axis *rows, const Axis *columns) {
    return conv_frame(s->F, s->OH, s->OW, rows->before, columns->before, rows->behind, columns->behind, 1);
}

typedef struct ImagesWork {
    int         *offset, *weight;
    real        *packed, *copies;
    Correlation *how;
    size_t      *first;
} ImagesWork;

static ImagesWork images_work(const Conv2d *s, const Frame *f, Work *work) {
    const size_t taps = (size_t)(s->F * s->KH * s->KW), phases = (size_t)(s->stride * s->stride);
    return (ImagesWork){.offset = conv_take(work, taps, sizeof(int)),
                        .weight = conv_take(work, taps, sizeof(int)),
                        .packed = conv_take(work, phases * conv_packed_size(s->C, 0) +
                                                      conv_packed_size(s->C, (int)taps), sizeof(real)),
                        .copies = conv_take(work, (size_t)t_num_threads() * f->size, sizeof(real)),
                        .how = conv_take(work, phases, sizeof(Correlation)),
                        .first = conv_take(work, phases, sizeof(size_t))};
}

/* The taps of one phase; returns how many. */
static int phase_taps(const Conv2d *s, const Frame *f, const Axis *rows, const Axis *columns, int a, int b, int *offset,
                      int *weight) {
    int n = 0;
    for (int out = 0; out < s->F; out++)
        for (int ky = 0; ky < s->KH; ky++)
            for (int kx = 0; kx < s->KW; kx++) {
                if (!in_phase(rows, a, ky) || !in_phase(columns, b, kx)) continue;
                offset[n] = conv_frame_at(f, out, found_at(rows, a, ky), found_at(columns, b, kx));
                weight[n++] = (out * s->C * s->KH + ky) * s->KW + kx;
            }
    return n;
}

static void images(const Conv2d *s, const real *w, const real *dy, real beta, real *dx, void *work) {
    const Axis   rows = axis_of(s, s->H, s->OH, s->KH), columns = axis_of(s, s->W, s->OW, s->KW);
    const Frame  f = gradient_frame(s, &rows, &columns);
    const size_t stride = (size_t)s->stride, W = (size_t)s->W, channel = (size_t)s->H * W;
    ImagesWork   own = images_work(s, &f, &(Work){.at = work});
    Pass p = {s->N, 0, f, (size_t)s->F * (size_t)s->OH * (size_t)s->OW, (size_t)s->C * channel, own.how, own.first, dy,
              dx, own.copies};
    for (int a = 0; a < s->stride; a++)
        for (int b = 0; b < s->stride; b++) {
            const int n = phase_taps(s, &f, &rows, &columns, a, b, own.offset, own.weight);
            const int y = first_of(&rows, a) * s->stride + a - s->padding;
            const int x = first_of(&columns, b) * s->stride + b - s->padding;
            conv_pack(s->C, n, w, (size_t)(s->KH * s->KW), own.weight, NULL, own.packed);
            own.how[p.n_correlations] = (Correlation){
                .outputs = s->C, .taps = n, .offset = own.offset, .weights = own.packed, .rows = count_of(&rows, a),
                .columns = count_of(&columns, b), .from_row = (size_t)f.pitch, .to_row = stride * W,
                .to_column = stride, .to_output = channel, .add = beta != 0};
            own.first[p.n_correlations++] = (size_t)y * W + (size_t)x;
            own.offset += n;
            own.weight += n;
            own.packed += conv_packed_size(s->C, n);
        }
    team_run(conv_parts(s), pass_share, &p);
}

/* --- Both, for the device's table --------------------------------------------------------------------------------- */
/* The batch without its first n images. */
static Conv2d without(const Conv2d *s, int n) {
    Conv2d rest = *s;
    rest.N -= n;
    return rest;
}
static size_t input_of(const Conv2d *s) { return (size_t)s->C * (size_t)s->H * (size_t)s->W; }
static size_t output_of(const Conv2d *s) { return (size_t)s->F * (size_t)s->OH * (size_t)s->OW; }

void cpu_conv2d(const Conv2d *s, const real *x, const real *w, const real *b, real *y, void *work) {
    const int    in_lanes = lanes_for_forward(s);
    const Conv2d rest = without(s, in_lanes);
    if (in_lanes) lanes_forward(s, x, w, b, y, work);
    if (rest.N)
        forward(&rest, x + (size_t)in_lanes * input_of(s), w, b, false, NULL, y + (size_t)in_lanes * output_of(s),
                output_of(s), work);
}

void cpu_conv2d_relu(const Conv2d *s, const real *x, const real *w, const real *b, const Pool2d *pool, real *y,
                     size_t y_image, void *work) {
    forward(s, x, w, b, true, pool, y, y_image, work);
}

size_t cpu_conv2d_relu_work(const Conv2d *s, const Pool2d *pool) {
    const Frame f = conv_input_frame(s);
    Work        work = {0};
    forward_work(s, &f, pool, &work);
    return work.used;
}

void cpu_conv2d_images(const Conv2d *s, const real *w, const real *dy, real beta, real *dx, void *work) {
    const int    in_lanes = lanes_for_images(s);
    const Conv2d rest = without(s, in_lanes);
    if (in_lanes) lanes_images(s, w, dy, beta, dx, work);
    if (rest.N)
        images(&rest, w, dy + (size_t)in_lanes * output_of(s), beta, dx + (size_t)in_lanes * input_of(s), work);
}

void cpu_conv2d_kernels(const Conv2d *s, const real *x, const real *dy, real beta_w, real *dw, real beta_b, real *db,
                        void *work) {
    const int    in_lanes = dw ? lanes_for_kernels(s) : 0;
    const Conv2d rest = without(s, in_lanes);
    if (in_lanes) lanes_kernels(s, x, dy, beta_w, dw, beta_b, db, work);
    if (!in_lanes || rest.N)
        conv_kernels(&rest, x + (size_t)in_lanes * input_of(s), dy + (size_t)in_lanes * output_of(s),
                     in_lanes ? 1 : beta_w, dw, in_lanes ? 1 : beta_b, db, work);
}

size_t cpu_conv2d_work(const Conv2d *s) {
    const Axis   rows = axis_of(s, s->H, s->OH, s->KH), columns = axis_of(s, s->W, s->OW, s->KW);
    const Frame  x = conv_input_frame(s), dy = gradient_frame(s, &rows, &columns);
    Work         for_forward = {0}, images = {0};
    forward_work(s, &x, NULL, &for_forward);
    images_work(s, &dy, &images);
    const size_t most[] = {for_forward.used, images.used, conv_kernels_work(s),
                           lanes_for_forward(s) ? lanes_forward_work(s) : 0,
                           lanes_for_images(s) ? lanes_images_work(s) : 0,
                           lanes_for_kernels(s) ? lanes_kernels_work(s) : 0};
    size_t       largest = 0;
    for (size_t i = 0; i < sizeof most / sizeof most[0]; i++) largest = most[i] > largest ? most[i] : largest;
    return largest;
}
