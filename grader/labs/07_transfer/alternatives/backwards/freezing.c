/* Lab 7 in another style: loops run backwards, and what is below a module comes first. */

/* @ 7.1 set_requires_grad */
    for (int i = m->n_children; i-- > 0;) set_requires_grad(m->children[i].module, on);
    for (int i = m->n_parameters; i-- > 0;) {
        if (!on) t_forget_grad(m->parameters[i].tensor);
        m->parameters[i].tensor->requires_grad = on;
    }

/* @ 7.1 trainable_count */
    size_t n = 0;
    for (int i = m->n_children; i-- > 0;) n += trainable_count(m->children[i].module);
    for (int i = m->n_parameters; i-- > 0;)
        n += m->parameters[i].tensor->requires_grad ? m->parameters[i].tensor->size : 0;
    return n;

/* @ 7.2 is_frozen */
    return !trainable_count(m) && nn_parameter_count(m);

/* @ 7.2 train_mode */
    for (int i = m->n_children; i-- > 0;) train_mode(m->children[i].module);
    m->training = !is_frozen(m);
    if (!m->training) nn_eval(m);
