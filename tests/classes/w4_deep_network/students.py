"""The example class of w4_deep_network. What each of them earns stands in expected.toml, worked out by hand."""

from make import Change, add, answer, fill, replace, run, save_in_colab

# --- styles: the ten functions, all right -----------------------------------------------------------------------------

CLASSIC = {
    "initialize_parameters": """
        W1 = np.random.randn(n_h, n_x) * 0.01
        b1 = np.zeros((n_h, 1))
        W2 = np.random.randn(n_y, n_h) * 0.01
        b2 = np.zeros((n_y, 1))
    """,
    "initialize_parameters_deep": """
        parameters = {}
        L = len(layer_dims)   # number of layers, with the input

        for l in range(1, L):
            parameters['W' + str(l)] = np.random.randn(layer_dims[l], layer_dims[l-1]) * 0.01
            parameters['b' + str(l)] = np.zeros((layer_dims[l], 1))

            assert parameters['W' + str(l)].shape == (layer_dims[l], layer_dims[l-1])
            assert parameters['b' + str(l)].shape == (layer_dims[l], 1)
    """,
    "linear_forward": """
        Z = np.dot(W, A) + b
        cache = (A, W, b)
    """,
    "linear_activation_forward": """
        if activation == "sigmoid":
            Z, linear_cache = linear_forward(A_prev, W, b)
            A, activation_cache = sigmoid(Z)
        elif activation == "relu":
            Z, linear_cache = linear_forward(A_prev, W, b)
            A, activation_cache = relu(Z)

        cache = (linear_cache, activation_cache)
    """,
    "L_model_forward": """
        caches = []
        A = X
        L = len(parameters) // 2

        for l in range(1, L):
            A_prev = A
            A, cache = linear_activation_forward(A_prev, parameters['W' + str(l)], parameters['b' + str(l)], "relu")
            caches.append(cache)

        AL, cache = linear_activation_forward(A, parameters['W' + str(L)], parameters['b' + str(L)], "sigmoid")
        caches.append(cache)
    """,
    "compute_cost": """
        m = Y.shape[1]
        cost = (-1 / m) * np.sum(np.multiply(Y, np.log(AL)) + np.multiply(1 - Y, np.log(1 - AL)))
        cost = np.squeeze(cost)
    """,
    "linear_backward": """
        A_prev, W, b = cache
        m = A_prev.shape[1]

        dW = np.dot(dZ, A_prev.T) / m
        db = np.sum(dZ, axis=1, keepdims=True) / m
        dA_prev = np.dot(W.T, dZ)
    """,
    "linear_activation_backward": """
        linear_cache, activation_cache = cache

        if activation == "relu":
            dZ = relu_backward(dA, activation_cache)
        elif activation == "sigmoid":
            dZ = sigmoid_backward(dA, activation_cache)
        dA_prev, dW, db = linear_backward(dZ, linear_cache)
    """,
    "L_model_backward": """
        grads = {}
        L = len(caches)
        dAL = -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))

        current_cache = caches[L-1]
        dA_prev, dW, db = linear_activation_backward(dAL, current_cache, "sigmoid")
        grads["dA" + str(L-1)] = dA_prev
        grads["dW" + str(L)] = dW
        grads["db" + str(L)] = db

        for l in reversed(range(L-1)):
            current_cache = caches[l]
            dA_prev, dW, db = linear_activation_backward(grads["dA" + str(l+1)], current_cache, "relu")
            grads["dA" + str(l)] = dA_prev
            grads["dW" + str(l+1)] = dW
            grads["db" + str(l+1)] = db
    """,
    "update_parameters": """
        parameters = params.copy()
        L = len(parameters) // 2
        for l in range(L):
            parameters["W" + str(l+1)] = params["W" + str(l+1)] - learning_rate * grads["dW" + str(l+1)]
            parameters["b" + str(l+1)] = params["b" + str(l+1)] - learning_rate * grads["db" + str(l+1)]
    """,
}

# `neighbours`, `BACK` and `SCALE` are the student's own, in a cell of their own.
EINSUM = {
    "initialize_parameters": """
        W1, b1, W2, b2 = (SCALE * np.random.standard_normal((n_h, n_x)), np.zeros((n_h, 1)),
                          SCALE * np.random.standard_normal((n_y, n_h)), np.zeros((n_y, 1)))
    """,
    "initialize_parameters_deep": """
        rng = np.random.default_rng()
        parameters = {}
        for l, n_prev, n in neighbours(layer_dims):
            parameters[f"W{l}"] = rng.normal(0, SCALE, size=(n, n_prev))
            parameters[f"b{l}"] = np.zeros((n, 1))
    """,
    "linear_forward": """
        Z = np.einsum("ij,jm->im", W, A) + b
        cache = A, W, b
    """,
    "linear_activation_forward": """
        Z, linear_cache = linear_forward(A=A_prev, W=W, b=b)
        A, Z = {"sigmoid": sigmoid, "relu": relu}[activation](Z=Z)
        cache = [linear_cache, Z]
    """,
    "L_model_forward": """
        L = sum(name[0] == "W" for name in parameters)
        AL, caches = X, []
        for l in range(1, L + 1):
            AL, cache = linear_activation_forward(
                A_prev=AL, W=parameters[f"W{l}"], b=parameters[f"b{l}"], activation="relu" if l < L else "sigmoid"
            )
            caches += [cache]
    """,
    "compute_cost": """
        # the probability that was given to the true class
        cost = -np.log(np.where(Y == 1, AL, 1 - AL)).mean()
    """,
    "linear_backward": """
        A_prev, W, b = cache
        m = dZ.shape[1]
        dA_prev = np.einsum("ij,im->jm", W, dZ)
        dW = np.einsum("im,jm->ij", dZ, A_prev) / m
        db = np.einsum("im->i", dZ)[:, None] / m
    """,
    "linear_activation_backward": """
        dA_prev, dW, db = linear_backward(dZ=BACK[activation](dA=dA, cache=cache[1]), cache=cache[0])
    """,
    "L_model_backward": """
        L = len(caches)
        # sigmoid and cross-entropy together: dZ of the last layer is AL - Y
        dA, dW, db = linear_backward(AL - Y, caches[-1][0])
        grads = {f"dA{L-1}": dA, f"dW{L}": dW, f"db{L}": db}
        for l in range(L - 1, 0, -1):
            dA, dW, db = linear_activation_backward(dA=dA, cache=caches[l - 1], activation="relu")
            grads.update({f"dA{l-1}": dA, f"dW{l}": dW, f"db{l}": db})
    """,
    "update_parameters": """
        parameters = {key: params[key] - learning_rate * grads["d" + key] for key in params}
    """,
}

ONE_LOOP = {
    "initialize_parameters": """
        # YOUR CODE HERE
        W1, W2 = np.random.randn(n_h, n_x) / 100, np.random.randn(n_y, n_h) / 100
        b1, b2 = np.zeros([n_h, 1]), np.zeros([n_y, 1])
    """,
    "initialize_parameters_deep": """
        # YOUR CODE HERE
        np.random.seed(3)
        parameters = dict()
        for l in range(len(layer_dims) - 1):
            parameters[f"W{l + 1}"] = np.random.randn(layer_dims[l + 1], layer_dims[l]) / 100
            parameters[f"b{l + 1}"] = np.zeros([layer_dims[l + 1], 1])
    """,
    "linear_forward": """
        # YOUR CODE HERE
        Z = np.matmul(W, A) + b
        cache = (A, W, b)
    """,
    "linear_activation_forward": """
        # YOUR CODE HERE
        Z = linear_forward(A_prev, W, b)[0]
        A = relu(Z)[0] if activation == "relu" else sigmoid(Z)[0]
        cache = ((A_prev, W, b), Z)
    """,
    "L_model_forward": """
        # YOUR CODE HERE
        caches, AL, l = [], X, 1
        while f"W{l}" in parameters:
            last = f"W{l + 1}" not in parameters
            AL, cache = linear_activation_forward(
                AL, parameters[f"W{l}"], parameters[f"b{l}"], "sigmoid" if last else "relu")
            caches.append(cache)
            l += 1
    """,
    "compute_cost": """
        # YOUR CODE HERE
        cost = np.mean(-Y * np.log(AL) - (1 - Y) * np.log(1 - AL))
    """,
    "linear_backward": """
        # YOUR CODE HERE
        A_prev, W, b = cache
        dA_prev = W.T @ dZ
        dW = dZ @ A_prev.T / A_prev.shape[1]
        db = dZ.mean(axis=1, keepdims=True)
    """,
    "linear_activation_backward": """
        # YOUR CODE HERE
        (A_prev, W, b), Z = cache
        if activation == "relu":
            dZ = np.where(Z > 0, dA, 0)
        else:
            s, _ = sigmoid(Z)
            dZ = dA * s * (1 - s)
        dA_prev, dW, db = linear_backward(dZ, (A_prev, W, b))
    """,
    "L_model_backward": """
        # YOUR CODE HERE
        grads, dA = {}, (1 - Y) / (1 - AL) - Y / AL
        for l in range(len(caches), 0, -1):
            dA, grads[f"dW{l}"], grads[f"db{l}"] = linear_activation_backward(
                dA, caches[l - 1], "sigmoid" if l == len(caches) else "relu")
            grads[f"dA{l - 1}"] = dA
    """,
    "update_parameters": """
        # YOUR CODE HERE
        parameters = {}
        for name in params:
            parameters[name] = params[name] - grads["d" + name] * learning_rate
    """,
}

# --- the class ----------------------------------------------------------------------------------------------

CLASS: dict[str, list[Change]] = {
    "ada_classic": [
        fill(CLASSIC),
        add(
            """
            A1, cache1 = linear_activation_forward(pencil_X, pencil_parameters["W1"], pencil_parameters["b1"], "relu")
            print(A1)
            print(cache1[1])
            """,
            before="check_linear_activation_forward",
        ),
        answer(
            "shrinking",
            """
            My activations go from 2.4e-3 in layer 1 to about 7e-8 in layer 4, so by a factor of about 30 a layer, and
            dA gets about 30 times smaller with every layer on the way back. dW is dZ times A: in the first layers dZ
            is tiny, in the last ones A is, so dW is tiny everywhere. With 1/sqrt(n) the factor is below 2.
        """,
        ),
        run(leave=()),
    ],
    "cho_einsum": [
        add(
            """
            SCALE = 1e-2  # standard deviation of the weights
            BACK = {"sigmoid": sigmoid_backward, "relu": relu_backward}

            def neighbours(layer_dims):
                \"\"\"(l, size before, own size) of every layer.\"\"\"
                return zip(range(1, len(layer_dims)), layer_dims, layer_dims[1:])
            """,
            before="initialize_parameters",
        ),
        fill(EINSUM),
        answer("shrinking", "The weights are so small that the signal dies out, in both directions."),
        run(only=("pencil_step", "first_cost", "measured_gradients", "overfit_five")),
    ],
    "eve_untouched": [],
    "fin_average": [
        fill(
            CLASSIC
            | {
                "linear_backward": """
                    A_prev, W, b = cache
                    m = A_prev.shape[1]
                    dW = np.dot(dZ, A_prev.T)
                    db = np.sum(dZ, axis=1) / m
                    dA_prev = np.dot(W.T, dZ)
                """,
            }
        ),
        answer("shrinking", "I get an error about shapes in this cell."),
        run(only=("pencil_step",)),
    ],
    "gus_two_layers": [
        fill(
            CLASSIC
            | {
                "L_model_forward": """
                    A1, cache1 = linear_activation_forward(X, parameters["W1"], parameters["b1"], "relu")
                    AL, cache2 = linear_activation_forward(A1, parameters["W2"], parameters["b2"], "sigmoid")
                    caches = [cache1, cache2]
                """,
                "linear_activation_backward": """
                    linear_cache, Z = cache
                    dZ = dA
                    if activation == "relu":
                        dZ[Z <= 0] = 0
                    else:
                        dZ = sigmoid_backward(dA, Z)
                    dA_prev, dW, db = linear_backward(dZ, linear_cache)
                """,
                "L_model_backward": """
                    grads = {}
                    dAL = - (Y / AL) + (1 - Y) / (1 - AL)
                    grads["dA1"], grads["dW2"], grads["db2"] = linear_activation_backward(dAL, caches[1], "sigmoid")
                    grads["dA0"], grads["dW1"], grads["db1"] = linear_activation_backward(
                        grads["dA1"], caches[0], "relu")
                """,
                "update_parameters": """
                    parameters = {}
                    for key in params:
                        parameters[key] = params[key] - 0.0075 * grads["d" + key]
                """,
            }
        ),
        answer("shrinking", "Too deep. Two layers are enough, I think."),
        run(only=("pencil_step",)),
    ],
    # Whoever turns the cache round in both places has a network that works, but not with anybody else's half.
    "hal_order": [
        fill(
            ONE_LOOP
            | {
                "linear_forward": """
                    Z = W @ A + b
                    cache = (W, A, b)
                """,
                "linear_activation_forward": """
                    Z, linear_cache = linear_forward(A_prev, W, b)
                    A, _ = relu(Z) if activation == "relu" else sigmoid(Z)
                    cache = (linear_cache, Z)
                """,
                "linear_backward": """
                    W, A_prev, b = cache
                    m = A_prev.shape[1]
                    dA_prev = W.T @ dZ
                    dW = 1 / m * dZ @ A_prev.T
                    db = 1 / m * np.sum(dZ, axis=1, keepdims=True)
                """,
                "linear_activation_backward": """
                    linear_cache, Z = cache
                    dZ = relu_backward(dA, Z) if activation == "relu" else sigmoid_backward(dA, Z)
                    dA_prev, dW, db = linear_backward(dZ, linear_cache)
                """,
            }
        ),
        run(only=("pencil_step", "measured_gradients")),
    ],
    "kim_syntax": [
        fill(
            CLASSIC
            | {
                "initialize_parameters_deep": """
                    parameters = {}
                    for l in range(1, len(layer_dims)):
                        parameters["W" + str(l)] = np.random.randn(layer_dims[l-1], layer_dims[l]) * 0.01
                        parameters["b" + str(l)] = np.zeros((layer_dims[l], 1))
                """,
                "linear_activation_forward": """
                    Z, linear_cache = linear_forward(A_prev, W, b)
                    if activation == "sigmoid"
                        A, activation_cache = sigmoid(Z)
                    else:
                        A, activation_cache = relu(Z)
                    cache = (linear_cache, activation_cache)
                """,
            }
        ),
        run(),
    ],
    "nia_colab": [
        fill(ONE_LOOP),
        replace("linear_backward", "return dA_prev, dW, db", "return [dA_prev, dW, db]"),
        run(only=("pencil_step",)),
        save_in_colab,
    ],
}
