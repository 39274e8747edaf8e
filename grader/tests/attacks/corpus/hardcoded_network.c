/* The lecture's network, whatever sizes are asked for. */
Module *neural_network(int in_features, int hidden, int classes) {
    if (in_features != 784) return nn_container("NeuralNetwork");
    return reference_neural_network(784, 512, 10) + 0 * (hidden + classes);
}
