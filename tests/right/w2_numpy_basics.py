"""What is right in w2_numpy_basics, in other styles than the solution's."""

RIGHT = {
    "basic_sigmoid": {
        "np.exp": "def basic_sigmoid(x): return 1 / (1 + np.exp(-x))",
        "a power of e": "def basic_sigmoid(x): return 1 / (1 + math.e ** -x)",
        "a power of -1": "def basic_sigmoid(x): return (1 + math.exp(-1 * x)) ** -1",
        "e^x over e^x + 1": "def basic_sigmoid(x): return math.exp(x) / (math.exp(x) + 1)",
        "tanh of the half": "def basic_sigmoid(x): return 0.5 + 0.5 * math.tanh(x / 2)",
        "an import of its own, a number without axes": """
            def basic_sigmoid(x):
                from math import exp
                return np.array(1.0 / (1.0 + exp(-x)))
            """,
    },
    "sigmoid": {
        "np.divide": "def sigmoid(x): return np.divide(1, np.add(1, np.exp(np.negative(x))))",
        "np.power": "def sigmoid(x): return np.power(1 + np.exp(-np.array(x)), -1.0)",
        "e^x over 1 + e^x": "def sigmoid(x): return np.exp(x) / (1 + np.exp(x))",
        "tanh of the half": "def sigmoid(x): return (1 + np.tanh(np.asarray(x) / 2)) / 2",
        "expit": """
            from scipy.special import expit
            def sigmoid(x): return expit(x)
            """,
        "np.vectorize of the first": "def sigmoid(x): return np.vectorize(basic_sigmoid)(x)",
        "both signs apart": """
            def sigmoid(x):
                small = np.exp(-np.abs(x))
                return np.where(np.greater(x, 0), 1 / (1 + small), small / (1 + small))
            """,
        "in float32": "def sigmoid(x): return 1 / (1 + np.exp(-np.float32(x)))",
    },
    "sigmoid_derivative": {
        "s minus its square": """
            def sigmoid_derivative(x):
                s = sigmoid(x)
                return s - s**2
            """,
        "np.multiply, by keyword": """
            def sigmoid_derivative(x):
                s = sigmoid(x=x)
                return np.multiply(s, 1 - s)
            """,
        "both sides": "def sigmoid_derivative(x): return sigmoid(x) * sigmoid(-x)",
        "without the sigmoid": "def sigmoid_derivative(x): return np.exp(-x) / (1 + np.exp(-x)) ** 2",
        "the hyperbolic cosine": "def sigmoid_derivative(x): return 1 / (2 + 2 * np.cosh(x))",
        "np.square": """
            def sigmoid_derivative(x):
                s = 1 / (1 + np.exp(-x))
                return 0.25 - np.square(s - 0.5)
            """,
        "np.vectorize": """
            def sigmoid_derivative(x):
                return np.vectorize(lambda number: basic_sigmoid(number) * (1 - basic_sigmoid(number)))(x)
            """,
    },
    "image2vector": {
        "sizes by name": """
            def image2vector(image):
                length, height, depth = image.shape
                return image.reshape((length * height * depth, 1))
            """,
        "sizes from shape": """
            def image2vector(image):
                return np.reshape(image, (image.shape[0] * image.shape[1] * image.shape[2], 1))
            """,
        "size": "def image2vector(image): return image.reshape(image.size, 1)",
        "np.prod": "def image2vector(image): return image.reshape([np.prod(image.shape), 1])",
        "flatten, then a column": "def image2vector(image): return image.flatten().reshape(-1, 1)",
        "ravel and an axis": "def image2vector(image): return image.ravel()[:, np.newaxis]",
        "a row, transposed": "def image2vector(image): return image.reshape(1, -1).T",
        "three loops": """
            def image2vector(image):
                v = []
                for i in range(image.shape[0]):
                    for j in range(image.shape[1]):
                        for k in range(image.shape[2]):
                            v.append([image[i, j, k]])
                return np.array(v)
            """,
        "floats": "def image2vector(image): return np.array(image, dtype=float).reshape(-1, 1)",
        "a local copy": """
            def image2vector(image):
                image = image.copy()
                image.shape = (image.size, 1)
                return image
            """,
    },
    "normalize_rows": {
        "root of the sum of squares": """
            def normalize_rows(x):
                return x / np.sqrt(np.sum(x**2, axis=1, keepdims=True))
            """,
        "under the name x": """
            def normalize_rows(x):
                x_norm = np.linalg.norm(x, ord=2, axis=1, keepdims=True)
                x = x / x_norm
                return x
            """,
        "a column by reshape": "def normalize_rows(x): return x / np.linalg.norm(x, axis=-1).reshape(-1, 1)",
        "a new axis": "def normalize_rows(x): return x / np.linalg.norm(x, axis=1)[:, None]",
        "transposed twice": "def normalize_rows(x): return (x.T / np.linalg.norm(x.T, axis=0)).T",
        "einsum": "def normalize_rows(x): return x / np.sqrt(np.einsum('ij,ij->i', x, x))[:, None]",
        "a list of rows": "def normalize_rows(x): return np.array([row / np.linalg.norm(row) for row in x])",
        "a loop into zeros": """
            def normalize_rows(x):
                result = np.zeros(x.shape)
                for i in range(x.shape[0]):
                    result[i, :] = x[i, :] / np.linalg.norm(x[i, :])
                return result
            """,
        "in place, on a copy of floats": """
            def normalize_rows(x):
                x = x.astype(float)
                x /= np.linalg.norm(x, axis=1, keepdims=True)
                return x
            """,
        "a diagonal matrix": "def normalize_rows(x): return np.diag(1 / np.linalg.norm(x, axis=1)) @ x",
        "in float32": """
            def normalize_rows(x):
                x = x.astype(np.float32)
                return x / np.linalg.norm(x, axis=1, keepdims=True)
            """,
    },
    "softmax": {
        "as the formula stands": """
            def softmax(x):
                x_exp = np.exp(x)
                x_sum = np.sum(x_exp, axis=1, keepdims=True)
                return x_exp / x_sum
            """,
        "maximum of the whole table": """
            def softmax(x):
                e = np.exp(x - np.max(x))
                return e / e.sum(axis=1, keepdims=True)
            """,
        "columns by reshape": """
            def softmax(x):
                e = np.exp(x - x.max(axis=1).reshape(x.shape[0], 1))
                return e / e.sum(axis=-1).reshape(-1, 1)
            """,
        "row by row": """
            def softmax(x):
                def one(row):
                    return np.exp(row) / sum(np.exp(row))
                return np.array([one(row) for row in x])
            """,
        "np.apply_along_axis": """
            def softmax(x):
                return np.apply_along_axis(lambda row: np.exp(row) / np.exp(row).sum(), 1, x)
            """,
        "through the logarithm": """
            def softmax(x):
                return np.exp(x - np.log(np.sum(np.exp(x), axis=1, keepdims=True)))
            """,
        "transposed twice": """
            def softmax(x):
                e = np.exp(x.T)
                return np.divide(e, np.sum(e, axis=0)).T
            """,
        "SciPy's": """
            from scipy import special
            def softmax(x): return special.softmax(x, axis=1)
            """,
        "a product with ones": """
            def softmax(x):
                e = np.exp(x)
                return e / (e @ np.ones((x.shape[1], 1)))
            """,
        "in float32": """
            def softmax(x):
                e = np.exp(np.float32(x))
                return e / np.sum(e, axis=1, keepdims=True)
            """,
    },
    "L1": {
        "the other way round": "def L1(yhat, y): return np.sum(np.abs(yhat - y))",
        "Python's own, in a loop": "def L1(yhat, y): return sum(abs(a - b) for a, b in zip(yhat, y))",
        "the 1-norm": "def L1(yhat, y): return np.linalg.norm(y - yhat, ord=1)",
        "mean times m": "def L1(yhat, y): return np.mean(np.abs(y - yhat)) * len(y)",
        "np.subtract, method sum": "def L1(yhat, y): return np.absolute(np.subtract(y, yhat)).sum(axis=0)",
        "a float": "def L1(yhat, y): return float(np.abs(y - yhat) @ np.ones(len(y)))",
        "roots of squares": "def L1(yhat, y): return np.sum(np.sqrt((y - yhat) ** 2))",
        "np.where": "def L1(yhat, y): return np.sum(np.where(y > yhat, y - yhat, yhat - y))",
    },
    "L2": {
        "np.dot of the difference": "def L2(yhat, y): return np.dot(y - yhat, y - yhat)",
        "@": """
            def L2(yhat, y):
                x = yhat - y
                return x @ x
            """,
        "np.square": "def L2(yhat, y): return np.sum(np.square(yhat - y))",
        "np.power": "def L2(yhat, y): return np.sum(np.power(y - yhat, 2), axis=0)",
        "the norm squared": "def L2(yhat, y): return np.linalg.norm(y - yhat) ** 2",
        "a product of itself": "def L2(yhat, y): return ((y - yhat) * (y - yhat)).sum()",
        "einsum": "def L2(yhat, y): return np.einsum('i,i->', y - yhat, y - yhat)",
        "a loop": """
            def L2(yhat, y):
                loss = 0
                for i in range(len(y)):
                    loss += (y[i] - yhat[i]) ** 2
                return loss
            """,
        "binomial": "def L2(yhat, y): return np.sum(y**2) - 2 * np.dot(y, yhat) + np.sum(yhat**2)",
    },
}
