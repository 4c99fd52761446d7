"""The example class of w2_numpy_basics. What each of them earns stands in expected.toml, worked out by hand."""

from make import Change, add, answer, fill, replace, run

# --- styles: the eight functions, all right ---------------------------------------------------------------------------

GAPS_FILLED = {
    "basic_sigmoid": "s = 1 / (1 + math.exp(-x))",
    "sigmoid": "s = 1 / (1 + np.exp(-x))",
    "sigmoid_derivative": """
        s = sigmoid(x)
        ds = s * (1 - s)
    """,
    "image2vector": "v = image.reshape(-1, 1)",
    "normalize_rows": """
        norms = np.linalg.norm(x, axis=1, keepdims=True)
        unit_rows = x / norms
    """,
    "softmax": """
        shifted = x - np.max(x, axis=1, keepdims=True)
        x_exp = np.exp(shifted)
        s = x_exp / np.sum(x_exp, axis=1, keepdims=True)
    """,
    "L1": "loss = np.sum(np.abs(y - yhat))",
    "L2": "loss = np.sum((y - yhat) ** 2)",
}

# What people know from elsewhere: names of their own, np.dot, no maximum in the softmax.
FROM_ELSEWHERE = {
    "basic_sigmoid": """
        s = 1.0 / (1 + math.exp(-x))
    """,
    "sigmoid": """
        # YOUR CODE HERE
        s = 1.0 / (1 + np.exp(-x))
    """,
    "sigmoid_derivative": """
        # YOUR CODE HERE
        s = 1.0 / (1 + np.exp(-x))
        ds = s*(1-s)
    """,
    "image2vector": """
        # YOUR CODE HERE
        v = image.reshape((image.shape[0]*image.shape[1]*image.shape[2], 1))
    """,
    "normalize_rows": """
        # Compute x_norm as the norm 2 of x
        x_norm = np.linalg.norm(x, ord=2, axis=1, keepdims=True)
        # Divide x by its norm.
        unit_rows = x/x_norm
    """,
    "softmax": """
        x_exp = np.exp(x)
        x_sum = np.sum(x_exp, axis=1, keepdims=True)
        s = x_exp/x_sum
    """,
    "L1": """
        loss = sum(abs(y-yhat))
    """,
    "L2": """
        loss = np.dot(y-yhat, y-yhat)
    """,
}

# `row_by_row` is the student's own, in a cell of its own.
LOOPS = {
    "basic_sigmoid": """
        e = math.e
        s = 1 / (1 + e ** (-x))
    """,
    "sigmoid": """
        # YOUR CODE HERE
        f = np.vectorize(basic_sigmoid)
        s = f(x)
    """,
    "sigmoid_derivative": """
        ds = sigmoid(x) - sigmoid(x) * sigmoid(x)
    """,
    "image2vector": """
        numbers = []
        for line in image:
            for pixel in line:
                for number in pixel:
                    numbers.append(number)
        v = np.array(numbers)[:, None]
    """,
    "normalize_rows": """
        def unit(row):
            total = 0
            for number in row:
                total += float(number) ** 2
            return row / math.sqrt(total)

        unit_rows = row_by_row(unit, x)
    """,
    "softmax": """
        def one(row):
            exps = np.exp(row - max(row))
            return exps / sum(exps)
        s = row_by_row(one, x)
    """,
    "L1": """
        loss = 0
        for i in range(y.shape[0]):
            loss = loss + abs(y[i] - yhat[i])
    """,
    "L2": """
        loss = 0
        for a, b in zip(yhat, y):
            loss += (a - b) * (a - b)
    """,
}

GUESSES = {"cell_08": "(3, 4)", "cell_12": "(2, 5)", "cell_20": "(5, 3)", "cell_29": "(3,)", "cell_35": "(4, 3)"}

# --- the class --------------------------------------------------------------------------------------------------------

CLASS: dict[str, list[Change]] = {
    "ana_gaps": [
        *(replace(cell, ", ...)", f", {guess})") for cell, guess in GUESSES.items()),
        replace("cell_45", ", ...)", ", ())"),
        replace("cell_49", ", ...)", ", (5, 5))"),
        fill(GAPS_FILLED),
        answer(
            "one_outlier",
            """
            1. L1 became 3.0 times as large, L2 53.4 times. The misread one is 67.4 % of L1 and 98.1 % of L2.
            2. It is about 40 times as far off as the others. In L1 that counts 40 times, but L2 squares it: 1600 times.
            3. L1, because with L2 the fit would follow the misread value and not the 19 good ones.
            """,
        ),
        run(leave=()),
    ],
    "bo_elsewhere": [
        add("%matplotlib inline\nimport numpy as np", before="setup"),
        fill(FROM_ELSEWHERE),
        add(
            """
            t = np.random.randint(0, 256, (3, 3, 2))
            print("image2vector(t) = " + str(image2vector(t)))
            """,
            before="check_image2vector",
        ),
        answer(
            "one_outlier",
            """
            L1 is 3.2 times and L2 76.3 times as big, with shares of 73 % and 99 %. L2 is more sensitive to
            outliers, so I would take L1.
            """,
        ),
        run(only=("your_run",)),
    ],
    "cleo_loops": [
        add(
            """
            def row_by_row(function, table):
                result = np.zeros(table.shape)
                for i in range(table.shape[0]):
                    result[i] = function(table[i])
                return result
            """,
            before="normalize_rows",
        ),
        fill(LOOPS),
        replace("cell_29", ", ...)", ", (3, 1))"),
        add("### to do\nfind out why `keepdims`", before="check_normalize_rows", kind="markdown"),
        run(),
    ],
    "dov_untouched": [],
    "elif_in_place": [
        fill(
            GAPS_FILLED
            | {
                "normalize_rows": """
                    norms = np.linalg.norm(x, axis=1, keepdims=True)
                    x /= norms
                    unit_rows = x
                """,
                "softmax": """
                    x_exp = np.exp(x)
                    s = x_exp / np.sum(x_exp, axis=0, keepdims=True)
                """,
                "L2": """
                    loss = np.linalg.norm(y - yhat)
                """,
            }
        ),
        answer("one_outlier", "Both losses get larger. L2 is better because the squares are always positive."),
        run(only=("your_run",)),
    ],
    "finn_parentheses": [
        fill(
            FROM_ELSEWHERE
            | {
                "sigmoid": """
                    s = 1 / 1 + np.exp(-x)
                """,
                "sigmoid_derivative": """
                    s = sigmoid(x)
                    ds = s * (1 - s)
                """,
                "image2vector": """
                    v = image.flatten()
                """,
                "softmax": """
                    shifted = x - np.max(x)
                    x_exp = np.exp(shifted)
                    s = x_exp / np.sum(x_exp, axis=1, keepdims=True)
                """,
                "L1": """
                    loss = np.mean(np.abs(y - yhat))
                """,
                "L2": """
                    loss = np.mean((y - yhat) ** 2)
                """,
            }
        ),
        run(),
    ],
    "gus_math": [
        fill(
            {name: FROM_ELSEWHERE[name] for name in ("basic_sigmoid", "softmax", "L1")}
            | {
                "sigmoid": """
                    s = 1 / (1 + math.exp(-x))
                """,
                "sigmoid_derivative": """
                    s = sigmoid(x)
                    ds = s * (1 - x)
                """,
                "image2vector": """
                    length, height, depth = image.shape
                    v = image.transpose(2, 1, 0).reshape(length * height * depth, 1)
                """,
                "normalize_rows": """
                    norms = np.linalg.norm(x, axis=1)
                    unit_rows = x / norms
                """,
            }
        ),
        run(),
    ],
    "jo_syntax": [
        fill(
            GAPS_FILLED
            | {
                "sigmoid": """
                    s = 1 / (1 + np.exp(-x)
                """
            }
        ),
        run(),
    ],
}
