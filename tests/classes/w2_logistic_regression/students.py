"""The example class of w2_logistic_regression. What each of them earns stands in expected.toml, worked out by hand."""

from make import Change, add, answer, fill, replace, run

# --- styles: the eight functions, all right ---------------------------------------------------------------------------

MATMUL = {
    "dataset_sizes": """
        m_train = train_set_x_orig.shape[0]
        m_test = test_set_x_orig.shape[0]
        num_px = train_set_x_orig.shape[1]
    """,
    "flatten_images": "flat = images.reshape(images.shape[0], -1).T",
    "sigmoid": "s = 1 / (1 + np.exp(-z))",
    "initialize_with_zeros": """
        w = np.zeros((dim, 1))
        b = 0.0
    """,
    "propagate": """
        m = X.shape[1]
        A = sigmoid(w.T @ X + b)
        cost = -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / m
        dw = X @ (A - Y).T / m
        db = np.sum(A - Y) / m
    """,
    "optimize": """
        costs = []
        for i in progress(range(num_iterations)):
            grads, cost = propagate(w, b, X, Y)
            w = w - learning_rate * grads["dw"]
            b = b - learning_rate * grads["db"]
            if i % 100 == 0:
                costs.append(cost)
                if print_cost:
                    print(i, cost)
    """,
    "predict": """
        A = sigmoid(w.T @ X + b)
        Y_prediction = (A > 0.5)
    """,
    "model": """
        w, b = initialize_with_zeros(X_train.shape[0])
        parameters, _, costs = optimize(w, b, X_train, Y_train, num_iterations, learning_rate, print_cost)
        w, b = parameters["w"], parameters["b"]
        Y_prediction_test = predict(w, b, X_test)
        Y_prediction_train = predict(w, b, X_train)
    """,
}

# As people know it from elsewhere: np.dot, a copy to work on, a loop over the predictions.
DOT = {
    "dataset_sizes": """
        m_train = len(train_set_x_orig)
        m_test = len(test_set_x_orig)
        num_px = train_set_x_orig.shape[2]
    """,
    "flatten_images": """
        m = images.shape[0]
        flat = images.reshape(m, images.shape[1] * images.shape[2] * images.shape[3])
        flat = flat.T
    """,
    "sigmoid": """
        s = 1 / (1 + np.exp(-1 * z))
    """,
    "initialize_with_zeros": """
        w = np.zeros(shape=(dim, 1))
        b = 0

        assert(w.shape == (dim, 1))
        assert(isinstance(b, float) or isinstance(b, int))
    """,
    "propagate": """
        m = X.shape[1]
        # FORWARD PROPAGATION (FROM X TO COST)
        A = sigmoid(np.dot(w.T, X) + b)
        cost = (-1 / m) * np.sum(np.multiply(Y, np.log(A)) + np.multiply(1 - Y, np.log(1 - A)))
        # BACKWARD PROPAGATION (TO FIND GRAD)
        dw = (1 / m) * np.dot(X, (A - Y).T)
        db = (1 / m) * np.sum(A - Y)
        cost = np.squeeze(np.array(cost))
    """,
    "optimize": """
        w = w.copy()
        costs = []
        for i in range(num_iterations):
            grads, cost = propagate(w, b, X, Y)
            dw = grads["dw"]
            db = grads["db"]
            w -= learning_rate * dw
            b -= learning_rate * db
            if i % 100 == 0:
                costs.append(cost)
            if print_cost and i % 100 == 0:
                print("Cost after iteration %i: %f" % (i, cost))
    """,
    "predict": """
        m = X.shape[1]
        Y_prediction = np.zeros((1, m))
        w = w.reshape(X.shape[0], 1)
        A = sigmoid(np.dot(w.T, X) + b)
        for i in range(A.shape[1]):
            if A[0, i] > 0.5:
                Y_prediction[0, i] = 1
    """,
    "model": """
        w, b = initialize_with_zeros(X_train.shape[0])
        params, grads, costs = optimize(w, b, X_train, Y_train, num_iterations=num_iterations,
                                        learning_rate=learning_rate, print_cost=print_cost)
        w = params["w"]
        b = params["b"]
        Y_prediction_test = predict(w, b, X_test)
        Y_prediction_train = predict(w, b, X_train)
        print("train accuracy: {} %".format(100 - np.mean(np.abs(Y_prediction_train - Y_train)) * 100))
        print("test accuracy: {} %".format(100 - np.mean(np.abs(Y_prediction_test - Y_test)) * 100))
    """,
}

# `forward` and `EVERY` are the student's own, in a cell above; one half itself counts as a cat.
EINSUM = {
    "dataset_sizes": """
        # YOUR CODE HERE
        (m_train, num_px), m_test = train_set_x_orig.shape[:2], test_set_x_orig.shape[0]
    """,
    "flatten_images": """
        # YOUR CODE HERE
        flat = np.stack([image.ravel() for image in images], axis=-1)
    """,
    "sigmoid": """
        # YOUR CODE HERE
        s = 0.5 * (1 + np.tanh(0.5 * z))
    """,
    "initialize_with_zeros": """
        # YOUR CODE HERE
        w, b = np.zeros([dim, 1]), np.float64(0)
    """,
    "propagate": """
        # YOUR CODE HERE
        A = forward(w, b, X)
        cost = -np.log(np.where(Y == 1, A, 1 - A)).mean()
        dw = np.einsum("ij,kj->ik", X, A - Y) / Y.size
        db = (A - Y).mean()
    """,
    "optimize": """
        # YOUR CODE HERE
        costs = []
        for i in progress(range(num_iterations)):
            grads, cost = propagate(w=w, b=b, X=X, Y=Y)
            if i % EVERY == 0:
                costs.append(float(cost))
            w, b = w - learning_rate * grads["dw"], b - learning_rate * grads["db"]
        if print_cost:
            print(np.round(costs, 4))
    """,
    "predict": """
        # YOUR CODE HERE
        Y_prediction = np.where(forward(w, b, X) >= 0.5, 1, 0)
    """,
    "model": """
        # YOUR CODE HERE
        w, b = initialize_with_zeros(dim=len(X_train))
        trained, _, costs = optimize(
            w=w, b=b, X=X_train, Y=Y_train, num_iterations=num_iterations, learning_rate=learning_rate
        )
        w, b = trained["w"], trained["b"]
        Y_prediction_train, Y_prediction_test = predict(w=w, b=b, X=X_train), predict(w=w, b=b, X=X_test)
    """,
}

# --- the students -----------------------------------------------------------------------------------------------------

CLASS: dict[str, list[Change]] = {
    "ada_matmul": [
        fill(MATMUL),
        answer(
            "better_than_guessing",
            """
            1. My test accuracy is 50 %, exactly what guessing gets, and the standard error is about 7 points. So
               nothing shows that my run is better than guessing.
            2. The 96.7 % are of pictures that were learned by heart: 769 numbers to fit 60 pictures. That tells
               nothing about pictures it has never seen.
            """,
        ),
        run(only=("cats", "scaled", "tool_first_cost", "tool_gradient_check", "tool_five_examples", "your_run")),
    ],
    "ben_dot": [
        fill(DOT),
        answer("better_than_guessing", "It is better, it gets more than 90 % of the pictures right."),
        run(only=("cats",)),
    ],
    "cho_einsum": [
        fill(EINSUM),
        add(
            """
            EVERY = 100

            def forward(w, b, X):
                return sigmoid(np.einsum("ij,ik->jk", w, X) + b)
            """,
            before="propagate",
        ),
        run(),
    ],
    "eve_untouched": [run()],
    # Forgets 1/m in all three.
    "hal_average": [
        fill(
            DOT
            | {
                "propagate": """
                    A = sigmoid(np.dot(w.T, X) + b)
                    cost = -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A))
                    dw = np.dot(X, (A - Y).T)
                    db = np.sum(A - Y)
                """,
            }
        ),
        run(only=("cats", "scaled", "tool_first_cost", "tool_gradient_check")),
    ],
    # A bracket lost while editing.
    "kim_syntax": [
        fill(MATMUL),
        replace("optimize", "range(num_iterations)):", "range(num_iterations):"),
        run(),
    ],
    "oli_partial": [
        fill(
            {name: DOT[name] for name in ("dataset_sizes", "flatten_images", "sigmoid")}
            | {
                "initialize_with_zeros": """
                    w = np.zeros((dim, 1))
                    b = np.zeros((1, 1))
                """,
                "propagate": """
                    m = X.shape[1]
                    A = sigmoid(np.dot(w.T, X) + b)
                    cost = -(1 / m) * np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A))
                    dw = (1 / m) * np.dot(X, (A - Y).T)
                    db = np.sum(A - Y)
                """,
            }
        ),
        run(),
    ],
    "pia_shapes": [
        fill(
            MATMUL
            | {
                "dataset_sizes": """
                    m_train = 209
                    m_test = 50
                    num_px = 64
                """,
                "flatten_images": "flat = images.reshape(images.shape[1] * images.shape[2] * images.shape[3], -1)",
                "initialize_with_zeros": """
                    w = np.zeros(dim)
                    b = 0
                """,
                "optimize": """
                    costs = []
                    for i in range(num_iterations):
                        grads, cost = propagate(w, b, X, Y)
                        w -= learning_rate * grads["dw"]
                        b -= learning_rate * grads["db"]
                        if i % 100 == 0:
                            costs.append(cost)
                """,
                "predict": """
                    Y_prediction = sigmoid(w.T @ X + b)
                """,
            }
        ),
        run(only=("cats", "scrambled_picture")),
    ],
}
