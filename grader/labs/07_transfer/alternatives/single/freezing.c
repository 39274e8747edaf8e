/* Lab 7 in another style: all sums and rates are floats. */

/* @ 7.1 set_requires_grad */
    for (int i = 0; i < m->n_parameters; i++) m->parameters[i].tensor->requires_grad = on;
    if (!on)
        for (int i = 0; i < m->n_parameters; i++) t_forget_grad(m->parameters[i].tensor);
    for (int i = 0; i < m->n_children; i++) set_requires_grad(m->children[i].module, on);

/* @ 7.1 trainable_count */
    float count = 0;
    for (int i = 0; i < m->n_parameters; i++)
        count += (float)m->parameters[i].tensor->requires_grad * (float)m->parameters[i].tensor->size;
    for (int i = 0; i < m->n_children; i++) count += (float)trainable_count(m->children[i].module);
    return (size_t)count;

/* @ 7.2 is_frozen */
    const float all = (float)nn_parameter_count(m), trained = (float)trainable_count(m);
    return all > 0 && !(trained > 0);

/* @ 7.2 train_mode */
    if (is_frozen(m)) nn_eval(m);
    else {
        for (int i = 0; i < m->n_children; i++) train_mode(m->children[i].module);
        m->training = true;
    }
