/* Lab 5 in another style: everything is a float, whatever real is. */

/* @ 5.3 batch_norm_forward */
    const float n = (float)(s.N * s.M);
    Tensor     *y = t_like(x), *normal = c->saved[0] = t_like(x), *inverse = c->saved[1] = t_zeros(s.C);
    for (int ch = 0; ch < s.C; ch++) {
        float mean = (float)running_mean->data[ch], var = (float)running_var->data[ch];
        if (training) {
            mean = var = 0;
            for (int k = 0; k < s.N; k++)
                for (int m = 0; m < s.M; m++) mean += (float)x->data[(k * s.C + ch) * s.M + m];
            mean /= n;
            for (int k = 0; k < s.N; k++)
                for (int m = 0; m < s.M; m++) {
                    const float d = (float)x->data[(k * s.C + ch) * s.M + m] - mean;
                    var += d * d;
                }
            const float rate = (float)momentum;
            running_mean->data[ch] = (real)((1 - rate) * (float)running_mean->data[ch] + rate * mean);
            running_var->data[ch] = (real)((1 - rate) * (float)running_var->data[ch] + rate * (var / (n - 1)));
            var /= n;
        }
        inverse->data[ch] = (real)(1 / sqrtf(var + (float)eps));
        for (int k = 0; k < s.N; k++)
            for (int m = 0; m < s.M; m++) {
                const int i = (k * s.C + ch) * s.M + m;
                normal->data[i] = (real)(((float)x->data[i] - mean) * (float)inverse->data[ch]);
                y->data[i] = (real)((float)gamma->data[ch] * (float)normal->data[i] + (float)beta->data[ch]);
            }
    }
    return y;

/* @ 5.4 batch_norm_backward */
    const Tensor *normal = c->saved[0], *inverse = c->saved[1];
    const float   n = (float)(s.N * s.M);
    for (int ch = 0; ch < s.C; ch++) {
        float sum = 0, product = 0;
        for (int k = 0; k < s.N; k++)
            for (int m = 0; m < s.M; m++) {
                const int i = (k * s.C + ch) * s.M + m;
                sum += (float)dy->data[i];
                product += (float)dy->data[i] * (float)normal->data[i];
            }
        if (dx[1]) dx[1]->data[ch] += (real)product;
        if (dx[2]) dx[2]->data[ch] += (real)sum;
        for (int k = 0; k < s.N && dx[0]; k++)
            for (int m = 0; m < s.M; m++) {
                const int i = (k * s.C + ch) * s.M + m;
                float     g = (float)dy->data[i];
                if (training) g -= sum / n + (float)normal->data[i] * product / n;
                dx[0]->data[i] += (real)((float)gamma->data[ch] * (float)inverse->data[ch] * g);
            }
    }

/* @ 5.5 layer_norm_forward */
    Tensor *y = t_like(x), *normal = c->saved[0] = t_like(x), *inverse = c->saved[1] = t_zeros(rows);
    for (int r = 0; r < rows; r++) {
        float mean = 0, var = 0;
        for (int j = 0; j < D; j++) mean += (float)x->data[r * D + j];
        mean /= (float)D;
        for (int j = 0; j < D; j++) var += ((float)x->data[r * D + j] - mean) * ((float)x->data[r * D + j] - mean);
        inverse->data[r] = (real)(1 / sqrtf(var / (float)D + (float)eps));
        for (int j = 0; j < D; j++) {
            normal->data[r * D + j] = (real)(((float)x->data[r * D + j] - mean) * (float)inverse->data[r]);
            y->data[r * D + j] = (real)((float)gamma->data[j] * (float)normal->data[r * D + j] + (float)beta->data[j]);
        }
    }
    return y;

/* @ 5.5 layer_norm_backward */
    const Tensor *normal = c->saved[0], *inverse = c->saved[1];
    (void)x;
    for (int r = 0; r < rows; r++) {
        float sum = 0, product = 0;
        for (int j = 0; j < D; j++) {
            const float d = (float)dy->data[r * D + j], h = (float)normal->data[r * D + j], g = d * (float)gamma->data[j];
            if (dx[1]) dx[1]->data[j] += (real)(d * h);
            if (dx[2]) dx[2]->data[j] += (real)d;
            sum += g;
            product += g * h;
        }
        if (dx[0])
            for (int j = 0; j < D; j++) {
                const float g = (float)dy->data[r * D + j] * (float)gamma->data[j];
                const float h = (float)normal->data[r * D + j];
                dx[0]->data[r * D + j] += (real)((g - sum / (float)D - h * product / (float)D) * (float)inverse->data[r]);
            }
    }
