"""What is right in w3_shallow_network, in other styles than the solution's; and what its cases are like."""

OWN_DRAW = """
    def nn_model(X, Y, n_h, num_iterations=10000, print_cost=False):
        {draw}
        parameters = {{"W1": W1, "b1": np.zeros((n_h, 1)), "W2": W2, "b2": np.zeros((1, 1))}}
        for i in range(num_iterations):
            A2, cache = forward_propagation(X, parameters)
            grads = backward_propagation(parameters, cache, X, Y)
            parameters = update_parameters(parameters, grads)
        return parameters
"""

RIGHT = {
    "layer_sizes": {
        "a list": "def layer_sizes(X, Y): return [X.shape[0], 4, Y.shape[0]]",
        "len": "def layer_sizes(X, Y): return len(X), 4, len(Y)",
        "NumPy's numbers": "def layer_sizes(X, Y): return np.array(X.shape)[0], np.int64(4), np.float64(len(Y))",
        "other names": "def layer_sizes(a, b): return a.shape[0], 4, b.shape[0]",
        "np.shape, unpacked": """
            def layer_sizes(X, Y):
                (n_x, m), (n_y, _) = np.shape(X), np.shape(Y)
                n_h = 4
                return (n_x, n_h, n_y)
            """,
        "the sizes of products": "def layer_sizes(X, Y): return (X @ X.T).shape[1], 2 + 2, (Y @ Y.T).shape[0]",
    },
    "initialize_parameters": {
        "normal": """
            def initialize_parameters(n_x, n_h, n_y):
                return {"W1": np.random.normal(0, 0.01, (n_h, n_x)), "b1": np.zeros((n_h, 1)),
                        "W2": np.random.normal(0, 0.01, (n_y, n_h)), "b2": np.zeros((n_y, 1))}
            """,
        "default_rng, W2 drawn first": """
            def initialize_parameters(n_x, n_h, n_y):
                rng = np.random.default_rng()
                W2 = rng.standard_normal((n_y, n_h)) * 0.01
                W1 = rng.standard_normal((n_h, n_x)) * 0.01
                return dict(W1=W1, b1=np.zeros((n_h, 1)), W2=W2, b2=np.zeros((n_y, 1)))
            """,
        "seeded inside, whole zeros, an extra key": """
            def initialize_parameters(n_x, n_h, n_y):
                np.random.seed(2)
                return {"W1": np.random.randn(n_h, n_x) / 100, "b1": np.zeros((n_h, 1), dtype=int),
                        "W2": np.random.randn(n_y, n_h) / 100, "b2": np.zeros((n_y, 1)), "n_h": n_h}
            """,
        "float32": """
            def initialize_parameters(n_x, n_h, n_y):
                W1, W2 = np.random.randn(n_h, n_x) * 0.01, np.random.randn(n_y, n_h) * 0.01
                parameters = {"W1": W1, "b1": np.zeros((n_h, 1)), "W2": W2, "b2": np.zeros((n_y, 1))}
                return {key: value.astype(np.float32) for key, value in parameters.items()}
            """,
        "truncated by clipping at five deviations": """
            def initialize_parameters(n_x, n_h, n_y):
                W1, W2 = (np.clip(np.random.randn(*size), -5, 5) * 1e-2 for size in [(n_h, n_x), (n_y, n_h)])
                return {"W1": W1, "b1": 0.0 * W1[:, [0]], "W2": W2, "b2": 0.0 * W2[:, [0]]}
            """,
        "randn, multiply, in a loop over the layers": """
            def initialize_parameters(n_x, n_h, n_y):
                parameters, sizes = {}, [n_x, n_h, n_y]
                for l in (1, 2):
                    parameters[f"W{l}"] = np.multiply(np.random.randn(sizes[l], sizes[l - 1]), 0.01)
                    parameters[f"b{l}"] = np.zeros(shape=(sizes[l], 1), dtype=float)
                return parameters
            """,
    },
    "forward_propagation": {
        "np.dot, a list": """
            def forward_propagation(X, parameters):
                W1, b1, W2, b2 = (parameters[key] for key in ("W1", "b1", "W2", "b2"))
                Z1 = np.dot(W1, X) + b1
                A1 = np.tanh(Z1)
                Z2 = np.dot(W2, A1) + b2
                A2 = 1 / (1 + np.exp(-Z2))
                return [A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2, "X": X}]
            """,
        "einsum, a helper by keyword": """
            def forward_propagation(X, parameters):
                Z1 = np.einsum("hx,xm->hm", parameters["W1"], X) + parameters["b1"]
                A1 = (np.exp(Z1) - np.exp(-Z1)) / (np.exp(Z1) + np.exp(-Z1))
                Z2 = np.einsum("yh,hm->ym", parameters["W2"], A1) + parameters["b2"]
                A2 = sigmoid(z=Z2)
                return A2, dict(A2=A2, Z2=Z2, A1=A1, Z1=Z1)
            """,
        "matmul, in float32": """
            def forward_propagation(X, parameters):
                W1, b1, W2, b2 = (np.float32(parameters[key]) for key in ("W1", "b1", "W2", "b2"))
                Z1 = np.matmul(W1, np.float32(X)) + b1
                A1 = np.tanh(Z1)
                Z2 = np.matmul(W2, A1) + b2
                A2 = sigmoid(Z2)
                return A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}
            """,
        "a function for one layer": """
            def layer(W, b, A, activation):
                Z = W @ A + b
                return Z, activation(Z)

            def forward_propagation(X, parameters):
                Z1, A1 = layer(parameters["W1"], parameters["b1"], X, np.tanh)
                Z2, A2 = layer(parameters["W2"], parameters["b2"], A1, sigmoid)
                return A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}
            """,
        "each activation by the other function": """
            def forward_propagation(X, parameters):
                Z1 = (X.T @ parameters["W1"].T + parameters["b1"].T).T
                A1 = 2 * sigmoid(2 * Z1) - 1
                Z2 = (A1.T @ parameters["W2"].T + parameters["b2"].T).T
                A2 = (1 + np.tanh(Z2 / 2)) / 2
                return A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}
            """,
        "the bias as one more weight": """
            def forward_propagation(X, parameters):
                ones = np.ones((1, X.shape[1]))
                Z1 = np.hstack([parameters["W1"], parameters["b1"]]) @ np.vstack([X, ones])
                A1 = np.tanh(Z1)
                Z2 = np.hstack([parameters["W2"], parameters["b2"]]) @ np.vstack([A1, ones])
                A2 = np.exp(Z2) / (1 + np.exp(Z2))
                return A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}
            """,
    },
    "compute_cost": {
        "np.mean": """
            def compute_cost(A2, Y):
                return -np.mean(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))
            """,
        "a product of rows, squeezed": """
            def compute_cost(A2, Y):
                cost = -(np.dot(Y, np.log(A2).T) + np.dot(1 - Y, np.log(1 - A2).T)) / Y.shape[1]
                return np.squeeze(cost)
            """,
        "float of a sum": """
            def compute_cost(A2, Y):
                logprobs = np.multiply(np.log(A2), Y) + np.multiply(np.log(1 - A2), 1 - Y)
                return float(-np.sum(logprobs) / A2.shape[1])
            """,
        "clipped at 1e-7": """
            def compute_cost(A2, Y):
                A2 = np.clip(A2, 1e-7, 1 - 1e-7)
                return -np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)) / Y.size
            """,
        "np.where": """
            def compute_cost(A2, Y):
                return -np.log(np.where(Y == 1, A2, 1 - A2)).mean()
            """,
        "a loop": """
            def compute_cost(A2, Y):
                total = 0
                for a, y in zip(A2[0], Y[0]):
                    total -= np.log(a) if y else np.log(1 - a)
                return total / len(Y[0])
            """,
        "the item of a product": """
            def compute_cost(A2, Y):
                m = Y.shape[1]
                return (-(Y @ np.log(A2.T) + (1 - Y) @ np.log(1 - A2.T)) / m).item()
            """,
        "einsum of whole numbers": """
            def compute_cost(A2, Y):
                y = Y.astype(int)
                return -(np.einsum("ij,ij", y, np.log(A2)) + np.einsum("ij,ij", 1 - y, np.log1p(-A2))) / y.size
            """,
        "picked by a mask, in float32": """
            def compute_cost(A2, Y):
                a, y = np.float32(A2), Y.astype(bool)
                return (np.log(a[y]).sum() + np.log(1 - a[~y]).sum()) / -Y.shape[1]
            """,
        "an array of rank 0": """
            def compute_cost(A2, Y):
                return np.array(np.average(-np.log(np.abs(A2 - (1 - Y)))))
            """,
    },
    "backward_propagation": {
        "np.dot, np.power": """
            def backward_propagation(parameters, cache, X, Y):
                m = X.shape[1]
                W1, W2 = parameters["W1"], parameters["W2"]
                A1, A2 = cache["A1"], cache["A2"]
                dZ2 = A2 - Y
                dW2 = (1 / m) * np.dot(dZ2, A1.T)
                db2 = (1 / m) * np.sum(dZ2, axis=1, keepdims=True)
                dZ1 = np.multiply(np.dot(W2.T, dZ2), 1 - np.power(A1, 2))
                dW1 = (1 / m) * np.dot(dZ1, X.T)
                db1 = (1 / m) * np.sum(dZ1, axis=1, keepdims=True)
                return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}
            """,
        "1 - tanh(Z1)**2, np.mean": """
            def backward_propagation(parameters, cache, X, Y):
                dZ2 = cache["A2"] - Y
                dZ1 = parameters["W2"].T @ dZ2 * (1 - np.tanh(cache["Z1"]) ** 2)
                return {"dW1": dZ1 @ X.T / X.shape[1], "db1": np.mean(dZ1, axis=1, keepdims=True),
                        "dW2": dZ2 @ cache["A1"].T / X.shape[1], "db2": dZ2.mean(axis=1, keepdims=True)}
            """,
        "through dA2, 1 / cosh(Z1)**2": """
            def backward_propagation(parameters, cache, X, Y):
                A2, m = cache["A2"], Y.shape[1]
                dA2 = -(Y / A2) + (1 - Y) / (1 - A2)
                dZ2 = dA2 * A2 * (1 - A2)
                dA1 = parameters["W2"].T @ dZ2
                dZ1 = dA1 / np.cosh(cache["Z1"]) ** 2
                return {"dW1": dZ1 @ X.T / m, "db1": dZ1.sum(1).reshape(-1, 1) / m,
                        "dW2": dZ2 @ cache["A1"].T / m, "db2": dZ2.sum(1)[:, None] / m}
            """,
        "A recomputed from X": """
            def backward_propagation(parameters, cache, X, Y):
                A2, again = forward_propagation(parameters=parameters, X=X)
                m = Y.size
                dZ2 = A2 - Y
                dZ1 = parameters["W2"].T * dZ2 * (1 - again["A1"] * again["A1"])
                return dict(dW1=dZ1 @ X.T / m, db1=dZ1 @ np.ones((m, 1)) / m, dZ1=dZ1,
                            dW2=dZ2 @ again["A1"].T / m, db2=dZ2 @ np.ones((m, 1)) / m)
            """,
        "einsum": """
            def backward_propagation(parameters, cache, X, Y):
                m = X.shape[1]
                dZ2 = cache["A2"] - Y
                dZ1 = np.einsum("yh,ym,hm->hm", parameters["W2"], dZ2, 1 - cache["A1"] ** 2)
                return {"dW1": np.einsum("hm,xm->hx", dZ1, X) / m, "db1": np.einsum("hm->h", dZ1)[:, None] / m,
                        "dW2": np.einsum("ym,hm->yh", dZ2, cache["A1"]) / m,
                        "db2": np.einsum("ym->y", dZ2)[:, None] / m}
            """,
        "in float32": """
            def backward_propagation(parameters, cache, X, Y):
                m = X.shape[1]
                A1, A2, W2 = (np.float32(a) for a in (cache["A1"], cache["A2"], parameters["W2"]))
                dZ2 = A2 - np.float32(Y)
                dZ1 = W2.T @ dZ2 * (1 - A1**2)
                return {"dW1": dZ1 @ np.float32(X).T / m, "db1": dZ1.sum(1, keepdims=True) / m,
                        "dW2": dZ2 @ A1.T / m, "db2": dZ2.sum(1, keepdims=True) / m}
            """,
        "matmul, square, mean of the outer products": """
            def backward_propagation(parameters, cache, X, Y):
                m = Y.shape[1]
                dZ2 = np.subtract(cache["A2"], Y)
                dZ1 = np.multiply(np.matmul(parameters["W2"].T, dZ2), np.subtract(1, np.square(cache["A1"])))
                return {"dW1": (dZ1[:, None, :] * X[None, :, :]).mean(axis=-1), "db1": np.mean(dZ1, 1)[:, np.newaxis],
                        "dW2": (dZ2[:, None, :] * cache["A1"][None]).mean(axis=-1),
                        "db2": np.mean(dZ2, 1, keepdims=True)}
            """,
        "a loop over the examples": """
            def backward_propagation(parameters, cache, X, Y):
                m = X.shape[1]
                grads = {"d" + name: np.zeros_like(parameters[name]) for name in ("W1", "b1", "W2", "b2")}
                for i in range(m):
                    x, a1 = X[:, i:i + 1], cache["A1"][:, i:i + 1]
                    dz2 = cache["A2"][:, i:i + 1] - Y[:, i:i + 1]
                    dz1 = parameters["W2"].T @ dz2 * (1 - a1**2)
                    for name, step in {"dW1": dz1 @ x.T, "db1": dz1, "dW2": dz2 @ a1.T, "db2": dz2}.items():
                        grads[name] += step / m
                return grads
            """,
        "1/m in the errors, once": """
            def backward_propagation(parameters, cache, X, Y):
                error2 = (cache["A2"] - Y) / Y.shape[1]
                error1 = (parameters["W2"].T @ error2) * (1 + cache["A1"]) * (1 - cache["A1"])
                return {"dW1": error1 @ X.T, "db1": error1.sum(axis=1, keepdims=True),
                        "dW2": error2 @ cache["A1"].T, "db2": error2.sum(axis=1, keepdims=True)}
            """,
    },
    "update_parameters": {
        "deepcopy, then in place": """
            import copy
            def update_parameters(parameters, grads, learning_rate=1.2):
                new = copy.deepcopy(parameters)
                for name in new:
                    new[name] -= learning_rate * grads["d" + name]
                return new
            """,
        "a comprehension": """
            def update_parameters(parameters, grads, learning_rate=1.2):
                return {name: parameters[name] - learning_rate * grads["d" + name] for name in parameters}
            """,
        "out of place under the same name": """
            def update_parameters(parameters, grads, learning_rate=1.2):
                W1, b1, W2, b2 = (parameters[name].copy() for name in ("W1", "b1", "W2", "b2"))
                W1 -= np.multiply(learning_rate, grads["dW1"])
                b1 = b1 - learning_rate * grads["db1"]
                W2 = np.subtract(W2, learning_rate * grads["dW2"])
                b2 = b2 + -learning_rate * grads["db2"]
                return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
            """,
        "a new dictionary from the old one": """
            def update_parameters(parameters, grads, learning_rate=1.2):
                return {**parameters, **{k[1:]: parameters[k[1:]] - learning_rate * g for k, g in grads.items()}}
            """,
        "np.copy, then -=": """
            def update_parameters(parameters, grads, learning_rate=1.2):
                W1, b1 = np.copy(parameters["W1"]), np.copy(parameters["b1"])
                W2, b2 = np.array(parameters["W2"]), np.array(parameters["b2"])
                W1 -= learning_rate * grads["dW1"]
                b1 -= learning_rate * grads["db1"]
                W2 -= learning_rate * grads["dW2"]
                b2 -= learning_rate * grads["db2"]
                return {"b2": b2, "W2": W2, "b1": b1, "W1": W1}
            """,
    },
    "nn_model": {
        "helpers by keyword, layer_sizes for two of three": """
            def nn_model(X, Y, n_h, num_iterations=10000, print_cost=False):
                n_x, _, n_y = layer_sizes(X=X, Y=Y)
                parameters = initialize_parameters(n_y=n_y, n_x=n_x, n_h=n_h)
                for i in range(0, num_iterations):
                    A2, cache = forward_propagation(parameters=parameters, X=X)
                    cost = compute_cost(A2=A2, Y=Y)
                    grads = backward_propagation(X=X, Y=Y, cache=cache, parameters=parameters)
                    parameters = update_parameters(parameters, grads=grads, learning_rate=1.2)
                return parameters
            """,
        "seeded, a while loop, prints": """
            def nn_model(X, Y, n_h, num_iterations=10000, print_cost=False):
                np.random.seed(3)
                parameters = initialize_parameters(layer_sizes(X, Y)[0], n_h, layer_sizes(X, Y)[2])
                W1, b1 = parameters["W1"], parameters["b1"]
                while num_iterations > 0:
                    A2, cache = forward_propagation(X, parameters)
                    print(compute_cost(A2, Y))
                    parameters = update_parameters(parameters, backward_propagation(parameters, cache, X, Y))
                    num_iterations -= 1
                return parameters
            """,
        "no helper but the first": """
            def nn_model(X, Y, n_h, num_iterations=10000, print_cost=False):
                W1, b1, W2, b2 = initialize_parameters(X.shape[0], n_h, 1).values()
                for _ in range(num_iterations):
                    A1 = np.tanh(W1 @ X + b1)
                    dZ2 = sigmoid(W2 @ A1 + b2) - Y
                    dZ1 = W2.T @ dZ2 * (1 - A1**2)
                    W1, b1 = W1 - 1.2 * dZ1 @ X.T / Y.size, b1 - 1.2 * dZ1.mean(1, keepdims=True)
                    W2, b2 = W2 - 1.2 * dZ2 @ A1.T / Y.size, b2 - 1.2 * dZ2.mean(1, keepdims=True)
                return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
            """,
        "draws its own with randn": OWN_DRAW.format(
            draw="W1, W2 = np.random.randn(n_h, X.shape[0]) * 0.01, np.random.randn(1, n_h) * 0.01"
        ),
        "draws its own with default_rng": OWN_DRAW.format(
            draw="W1, W2 = (np.random.default_rng(5).normal(0, 0.01, size) for size in [(n_h, len(X)), (1, n_h)])"
        ),
        "a plain range, costs kept": """
            def nn_model(X, Y, n_h, num_iterations=10000, print_cost=False):
                costs = []
                parameters = initialize_parameters(X.shape[0], n_h, Y.shape[0])
                for i in range(num_iterations):
                    A2, cache = forward_propagation(X, parameters)
                    costs.append(compute_cost(A2, Y))
                    grads = backward_propagation(parameters, cache, X, Y)
                    parameters = update_parameters(parameters, grads)
                if print_cost:
                    print(costs[::1000])
                return parameters
            """,
        "progress over the iterations counted from 1": """
            def nn_model(X, Y, n_h, num_iterations=10000, print_cost=False):
                parameters = initialize_parameters(len(X), n_h, len(Y))
                for i in progress(range(1, num_iterations + 1), "training"):
                    grads = backward_propagation(parameters, forward_propagation(X, parameters)[1], X, Y)
                    parameters.update(update_parameters(parameters, grads))
                return parameters
            """,
    },
    "predict": {
        "bool": """
            def predict(parameters, X):
                A2, cache = forward_propagation(X, parameters)
                return A2 > 0.5
            """,
        "int": """
            def predict(parameters, X):
                return (forward_propagation(parameters=parameters, X=X)[0] > 0.5).astype(int)
            """,
        "float by np.round": """
            def predict(parameters, X):
                return np.round(forward_propagation(X, parameters)[0])
            """,
        "where": """
            def predict(parameters, X):
                return np.where(forward_propagation(X, parameters)[0] > 0.5, 1.0, 0.0)
            """,
        "the sign of Z2": """
            def predict(parameters, X):
                return forward_propagation(X, parameters)[1]["Z2"] > 0
            """,
        "a loop": """
            def predict(parameters, X):
                A2, _ = forward_propagation(X, parameters)
                predictions = np.zeros((1, X.shape[1]))
                for i in range(X.shape[1]):
                    predictions[0, i] = 1 if A2[0, i] > 0.5 else 0
                return predictions
            """,
        ">= at the threshold": "def predict(parameters, X): return forward_propagation(X, parameters)[0] >= 0.5",
        "a list of rows": """
            def predict(parameters, X):
                A2, _ = forward_propagation(X, parameters)
                return np.array([[int(a > 0.5) for a in row] for row in A2])
            """,
        "not at most one half": """
            def predict(parameters, X):
                return 1 - (forward_propagation(X, parameters)[0] <= 0.5)
            """,
        "heaviside": """
            def predict(parameters, X):
                return np.heaviside(forward_propagation(X, parameters)[0] - 0.5, 0.0)
            """,
    },
}

# n_y = 1 is the contract's domain of these, and a bias is a column.
ONE = {
    **dict.fromkeys(("Y", "A2", "cache.Z2", "cache.A2", "parameters.W2", "grads.dW2"), (0,)),
    **dict.fromkeys(("parameters.b1", "grads.db1"), (1,)),
    **dict.fromkeys(("parameters.b2", "grads.db2"), (0, 1)),
}

# What an exercise compares with one half, for those that decide.
PROBABILITIES = {
    "predict": lambda ours, args: ours.forward_propagation(args["X"], args["parameters"])[0],
}
