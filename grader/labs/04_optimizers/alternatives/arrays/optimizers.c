/* Lab 4 in another style: everything in double, written out, with while loops. */

/* @ 4.3 sgd_step */
    size_t i = 0;
    while (i < n) {
        const double gradient = (double)g[i] + o->weight_decay * (double)p[i];
        p[i] = (real)((double)p[i] - o->lr * gradient);
        i++;
    }

/* @ 4.4 momentum_pass */
    size_t i = 0;
    while (i < n) {
        const double gradient = (double)g[i] + o->weight_decay * (double)p[i];
        const double velocity = o->momentum * (double)v[i] + share * gradient;
        v[i] = (real)velocity;
        p[i] = (real)((double)p[i] - o->lr * velocity);
        i++;
    }

/* @ 4.5 nesterov_pass */
    size_t i = 0;
    while (i < n) {
        const double gradient = (double)g[i] + o->weight_decay * (double)p[i];
        const double velocity = o->momentum * (double)v[i] + share * gradient;
        v[i] = (real)velocity;
        p[i] = (real)((double)p[i] - o->lr * (gradient + o->momentum * velocity));
        i++;
    }

/* @ 4.6 adagrad_step */
    size_t i = 0;
    while (i < n) {
        const double gradient = (double)g[i] + o->weight_decay * (double)p[i];
        const double sum = (double)s[i] + gradient * gradient;
        s[i] = (real)sum;
        p[i] = (real)((double)p[i] - o->lr * gradient / (sqrt(sum) + o->eps));
        i++;
    }

/* @ 4.7 rmsprop_step */
    size_t i = 0;
    while (i < n) {
        const double gradient = (double)g[i] + o->weight_decay * (double)p[i];
        const double mean = o->alpha * (double)s[i] + (1 - o->alpha) * gradient * gradient;
        s[i] = (real)mean;
        p[i] = (real)((double)p[i] - o->lr * gradient / (sqrt(mean) + o->eps));
        i++;
    }

/* @ 4.8 adam_prepare */
    (void)o;

/* @ 4.8 adam_step */
    size_t i = 0;
    while (i < n) {
        const double gradient = (double)g[i] + o->weight_decay * (double)p[i];
        const double first = o->beta1 * (double)m[i] + (1 - o->beta1) * gradient;
        const double second = o->beta2 * (double)v[i] + (1 - o->beta2) * gradient * gradient;
        const double m_hat = first / (1 - pow(o->beta1, (double)o->t)), v_hat = second / (1 - pow(o->beta2, (double)o->t));
        m[i] = (real)first;
        v[i] = (real)second;
        p[i] = (real)((double)p[i] - o->lr * m_hat / (sqrt(v_hat) + o->eps));
        i++;
    }

/* @ 4.9 adamw_step */
    size_t i = 0;
    while (i < n) {
        const double gradient = g[i], shrunk = (double)p[i] - o->lr * o->weight_decay * (double)p[i];
        const double first = o->beta1 * (double)state[0][i] + (1 - o->beta1) * gradient;
        const double second = o->beta2 * (double)state[1][i] + (1 - o->beta2) * gradient * gradient;
        const double m_hat = first / (1 - pow(o->beta1, (double)o->t)), v_hat = second / (1 - pow(o->beta2, (double)o->t));
        state[0][i] = (real)first;
        state[1][i] = (real)second;
        p[i] = (real)(shrunk - o->lr * m_hat / (sqrt(v_hat) + o->eps));
        i++;
    }
