"""What is right in w2_logistic_regression, in other styles than the solution's; and what its cases are like."""

PROPAGATE = """
    def propagate(w, b, X, Y):
        m = X.shape[1]
        A = sigmoid({z})
        cost = {cost}
        dw = {dw}
        db = {db}
        return {{"dw": dw, "db": db}}, cost
"""

RIGHT = {
    "dataset_sizes": {
        "len": "def dataset_sizes(train, test): return len(train), len(test), len(train[0])",
        "a list, from the third axis": """
            def dataset_sizes(train_set_x_orig, test_set_x_orig):
                return [train_set_x_orig.shape[0], test_set_x_orig.shape[0], test_set_x_orig.shape[2]]
            """,
        "unpacked, NumPy's numbers": """
            def dataset_sizes(train_set_x_orig, test_set_x_orig):
                m_train, num_px, _, _ = train_set_x_orig.shape
                return np.int64(m_train), np.shape(test_set_x_orig)[0], np.array(num_px)
            """,
    },
    "flatten_images": {
        "sizes written out": """
            def flatten_images(images):
                m, a, b, c = images.shape
                return images.reshape(m, a * b * c).T
            """,
        "picture by picture": """
            def flatten_images(images):
                return np.stack([picture.ravel() for picture in images], axis=1)
            """,
        "np.reshape, np.transpose": """
            def flatten_images(images):
                return np.transpose(np.reshape(images, (len(images), -1)))
            """,
        "a loop into zeros": """
            def flatten_images(images):
                flat = np.zeros((images[0].size, images.shape[0]))
                for i in range(images.shape[0]):
                    flat[:, i] = images[i].flatten()
                return flat
            """,
        "axes moved first": "def flatten_images(images): return np.moveaxis(images, 0, -1).reshape(-1, len(images))",
        "order F at once": """
            def flatten_images(images):
                return images.transpose(3, 2, 1, 0).reshape(-1, images.shape[0], order="F")
            """,
        "float32": "def flatten_images(images): return images.reshape(images.shape[0], -1).T.astype(np.float32)",
    },
    "sigmoid": {
        "expit": """
            from scipy.special import expit
            def sigmoid(z): return expit(z)
            """,
        "tanh": "def sigmoid(z): return 0.5 * (1 + np.tanh(z / 2))",
        "the other fraction": "def sigmoid(z): return np.exp(z) / (1 + np.exp(z))",
        "a power": "def sigmoid(z): return (1.0 + np.exp(np.negative(z))) ** -1",
        "float32": "def sigmoid(z): return 1 / (1 + np.exp(-np.float32(z)))",
        "an array of rank 0": "def sigmoid(z): return np.asarray(np.divide(1.0, np.add(1.0, np.exp(-z))))",
    },
    "initialize_with_zeros": {
        "b a whole number": "def initialize_with_zeros(dim): return np.zeros((dim, 1)), 0",
        "whole zeros, a list": "def initialize_with_zeros(dim): return [np.zeros((dim, 1), dtype=int), 0.0]",
        "shape by keyword, np.float64": """
            def initialize_with_zeros(dim):
                w = np.zeros(shape=(dim, 1), dtype=np.float32)
                b = np.float64(0)
                assert w.shape == (dim, 1)
                assert isinstance(b, float) or isinstance(b, int)
                return w, b
            """,
        "zeros times something": "def initialize_with_zeros(dim): return np.ones((dim, 1)) * 0, np.array(0.0)",
    },
    "propagate": {
        "np.dot": PROPAGATE.format(
            z="np.dot(w.T, X) + b",
            cost="(-1 / m) * np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A))",
            dw="(1 / m) * np.dot(X, (A - Y).T)",
            db="(1 / m) * np.sum(A - Y)",
        ),
        "np.mean": PROPAGATE.format(
            z="np.matmul(w.T, X) + b",
            cost="-np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A))",
            dw="np.mean(X * (A - Y), axis=1, keepdims=True)",
            db="np.mean(A - Y)",
        ),
        "einsum, np.where": PROPAGATE.format(
            z='np.einsum("no,nm->om", w, X) + b',
            cost="-np.log(np.where(Y == 1, A, 1 - A)).mean()",
            dw='np.einsum("nm,om->no", X, A - Y) / m',
            db="float(np.average(A - Y))",
        ),
        "a product of rows, squeezed; dw transposed back": PROPAGATE.format(
            z="(X.T @ w).T + b",
            cost="np.squeeze(-(np.dot(Y, np.log(A).T) + np.dot(1 - Y, np.log(1 - A).T)) / m)",
            dw="((A - Y) @ X.T / m).T",
            db="np.squeeze(np.sum(A - Y, axis=1, keepdims=True)) / m",
        ),
        "clipped at 1e-7": PROPAGATE.format(
            z="w.T @ X + b",
            cost="-np.sum(Y * np.log(A.clip(1e-7, 1 - 1e-7)) + (1 - Y) * np.log(1 - A.clip(1e-7, 1 - 1e-7))) / m",
            dw="X @ (A - Y).T / m",
            db="np.sum(A - Y) / m",
        ),
        "in float32": PROPAGATE.format(
            z="np.float32(w).T @ np.float32(X) + np.float32(b)",
            cost="-np.sum(np.float32(Y) * np.log(A) + np.float32(1 - Y) * np.log(1 - A)) / m",
            dw="np.float32(X) @ np.float32(A - Y).T / m",
            db="np.sum(A - Y, dtype=np.float32) / m",
        ),
        "no helper, extra keys": """
            def propagate(w, b, X, Y):
                m = Y.shape[1]
                A = 1 / (1 + np.exp(-(w.T @ X + b)))
                dZ = A - Y
                cost = np.sum(np.logaddexp(0, w.T @ X + b) - Y * (w.T @ X + b)) / m
                return {"dZ": dZ, "dw": X @ dZ.T / m, "db": dZ.sum() / m}, cost
            """,
        "loops": """
            def propagate(w, b, X, Y):
                n, m = X.shape
                cost, dw, db = 0, np.zeros((n, 1)), 0
                for i in range(m):
                    z = b
                    for j in range(n):
                        z += w[j, 0] * X[j, i]
                    a = sigmoid(z=z)
                    cost += -(Y[0, i] * np.log(a) + (1 - Y[0, i]) * np.log(1 - a))
                    for j in range(n):
                        dw[j, 0] += X[j, i] * (a - Y[0, i]) / m
                    db += (a - Y[0, i]) / m
                return {"dw": dw, "db": db}, cost / m
            """,
    },
    "optimize": {
        "a copy, then in place": """
            import copy
            def optimize(w, b, X, Y, num_iterations=100, learning_rate=0.009, print_cost=False):
                w, b = copy.deepcopy(w), copy.deepcopy(b)
                costs = []
                for i in range(num_iterations):
                    grads, cost = propagate(w, b, X, Y)
                    dw, db = grads["dw"], grads["db"]
                    w -= learning_rate * dw
                    b -= learning_rate * db
                    if i % 100 == 0:
                        costs.append(cost)
                    if print_cost and i % 100 == 0:
                        print("Cost after iteration %i: %f" % (i, cost))
                params, grads = {"w": w, "b": b}, {"dw": dw, "db": db}
                return params, grads, costs
            """,
        "helpers by keyword, floats, a list of three": """
            def optimize(w, b, X, Y, num_iterations=100, learning_rate=0.009, print_cost=False):
                costs, i = [], 0
                while i < num_iterations:
                    grads, cost = propagate(X=X, Y=Y, w=w, b=b)
                    if not i % 100:
                        costs += [float(cost)]
                    w, b = w - learning_rate * grads["dw"], b - learning_rate * grads["db"]
                    i += 1
                return [dict(w=w, b=b, costs=costs), grads, costs]
            """,
        "every cost, of which each hundredth": """
            def optimize(w, b, X, Y, num_iterations=100, learning_rate=0.009, print_cost=False):
                costs = []
                for _ in progress(range(num_iterations)):
                    grads, cost = propagate(w, b, X, Y)
                    w = w + -learning_rate * grads["dw"]
                    b = b + -learning_rate * grads["db"]
                    costs.append(np.asarray(cost))
                return {"w": w, "b": b}, grads, costs[::100]
            """,
        "no helper": """
            def optimize(w, b, X, Y, num_iterations=100, learning_rate=0.009, print_cost=False):
                m, costs = Y.size, []
                for i in range(num_iterations):
                    A = 1 / (1 + np.exp(-(np.dot(w.T, X) + b)))
                    if i in range(0, num_iterations, 100):
                        costs.append(-np.mean(np.log(np.where(Y, A, 1 - A))))
                    dw, db = np.dot(X, (A - Y).T) / m, np.mean(A - Y)
                    w, b = np.subtract(w, learning_rate * dw), np.subtract(b, learning_rate * db)
                return {"w": w, "b": b}, {"dw": dw, "db": db}, tuple(costs)
            """,
    },
    "predict": {
        "int": """
            def predict(w, b, X):
                A = sigmoid(np.dot(w.T, X) + b)
                return (A > 0.5).astype(int)
            """,
        "a loop into zeros": """
            def predict(w, b, X):
                m = X.shape[1]
                Y_prediction = np.zeros((1, m))
                w = w.reshape(X.shape[0], 1)
                A = sigmoid(z=np.dot(w.T, X) + b)
                for i in range(A.shape[1]):
                    if A[0, i] > 0.5:
                        Y_prediction[0, i] = 1
                    else:
                        Y_prediction[0, i] = 0
                return Y_prediction
            """,
        "np.round": "def predict(w, b, X): return np.round(sigmoid(w.T @ X + b))",
        "where": "def predict(w, b, X): return np.where(sigmoid(w.T @ X + b) > 0.5, 1.0, 0.0)",
        "the sign of z": "def predict(w, b, X): return w.T @ X + b > 0",
        ">= at the threshold": "def predict(w, b, X): return sigmoid(w.T @ X + b) >= 0.5",
    },
    "model": {
        "helpers by keyword, other names": """
            def model(X_train, Y_train, X_test, Y_test, num_iterations=2000, learning_rate=0.5, print_cost=False):
                w, b = initialize_with_zeros(dim=X_train.shape[0])
                params, grads, costs = optimize(w=w, b=b, X=X_train, Y=Y_train, num_iterations=num_iterations,
                                                learning_rate=learning_rate, print_cost=print_cost)
                w, b = params["w"], params["b"]
                return {"costs": costs, "Y_prediction_test": predict(w=w, b=b, X=X_test),
                        "Y_prediction_train": predict(w=w, b=b, X=X_train), "w": w, "b": b,
                        "learning_rate": learning_rate, "num_iterations": num_iterations}
            """,
        "no w and b of its own, prints accuracies": """
            def model(X_train, Y_train, X_test, Y_test, num_iterations=2000, learning_rate=0.5, print_cost=False):
                params, _, costs = optimize(*initialize_with_zeros(len(X_train)), X_train, Y_train,
                                            num_iterations, learning_rate, print_cost)
                train, test = (predict(params["w"], params["b"], X) for X in (X_train, X_test))
                print("train accuracy: {} %".format(100 - np.mean(np.abs(train - Y_train)) * 100))
                return dict(params, costs=costs, Y_prediction_test=test, Y_prediction_train=train,
                            learning_rate=learning_rate, num_iterations=num_iterations, grads=_)
            """,
        "a loop of its own over propagate": """
            def model(X_train, Y_train, X_test, Y_test, num_iterations=2000, learning_rate=0.5, print_cost=False):
                w, b, costs = np.zeros((X_train.shape[0], 1)), 0, []
                for i in range(num_iterations):
                    grads, cost = propagate(w, b, X_train, Y_train)
                    w, b = w - learning_rate * grads["dw"], b - learning_rate * grads["db"]
                    if i % 100 == 0:
                        costs.append(cost)
                return {"costs": costs, "Y_prediction_test": (predict(w, b, X_test)).astype(float),
                        "Y_prediction_train": (predict(w, b, X_train)).astype(float), "w": w, "b": b,
                        "learning_rate": learning_rate, "num_iterations": num_iterations}
            """,
    },
}
# w is a column, labels are a row.
ONE = {"w": (1,), **dict.fromkeys(("Y", "Y_train", "Y_test"), (0,))}

# A pixel has three colours.
SIZES = {("train_set_x_orig", 3): 3, ("test_set_x_orig", 3): 3}

# What an exercise compares with one half, for those that decide.
PROBABILITIES = {"predict": lambda ours, args: ours.sigmoid(args["w"].T @ args["X"] + args["b"])}
