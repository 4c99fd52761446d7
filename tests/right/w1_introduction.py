"""What is right in w1_introduction, in other styles than the solution's."""

RIGHT = {
    "relu": {
        "x first": "def relu(x): return np.maximum(x, 0)",
        "a float zero": "def relu(x): return np.maximum(0.0, x)",
        "times a comparison": "def relu(x): return x * (x > 0)",
        "np.where": "def relu(x): return np.where(np.array(x) < 0, 0, x)",
        "half of x and its size": "def relu(x): return (x + np.abs(x)) / 2",
        "np.clip": "def relu(x): return np.clip(x, 0, None)",
        "np.fmax": "def relu(x): return np.fmax(x, np.zeros_like(x))",
        "np.vectorize": "def relu(x): return np.vectorize(lambda number: max(0.0, number))(x)",
        "written into a copy": """
            def relu(x):
                a = np.array(x)
                a[a < 0] = 0
                return a
            """,
        "in float32": "def relu(x): return np.maximum(0, np.float32(x))",
        "a helper of one's own": """
            def positive(number):
                return number if number > 0 else 0

            def relu(x):
                if np.ndim(x) == 0:
                    return positive(x)
                return np.array([relu(row) for row in x])
            """,
    },
}
