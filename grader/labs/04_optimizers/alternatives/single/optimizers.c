/* Lab 4 in another style: everything in single precision, with while loops. */

/* @ 4.3 sgd_step */
    size_t i = 0;
    while (i < n) {
        const float gradient = (float)g[i] + (float)o->weight_decay * (float)p[i];
        p[i] = (real)((float)p[i] - (float)o->lr * gradient);
        i++;
    }

/* @ 4.4 momentum_pass */
    size_t i = 0;
    while (i < n) {
        const float gradient = (float)g[i] + (float)o->weight_decay * (float)p[i];
        const float velocity = (float)o->momentum * (float)v[i] + (float)share * gradient;
        v[i] = (real)velocity;
        p[i] = (real)((float)p[i] - (float)o->lr * velocity);
        i++;
    }

/* @ 4.5 nesterov_pass */
    size_t i = 0;
    while (i < n) {
        const float gradient = (float)g[i] + (float)o->weight_decay * (float)p[i];
        const float velocity = (float)o->momentum * (float)v[i] + (float)share * gradient;
        v[i] = (real)velocity;
        p[i] = (real)((float)p[i] - (float)o->lr * (gradient + (float)o->momentum * velocity));
        i++;
    }

/* @ 4.6 adagrad_step */
    size_t i = 0;
    while (i < n) {
        const float gradient = (float)g[i] + (float)o->weight_decay * (float)p[i];
        const float sum = (float)s[i] + gradient * gradient;
        s[i] = (real)sum;
        p[i] = (real)((float)p[i] - (float)o->lr * gradient / (sqrtf(sum) + (float)o->eps));
        i++;
    }

/* @ 4.7 rmsprop_step */
    size_t i = 0;
    while (i < n) {
        const float gradient = (float)g[i] + (float)o->weight_decay * (float)p[i];
        const float mean = (float)o->alpha * (float)s[i] + (1 - (float)o->alpha) * gradient * gradient;
        s[i] = (real)mean;
        p[i] = (real)((float)p[i] - (float)o->lr * gradient / (sqrtf(mean) + (float)o->eps));
        i++;
    }

/* @ 4.8 adam_prepare */
    (void)o;

/* @ 4.8 adam_step */
    size_t i = 0;
    while (i < n) {
        const float gradient = (float)g[i] + (float)o->weight_decay * (float)p[i];
        const float first = (float)o->beta1 * (float)m[i] + (1 - (float)o->beta1) * gradient;
        const float second = (float)o->beta2 * (float)v[i] + (1 - (float)o->beta2) * gradient * gradient;
        const float m_hat = first / (1 - powf((float)o->beta1, (float)o->t)), v_hat = second / (1 - powf((float)o->beta2, (float)o->t));
        m[i] = (real)first;
        v[i] = (real)second;
        p[i] = (real)((float)p[i] - (float)o->lr * m_hat / (sqrtf(v_hat) + (float)o->eps));
        i++;
    }

/* @ 4.9 adamw_step */
    size_t i = 0;
    while (i < n) {
        const float gradient = g[i], shrunk = (float)p[i] - (float)o->lr * (float)o->weight_decay * (float)p[i];
        const float first = (float)o->beta1 * (float)state[0][i] + (1 - (float)o->beta1) * gradient;
        const float second = (float)o->beta2 * (float)state[1][i] + (1 - (float)o->beta2) * gradient * gradient;
        const float m_hat = first / (1 - powf((float)o->beta1, (float)o->t)), v_hat = second / (1 - powf((float)o->beta2, (float)o->t));
        state[0][i] = (real)first;
        state[1][i] = (real)second;
        p[i] = (real)(shrunk - (float)o->lr * m_hat / (sqrtf(v_hat) + (float)o->eps));
        i++;
    }
