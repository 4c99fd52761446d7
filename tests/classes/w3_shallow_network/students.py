"""The example class of w3_shallow_network. What each of them earns stands in expected.toml, worked out by hand."""

from make import Change, add, answer, copy_above, cut, delete, fill, move, replace, run, save_in_colab, split

# Long demos, which most students don't run again before they hand in.
TRAININGS = ("training", "decision_boundary", "hidden_sizes", "other_shapes")

# --- styles: the eight functions, all right ---------------------------------------------------------------------------

MATMUL = {
    "layer_sizes": """
        n_x = X.shape[0]
        n_h = 4
        n_y = Y.shape[0]
    """,
    "initialize_parameters": """
        W1 = np.random.randn(n_h, n_x) * 0.01
        b1 = np.zeros((n_h, 1))
        W2 = np.random.randn(n_y, n_h) * 0.01
        b2 = np.zeros((n_y, 1))
    """,
    "forward_propagation": """
        W1, b1 = parameters["W1"], parameters["b1"]
        W2, b2 = parameters["W2"], parameters["b2"]
        Z1 = W1 @ X + b1
        A1 = np.tanh(Z1)
        Z2 = W2 @ A1 + b2
        A2 = sigmoid(Z2)
    """,
    "compute_cost": """
        m = Y.shape[1]
        losses = -(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))
        cost = losses.sum() / m
    """,
    "backward_propagation": """
        m = X.shape[1]
        A1 = cache["A1"]
        A2 = cache["A2"]
        dZ2 = A2 - Y
        dW2 = 1 / m * dZ2 @ A1.T
        db2 = 1 / m * dZ2.sum(axis=1, keepdims=True)
        dZ1 = parameters["W2"].T @ dZ2 * (1 - A1 * A1)
        dW1 = 1 / m * dZ1 @ X.T
        db1 = 1 / m * dZ1.sum(axis=1, keepdims=True)
    """,
    "update_parameters": """
        W1 = parameters["W1"] - learning_rate * grads["dW1"]
        b1 = parameters["b1"] - learning_rate * grads["db1"]
        W2 = parameters["W2"] - learning_rate * grads["dW2"]
        b2 = parameters["b2"] - learning_rate * grads["db2"]
    """,
    "nn_model": """
        n_x, _, n_y = layer_sizes(X, Y)
        parameters = initialize_parameters(n_x, n_h, n_y)
        for i in range(num_iterations):
            A2, cache = forward_propagation(X, parameters)
            grads = backward_propagation(parameters, cache, X, Y)
            parameters = update_parameters(parameters, grads)
            if print_cost and i % 1000 == 0:
                print("Cost after iteration", i, ":", compute_cost(A2, Y))
    """,
    "predict": """
        A2, _ = forward_propagation(X, parameters)
        predictions = A2 > 0.5
    """,
}

DOT = {
    "layer_sizes": """
        n_x = np.shape(X)[0]
        n_h = 4
        n_y = np.shape(Y)[0]
    """,
    "initialize_parameters": """
        W1 = 0.01 * np.random.randn(n_h, n_x)
        b1 = np.zeros(shape=(n_h, 1))
        W2 = 0.01 * np.random.randn(n_y, n_h)
        b2 = np.zeros(shape=(n_y, 1))
    """,
    "forward_propagation": """
        Z1 = np.dot(parameters["W1"], X) + parameters["b1"]
        A1 = np.tanh(Z1)
        Z2 = np.dot(parameters["W2"], A1) + parameters["b2"]
        A2 = 1 / (1 + np.exp(-Z2))
    """,
    "compute_cost": """
        logprobs = np.multiply(np.log(A2), Y) + np.multiply(np.log(1 - A2), 1 - Y)
        cost = -np.mean(logprobs)
    """,
    "backward_propagation": """
        m = X.shape[1]
        A1 = cache["A1"]
        A2 = cache["A2"]
        W2 = parameters["W2"]
        # the long way, through dA2 (it cancels to A2 - Y)
        dA2 = -(Y / A2) + (1 - Y) / (1 - A2)
        dZ2 = dA2 * A2 * (1 - A2)
        dW2 = np.dot(dZ2, A1.T) / m
        db2 = np.mean(dZ2, axis=1, keepdims=True)
        dA1 = np.dot(W2.T, dZ2)
        dZ1 = dA1 * (1 - np.power(A1, 2))
        dW1 = np.dot(dZ1, X.T) / m
        db1 = np.mean(dZ1, axis=1, keepdims=True)
    """,
    "update_parameters": """
        W1 = parameters["W1"]
        b1 = parameters["b1"]
        W2 = parameters["W2"]
        b2 = parameters["b2"]

        W1 = W1 - learning_rate * grads["dW1"]
        b1 = b1 - learning_rate * grads["db1"]
        W2 = W2 - learning_rate * grads["dW2"]
        b2 = b2 - learning_rate * grads["db2"]
    """,
    "nn_model": """
        n_x = layer_sizes(X, Y)[0]
        n_y = layer_sizes(X, Y)[2]
        parameters = initialize_parameters(n_x, n_h, n_y)

        for i in range(0, num_iterations):
            A2, cache = forward_propagation(X, parameters)
            cost = compute_cost(A2, Y)
            grads = backward_propagation(parameters, cache, X, Y)
            parameters = update_parameters(parameters, grads)
            if print_cost and i % 1000 == 0:
                print("Cost after iteration %i: %f" % (i, cost))
    """,
    "predict": """
        A2, cache = forward_propagation(X, parameters)
        predictions = (A2 > 0.5).astype(int)
    """,
}

# `mean_over_examples` and `SCALE` are the student's own, each in a cell of its own.
EINSUM = {
    "layer_sizes": """
        # YOUR CODE HERE
        (n_x, _), n_h, (n_y, _) = X.shape, 4, Y.shape
    """,
    "initialize_parameters": """
        # YOUR CODE HERE
        W2 = np.random.normal(0, SCALE, (n_y, n_h))
        W1 = np.random.normal(loc=0.0, scale=SCALE, size=(n_h, n_x))
        b1, b2 = np.zeros_like(W1[:, :1]), np.zeros_like(W2[:, :1])
    """,
    "forward_propagation": """
        # YOUR CODE HERE
        Z1 = np.einsum("ij,jk->ik", parameters["W1"], X) + parameters["b1"]
        A1 = np.tanh(Z1)
        Z2 = np.einsum("ij,jk->ik", parameters["W2"], A1) + parameters["b2"]
        A2 = sigmoid(Z2)
    """,
    "compute_cost": """
        # YOUR CODE HERE
        picked = np.where(Y == 1, A2, 1 - A2)
        cost = np.squeeze(-mean_over_examples(np.log(picked)))
    """,
    "backward_propagation": """
        # YOUR CODE HERE
        m = Y.size
        dZ2 = cache["A2"] - Y
        dZ1 = np.einsum("ji,jk->ik", parameters["W2"], dZ2) * (1 - np.tanh(cache["Z1"]) ** 2)
        dW1 = np.einsum("ik,jk->ij", dZ1, X) / m
        dW2 = np.einsum("ik,jk->ij", dZ2, cache["A1"]) / m
        db1 = mean_over_examples(dZ1)
        db2 = mean_over_examples(dZ2)
    """,
    "update_parameters": """
        # YOUR CODE HERE
        W1, b1, W2, b2 = (
            parameters[name] - learning_rate * grads["d" + name] for name in ("W1", "b1", "W2", "b2")
        )
    """,
    "nn_model": """
        # YOUR CODE HERE
        parameters = initialize_parameters(n_x=X.shape[0], n_h=n_h, n_y=Y.shape[0])
        iteration = 0
        while iteration < num_iterations:
            A2, cache = forward_propagation(X=X, parameters=parameters)
            if print_cost and iteration % 1000 == 0:
                print(f"{iteration:5d}  {compute_cost(A2=A2, Y=Y):.4f}")
            grads = backward_propagation(parameters=parameters, cache=cache, X=X, Y=Y)
            parameters = update_parameters(parameters=parameters, grads=grads)
            iteration += 1
    """,
    "predict": """
        # YOUR CODE HERE
        predictions = np.where(forward_propagation(X=X, parameters=parameters)[0] > 0.5, 1, 0)
    """,
}

DEFAULT_RNG = {
    "layer_sizes": """
        n_x = len(X)  # rows are features
        n_h = 4       # as the text says
        n_y = len(Y)
    """,
    "initialize_parameters": """
        rng = np.random.default_rng()
        W1 = rng.normal(0, 0.01, size=(n_h, n_x))
        b1 = np.full((n_h, 1), 0.)
        W2 = rng.standard_normal((n_y, n_h)) / 100
        b2 = np.full((n_y, 1), 0.)
    """,
    "forward_propagation": """
        # Hidden layer
        Z1 = np.add(np.matmul(parameters["W1"], X), parameters["b1"])
        A1 = (np.exp(Z1) - np.exp(-Z1)) / (np.exp(Z1) + np.exp(-Z1))   # = tanh
        # Output layer
        Z2 = np.add(np.matmul(parameters["W2"], A1), parameters["b2"])
        A2 = np.divide(1, 1 + np.exp(-Z2))
    """,
    "compute_cost": """
        m = A2.shape[1]
        cost = 0.
        for i in range(m):          # could be vectorised...
            if Y[0, i]:
                cost -= np.log(A2[0, i])
            else:
                cost -= np.log(1 - A2[0, i])
        cost = cost / m
    """,
    "backward_propagation": """
        m = X.shape[1]
        # Output layer first: dZ2, then dW2 and db2.
        dZ2 = np.subtract(cache["A2"], Y)
        dW2 = np.divide(np.matmul(dZ2, np.transpose(cache["A1"])), m)
        db2 = np.divide(np.sum(dZ2, axis=1).reshape(-1, 1), m)
        # Then the hidden layer: dZ1, then dW1 and db1.
        dZ1 = np.multiply(np.matmul(np.transpose(parameters["W2"]), dZ2), 1 - np.square(cache["A1"]))
        dW1 = np.divide(np.matmul(dZ1, np.transpose(X)), m)
        db1 = np.divide(np.sum(dZ1, axis=1)[:, np.newaxis], m)
    """,
    "update_parameters": """
        updated = parameters.copy()
        for key in updated:
            updated[key] = updated[key] - np.multiply(learning_rate, grads["d" + key])
    """,
    "nn_model": """
        sizes = layer_sizes(X, Y)
        parameters = initialize_parameters(sizes[0], n_h, sizes[2])
        costs = []
        for i in range(1, num_iterations + 1):
            A2, cache = forward_propagation(X, parameters)
            parameters = update_parameters(parameters, backward_propagation(parameters, cache, X, Y))
            if print_cost and (i - 1) % 1000 == 0:
                costs.append(compute_cost(A2, Y))
                print("iteration", i - 1, "cost", costs[-1])
    """,
    "predict": """
        probabilities, _ = forward_propagation(X, parameters)
        predictions = np.round(probabilities)   # floats 0. and 1.
    """,
}

# --- the class ----------------------------------------------------------------------------------------------

CLASS: dict[str, list[Change]] = {
    "ada_matmul": [
        fill(MATMUL),
        answer(
            "hidden_units",
            """
            1. One unit, 73.3 and 66.0 %: it is one line. It can only cut the plane in two, but the flower has six
               sectors, so it needs at least three lines through the middle.
            2. Widest for 5 (95.0 and 87.0 %), 20 is nearly the same (95.0 and 87.2 %): both learned the noise of the
               60 points.
            3. 20, which is best on new points by a hair. With 400 points 0.2 % is one point.
            """,
        ),
        run(leave=()),
    ],
    "ben_dot": [
        add("%matplotlib inline", before="setup"),
        fill(DOT),
        add("print(X[:, :5])\nprint(Y[0, :5], Y[0, -5:])", before="drawing"),
        add("layer_sizes(X, Y)", before="check_layer_sizes"),
        add(
            """
            p = initialize_parameters(2, 4, 1)
            for k in p:
                print(k, p[k].shape)
            p["W1"]
            """,
            before="check_initialize_parameters",
        ),
        add(
            """
            ### my notes
            * dZ2 = A2 - Y comes out of the chain rule: dA2 times the slope of the sigmoid
            * **keepdims!** otherwise db is (n_h,)
            """,
            before="check_backward_propagation",
            kind="markdown",
        ),
        add(
            """
            A2, cache = forward_propagation(pencil_X, pencil_parameters)
            print(A2)
            print(backward_propagation(pencil_parameters, cache, pencil_X, pencil_Y))
            """,
            before="check_backward_propagation",
        ),
        add("", before="check_predict"),
        answer(
            "hidden_units",
            """
            1) Because three lines make six parts and 1 unit (75.0 / 66.8) is one line.
            2) 20: 98.3 on the old ones and 84.0 on the new ones, since 20 overfits.
            3) 5, it has 86.8 on new points.
            """,
        ),
        run(leave=("hidden_sizes", "other_shapes")),
    ],
    "cho_einsum": [
        add(
            """
            def mean_over_examples(dZ):
                \"\"\"Mean of every row, as a column.\"\"\"
                return np.einsum("ij->i", dZ)[:, None] / dZ.shape[1]
            """,
            before="flower",
        ),
        add("SCALE = 1e-2  # standard deviation of the weights", before="initialize_parameters"),
        fill(EINSUM),
        answer(
            "hidden_units",
            """
            One unit gives one line, whereas the flower has $2 \\cdot 3$ sectors: three lines (58.3 %, 65.8 %). The gap
            is widest for 20 ($95.0 - 89.2 = 5.8$), which fits noise; for 5 there is none (86.7, 87.5). I would use 20
            all the same: 89.2 % of new points is the most.
            """,
        ),
        run(leave=TRAININGS),
    ],
    "dee_default_rng": [
        fill(DEFAULT_RNG),
        replace("layer_sizes", "return n_x, n_h, n_y", "return [n_x, n_h, n_y]"),
        replace("update_parameters", 'return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}', "return updated"),
        run(leave=("hidden_sizes", "other_shapes")),
    ],
    "eve_untouched": [],
    "fin_keepdims": [
        fill(
            MATMUL
            | {
                "backward_propagation": """
                    m = X.shape[1]
                    A1, A2 = cache["A1"], cache["A2"]
                    dZ2 = A2 - Y
                    dW2 = (dZ2 @ A1.T) / m
                    db2 = np.sum(dZ2, axis=1) / m
                    dZ1 = (parameters["W2"].T @ dZ2) * (1 - A1 ** 2)
                    dW1 = (dZ1 @ X.T) / m
                    db1 = np.sum(dZ1, axis=1) / m
                """
            }
        ),
        answer("hidden_units", "I could not run this because the training stops with an error about shapes."),
        run(leave=TRAININGS),
    ],
    "gus_early": [
        fill(
            DOT
            | {
                "forward_propagation": """
                    W1 = parameters["W1"]
                    b1 = parameters["b1"]
                    W2 = parameters["W2"]
                    b2 = parameters["b2"]
                    Z1 = np.dot(W1, X) + b1
                    A1 = sigmoid(Z1)
                    Z2 = np.dot(W2, A1) + b2
                    A2 = sigmoid(Z2)
                """
            }
        ),
        answer("hidden_units", "More units, more accuracy. The best is 20, I would always take as many as possible."),
        run(leave=("hidden_sizes", "other_shapes")),
    ],
    "hal_average": [
        fill(
            MATMUL
            | {
                "compute_cost": """
                    cost = -np.sum(np.log(A2) * Y + np.log(1 - A2) * (1 - Y))
                """,
                "backward_propagation": """
                    dZ2 = cache["A2"] - Y
                    dW2 = dZ2 @ cache["A1"].T
                    db2 = np.sum(dZ2, axis=1, keepdims=True)
                    dZ1 = parameters["W2"].T @ dZ2 * (1 - cache["A1"] ** 2)
                    dW1 = dZ1 @ X.T
                    db1 = np.sum(dZ1, axis=1, keepdims=True)
                """,
                "update_parameters": """
                    W1 = parameters["W1"] - 1.2 * grads["dW1"]
                    b1 = parameters["b1"] - 1.2 * grads["db1"]
                    W2 = parameters["W2"] - 1.2 * grads["dW2"]
                    b2 = parameters["b2"] - 1.2 * grads["db2"]
                """,
            }
        ),
        run(leave=("hidden_sizes", "other_shapes")),
    ],
    "ida_split": [
        fill(MATMUL),
        copy_above("compute_cost", "cost = losses.sum() / m", "cost = losses.sum()"),
        run(leave=TRAININGS),
        split("backward_propagation", "    dZ1 ="),
    ],
    "jon_deleted": [
        fill(DOT),
        delete("setup", "check_layer_sizes", "check_compute_cost", "check_predict"),
        add(
            """
            # all imports in one place
            import numpy as np
            import matplotlib.pyplot as plt
            from scipy import optimize
            from autograder import check, data, gradient_check, predict_shape


            def sigmoid(z):
                return 1 / (1 + np.exp(-z))
            """,
            before="## The data: a flower",
        ),
        move("**The question.**", before="## How many hidden units?"),
        run(leave=TRAININGS),
    ],
    "kim_syntax": [
        fill(
            MATMUL
            | {
                "compute_cost": """
                    m = Y.shape[1]
                    logprobs = Y * np.log(A2) + (1 - Y) * np.log(1 - A2
                    cost = -np.sum(logprobs) / m
                """
            }
        ),
        run(leave=TRAININGS),
    ],
    "lou_endless": [
        fill(
            DOT
            | {
                "forward_propagation": """
                    W1, b1 = parameters["W1"], parameters["b1"]
                    W2, b2 = parameters["W2"], parameters["b2"]
                    m = X.shape[1]
                    Z1 = np.zeros((W1.shape[0], m))
                    Z2 = np.zeros((1, m))
                    i = 0
                    while i < m:
                        Z1[:, i:i+1] = np.dot(W1, X[:, i:i+1]) + b1
                        Z2[:, i:i+1] = np.dot(W2, np.tanh(Z1[:, i:i+1])) + b2
                    A1 = np.tanh(Z1)
                    A2 = sigmoid(Z2)
                """
            }
        ),
        # Having waited once, they don't run what calls it again.
        run(
            leave=(
                *("pencil_step", "check_nn_model", "check_predict", "first_cost", "slopes", "five_examples"),
                *("your_run", *TRAININGS),
            ),
            patience=3,
        ),
    ],
    "max_truncated": [fill(DOT), run(leave=TRAININGS), cut("Your network on the fl")],
    "nia_colab": [
        fill(MATMUL),
        answer("hidden_units", "65.0 % and 63.5 % because of the three lines."),
        run(leave=("hidden_sizes", "other_shapes")),
        save_in_colab,
    ],
    "oli_partial": [
        fill(
            {name: DOT[name] for name in ("layer_sizes", "forward_propagation", "compute_cost")}
            | {
                "initialize_parameters": """
                    W1 = np.random.randn(n_h, n_x)
                    b1 = np.zeros((n_h, 1))
                    W2 = np.random.randn(n_y, n_h)
                    b2 = np.zeros((n_y, 1))
                """
            }
        ),
        run(leave=TRAININGS),
    ],
    "pia_broadcast": [
        fill(
            MATMUL
            | {
                "layer_sizes": """
                    n_x = 2
                    n_h = 4
                    n_y = 1
                """,
                "backward_propagation": """
                    m = X.shape[1]
                    A1 = cache["A1"]
                    A2 = cache["A2"]
                    dZ2 = A2 - Y
                    dW2 = dZ2 @ A1.T / m
                    db2 = np.sum(dZ2, axis=1, keepdims=True) / m
                    A1 **= 2
                    dZ1 = parameters["W2"].T @ dZ2 * (1 - A1)
                    dW1 = dZ1 @ X.T / m
                    db1 = np.sum(dZ1, axis=1, keepdims=True) / m
                """,
                "nn_model": """
                    n_h = 4
                    parameters = initialize_parameters(X.shape[0], n_h, Y.shape[0])
                    for i in range(num_iterations):
                        A2, cache = forward_propagation(X, parameters)
                        cost = compute_cost(A2, Y)
                        if print_cost and i % 1000 == 0:
                            print(i, cost)
                        grads = backward_propagation(parameters, cache, X, Y)
                        parameters = update_parameters(parameters, grads)
                """,
                "predict": """
                    predictions, cache = forward_propagation(X, parameters)
                """,
            }
        ),
        run(leave=TRAININGS),
    ],
    "qin_hints": [
        replace("# Seven examples", "...)", "(3, 7))"),
        replace("# A column of four numbers", "...)", "(4, 1))"),
        replace("# Three features", "...)", "(1, 8))"),
        replace("# Six examples", "...)", "6)"),
        replace("# Five hidden units", "...)", "(5, 8))"),
        replace("# A step for W1", "...)", "(5, 3))"),
        replace("# A2 is (1, 3)", "...)", "(3,))"),
        fill(
            MATMUL
            | {
                "compute_cost": """
                    m = Y.shape[1]
                    loss = -(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))
                    cost = np.sum(loss) / m
                """,
                "nn_model": """
                    parameters = initialize_parameters(X.shape[0], n_h, Y.shape[0])
                    for i in progress(range(num_iterations)):
                        A2, cache = forward_propagation(X, parameters)
                        grads = backward_propagation(parameters, cache, X, Y)
                        parameters = update_parameters(parameters, grads)
                        if print_cost and i % 1000 == 0:
                            print(f"{i}: {compute_cost(A2, Y):.4f}")
                """,
            }
        ),
        add('hint("compute_cost")', before="compute_cost"),
        add('hint("compute_cost")', before="compute_cost"),
        add('hint("backward_propagation")', before="check_backward_propagation"),
        add('hint("nn_modell")', before="nn_model"),
        replace("# The name under which", "data.user_name()", '"Qin"'),
        answer(
            "hidden_units",
            """
            70.0 and 64.2 % with one unit: one straight line against six sectors. The widest gap is that of 20 units,
            93.3 % to 80.2 %, they learned the noise. I take 5, with 84.8 % the best on new points.
            """,
        ),
        run(leave=TRAININGS),
    ],
    "ren_slopes": [
        add(
            """
            def mean_column(dZ):
                # one number for each unit
                return dZ.mean(axis=1, keepdims=True)
            """,
            before="backward_propagation",
        ),
        fill(
            DOT
            | {
                "backward_propagation": """
                    m = X.shape[1]
                    A1, A2 = cache["A1"], cache["A2"]
                    dZ2 = A2 - Y
                    dW2 = np.dot(dZ2, A1.T) / m
                    db2 = mean_column(dZ2)
                    dZ1 = np.dot(parameters["W2"].T, dZ2) * (1 - A1) ** 2
                    dW1 = np.dot(dZ1, X.T) / m
                    db1 = mean_column(dZ1)
                """,
                "predict": """
                    A2, cache = forward_propagation(X, parameters)
                    predictions = cache["Z2"] > 0.5
                """,
            }
        ),
        add(
            """
            # numbers of one unit only: which gradient is it?
            one = {"W1": np.ones((1, 2)), "b1": np.zeros((1, 1)), "W2": np.ones((1, 1)), "b2": np.zeros((1, 1))}
            gradient_check(cost_of, one, backward_propagation(one, forward_propagation(six_X, one)[1], six_X, six_Y))
            """,
            before="**Third look",
        ),
        answer("hidden_units", "My networks all get stuck, gradient_check says that dW1 has a bug, I did not find it."),
        run(leave=TRAININGS),
    ],
}
