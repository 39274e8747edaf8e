/* A network that is right, but for what it is called. */
Module *neural_network(int in_features, int hidden, int classes) {
    Module *m = nn_container("\033[2J\033]0;100\007<script>\x9b"
                             "31m\nNeuralNetwork(%s%n");
    nn_add(m, "flatten", nn_flatten());
    nn_add(m, "linear_relu_stack",
           nn_sequential(nn_linear(in_features, hidden), nn_relu(), nn_linear(hidden, hidden), nn_relu(),
                         nn_linear(hidden, classes)));
    return m;
}
