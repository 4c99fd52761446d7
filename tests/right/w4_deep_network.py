"""What is right in w4_deep_network, in other styles than the solution's; and what its cases are like."""

RIGHT = {
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
                np.random.seed(1)
                return {"W1": np.random.randn(n_h, n_x) / 100, "b1": np.zeros((n_h, 1), dtype=int),
                        "W2": np.random.randn(n_y, n_h) / 100, "b2": np.zeros((n_y, 1)), "n_h": n_h}
            """,
        "through the deep one": """
            def initialize_parameters(n_x, n_h, n_y):
                return initialize_parameters_deep([n_x, n_h, n_y])
            """,
    },
    "initialize_parameters_deep": {
        "seeded, L = len(layer_dims)": """
            def initialize_parameters_deep(layer_dims):
                np.random.seed(3)
                parameters = {}
                L = len(layer_dims)
                for l in range(1, L):
                    parameters["W" + str(l)] = np.random.randn(layer_dims[l], layer_dims[l - 1]) * 0.01
                    parameters["b" + str(l)] = np.zeros((layer_dims[l], 1))
                    assert parameters["W" + str(l)].shape == (layer_dims[l], layer_dims[l - 1])
                return parameters
            """,
        "pairs of neighbours": """
            def initialize_parameters_deep(layer_dims):
                parameters = {}
                for l, (before, own) in enumerate(zip(layer_dims, layer_dims[1:]), start=1):
                    parameters |= {f"W{l}": np.random.normal(0, 0.01, (own, before)), f"b{l}": np.zeros((own, 1))}
                return parameters
            """,
        "default_rng, comprehensions, an extra key": """
            def initialize_parameters_deep(layer_dims):
                rng, L = np.random.default_rng(), len(layer_dims) - 1
                biases = {f"b{l}": np.zeros((layer_dims[l], 1), dtype=int) for l in range(1, L + 1)}
                weights = {f"W{l}": 0.01 * rng.standard_normal((layer_dims[l], layer_dims[l - 1]))
                           for l in range(L, 0, -1)}
                return {**biases, **weights, "L": L}
            """,
        "float32": """
            def initialize_parameters_deep(layer_dims):
                parameters = {}
                for l in range(1, len(layer_dims)):
                    size = layer_dims[l], layer_dims[l - 1]
                    parameters[f"W{l}"] = (np.random.randn(*size) / 100).astype(np.float32)
                    parameters[f"b{l}"] = np.zeros((size[0], 1), dtype=np.float32)
                return parameters
            """,
    },
    "linear_forward": {
        "np.dot": """
            def linear_forward(A, W, b):
                Z = np.dot(W, A) + b
                assert Z.shape == (W.shape[0], A.shape[1])
                return Z, (A, W, b)
            """,
        "einsum, lists": """
            def linear_forward(A, W, b):
                return [np.einsum("ij,jk->ik", W, A) + b, [A, W, b]]
            """,
        "matmul, in float32": """
            def linear_forward(A, W, b):
                Z = np.add(np.matmul(W.astype(np.float32), A.astype(np.float32)), b.astype(np.float32))
                return Z, (A, W, b)
            """,
        "transposed twice, copies in the cache": """
            def linear_forward(A, W, b):
                return (A.T @ W.T + b.T).T, (A.copy(), W.copy(), b.copy())
            """,
    },
    "linear_activation_forward": {
        "if and elif": """
            def linear_activation_forward(A_prev, W, b, activation):
                if activation == "sigmoid":
                    Z, linear_cache = linear_forward(A_prev, W, b)
                    A, activation_cache = sigmoid(Z)
                elif activation == "relu":
                    Z, linear_cache = linear_forward(A_prev, W, b)
                    A, activation_cache = relu(Z)
                assert A.shape == (W.shape[0], A_prev.shape[1])
                cache = (linear_cache, activation_cache)
                return A, cache
            """,
        "a dictionary of functions, helpers by keyword, lists": """
            def linear_activation_forward(A_prev, W, b, activation):
                Z, linear_cache = linear_forward(A=A_prev, W=W, b=b)
                A, activation_cache = {"sigmoid": sigmoid, "relu": relu}[activation](Z=Z)
                return [A, [linear_cache, activation_cache]]
            """,
        "no helper": """
            def linear_activation_forward(A_prev, W, b, activation):
                Z = W @ A_prev + b
                A = np.maximum(0, Z) if activation == "relu" else 1 / (1 + np.exp(-Z))
                return A, ((A_prev, W, b), Z)
            """,
        "a helper of one's own": """
            def squash(Z, name):
                return Z * (Z > 0) if name.startswith("r") else expit(Z)

            def linear_activation_forward(A_prev, W, b, activation):
                Z, kept = linear_forward(A_prev, W, b)
                return squash(Z, activation), (kept, Z)
            """,
    },
    "L_model_forward": {
        "A_prev, str(l)": """
            def L_model_forward(X, parameters):
                caches = []
                A = X
                L = len(parameters) // 2
                for l in range(1, L):
                    A_prev = A
                    A, cache = linear_activation_forward(A_prev, parameters["W" + str(l)], parameters["b" + str(l)],
                                                         activation="relu")
                    caches.append(cache)
                AL, cache = linear_activation_forward(A, parameters["W" + str(L)], parameters["b" + str(L)],
                                                      activation="sigmoid")
                caches.append(cache)
                assert AL.shape == (1, X.shape[1])
                return AL, caches
            """,
        "one loop, a tuple of caches": """
            def L_model_forward(X, parameters):
                A, caches, L = X, (), int(len(parameters) / 2)
                for l in range(1, L + 1):
                    activation = "sigmoid" if l == L else "relu"
                    A, cache = linear_activation_forward(A, parameters[f"W{l}"], parameters[f"b{l}"], activation)
                    caches += (cache,)
                return A, caches
            """,
        "L from the keys, helpers by keyword": """
            def L_model_forward(X, parameters):
                L = sum(name.startswith("W") for name in parameters)
                A, caches = X, []
                for l in range(L):
                    A, cache = linear_activation_forward(
                        activation=["relu", "sigmoid"][l + 1 == L],
                        b=parameters[f"b{l + 1}"], W=parameters[f"W{l + 1}"], A_prev=A)
                    caches = [*caches, cache]
                return A, caches
            """,
        "no helper": """
            def L_model_forward(X, parameters):
                A, caches, l = X, [], 1
                while f"W{l}" in parameters:
                    W, b = parameters[f"W{l}"], parameters[f"b{l}"]
                    Z = W @ A + b
                    caches.append(((A, W, b), Z))
                    l += 1
                    A = np.maximum(0, Z) if f"W{l}" in parameters else expit(Z)
                return A, caches
            """,
    },
    "compute_cost": {
        "np.mean": """
            def compute_cost(AL, Y):
                return -np.mean(Y * np.log(AL) + (1 - Y) * np.log(1 - AL))
            """,
        "a product of rows, squeezed": """
            def compute_cost(AL, Y):
                m = Y.shape[1]
                cost = (1.0 / m) * (-np.dot(Y, np.log(AL).T) - np.dot(1 - Y, np.log(1 - AL).T))
                cost = np.squeeze(cost)
                assert cost.shape == ()
                return cost
            """,
        "float of a sum": """
            def compute_cost(AL, Y):
                logprobs = np.multiply(np.log(AL), Y) + np.multiply(np.log(1 - AL), 1 - Y)
                return float(-1 / AL.shape[1] * np.sum(logprobs))
            """,
        "clipped at 1e-7": """
            def compute_cost(AL, Y):
                AL = np.clip(AL, 1e-7, 1 - 1e-7)
                return -np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)) / Y.size
            """,
        "two minus signs": "def compute_cost(AL, Y): return np.mean(-Y * np.log(AL) - (1 - Y) * np.log(1 - AL))",
        "np.where": "def compute_cost(AL, Y): return -np.log(np.where(Y == 1, AL, 1 - AL)).mean()",
        "einsum of rows": """
            def compute_cost(AL, Y):
                total = np.einsum("ij,ij", Y * 1.0, np.log(AL)) + np.einsum("ij,ij", 1.0 - Y, np.log(1 - AL))
                return -total / len(Y[0])
            """,
    },
    "linear_backward": {
        "np.dot": """
            def linear_backward(dZ, cache):
                A_prev, W, b = cache
                m = A_prev.shape[1]
                dW = (1 / m) * np.dot(dZ, A_prev.T)
                db = (1 / m) * np.sum(dZ, axis=1, keepdims=True)
                dA_prev = np.dot(W.T, dZ)
                assert dA_prev.shape == A_prev.shape
                assert dW.shape == W.shape
                assert db.shape == b.shape
                return dA_prev, dW, db
            """,
        "np.mean, the cache by index, a list": """
            def linear_backward(dZ, cache):
                return [cache[1].T @ dZ, dZ @ cache[0].T / dZ.shape[1], np.mean(dZ, axis=1, keepdims=True)]
            """,
        "einsum": """
            def linear_backward(dZ, cache):
                A, W, _ = cache
                m = len(dZ[0])
                dW = np.einsum("im,jm->ij", dZ, A) / m
                return np.einsum("ij,im->jm", W, dZ), dW, np.einsum("im->i", dZ)[:, None] / m
            """,
        "reshape, a product with ones": """
            def linear_backward(dZ, cache):
                A_prev, W, b = cache
                m = A_prev.shape[1]
                db = (dZ @ np.ones(m) / m).reshape(b.shape)
                return (dZ.T @ W).T, (A_prev @ dZ.T).T / m, db
            """,
        "in float32": """
            def linear_backward(dZ, cache):
                A_prev, W, dZ = np.float32(cache[0]), np.float32(cache[1]), np.float32(dZ)
                m = A_prev.shape[1]
                return W.T @ dZ, dZ @ A_prev.T / m, dZ.sum(axis=1, keepdims=True) / m
            """,
    },
    "linear_activation_backward": {
        "if and elif": """
            def linear_activation_backward(dA, cache, activation):
                linear_cache, activation_cache = cache
                if activation == "relu":
                    dZ = relu_backward(dA, activation_cache)
                    dA_prev, dW, db = linear_backward(dZ, linear_cache)
                elif activation == "sigmoid":
                    dZ = sigmoid_backward(dA, activation_cache)
                    dA_prev, dW, db = linear_backward(dZ, linear_cache)
                return dA_prev, dW, db
            """,
        "helpers by keyword": """
            def linear_activation_backward(dA, cache, activation):
                back = {"sigmoid": sigmoid_backward, "relu": relu_backward}[activation]
                return linear_backward(cache=cache[0], dZ=back(cache=cache[1], dA=dA))
            """,
        "A recomputed from Z, no helper": """
            def linear_activation_backward(dA, cache, activation):
                (A_prev, W, b), Z = cache
                if activation == "sigmoid":
                    A, _ = sigmoid(Z)
                    dZ = dA * A * (1 - A)
                else:
                    dZ = np.array(dA, copy=True)
                    dZ[Z <= 0] = 0
                m = dA.shape[1]
                return W.T @ dZ, dZ @ A_prev.T / m, dZ.sum(1, keepdims=True) / m
            """,
        "A recomputed from A_prev": """
            def linear_activation_backward(dA, cache, activation):
                (A_prev, W, b), _ = cache
                A, (_, Z) = linear_activation_forward(A_prev, W, b, activation)
                slope = A * (1 - A) if activation == "sigmoid" else np.where(A > 0, 1, 0)
                return linear_backward(dA * slope, (A_prev, W, b))
            """,
    },
    "L_model_backward": {
        "reversed, np.divide, a loop from L - 2 to 0": """
            def L_model_backward(AL, Y, caches):
                grads = {}
                L = len(caches)
                m = AL.shape[1]
                Y = Y.reshape(AL.shape)
                dAL = -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))
                current_cache = caches[L - 1]
                grads["dA" + str(L - 1)], grads["dW" + str(L)], grads["db" + str(L)] = linear_activation_backward(
                    dAL, current_cache, "sigmoid")
                for l in reversed(range(L - 1)):
                    current_cache = caches[l]
                    dA_prev, dW, db = linear_activation_backward(grads["dA" + str(l + 1)], current_cache, "relu")
                    grads["dA" + str(l)] = dA_prev
                    grads["dW" + str(l + 1)] = dW
                    grads["db" + str(l + 1)] = db
                return grads
            """,
        "dZL = AL - Y": """
            def L_model_backward(AL, Y, caches):
                L, grads = len(caches), {}
                dA, grads[f"dW{L}"], grads[f"db{L}"] = linear_backward(AL - Y, caches[-1][0])
                grads[f"dA{L - 1}"] = dA
                for l in range(L - 1, 0, -1):
                    dA, grads[f"dW{l}"], grads[f"db{l}"] = linear_activation_backward(dA, caches[l - 1], "relu")
                    grads[f"dA{l - 1}"] = dA
                return grads
            """,
        "one loop, dAL filed too": """
            def L_model_backward(AL, Y, caches):
                L = len(caches)
                grads = {f"dA{L}": (1 - Y) / (1 - AL) - Y / AL}
                for l in range(L, 0, -1):
                    grads[f"dA{l - 1}"], grads[f"dW{l}"], grads[f"db{l}"] = linear_activation_backward(
                        activation="sigmoid" if l == L else "relu", cache=caches[l - 1], dA=grads[f"dA{l}"])
                return grads
            """,
        "(AL - Y) / (AL * (1 - AL)), the caches popped from a copy": """
            def L_model_backward(AL, Y, caches):
                left, grads = list(caches), {}
                dA, activation = (AL - Y) / (AL * (1 - AL)), "sigmoid"
                while left:
                    l = len(left)
                    dA, dW, db = linear_activation_backward(dA, left.pop(), activation)
                    grads.update({"dA%d" % (l - 1): dA, "dW%d" % l: dW, "db%d" % l: db})
                    activation = "relu"
                return grads
            """,
        "no helper": """
            def L_model_backward(AL, Y, caches):
                m, grads, dZ = Y.size, {}, AL - Y
                for l in range(len(caches), 0, -1):
                    (A_prev, W, b), Z = caches[l - 1]
                    grads[f"dW{l}"], grads[f"db{l}"] = dZ @ A_prev.T / m, dZ.mean(axis=1, keepdims=True)
                    grads[f"dA{l - 1}"] = W.T @ dZ
                    dZ = grads[f"dA{l - 1}"] * (A_prev > 0)
                return grads
            """,
        "calls itself": """
            def L_model_backward(AL, Y, caches, dA=None):
                L = len(caches)
                activation = "relu"
                if dA is None:
                    dA, activation = -Y / AL + (1 - Y) / (1 - AL), "sigmoid"
                dA_prev, dW, db = linear_activation_backward(dA, caches[L - 1], activation)
                grads = {f"dA{L - 1}": dA_prev, f"dW{L}": dW, f"db{L}": db}
                return grads | L_model_backward(AL, Y, caches[: L - 1], dA_prev) if L > 1 else grads
            """,
    },
    "update_parameters": {
        "shallow copy, out of place": """
            def update_parameters(params, grads, learning_rate):
                parameters = params.copy()
                L = len(parameters) // 2
                for l in range(L):
                    parameters["W" + str(l + 1)] = params["W" + str(l + 1)] - learning_rate * grads["dW" + str(l + 1)]
                    parameters["b" + str(l + 1)] = params["b" + str(l + 1)] - learning_rate * grads["db" + str(l + 1)]
                return parameters
            """,
        "deepcopy, then in place": """
            import copy
            def update_parameters(parameters, grads, learning_rate):
                parameters = copy.deepcopy(parameters)
                for name in parameters:
                    parameters[name] -= learning_rate * grads["d" + name]
                return parameters
            """,
        "from the end, np.subtract": """
            def update_parameters(params, grads, learning_rate):
                new = {}
                for l in range(len(params) // 2, 0, -1):
                    for kind in "bW":
                        new[f"{kind}{l}"] = np.subtract(params[f"{kind}{l}"], learning_rate * grads[f"d{kind}{l}"])
                return new
            """,
    },
}

# n_L = 1 is the contract's domain of the last three; a bias is a column; only the deepest networks have a W4.
ONE = {
    **dict.fromkeys(("Y", "AL", "parameters.W4", "params.W4", "grads.dW4", "caches.3.0.1", "caches.3.1"), (0,)),
    **dict.fromkeys(("b", "cache.2", "cache.0.2"), (1,)),
    **{f"{of}{l}": (1,) for of in ("parameters.b", "params.b", "grads.db") for l in (1, 2, 3)},
    **{f"caches.{l}.0.2": (1,) for l in (0, 1, 2)},
    **dict.fromkeys(("parameters.b4", "params.b4", "grads.db4", "caches.3.0.2"), (0, 1)),
}
