"""What is asked in w3_shallow_network: a network with one hidden layer, tanh then sigmoid, on planar data."""

import numpy as np

from autograder import data
from autograder.exercise import Case, exercise, sizes, written


def parameters_of(rng, n_x, n_h, n_y=1, scale=1.0):
    return {
        "W1": scale * rng.normal(size=(n_h, n_x)),
        "b1": scale * rng.normal(size=(n_h, 1)),
        "W2": scale * rng.normal(size=(n_y, n_h)),
        "b2": scale * rng.normal(size=(n_y, 1)),
    }


def labels(rng, m):
    """(1, m) labels with both classes among them, where there are two examples or more."""
    return rng.permutation(np.arange(m) % 2 if m > 1 else rng.integers(0, 2, size=1)).reshape(1, m)


def shapes(rng):
    """(n_x, n_h, m) of four cases: no two alike within a case, and one case of a single example."""
    *several, (n_x, n_h, _) = sizes(rng, 4, of=3)
    return [*several, (n_x, n_h, 1)]


def examples(n):
    return f"{n} example{'s' if n > 1 else ''}"


# --- layer_sizes ----------------------------------------------------------------------------------


@exercise(
    points=6,
    minutes=4,
    level=1,
    returns="n_x, n_h, n_y",
    hints=(
        "Two of the three numbers are read off the data, the third is a fixed choice: which is which?",
        "X is (n_x, m) and Y is (n_y, m). One axis is the same for both, so it can't be the one you are looking for.",
        "`X.shape` is a tuple: its entries are counted from 0.",
    ),
)
def layer_sizes(rng):
    """The sizes of the three layers."""
    for n_x, n_y, m in sizes(rng, 3, of=3):
        X, Y = rng.normal(size=(n_x, m)), rng.integers(0, 2, size=(n_y, m))
        yield f"X {X.shape}, Y {Y.shape}", dict(X=X, Y=Y)


layer_sizes.mistake(
    "examples counted for features",
    ("X.shape[0], 4, Y.shape[0]", "X.shape[1], 4, Y.shape[1]"),
    hint="One example is one column of X. Which axis counts the features, and which the examples?",
)
layer_sizes.mistake(
    "n_x counts the examples",
    ("X.shape[0]", "X.shape[1]"),
    hint="One example is one column of X. Which axis of X has one entry per feature?",
)
layer_sizes.mistake(
    "n_y counts the examples",
    ("Y.shape[0]", "Y.shape[1]"),
    hint="Y has a column for each example. Which axis of Y has one entry per output unit?",
)
layer_sizes.mistake(
    "n_y hard-coded",
    ("Y.shape[0]", "1"),
    hint="1 fits the flower only: the size of the output layer is in the shape of Y.",
)
layer_sizes.mistake(
    "n_x hard-coded",
    ("X.shape[0]", "2"),
    hint="2 fits the flower only: the size of the input layer is in the shape of X.",
)
layer_sizes.mistake(
    "sizes hard-coded",
    ("X.shape[0], 4, Y.shape[0]", "2, 4, 1"),
    hint="2 and 1 fit the flower only. The sizes of the input and the output layer are in the shapes of X and Y.",
)
layer_sizes.mistake(
    "n_h taken from the data",
    ("4,", "X.shape[1],"),
    hint="The data say nothing about the hidden layer: its size is a choice, and here it is 4.",
)
layer_sizes.mistake(
    "n_h as large as the input",
    ("4,", "X.shape[0],"),
    hint="The hidden layer need not be as large as the input: its size is a choice, and here it is 4.",
)
layer_sizes.mistake(
    "input and output swapped",
    ("X.shape[0], 4, Y.shape[0]", "Y.shape[0], 4, X.shape[0]"),
    hint="n_x belongs to X and n_y to Y, and they are returned from the input to the output.",
)
layer_sizes.mistake(
    "entries counted",
    ("X.shape[0], 4, Y.shape[0]", "X.size, 4, Y.size"),
    hint="`size` counts all entries, features times examples. Which entry of the shape counts the features alone?",
)
layer_sizes.mistake(
    "whole shapes returned",
    ("X.shape[0], 4, Y.shape[0]", "X.shape, 4, Y.shape"),
    hint="A layer's size is one number: the shape is a pair, of which you need one entry.",
)

# --- initialize_parameters ------------------------------------------------------------------------

LARGE = (60, 50, 40)


@exercise(
    points=8,
    minutes=6,
    level=1,
    returns="{W1, b1, W2, b2}",
    judged={"W1": ("normal", 0.01), "b1": ("zeros",), "W2": ("normal", 0.01), "b2": ("zeros",)},
    hints=(
        "Two matrices of small random numbers, and two columns of zeros.",
        "Z = W A + b has a row for each unit of its own layer, and A has one for each unit of the layer before: "
        "that fixes the shapes of W and of b.",
        "`np.random.randn` takes the sizes one by one and draws with standard deviation 1; `np.zeros` takes one tuple.",
    ),
)
def initialize_parameters(rng):
    """Small random weights, biases of zero."""
    # At least 30 weights an array: of 6 that are ten times too large one draw in 40 would look small enough.
    for n_x, n_h, n_y in [*sizes(rng, 2, of=3, low=5), tuple(int(n) for n in LARGE + rng.integers(0, 9, size=3))]:
        yield f"layers of {n_x}, {n_h} and {n_y} units", dict(n_x=n_x, n_h=n_h, n_y=n_y)


initialize_parameters.mistake(
    "weights transposed",
    ("randn(n_h, n_x)", "randn(n_x, n_h)"),
    ("randn(n_y, n_h)", "randn(n_h, n_y)"),
    hint="W has a row for each unit of its own layer and a column for each unit of the layer before.",
)
initialize_parameters.mistake(
    "weights not small",
    ("randn(n_h, n_x) * 0.01", "randn(n_h, n_x)"),
    ("randn(n_y, n_h) * 0.01", "randn(n_y, n_h)"),
    hint="Large weights make Z large, where tanh and sigmoid are flat and learn slowly. By what is the draw scaled?",
)
initialize_parameters.mistake(
    "uniform for normal",
    ("randn(n_h, n_x)", "rand(n_h, n_x)"),
    ("randn(n_y, n_h)", "rand(n_y, n_h)"),
    hint="`rand` draws between 0 and 1, so that every weight is positive; a normal draw has mean 0.",
)
initialize_parameters.mistake(
    "weights zero or all equal",
    ("np.random.randn(n_h, n_x) * 0.01", "np.zeros((n_h, n_x))"),
    ("np.random.randn(n_y, n_h) * 0.01", "np.zeros((n_y, n_h))"),
    hint="With equal weights all hidden units compute the same and stay the same: only a random start breaks the tie.",
)
for W, shape, swapped in [("W1", "n_h, n_x", "n_x, n_h"), ("W2", "n_y, n_h", "n_h, n_y")]:
    initialize_parameters.mistake(
        f"{W} transposed",
        (f"randn({shape})", f"randn({swapped})"),
        hint=f"{W} has a row for each unit of its own layer and a column for each unit of the layer before.",
    )
    initialize_parameters.mistake(
        f"{W} not small",
        (f"randn({shape}) * 0.01", f"randn({shape})"),
        hint=f"By what is the draw of {W} scaled? Large weights make tanh and sigmoid flat.",
    )
    initialize_parameters.mistake(
        f"{W} zero",
        (f"np.random.randn({shape}) * 0.01", f"np.zeros(({shape}))"),
        hint=f"With {W} zero the gradient of the other layer is zero too. Which start breaks the symmetry?",
    )
initialize_parameters.mistake(
    "weights about ten times too small",
    ("randn(n_h, n_x) * 0.01", "randn(n_h, n_x) * 0.001"),
    ("randn(n_y, n_h) * 0.01", "randn(n_y, n_h) * 0.001"),
    hint="The text asks for a standard deviation of 0.01: count the zeros.",
)
initialize_parameters.mistake(
    "weights about ten times too large",
    ("randn(n_h, n_x) * 0.01", "randn(n_h, n_x) * 0.1"),
    ("randn(n_y, n_h) * 0.01", "randn(n_y, n_h) * 0.1"),
    hint="The text asks for a standard deviation of 0.01: count the zeros. Dividing by a root comes in week 4.",
)
initialize_parameters.mistake(
    "biases are numbers",
    ("np.zeros((n_h, 1))", "0"),
    ("np.zeros((n_y, 1))", "0"),
    hint="Each unit has a bias of its own: a column of zeros, one for each unit.",
)
initialize_parameters.mistake(
    "biases of rank 1",
    ("np.zeros((n_h, 1))", "np.zeros(n_h)"),
    ("np.zeros((n_y, 1))", "np.zeros(n_y)"),
    hint="An array of shape (n,) is no column: it is added along rows. Give the shape as a pair.",
)
initialize_parameters.mistake(
    "biases as rows",
    ("np.zeros((n_h, 1))", "np.zeros((1, n_h))"),
    ("np.zeros((n_y, 1))", "np.zeros((1, n_y))"),
    hint="A bias belongs to a unit, and units are rows: a bias is a column.",
)
initialize_parameters.mistake(
    "biases not zero",
    ("np.zeros((n_h, 1))", "np.random.randn(n_h, 1) * 0.01"),
    ("np.zeros((n_y, 1))", "np.random.randn(n_y, 1) * 0.01"),
    hint="The weights already break the symmetry: the biases start at zero.",
)
for b, shape in [("b1", "n_h"), ("b2", "n_y")]:
    initialize_parameters.mistake(
        f"{b} of rank 1",
        (f"np.zeros(({shape}, 1))", f"np.zeros({shape})"),
        hint=f"An array of shape (n,) is no column: it is added along rows. Give the shape of {b} as a pair.",
    )
    initialize_parameters.mistake(
        f"{b} as a row",
        (f"np.zeros(({shape}, 1))", f"np.zeros((1, {shape}))"),
        hint=f"A bias belongs to a unit, and units are rows: {b} is a column.",
    )
    initialize_parameters.mistake(
        f"{b} has the other layer's size",
        (f"np.zeros(({shape}, 1))", f"np.zeros(({'n_x' if b == 'b1' else 'n_h'}, 1))"),
        hint=f"{b} has a row for each unit of its own layer, not of the layer before.",
    )
initialize_parameters.mistake(
    "sizes not as randn or zeros take them",
    ("randn(n_h, n_x)", "randn((n_h, n_x))"),
    hint="`np.random.randn` takes the sizes one by one, where `np.zeros` takes them as one tuple.",
)

# --- forward_propagation --------------------------------------------------------------------------


@exercise(
    points=16,
    minutes=12,
    level=2,
    returns="A2, cache",
    hints=(
        "Four quantities, in this order: Z1, A1, Z2, A2. Each needs the one before it, and each Z needs a W and a b.",
        "(n_h, n_x) meets (n_x, m), then (1, n_h) meets (n_h, m): the inner sizes agree. Each b is a column and is "
        "added to every column.",
        "`@` for the two products, `np.tanh` for the hidden layer, `sigmoid` (from the first cell) for the output.",
    ),
    large={"X": (20, 5000), "parameters": {"W1": (4, 20), "b1": (4, 1), "W2": (1, 4), "b2": (1, 1)}},
)
def forward_propagation(rng):
    """One forward pass: tanh in the hidden layer, sigmoid at the output."""
    for n_x, n_h, m in shapes(rng):
        yield (
            f"{examples(m)} of {n_x} features, {n_h} hidden units",
            dict(X=rng.normal(size=(n_x, m)), parameters=parameters_of(rng, n_x, n_h)),
        )


forward_propagation.mistake(
    "sigmoid in the hidden layer",
    ("A1 = np.tanh(Z1)", "A1 = sigmoid(Z1)"),
    hint="The hidden layer's activation is tanh; sigmoid is for the output, which is to be a probability.",
)
forward_propagation.mistake(
    "ReLU in the hidden layer",
    ("A1 = np.tanh(Z1)", "A1 = np.maximum(0, Z1)"),
    hint="This network's hidden layer uses tanh. ReLU comes next week.",
)
forward_propagation.mistake(
    "no activation in the hidden layer",
    ("A1 = np.tanh(Z1)", "A1 = Z1"),
    hint="Without an activation the two layers are one linear map. What turns Z1 into A1?",
)
forward_propagation.mistake(
    "tanh at the output",
    ("A2 = sigmoid(Z2)", "A2 = np.tanh(Z2)"),
    hint="The output is a probability, between 0 and 1; tanh goes from -1 to 1.",
)
forward_propagation.mistake(
    "activations swapped",
    ("A1 = np.tanh(Z1)", "A1 = sigmoid(Z1)"),
    ("A2 = sigmoid(Z2)", "A2 = np.tanh(Z2)"),
    hint="The output is to be a probability, between 0 and 1: which of the two functions gives that?",
)
forward_propagation.mistake(
    "parentheses missing in the sigmoid",
    ("A2 = sigmoid(Z2)", "A2 = 1 / 1 + np.exp(-Z2)"),
    hint="Division comes before addition: 1 / 1 + e is 1 + e. Where do the parentheses go? Or use the given sigmoid.",
)
forward_propagation.mistake(
    "sign of the exponent in the sigmoid",
    ("A2 = sigmoid(Z2)", "A2 = 1 / (1 + np.exp(Z2))"),
    hint="Where Z2 is large the output must be close to 1: which sign has the exponent? Or use the given sigmoid.",
)
forward_propagation.mistake(
    "classes for probabilities",
    ("A2 = sigmoid(Z2)", "A2 = (sigmoid(Z2) > 0.5) * 1.0"),
    hint="The forward pass returns the probability itself; the threshold is a matter of predict.",
)
forward_propagation.mistake(
    "A1 given to the sigmoid",
    ("A2 = sigmoid(Z2)", "A2 = sigmoid(A1)"),
    hint="The output unit's activation is taken of its own weighted sum. Which array is that?",
)
forward_propagation.mistake(
    "no activation at the output",
    ("A2 = sigmoid(Z2)", "A2 = Z2"),
    hint="Z2 can be any number; what makes a probability of it?",
)
forward_propagation.mistake(
    "W2 applied to Z1",
    ('parameters["W2"] @ A1', 'parameters["W2"] @ Z1'),
    hint="What the hidden layer hands on is its activation.",
)
forward_propagation.mistake(
    "weights transposed",
    ('parameters["W1"] @ X', 'parameters["W1"].T @ X'),
    hint="Write the shapes side by side, the inner two must meet: (n_h, n_x) with (n_x, m), (1, n_h) with (n_h, m).",
    public=True,
)
forward_propagation.mistake(
    "W2 transposed",
    ('parameters["W2"] @ A1', 'parameters["W2"].T @ A1'),
    hint="W2 is (1, n_h), A1 is (n_h, m): the inner sizes meet as they are.",
)
forward_propagation.mistake(
    "b1 forgotten",
    (' @ X + parameters["b1"]', " @ X"),
    hint="Z1 is a weighted sum and a bias: did b1 take part?",
)
forward_propagation.mistake(
    "b2 forgotten",
    (' @ A1 + parameters["b2"]', " @ A1"),
    hint="Z2 is a weighted sum and a bias: did b2 take part?",
)
forward_propagation.mistake(
    "both biases forgotten",
    (' @ X + parameters["b1"]', " @ X"),
    (' @ A1 + parameters["b2"]', " @ A1"),
    hint="Each layer is a weighted sum and a bias: where do b1 and b2 take part?",
)
forward_propagation.mistake(
    "b2 in the hidden layer",
    ('@ X + parameters["b1"]', '@ X + parameters["b2"]'),
    hint="Each layer adds its own bias: which one belongs to Z1?",
)
forward_propagation.mistake(
    "b1 in the output layer",
    ('@ A1 + parameters["b2"]', '@ A1 + parameters["b1"]'),
    hint="Each layer adds its own bias: which one belongs to Z2?",
)
forward_propagation.mistake(
    "biases subtracted",
    ('@ X + parameters["b1"]', '@ X - parameters["b1"]'),
    ('@ A1 + parameters["b2"]', '@ A1 - parameters["b2"]'),
    hint="A weighted sum and a bias are added: check the signs.",
)
forward_propagation.mistake(
    "biases swapped",
    ('@ X + parameters["b1"]', '@ X + parameters["b2"]'),
    ('@ A1 + parameters["b2"]', '@ A1 + parameters["b1"]'),
    hint="Each layer adds its own bias: which one belongs to Z1, and which to Z2?",
)
forward_propagation.mistake(
    "cache Z2 holds A2",
    ("A2 = sigmoid(Z2)", "A2 = Z2 = sigmoid(Z2)"),
    hint="Z2 is what goes into the sigmoid, A2 what comes out: the cache keeps both.",
)
forward_propagation.mistake(
    "cache Z1 holds A1",
    ("A1 = np.tanh(Z1)", "A1 = Z1 = np.tanh(Z1)"),
    hint="Z1 is what goes into tanh, A1 what comes out: the cache keeps both.",
)

# --- compute_cost ---------------------------------------------------------------------------------

COST = "-np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)) / m"


@exercise(
    points=12,
    minutes=8,
    level=2,
    returns="cost",
    hints=(
        "Find the loss of every single example first, then the mean of all of them.",
        "A2 and Y are both (1, m), and so are the losses: each label meets only its own prediction. The mean is one "
        "number.",
        "`np.log`, the product entry by entry `*`, and `np.sum` or `np.mean`. Mind the minus in front of it all.",
    ),
    large={"A2": (1, 20000), "Y": (1, 20000)},
)
def compute_cost(rng):
    """The cross-entropy cost of all examples."""
    for (m,) in sizes(rng, 3, of=1, low=3):
        yield examples(m), dict(A2=rng.uniform(0.05, 0.95, size=(1, m)), Y=labels(rng, m))
    yield "1 example", dict(A2=rng.uniform(0.05, 0.95, size=(1, 1)), Y=labels(rng, 1))
    both = dict(A2=rng.uniform(0.05, 0.95, size=(1, 7)), Y=labels(rng, 7) == 1)
    yield Case("labels True and False", both, advice=True)


compute_cost.mistake(
    "minus on True and False",
    (COST, "np.sum(-Y * np.log(A2) - (1 - Y) * np.log(1 - A2)) / m"),
    hint="Where Y holds True and False, -Y stops: NumPy has no minus for them. A minus in front of the whole sum has "
    "none of that trouble.",
    costs=False,
)
compute_cost.mistake(
    "cost not averaged",
    (" / m", ""),
    hint="The cost is the mean of the losses of all m examples, not their sum. Y is (1, m): which axis counts them?",
    public=True,
)
compute_cost.mistake(
    "sign of the cost",
    ("-np.sum", "np.sum"),
    hint="The logarithm of a probability is negative, a cost is positive: what turns one into the other?",
)
compute_cost.mistake(
    "only the examples of class 1 counted",
    (" + (1 - Y) * np.log(1 - A2)", ""),
    hint="Where y is 0 your term vanishes, whatever the network says. Which term speaks for those examples?",
)
compute_cost.mistake(
    "only the examples of class 0 counted",
    ("Y * np.log(A2) + ", ""),
    hint="Where y is 1 your term vanishes, whatever the network says. Which term speaks for those examples?",
)
compute_cost.mistake(
    "a matrix product of all pairs",
    (COST, "-np.sum(Y.T @ np.log(A2) + (1 - Y).T @ np.log(1 - A2)) / m"),
    hint="Y.T @ log(A2) is (m, m): every label meets every prediction. Each label belongs to its own example only.",
)
compute_cost.mistake(
    "~Y for 1 - Y",
    ("(1 - Y)", "(~Y)"),
    hint="`~` turns True into False, but 0 into -1: it is 1 - Y only where Y is bool.",
)
compute_cost.mistake(
    "cost is [[c]]",
    (COST, "-(Y @ np.log(A2).T + (1 - Y) @ np.log(1 - A2).T) / m"),
    hint="The product of a row and a column is an array of shape (1, 1), and the cost is a single number.",
)
compute_cost.mistake(
    "cost is [c]",
    (COST, "-np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2), axis=1) / m"),
    hint="With an axis np.sum keeps the other one, and the result is an array of one number: the cost is the number.",
)
compute_cost.mistake(
    "Y for 1 - Y",
    ("(1 - Y)", "Y"),
    hint="The second term is there for the examples whose label is 0: what is its factor?",
)
compute_cost.mistake(
    "log(A2) in both terms",
    ("np.log(1 - A2)", "np.log(A2)"),
    hint="Where y is 0, the true class has the probability 1 - a: its logarithm counts.",
)
compute_cost.mistake(
    "1 - log(A2) for log(1 - A2)",
    ("np.log(1 - A2)", "(1 - np.log(A2))"),
    hint="First the probability of class 0, then its logarithm: what stands inside the parentheses of np.log?",
)
compute_cost.mistake(
    "terms subtracted",
    (" + (1 - Y)", " - (1 - Y)"),
    hint="Both terms are logarithms of probabilities, and both count the same way: check the sign between them.",
)
compute_cost.mistake(
    "logarithm to base 2",
    (COST, "-np.sum(Y * np.log2(A2) + (1 - Y) * np.log2(1 - A2)) / m"),
    hint="The cross-entropy uses the natural logarithm: only its derivative gives the simple A2 - Y.",
)
compute_cost.mistake(
    "cost halved",
    (" / m", " / (2 * m)"),
    hint="The cross-entropy has no factor of one half: the mean divides by m alone.",
)
compute_cost.mistake(
    "cost for each example",
    (COST, "-(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)) / m"),
    hint="These are the losses, one an example: the cost adds them up.",
)
compute_cost.mistake(
    "logarithm to base 10",
    (COST, "-np.sum(Y * np.log10(A2) + (1 - Y) * np.log10(1 - A2)) / m"),
    hint="The cross-entropy uses the natural logarithm: only its derivative gives the simple A2 - Y.",
)
compute_cost.mistake(
    "A2 and Y swapped",
    (COST, "-np.sum(A2 * np.log(np.clip(Y, 1e-9, 1)) + (1 - A2) * np.log(np.clip(1 - Y, 1e-9, 1))) / m"),
    hint="The logarithm is taken of what the network says; the labels choose which one counts.",
)
compute_cost.mistake(
    "the sum ends too early",
    (COST, "-np.sum(Y * np.log(A2)) + np.sum((1 - Y) * np.log(1 - A2)) / m"),
    hint="The minus and the 1/m are for both terms: follow the parentheses from the first to the last.",
)
compute_cost.mistake(
    "squared error",
    (COST, "np.sum((A2 - Y) ** 2) / m"),
    hint="That is the squared error: with a sigmoid its cost is not convex. This course uses the cross-entropy.",
)

# --- backward_propagation -------------------------------------------------------------------------

DZ1 = 'parameters["W2"].T @ dZ2 * (1 - A1**2)'


@exercise(
    points=20,
    minutes=20,
    level=3,
    returns="{dW1, db1, dW2, db2}",
    hints=(
        "Six quantities, one for each line of the formulas, in that order: dZ2, dW2, db2, dZ1, dW1, db1. The cache "
        "has A1 and A2.",
        "Each gradient has the shape of what it belongs to. dW2 is (1, n_h): (1, m) meets (m, n_h). dZ1 is (n_h, "
        "m): (n_h, 1) meets (1, m), then entry by entry.",
        "`@` with `.T` for the products, `*` for the slope of tanh, `np.sum` with `axis` and `keepdims` for the "
        "biases.",
    ),
    large={
        "parameters": {"W1": (4, 20), "b1": (4, 1), "W2": (1, 4), "b2": (1, 1)},
        "cache": {"Z1": (4, 5000), "A1": (4, 5000), "Z2": (1, 5000), "A2": (1, 5000)},
        "X": (20, 5000),
        "Y": (1, 5000),
    },
)
def backward_propagation(rng, solved):
    """One backward pass, from a cache that a forward pass made."""
    for n_x, n_h, m in shapes(rng):
        X, parameters = rng.normal(size=(n_x, m)), parameters_of(rng, n_x, n_h)
        _, cache = solved.forward_propagation(X, parameters)
        yield (
            f"{examples(m)} of {n_x} features, {n_h} hidden units",
            dict(parameters=parameters, cache=cache, X=X, Y=labels(rng, m)),
        )


for dW, product in [("dW1", "dZ1 @ X.T"), ("dW2", "dZ2 @ A1.T")]:
    backward_propagation.mistake(
        f"{dW} not averaged",
        (f"{product} / m", product),
        hint=f"{dW} is a gradient of the cost, which is a mean over the m examples. Which number is missing?",
    )
for db, dZ in [("db1", "dZ1"), ("db2", "dZ2")]:
    total = f"np.sum({dZ}, axis=1, keepdims=True) / m"
    backward_propagation.mistake(
        f"{db} not averaged",
        (total, f"np.sum({dZ}, axis=1, keepdims=True)"),
        hint=f"{db} is the mean of {dZ} over the m examples. Which number is missing?",
    )
    backward_propagation.mistake(
        f"no keepdims in {db}",
        (total, f"np.sum({dZ}, axis=1) / m"),
        hint="It is to be a column, like the bias itself. np.sum drops the axis that it sums over, unless told not to.",
        public=db == "db1",
    )
    backward_propagation.mistake(
        f"{db} averaged twice",
        (total, f"np.mean({dZ}, axis=1, keepdims=True) / m"),
        hint=f"np.mean has already divided by m: {db} is divided once.",
    )
    backward_propagation.mistake(
        f"{db} summed over everything",
        (total, f"np.sum({dZ}) / m"),
        hint=f"Each unit has a bias of its own: sum {dZ} over the examples only. Which axis is that?",
    )
    backward_propagation.mistake(
        f"{db} summed over the units",
        (total, f"np.sum({dZ}, axis=0, keepdims=True) / m"),
        hint=f"axis=0 adds up the rows, which are units; {db} adds up the examples.",
    )
backward_propagation.mistake(
    "no gradient averaged",
    ("m = X.shape[1]", "m = 1"),
    hint="All four are gradients of the cost, a mean over the m examples. Which number is missing, or is it 1?",
)
backward_propagation.mistake(
    "m counts the features",
    ("m = X.shape[1]", "m = X.shape[0]"),
    hint="X is (n_x, m): the examples are its columns.",
)
backward_propagation.mistake(
    "1/m twice",
    ("dZ2 = A2 - Y", "dZ2 = (A2 - Y) / m"),
    hint="dZ belongs to each example's loss and has no 1/m: only dW and db carry it, once.",
)
backward_propagation.mistake(
    "1/m twice in the hidden layer",
    (DZ1, DZ1 + " / m"),
    hint="dZ1 belongs to each example's loss and has no 1/m: only dW1 and db1 carry it, once.",
)
backward_propagation.mistake(
    "sign of dZ2",
    ("dZ2 = A2 - Y", "dZ2 = Y - A2"),
    hint="Where the network says too much, the gradient must be positive: prediction minus label.",
)
backward_propagation.mistake(
    "dZ2 with the sigmoid's derivative again",
    ("dZ2 = A2 - Y", "dZ2 = (A2 - Y) * A2 * (1 - A2)"),
    hint="A2 - Y already holds the sigmoid's derivative: it cancelled with the cost's.",
)
backward_propagation.mistake(
    "dA2 for dZ2",
    ("dZ2 = A2 - Y", "dZ2 = (1 - Y) / (1 - A2) - Y / A2"),
    hint="That is the loss's derivative by A2. Between A2 and Z2 lies the sigmoid: its derivative is the next factor.",
)
backward_propagation.mistake(
    "a product whose shapes don't meet",
    (DZ1, 'parameters["W2"].T @ dZ2 @ (1 - A1**2)'),
    hint="Only what comes back through W2 is a matrix product, (n_h, 1) with (1, m): is W2 transposed? The derivative "
    "of tanh acts on each unit and example by itself: what kind of product is that?",
)
for dW, dZ, A, sizes_of in [("dW1", "dZ1", "X", "(n_h, m) and (n_x, m)"), ("dW2", "dZ2", "A1", "(1, m) and (n_h, m)")]:
    backward_propagation.mistake(
        f"a product whose shapes don't meet in {dW}",
        (f"{dZ} @ {A}.T", f"{dZ} @ {A}"),
        hint=f"{dZ} and {A} are {sizes_of}: in {dW} they are summed over the examples, so the m must meet. Which of "
        "the two is turned round?",
    )
backward_propagation.mistake(
    "dW2 for W2",
    (DZ1, "dW2.T @ dZ2 * (1 - A1**2)"),
    hint="The error goes back through the weights themselves, not through their gradient.",
)
backward_propagation.mistake(
    "W2 left out",
    (DZ1, "dZ2 * (1 - A1**2)"),
    hint="The error of the output reaches a hidden unit through that unit's weight. Which array is missing in dZ1?",
)
backward_propagation.mistake(
    "derivative 1 - A1",
    ("(1 - A1**2)", "(1 - A1)"),
    hint="The derivative of tanh(z) is 1 - tanh(z)^2: check the power.",
)
backward_propagation.mistake(
    "derivative (1 - A1)^2",
    ("(1 - A1**2)", "(1 - A1) ** 2"),
    hint="The derivative of tanh(z) is 1 - tanh(z)^2: what exactly is squared?",
)
backward_propagation.mistake(
    "sign of dZ1",
    ("(1 - A1**2)", "(A1**2 - 1)"),
    hint="tanh rises everywhere, so its derivative is never negative: check the order. Or has dZ2 the other sign, and "
    "were dW2 and db2 turned round again?",
)
backward_propagation.mistake(
    "parentheses missing in the derivative",
    (DZ1, 'parameters["W2"].T @ dZ2 * 1 - A1**2'),
    hint="Products come before differences: `* 1 - A1**2` takes A1^2 from the product. Where do the parentheses go?",
)
backward_propagation.mistake(
    "ReLU's slope in the hidden layer",
    ("(1 - A1**2)", "(A1 > 0)"),
    hint="This network's hidden layer is tanh, whose slope falls to both sides; steps of 0 and 1 are those of ReLU.",
)
backward_propagation.mistake(
    "derivative of the sigmoid in the hidden layer",
    ("(1 - A1**2)", "(A1 * (1 - A1))"),
    hint="a(1 - a) is the derivative of the sigmoid. The hidden layer uses tanh: what is its derivative?",
)
backward_propagation.mistake(
    "derivative of A2",
    ("(1 - A1**2)", "(1 - A2**2)"),
    hint="dZ1 belongs to the hidden layer: whose activation goes into the derivative?",
)
backward_propagation.mistake(
    "derivative of Z1",
    ("(1 - A1**2)", '(1 - cache["Z1"] ** 2)'),
    hint="1 - tanh(z)^2 is written with the activation: which of Z1 and A1 is tanh(z)?",
    public=True,
)
backward_propagation.mistake(
    "derivative left out",
    (" * (1 - A1**2)", ""),
    hint="Between A1 and Z1 lies tanh: its derivative is a factor of dZ1.",
)
backward_propagation.mistake(
    "times Z1 as well",
    (DZ1, DZ1 + ' * cache["Z1"]'),
    hint="dZ1 has two factors, what comes back through W2 and the derivative of tanh. Which one is too many?",
)
backward_propagation.mistake(
    "derivative with a plus",
    ("(1 - A1**2)", "(1 + A1**2)"),
    hint="The derivative of tanh is never above 1: check the sign.",
)
backward_propagation.mistake(
    "A1 for X in dW1",
    ("dZ1 @ X.T", "dZ1 @ A1.T"),
    hint="dW1 pairs the error of the first layer with the input of the first layer. What is its input?",
)
backward_propagation.mistake(
    "X for A1 in dW2",
    ("dZ2 @ A1.T", "dZ2 @ X.T"),
    hint="dW2 pairs the error of the output layer with that layer's input. What is its input?",
)
backward_propagation.mistake(
    "elementwise product in dW2",
    ("dZ2 @ A1.T / m", "dZ2 * A1 / m"),
    hint="dW2 adds up over the examples, which is what a matrix product does: (n_y, m) times (m, n_h).",
)
backward_propagation.mistake(
    "Z1 for A1 in dW2",
    ("dZ2 @ A1.T", 'dZ2 @ cache["Z1"].T'),
    hint="What the output layer receives is the hidden layer's activation.",
)
backward_propagation.mistake(
    "db1 from dZ2",
    ("np.sum(dZ1, axis=1, keepdims=True)", "np.sum(dZ2, axis=1, keepdims=True)"),
    hint="db1 adds up the errors of the hidden layer. Whose are these?",
)
backward_propagation.mistake(
    "db1 averaged over everything",
    ("np.sum(dZ1, axis=1, keepdims=True) / m", "np.mean(dZ1)"),
    hint="Each unit has a bias of its own: average dZ1 over the examples only. Which axis is that?",
)
backward_propagation.mistake(
    "dW1 transposed",
    ("dZ1 @ X.T / m", "X @ dZ1.T / m"),
    hint="A gradient has the shape of what it belongs to: dW1 that of W1, (n_h, n_x).",
)
backward_propagation.mistake(
    "dW2 transposed",
    ("dZ2 @ A1.T / m", "A1 @ dZ2.T / m"),
    hint="A gradient has the shape of what it belongs to: dW2 that of W2, (n_y, n_h).",
)

# --- update_parameters ----------------------------------------------------------------------------


@exercise(
    points=10,
    minutes=6,
    level=1,
    returns="{W1, b1, W2, b2}",
    unchanged=True,
    hints=(
        "For each of the four: the old value, and a step along its own gradient. Which way does the cost fall?",
        "The gradient of `W1` is called `dW1` and has the same shape, so everything goes entry by entry.",
        "`parameters` and `grads` are dictionaries, read by `[...]`; `-` makes a new array, `-=` changes the old one.",
    ),
)
def update_parameters(rng):
    """One step of gradient descent, into a new dictionary."""
    for n_x, n_h, n_y in sizes(rng, 3, of=3):
        rate = float(rng.uniform(0.2, 0.9))
        grads = {f"d{name}": value for name, value in parameters_of(rng, n_x, n_h, n_y).items()}
        yield (
            f"layers of {n_x}, {n_h} and {n_y} units, learning rate {rate:.2f}",
            dict(parameters=parameters_of(rng, n_x, n_h, n_y), grads=grads, learning_rate=rate),
        )
    grads = {f"d{name}": value for name, value in parameters_of(rng, 3, 5).items()}
    yield "the learning rate's default", dict(parameters=parameters_of(rng, 3, 5), grads=grads)


for name in ("W1", "b1", "W2", "b2"):
    step = f'parameters["{name}"] - learning_rate * grads["d{name}"]'
    update_parameters.mistake(
        f"{name} climbs",
        (step, step.replace(" - ", " + ")),
        hint=f"The gradient points uphill. Which way does {name} go to make the cost smaller?",
    )
    update_parameters.mistake(
        f"{name} never updated",
        (step, f'parameters["{name}"]'),
        hint=f"All four arrays take a step: {name} comes back as it went in.",
    )
    update_parameters.mistake(
        f"{name} stepped without the learning rate",
        (step, f'parameters["{name}"] - grads["d{name}"]'),
        hint=f"How long is the step of {name}? The learning rate is a factor of it.",
    )
STEPS = [
    (f'parameters["{name}"] - learning_rate', f'parameters["{name}"] {{}}', f'grads["d{name}"]')
    for name in ("W1", "b1", "W2", "b2")
]
update_parameters.mistake(
    "climbs instead of descending",
    *((old, new.format("+ learning_rate")) for old, new, _ in STEPS),
    hint="The gradient points uphill: to make the cost smaller, go against it.",
    public=True,
)
update_parameters.mistake(
    "learning rate hard-coded",
    *((old, new.format("- 1.2")) for old, new, _ in STEPS),
    hint="1.2 is only the default: the step uses the argument learning_rate.",
)
update_parameters.mistake(
    "learning rate forgotten",
    *((f"learning_rate * {gradient}", gradient) for _, _, gradient in STEPS),
    hint="How long is the step? The learning rate is a factor of it.",
)
update_parameters.mistake(
    "b2 from db1",
    ('grads["db2"]', 'grads["db1"]'),
    hint="Each parameter steps along its own gradient: look at the line of b2.",
)
for W, b in [("W1", "b1"), ("W2", "b2")]:
    update_parameters.mistake(
        f"{W} from d{b}",
        (f'grads["d{W}"]', f'grads["d{b}"]'),
        hint=f"Each parameter steps along its own gradient: look at the line of {W}. Broadcasting hides the slip.",
    )
update_parameters.mistake(
    "a gradient of another shape",
    ('grads["dW2"]', 'grads["dW1"]'),
    hint="Each parameter steps along its own gradient, which has its shape: look at the line that stopped.",
)
update_parameters.mistake(
    "gradients returned",
    *((f'parameters["{name}"] - learning_rate * ', "") for name in ("W1", "b1", "W2", "b2")),
    hint="These are the gradients; the new parameters are the old ones less a step along them.",
)
update_parameters.mistake(
    "changes the caller's arrays",
    *(
        (
            f'{name} = parameters["{name}"] - learning_rate * grads["d{name}"]',
            f'{name} = parameters["{name}"]\n    {name} -= learning_rate * grads["d{name}"]',
        )
        for name in ("W1", "b1", "W2", "b2")
    ),
    hint="`-=` writes into the caller's array, and `parameters[...] = ...` into the caller's dictionary. Make new "
    "arrays, in a new dictionary: W1 = W1 - ...",
    public=True,
)

# --- nn_model -------------------------------------------------------------------------------------


@exercise(
    points=16,
    minutes=12,
    level=3,
    returns="{W1, b1, W2, b2}",
    reaches="compute_cost(forward_propagation(X, returned)[0], Y)",
    trains=("num_iterations", "returned"),
    hints=(
        "One thing is done once, before the loop, and three things in every iteration. What does each of them hand "
        "on to the next?",
        "The sizes of the first parameters: n_x and n_y are rows of X and Y, n_h is the argument.",
        "`initialize_parameters`, then `forward_propagation`, `backward_propagation`, `update_parameters`; the last "
        "returns a new dictionary.",
    ),
)
def nn_model(rng):
    """A whole training, from initial values that are given."""
    for (n_x, n_h, m), iterations in zip(sizes(rng, 3, of=3, low=5, high=12), (1, 20, 100), strict=True):
        X, across = rng.normal(size=(n_x, m + 8)), rng.normal(size=(1, n_x))
        long = f"{iterations} iteration{'s' if iterations > 1 else ''}"
        start, start4 = (parameters_of(rng, n_x, n, scale=0.3) for n in (n_h, 4))
        yield Case(
            f"{examples(X.shape[1])} of {n_x} features, {n_h} hidden units, {long}",
            dict(X=X, Y=(across @ X > 0).astype(int), n_h=n_h, num_iterations=iterations, print_cost=iterations == 20),
            # A student who always builds four hidden units gets an answer too, so that it shows.
            fixed={"initialize_parameters": [((n_x, n_h, 1), start), ((n_x, 4, 1), start4)]},
        )


nn_model.mistake(
    "n_h hard-coded",
    ("initialize_parameters(X.shape[0], n_h, Y.shape[0])", "initialize_parameters(X.shape[0], 4, Y.shape[0])"),
    hint="Your hidden layer always has 4 units (layer_sizes says 4, too): use n_h, which the caller chose.",
)
nn_model.mistake(
    "learning rate 0.01",
    ("update_parameters(parameters, grads)", "update_parameters(parameters, grads, 0.01)"),
    hint="update_parameters knows its learning rate, 1.2: nn_model uses that default.",
)
nn_model.mistake(
    "learning rate 0.1",
    ("update_parameters(parameters, grads)", "update_parameters(parameters, grads, 0.1)"),
    hint="update_parameters knows its learning rate, 1.2: nn_model uses that default.",
)
nn_model.mistake(
    "learning rate 0.5",
    ("update_parameters(parameters, grads)", "update_parameters(parameters, grads, 0.5)"),
    hint="update_parameters knows its learning rate, 1.2: nn_model uses that default.",
)
nn_model.mistake(
    "the update is dropped",
    ("parameters = update_parameters", "update_parameters"),
    hint="update_parameters returns a new dictionary and leaves the old one alone: what happens to what it returns?",
)
nn_model.mistake(
    "initialised inside the loop",
    ("grads = backward", "parameters = initialize_parameters(X.shape[0], n_h, Y.shape[0])\n        grads = backward"),
    hint="Each iteration begins again from the first values: initialise once, before the loop.",
)
nn_model.mistake(
    "forward pass outside the loop",
    (
        "for i in progress(range(num_iterations)):\n        A2, cache = forward_propagation(X, parameters)",
        "A2, cache = forward_propagation(X, parameters)\n    for i in progress(range(num_iterations)):",
    ),
    hint="The cache is that of the first parameters for ever: each iteration needs a forward pass of its own.",
)
nn_model.mistake(
    "gradients computed once",
    (
        "for i in progress(range(num_iterations)):\n"
        "        A2, cache = forward_propagation(X, parameters)\n"
        "        grads = backward_propagation(parameters, cache, X, Y)",
        "A2, cache = forward_propagation(X, parameters)\n"
        "    grads = backward_propagation(parameters, cache, X, Y)\n"
        "    for i in progress(range(num_iterations)):",
    ),
    hint="Every step goes along the gradients of the first parameters: forward and backward belong into the loop.",
)
nn_model.mistake(
    "sizes of other data",
    ("initialize_parameters(X.shape[0], n_h, Y.shape[0])", "initialize_parameters(X.shape[1], n_h, Y.shape[0])"),
    hint="W1 needs a column for each feature, and must meet X: in which order are the sizes, and which axis is n_x?",
)
nn_model.mistake(
    "two updates in each iteration",
    (
        "parameters = update_parameters(parameters, grads)",
        "parameters = update_parameters(update_parameters(parameters, grads), grads)",
    ),
    hint="One iteration is one step: how often is update_parameters called?",
)
nn_model.mistake(
    "gradients returned",
    (
        '{compute_cost(A2, Y):.6f}")',
        '{compute_cost(A2, Y):.6f}")\n    parameters = {name[1:]: grads[name] for name in grads}',
    ),
    hint="These are the last gradients: what is to be returned are the parameters.",
)
nn_model.mistake(
    "one iteration short",
    ("range(num_iterations)", "range(1, num_iterations)"),
    hint="range(1, n) has n - 1 numbers: count the updates for num_iterations = 1.",
)
nn_model.mistake(
    "one iteration too many",
    ("range(num_iterations)", "range(num_iterations + 1)"),
    hint="range(n) has n numbers, from 0 to n - 1: count the updates for num_iterations = 1.",
)
nn_model.mistake(
    "stops after the first iteration",
    ("parameters = update_parameters(parameters, grads)", "return update_parameters(parameters, grads)"),
    hint="A return inside the loop ends it at the first iteration: how far is it indented?",
)
nn_model.mistake(
    "number of iterations hard-coded",
    ("range(num_iterations)", "range(1000)"),
    hint="The caller says how many iterations: use num_iterations.",
)

# --- predict --------------------------------------------------------------------------------------

THRESHOLD = "forward_propagation(X, parameters)[0] > 0.5"


@exercise(
    points=12,
    minutes=6,
    level=1,
    hints=(
        "The network already says how probable class 1 is: which function of yours gives that number?",
        "A2 is (1, m), and so is the answer: one class for each example.",
        "A comparison with `>` works entry by entry and gives booleans, which are fine here.",
    ),
    large={"parameters": {"W1": (4, 20), "b1": (4, 1), "W2": (1, 4), "b2": (1, 1)}, "X": (20, 5000)},
)
def predict(rng, solved):
    """1 where the network says more than one half."""
    for n_x, n_h, m in shapes(rng):
        parameters = parameters_of(rng, n_x, n_h)
        X = rng.normal(size=(n_x, 200))
        A2 = solved.forward_propagation(X, parameters)[0][0]
        clear = np.flatnonzero(np.abs(A2 - 0.5) > 1e-3)
        # As many of each class as there are, and some near the threshold, where a wrong threshold shows.
        near = clear[np.argsort(np.abs(A2[clear] - 0.5))]
        chosen = np.concatenate([near[A2[near] > 0.5][:m], near[A2[near] < 0.5][:m]])
        yield (
            f"{examples(chosen[:m].size)} of {n_x} features"
            if m == 1
            else f"{examples(chosen.size)} of {n_x} features",
            dict(parameters=parameters, X=X[:, chosen[:1] if m == 1 else rng.permutation(chosen)]),
        )
    undecided = {**parameters_of(rng, 3, 5), "W2": np.zeros((1, 5)), "b2": np.zeros((1, 1))}
    yield Case("exactly one half", dict(parameters=undecided, X=rng.normal(size=(3, 4))), advice=True)


predict.mistake(
    "probabilities returned",
    ("[0] > 0.5", "[0]"),
    hint="These are the probabilities A2; a prediction is 0 or 1. Which of them count as 1?",
)
predict.mistake(
    "classes swapped",
    ("> 0.5", "< 0.5"),
    hint="A2 is the probability of class 1: where it is large, the prediction is 1.",
)
predict.mistake(
    "Z2 compared with one half",
    (THRESHOLD, 'forward_propagation(X, parameters)[1]["Z2"] > 0.5'),
    hint="One half is the threshold of the probability, A2. What stands before the sigmoid has another one.",
)
predict.mistake(
    "hidden layer's activation",
    (THRESHOLD, 'forward_propagation(X, parameters)[1]["A1"] > 0.5'),
    hint="A1 is what the hidden units say, (n_h, m): the answer is read off the output.",
)
predict.mistake(
    "classes -1 and 1",
    (THRESHOLD, "np.where(forward_propagation(X, parameters)[0] > 0.5, 1, -1)"),
    hint="The classes are 0 and 1.",
)
predict.mistake(
    "only the first example",
    (THRESHOLD, "forward_propagation(X, parameters)[0][:, :1] > 0.5"),
    hint="One example is answered: X has m of them, and the answer is (1, m).",
)
predict.mistake(
    "a column for a row",
    (THRESHOLD, "(forward_propagation(X, parameters)[0] > 0.5).T"),
    hint="The answer is a row like Y, (1, m): one column for each example.",
)
predict.mistake(
    "threshold too low",
    ("> 0.5", "> 0"),
    hint="A2 is a probability, always above 0, and more examples become 1 than should: the threshold is one half.",
)
predict.mistake(
    "one class for all examples",
    (THRESHOLD, "np.mean(forward_propagation(X, parameters)[0], keepdims=True) > 0.5"),
    hint="Each example has a prediction of its own: the answer is (1, m).",
)
predict.mistake(
    "rank 1",
    (THRESHOLD, "(forward_propagation(X, parameters)[0] > 0.5).ravel()"),
    hint="The answer is a row like Y, (1, m); an array of shape (m,) is neither a row nor a column.",
)
predict.mistake(
    "tuple not unpacked",
    (THRESHOLD, "forward_propagation(X, parameters) > 0.5"),
    hint="forward_propagation(X, parameters) returns two things, A2 and the cache: does your line take the first?",
)
predict.mistake(
    ">= at the threshold",
    ("> 0.5", ">= 0.5"),
    hint="Where A2 is exactly one half this course predicts 0: > 0.5.",
    costs=False,
)

# --- the question in words ------------------------------------------------------------------------


@written
def hidden_units(seed, solved):
    """What your_run prints for the student of this seed."""
    (X, Y), (new_X, new_Y) = data.flower(m=60, seed=seed), data.flower(seed=seed + 1)
    told = {}
    for size in (1, 5, 20):
        draw = np.random.default_rng(seed).normal
        parameters = {
            "W1": draw(size=(size, 2)),
            "b1": np.zeros((size, 1)),
            "W2": draw(size=(1, size)),
            "b2": np.zeros((1, 1)),
        }
        for _ in range(500):
            _, cache = solved.forward_propagation(X, parameters)
            parameters = solved.update_parameters(parameters, solved.backward_propagation(parameters, cache, X, Y))
        learned = 100 * np.mean(solved.predict(parameters, X) == Y)
        unseen = 100 * np.mean(solved.predict(parameters, new_X) == new_Y)
        units = f"{size} hidden unit{'s' if size > 1 else ''}"
        told[units] = f"{learned:.1f} % of the learned points, {unseen:.1f} % of new ones"
    return told
