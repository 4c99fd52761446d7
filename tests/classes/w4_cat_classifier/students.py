"""The example class of w4_cat_classifier. What each of them earns stands in expected.toml, worked out by hand.

They train with the functions of their own notebooks in tests/classes/w4_deep_network, right or not, if there is one.
"""

from make import Change, add, alone, answer, fill, replace, run, save_in_colab

# --- styles: the two models, all right --------------------------------------------------------------------------------

CLASSIC = {
    "two_layer_model": """
        grads = {}
        costs = []
        (n_x, n_h, n_y) = layers_dims

        parameters = initialize_parameters(n_x, n_h, n_y)

        W1 = parameters["W1"]
        b1 = parameters["b1"]
        W2 = parameters["W2"]
        b2 = parameters["b2"]

        for i in range(0, num_iterations):
            A1, cache1 = linear_activation_forward(X, W1, b1, "relu")
            A2, cache2 = linear_activation_forward(A1, W2, b2, "sigmoid")

            cost = compute_cost(A2, Y)

            dA2 = - (np.divide(Y, A2) - np.divide(1 - Y, 1 - A2))

            dA1, dW2, db2 = linear_activation_backward(dA2, cache2, "sigmoid")
            dA0, dW1, db1 = linear_activation_backward(dA1, cache1, "relu")

            grads['dW1'] = dW1
            grads['db1'] = db1
            grads['dW2'] = dW2
            grads['db2'] = db2

            parameters = update_parameters(parameters, grads, learning_rate)

            W1 = parameters["W1"]
            b1 = parameters["b1"]
            W2 = parameters["W2"]
            b2 = parameters["b2"]

            if print_cost and i % 100 == 0:
                print("Cost after iteration {}: {}".format(i, np.squeeze(cost)))
            if i % 100 == 0:
                costs.append(cost)
    """,
    "L_layer_model": """
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
    """,
}

# `one_step` is the student's own, in a cell of their own.
STEPS = {
    "two_layer_model": """
        parameters = initialize_parameters(n_y=layers_dims[-1], n_h=layers_dims[1], n_x=layers_dims[0])
        every = []
        for _ in progress(range(num_iterations)):
            parameters, cost = one_step(X, Y, parameters, learning_rate)
            every.append(cost)
        costs = every[::100]
        if print_cost:
            print(costs)
    """,
    "L_layer_model": """
        parameters = initialize_parameters_deep(layer_dims=layers_dims)
        every = []
        for _ in progress(range(num_iterations)):
            parameters, cost = one_step(X, Y, parameters, learning_rate)
            every.append(cost)
        costs = every[::100]
        if print_cost:
            print(costs)
    """,
}

SHORT = {
    "two_layer_model": """
        # YOUR CODE HERE
        parameters, costs = initialize_parameters(*layers_dims), []
        for i in progress(range(num_iterations)):
            A1, hidden = linear_activation_forward(X, parameters["W1"], parameters["b1"], "relu")
            A2, output = linear_activation_forward(A1, parameters["W2"], parameters["b2"], "sigmoid")
            if i % 100 == 0:
                costs.append(float(compute_cost(A2, Y)))
            dA1, dW2, db2 = linear_activation_backward((A2 - Y) / (A2 * (1 - A2)), output, "sigmoid")
            _, dW1, db1 = linear_activation_backward(dA1, hidden, "relu")
            parameters = update_parameters(parameters, dict(dW1=dW1, db1=db1, dW2=dW2, db2=db2), learning_rate)
    """,
    "L_layer_model": """
        # YOUR CODE HERE
        parameters, costs = initialize_parameters_deep(layers_dims), []
        for i in progress(range(num_iterations)):
            AL, caches = L_model_forward(X, parameters)
            if i % 100 == 0:
                costs.append(float(compute_cost(AL, Y)))
            parameters = update_parameters(parameters, L_model_backward(AL, Y, caches), learning_rate)
    """,
}

# --- the class ----------------------------------------------------------------------------------------------

SHORT_DEMOS = ("pictures", "pencil_training", "first_cost", "slopes", "your_run")

CLASS: dict[str, list[Change]] = {
    "ada_classic": [
        fill(CLASSIC),
        answer(
            "winners_score",
            """
            On the 30 my winner is 8.7 points above the mean, on the fresh ones only 2.3. It was picked for being lucky
            on the 30, and luck doesn't come along to other pictures. I report 60.4 % with a standard error of 7.1, the
            score on the 48 fresh ones, because nobody chose anything by them.
            """,
        ),
        run(only=SHORT_DEMOS),
    ],
    "cho_einsum": [
        add(
            """
            def one_step(X, Y, parameters, learning_rate):
                \"\"\"The parameters after one step, and the cost before it.\"\"\"
                AL, caches = L_model_forward(X=X, parameters=parameters)
                grads = L_model_backward(AL=AL, Y=Y, caches=caches)
                return update_parameters(parameters, grads=grads, learning_rate=learning_rate), compute_cost(AL=AL, Y=Y)
            """,
            before="two_layer_model",
        ),
        fill(STEPS),
        run(),
    ],
    "eve_untouched": [],
    # Nothing is the matter here; it is their linear_backward, in the notebook before.
    "fin_average": [fill(SHORT), run()],
    "gus_two_layers": [
        fill(CLASSIC),
        replace("two_layer_model", "(n_x, n_h, n_y) = layers_dims", "n_x, n_h, n_y = X.shape[0], 7, 1"),
        answer("winners_score", "I report the winner on the 30, it is the best one."),
        run(only=("pencil_training", "first_cost")),
    ],
    "hal_order": [
        fill(
            SHORT
            | {
                "two_layer_model": """
                    n_x, n_h, n_y = layers_dims
                    parameters = initialize_parameters(n_x, n_h, n_y)
                    costs = []
                    for i in range(num_iterations):
                        A1, cache1 = linear_activation_forward(X, parameters["W1"], parameters["b1"], "relu")
                        A2, cache2 = linear_activation_forward(A1, parameters["W2"], parameters["b2"], "sigmoid")
                        cost = compute_cost(A2, Y)
                        costs.append(cost)
                        if print_cost and i % 100 == 0:
                            print(i, cost)
                        dA2 = -Y / A2 + (1 - Y) / (1 - A2)
                        dA1, dW2, db2 = linear_activation_backward(dA2, cache2, "sigmoid")
                        dA0, dW1, db1 = linear_activation_backward(dA1, cache1, "relu")
                        grads = {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}
                        parameters = update_parameters(parameters, grads, learning_rate)
                """,
                "L_layer_model": """
                    parameters = initialize_parameters_deep(layers_dims)
                    AL, caches = L_model_forward(X, parameters)
                    costs = []
                    for i in range(num_iterations):
                        grads = L_model_backward(AL, Y, caches)
                        parameters = update_parameters(parameters, grads, learning_rate)
                        if i % 100 == 0:
                            costs.append(compute_cost(AL, Y))
                """,
            }
        ),
        run(only=("pencil_training",)),
    ],
    "kim_syntax": [
        fill(CLASSIC),
        replace("two_layer_model", "grads['dW1'] = dW1", "grads['dW1' = dW1"),
        run(),
    ],
    "nia_colab": [fill(SHORT), run(only=("pictures",)), save_in_colab],
    # They have no notebook of the ten functions beside this one, and handed none in.
    "ren_alone": [
        alone("w4_deep_network"),
        fill(CLASSIC),
        # The lower one of two places where W1 to b2 are taken out of the parameters.
        replace(
            "two_layer_model",
            """learning_rate)

        W1 = parameters["W1"]
        b1 = parameters["b1"]
        W2 = parameters["W2"]
        b2 = parameters["b2"]
""",
            "learning_rate)\n",
        ),
        replace("L_layer_model", "    return parameters, costs", "    return parameters"),
        run(),
    ],
}
