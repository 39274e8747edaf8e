/* Lab 5 in another style: everything is a float, whatever real is. */

/* @ 5.6 fans_of */
    int places = 1;
    for (int axis = W->ndim - 1; axis > 1; axis--) places *= W->shape[axis];
    const Fans f = {places * W->shape[1], places * W->shape[0]};
    return f;

/* @ 5.6 init_normal */
    t_fill_normal(W, t_generator(), 0, (float)std);

/* @ 5.6 init_uniform */
    t_fill_uniform(W, t_generator(), -(float)bound, (float)bound);

/* @ 5.6 init_lecun */
    t_fill_normal(W, t_generator(), 0, sqrtf(1.0f / (float)fans_of(W).in));

/* @ 5.6 init_glorot */
    t_fill_normal(W, t_generator(), 0, sqrtf(2.0f / (float)(fans_of(W).in + fans_of(W).out)));

/* @ 5.6 init_he */
    t_fill_normal(W, t_generator(), 0, sqrtf(2.0f / (float)fans_of(W).in));

/* @ 5.6 init_weights */
    for (int i = 0; i < p->n; i++)
        if (p->tensors[i]->ndim > 1) init(p->tensors[i]);
        else
            for (size_t j = 0; is_bias(p->names[i]) && j < p->tensors[i]->size; j++) p->tensors[i]->data[j] = 0.0f;
