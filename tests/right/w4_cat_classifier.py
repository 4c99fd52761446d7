"""What is right in w4_cat_classifier, in other styles than the solution's; and what its cases are like."""

OWN_DRAW_TWO = """
    def two_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000, print_cost=False):
        n_x, n_h, n_y = layers_dims
        {draw}
        parameters = {{"W1": W1, "b1": np.zeros((n_h, 1)), "W2": W2, "b2": np.zeros((n_y, 1))}}
        costs = []
        for i in range(num_iterations):
            A1, cache1 = linear_activation_forward(X, parameters["W1"], parameters["b1"], "relu")
            A2, cache2 = linear_activation_forward(A1, parameters["W2"], parameters["b2"], "sigmoid")
            if i % 100 == 0:
                costs.append(compute_cost(A2, Y))
            dA2 = -(np.divide(Y, A2) - np.divide(1 - Y, 1 - A2))
            dA1, dW2, db2 = linear_activation_backward(dA2, cache2, "sigmoid")
            dA0, dW1, db1 = linear_activation_backward(dA1, cache1, "relu")
            grads = {{"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}}
            parameters = update_parameters(parameters, grads, learning_rate)
        return parameters, costs
"""

OWN_DRAW_DEEP = """
    def L_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000, print_cost=False):
        parameters, costs = {{}}, []
        for l in range(1, len(layers_dims)):
            n, before = layers_dims[l], layers_dims[l - 1]
            parameters["W" + str(l)] = {draw}
            parameters["b" + str(l)] = np.zeros((n, 1))
        for i in range(num_iterations):
            AL, caches = L_model_forward(X, parameters)
            if i % 100 == 0:
                costs.append(compute_cost(AL, Y))
            parameters = update_parameters(parameters, L_model_backward(AL, Y, caches), learning_rate)
        return parameters, costs
"""

RIGHT = {
    "two_layer_model": {
        "the usual long way, W1 to b2 taken out again": """
            def two_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000, print_cost=False):
                np.random.seed(1)
                grads = {}
                costs = []
                m = X.shape[1]
                (n_x, n_h, n_y) = layers_dims
                parameters = initialize_parameters(n_x, n_h, n_y)
                W1 = parameters["W1"]
                b1 = parameters["b1"]
                W2 = parameters["W2"]
                b2 = parameters["b2"]
                for i in range(0, num_iterations):
                    A1, cache1 = linear_activation_forward(X, W1, b1, activation="relu")
                    A2, cache2 = linear_activation_forward(A1, W2, b2, activation="sigmoid")
                    cost = compute_cost(A2, Y)
                    dA2 = -(np.divide(Y, A2) - np.divide(1 - Y, 1 - A2))
                    dA1, dW2, db2 = linear_activation_backward(dA2, cache2, activation="sigmoid")
                    dA0, dW1, db1 = linear_activation_backward(dA1, cache1, activation="relu")
                    grads["dW1"] = dW1
                    grads["db1"] = db1
                    grads["dW2"] = dW2
                    grads["db2"] = db2
                    parameters = update_parameters(parameters, grads, learning_rate)
                    W1 = parameters["W1"]
                    b1 = parameters["b1"]
                    W2 = parameters["W2"]
                    b2 = parameters["b2"]
                    if print_cost and i % 100 == 0 or i == num_iterations - 1:
                        print("Cost after iteration {}: {}".format(i, np.squeeze(cost)))
                    if i % 100 == 0:
                        costs.append(cost)
                return parameters, costs
            """,
        "by the functions for any depth": """
            def two_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000, print_cost=False):
                parameters, costs = initialize_parameters_deep(layers_dims), []
                for i in progress(range(num_iterations)):
                    A2, caches = L_model_forward(X, parameters)
                    if i % 100 == 0:
                        costs += [float(compute_cost(A2, Y))]
                    parameters = update_parameters(parameters, L_model_backward(A2, Y, caches), learning_rate)
                return [parameters, costs]
            """,
        "helpers by keyword, costs as arrays of rank 0 in a tuple": """
            def two_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000, print_cost=False):
                n_x, n_h, n_y = layers_dims
                parameters, costs, i = initialize_parameters(n_h=n_h, n_y=n_y, n_x=n_x), (), 0
                while i < num_iterations:
                    A1, one = linear_activation_forward(
                        activation="relu", A_prev=X, W=parameters["W1"], b=parameters["b1"])
                    A2, two = linear_activation_forward(
                        activation="sigmoid", A_prev=A1, W=parameters["W2"], b=parameters["b2"])
                    if not i % 100:
                        costs = (*costs, np.array(compute_cost(Y=Y, AL=A2)))
                    dA1, dW2, db2 = linear_activation_backward(
                        dA=(1 - Y) / (1 - A2) - Y / A2, cache=two, activation="sigmoid")
                    _, dW1, db1 = linear_activation_backward(cache=one, dA=dA1, activation="relu")
                    grads = dict(dW1=dW1, dW2=dW2, db1=db1, db2=db2, dA1=dA1)
                    parameters = update_parameters(parameters, grads=grads, learning_rate=learning_rate)
                    i = i + 1
                return parameters, costs
            """,
        "dZ2 = A2 - Y and linear_backward": """
            def two_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000, print_cost=False):
                parameters = initialize_parameters(*layers_dims)
                costs = []
                for i in range(num_iterations):
                    A1, cache1 = linear_activation_forward(X, parameters["W1"], parameters["b1"], "relu")
                    A2, (linear_cache2, Z2) = linear_activation_forward(
                        A1, parameters["W2"], parameters["b2"], "sigmoid")
                    dA1, dW2, db2 = linear_backward(A2 - Y, linear_cache2)
                    dA0, dW1, db1 = linear_activation_backward(dA1, cache1, "relu")
                    if i in range(0, num_iterations, 100):
                        costs.append(compute_cost(A2, Y))
                    parameters = update_parameters(
                        parameters, {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}, learning_rate)
                return parameters, costs
            """,
        "no helper but the first": """
            def two_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000, print_cost=False):
                W1, b1, W2, b2 = initialize_parameters(*layers_dims).values()
                m, costs = X.shape[1], []
                for i in range(num_iterations):
                    Z1 = np.dot(W1, X) + b1
                    A1 = np.maximum(0, Z1)
                    A2 = 1 / (1 + np.exp(-(np.dot(W2, A1) + b2)))
                    if i % 100 == 0:
                        costs.append(-np.mean(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)))
                    dZ2 = A2 - Y
                    dZ1 = np.dot(W2.T, dZ2) * (Z1 > 0)
                    W2, b2 = W2 - learning_rate * np.dot(dZ2, A1.T) / m, b2 - learning_rate * dZ2.mean(1, keepdims=True)
                    W1, b1 = W1 - learning_rate * np.dot(dZ1, X.T) / m, b1 - learning_rate * dZ1.mean(1, keepdims=True)
                return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}, costs
            """,
        "every cost kept, every hundredth returned": """
            def two_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000, print_cost=False):
                every = []
                parameters = initialize_parameters(layers_dims[0], layers_dims[1], layers_dims[2])
                for _ in range(num_iterations):
                    A1, hidden = linear_activation_forward(X, parameters["W1"], parameters["b1"], "relu")
                    A2, output = linear_activation_forward(A1, parameters["W2"], parameters["b2"], "sigmoid")
                    every.append(compute_cost(A2, Y))
                    dA1, dW2, db2 = linear_activation_backward(-(Y / A2) + (1 - Y) / (1 - A2), output, "sigmoid")
                    dA0, dW1, db1 = linear_activation_backward(dA1, hidden, "relu")
                    parameters.update(update_parameters(
                        parameters, {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}, learning_rate))
                if print_cost:
                    print(every[::100])
                return parameters, every[::100]
            """,
        "draws its own with randn": OWN_DRAW_TWO.format(
            draw="W1, W2 = np.random.randn(n_h, n_x) * 0.01, np.random.randn(n_y, n_h) * 0.01"
        ),
        "draws its own with default_rng": OWN_DRAW_TWO.format(
            draw="W1, W2 = (np.random.default_rng(7).normal(0, 0.01, size) for size in [(n_h, n_x), (n_y, n_h)])"
        ),
    },
    "L_layer_model": {
        "the usual way, seeded": """
            def L_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000, print_cost=False):
                np.random.seed(1)
                costs = []
                parameters = initialize_parameters_deep(layers_dims)
                for i in range(0, num_iterations):
                    AL, caches = L_model_forward(X, parameters)
                    cost = compute_cost(AL, Y)
                    grads = L_model_backward(AL, Y, caches)
                    parameters = update_parameters(parameters, grads, learning_rate)
                    if print_cost and i % 100 == 0:
                        print("Cost after iteration %i: %f" % (i, cost))
                    if i % 100 == 0:
                        costs.append(cost)
                return parameters, costs
            """,
        "helpers by keyword, a while loop, floats": """
            def L_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000, print_cost=False):
                parameters, costs, i = initialize_parameters_deep(layer_dims=list(layers_dims)), [], 0
                while i < num_iterations:
                    AL, caches = L_model_forward(parameters=parameters, X=X)
                    if i % 100 == 0:
                        costs.append(float(compute_cost(Y=Y, AL=AL)))
                    grads = L_model_backward(Y=Y, AL=AL, caches=tuple(caches))
                    parameters = update_parameters(parameters, learning_rate=learning_rate, grads=grads)
                    i += 1
                return [parameters, costs]
            """,
        "a cost before each update, sizes as a tuple": """
            def one_step(X, Y, parameters, learning_rate):
                AL, caches = L_model_forward(X, parameters)
                return update_parameters(parameters, L_model_backward(AL, Y, caches), learning_rate)

            def L_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000, print_cost=False):
                parameters = initialize_parameters_deep(tuple(layers_dims))
                costs = []
                for i in progress(range(num_iterations), "training"):
                    if i % 100 == 0:
                        costs.append(compute_cost(L_model_forward(X, parameters)[0], Y))
                        if print_cost:
                            print(i, costs[-1])
                    parameters = one_step(X, Y, parameters, learning_rate)
                return parameters, costs
            """,
        "layer by layer": """
            def L_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000, print_cost=False):
                parameters, costs, L = initialize_parameters_deep(layers_dims), [], len(layers_dims) - 1
                g = ["relu"] * (L - 1) + ["sigmoid"]
                for i in range(num_iterations):
                    A, caches, grads = X, [], {}
                    for l in range(L):
                        A, cache = linear_activation_forward(A, parameters[f"W{l+1}"], parameters[f"b{l+1}"], g[l])
                        caches.append(cache)
                    if i % 100 == 0:
                        costs.append(compute_cost(A, Y))
                    dA = -(Y / A - (1 - Y) / (1 - A))
                    for l in reversed(range(L)):
                        dA, grads[f"dW{l+1}"], grads[f"db{l+1}"] = linear_activation_backward(dA, caches[l], g[l])
                    parameters = update_parameters(parameters, grads, learning_rate)
                return parameters, costs
            """,
        "every cost kept, every hundredth returned, an extra key": """
            def L_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000, print_cost=False):
                every, parameters = [], initialize_parameters_deep(layers_dims)
                for _ in range(num_iterations):
                    AL, caches = L_model_forward(X, parameters)
                    every.append(compute_cost(AL, Y))
                    parameters = update_parameters(parameters, L_model_backward(AL, Y, caches), learning_rate)
                return {**parameters, "layers_dims": layers_dims}, np.array(every)[::100].tolist()
            """,
        "no helper but the first": """
            def L_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000, print_cost=False):
                p, costs, L, m = initialize_parameters_deep(layers_dims), [], len(layers_dims) - 1, X.shape[1]
                for i in range(num_iterations):
                    A = [X]
                    for l in range(1, L + 1):
                        Z = p[f"W{l}"] @ A[-1] + p[f"b{l}"]
                        A.append(np.maximum(Z, 0) if l < L else 1 / (1 + np.exp(-Z)))
                    if i % 100 == 0:
                        costs.append(-np.mean(np.log(np.where(Y == 1, A[L], 1 - A[L]))))
                    dZ = A[L] - Y
                    for l in range(L, 0, -1):
                        dW, db = dZ @ A[l - 1].T / m, dZ.mean(axis=1, keepdims=True)
                        dZ = (p[f"W{l}"].T @ dZ) * (A[l - 1] > 0)
                        p[f"W{l}"], p[f"b{l}"] = p[f"W{l}"] - learning_rate * dW, p[f"b{l}"] - learning_rate * db
                return p, costs
            """,
        "draws its own, divided by the root": OWN_DRAW_DEEP.format(draw="np.random.randn(n, before) / np.sqrt(before)"),
        "draws its own with default_rng": OWN_DRAW_DEEP.format(
            draw="np.random.default_rng(l).normal(scale=before**-0.5, size=(n, before))"
        ),
    },
}

# n_y = 1 is the contract's domain of both models: Y is a row, and the last of the sizes is 1.
ONE = {"Y": (0,), "layers_dims.2": (), "layers_dims.4": ()}
