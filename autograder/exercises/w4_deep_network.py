"""What is asked in w4_deep_network: a network of any depth, ReLU in the hidden layers and a sigmoid at the end."""

from itertools import pairwise

import numpy as np

from autograder import data
from autograder.exercise import exercise, sizes, written

# --- what cases are made of -----------------------------------------------------------------------

DEPTHS = (2, 3, 4, 4)
"""The number of layers of four cases. A slip that two layers hide shows in three, one that three hide in four."""


def parameters_of(rng, layer_dims):
    """Weights and biases of some size: what comes out of a layer is as large as what goes in."""
    parameters = {}
    for l in range(1, len(layer_dims)):
        n, n_prev = layer_dims[l], layer_dims[l - 1]
        parameters[f"W{l}"] = rng.normal(size=(n, n_prev)) * 1.4 / np.sqrt(n_prev)
        parameters[f"b{l}"] = 0.3 * rng.normal(size=(n, 1))
    return parameters


def labels(rng, m):
    """(1, m) labels with both classes among them, where there are two examples or more."""
    return rng.permutation(np.arange(m) % 2 if m > 1 else rng.integers(0, 2, size=1)).reshape(1, m)


def examples(n):
    return f"{n} example{'s' if n > 1 else ''}"


def shapes(rng):
    """(n_prev, n, m) of four layers: no two alike within a case, and one case of a single example."""
    *several, (n_prev, n, _) = sizes(rng, 4, of=3, high=7)
    return [*several, (n_prev, n, 1)]


def layer(rng, n_prev, n, m):
    """A_prev, W and b of a layer."""
    return rng.normal(size=(n_prev, m)), rng.normal(size=(n, n_prev)), rng.normal(size=(n, 1))


def depths(rng):
    """(layer_dims, m) of four networks with one output, the last with a single example.

    No two sizes of a network are alike, and none is alike at the same place of two networks.
    """
    ring = rng.permutation(np.arange(2, 8))
    for i, L in enumerate(DEPTHS):
        m, *dims = (int(n) for n in np.roll(ring, i)[: L + 1])
        yield [*dims, 1], 1 if i == len(DEPTHS) - 1 else m


def called(layer_dims):
    return f"layers of {', '.join(map(str, layer_dims[:-1]))} and {layer_dims[-1]} units"


def has_both_signs(Z):
    """Some units active and some not, and none at the kink of ReLU."""
    return (Z > 0).any() and (Z < 0).any() and np.abs(Z).min() > 1e-3


def network(rng, solved, layer_dims, m):
    """X and parameters such that ReLU has something to do in every hidden layer, and what a forward pass makes."""
    while True:
        X, parameters = rng.normal(size=(layer_dims[0], m)), parameters_of(rng, layer_dims)
        AL, caches = solved.L_model_forward(X, parameters)
        if all(has_both_signs(Z) for _, Z in caches[:-1]) and np.abs(caches[-1][1]).max() < 4:
            return X, parameters, AL, caches


# --- initialize_parameters ------------------------------------------------------------------------

LARGE = (60, 50, 40)
JUDGED = {"W1": ("normal", 0.01), "b1": ("zeros",), "W2": ("normal", 0.01), "b2": ("zeros",)}


@exercise(
    points=4,
    minutes=4,
    level=1,
    returns="{W1, b1, W2, b2}",
    judged=JUDGED,
    hints=(
        "Four arrays: two of random numbers, scaled down, and two of zeros.",
        "A W has as many rows as its layer has units, and as many columns as numbers come in from the layer before.",
        "np.random.randn takes the sizes one by one, np.zeros takes them as one tuple.",
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
    hint="By what is the draw scaled? The text asks for a standard deviation of 0.01.",
)
initialize_parameters.mistake(
    "weights about ten times too large",
    ("randn(n_h, n_x) * 0.01", "randn(n_h, n_x) * 0.1"),
    ("randn(n_y, n_h) * 0.01", "randn(n_y, n_h) * 0.1"),
    hint="The text asks for a standard deviation of 0.01: count the zeros.",
)
initialize_parameters.mistake(
    "weights about ten times too small",
    ("randn(n_h, n_x) * 0.01", "randn(n_h, n_x) * 0.001"),
    ("randn(n_y, n_h) * 0.01", "randn(n_y, n_h) * 0.001"),
    hint="The text asks for a standard deviation of 0.01: count the zeros.",
)
initialize_parameters.mistake(
    "uniform for normal",
    ("randn(n_h, n_x)", "rand(n_h, n_x)"),
    ("randn(n_y, n_h)", "rand(n_y, n_h)"),
    hint="`rand` draws between 0 and 1, so that every weight is positive; a normal draw has mean 0.",
)
initialize_parameters.mistake(
    "weights zero",
    ("np.random.randn(n_h, n_x) * 0.01", "np.zeros((n_h, n_x))"),
    ("np.random.randn(n_y, n_h) * 0.01", "np.zeros((n_y, n_h))"),
    hint="With ReLU and weights of zero nothing comes through, forward or back: only the output bias can ever move.",
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
        hint=f"By what is the draw of {W} scaled?",
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
initialize_parameters.mistake(
    "sizes not as randn or zeros take them",
    ("randn(n_h, n_x)", "randn((n_h, n_x))"),
    hint="`np.random.randn` takes the sizes one by one, where `np.zeros` takes them as one tuple.",
)

# --- initialize_parameters_deep -------------------------------------------------------------------

# Its first layer is narrow, so that a draw divided by the square root of n_prev has a scale of its own, about 0.2.
LARGE_DEEP = (25, 100, 40, 30, 45)
W_DEEP = "np.random.randn(layer_dims[l], layer_dims[l - 1]) * 0.01"
B_DEEP = "np.zeros((layer_dims[l], 1))"


@exercise(
    points=7,
    minutes=7,
    level=2,
    returns="{W*, b*}",
    judged={"W*": ("normal", 0.01), "b*": ("zeros",)},
    hints=(
        "How many layers does a list of n + 1 sizes describe, and what is the number of the first one?",
        "W of layer l joins two neighbours in the list: rows for the size of layer l, columns for the one before it.",
        "A loop over range, with f-strings for the keys; np.random.randn and np.zeros for the arrays.",
    ),
)
def initialize_parameters_deep(rng):
    """Small random weights and biases of zero for every layer."""
    ring = [int(n) for n in rng.permutation(np.arange(2, 8))]
    for dims in (ring[:3], ring[1:5], ring[::-1][:5], (LARGE_DEEP + rng.integers(0, 5, size=5)).tolist()):
        yield called(dims), dict(layer_dims=dims)


initialize_parameters_deep.mistake(
    "weights transposed",
    ("randn(layer_dims[l], layer_dims[l - 1])", "randn(layer_dims[l - 1], layer_dims[l])"),
    hint="W has a row for each unit of its own layer and a column for each unit of the layer before.",
)
initialize_parameters_deep.mistake(
    "the last layer is missing",
    ("range(1, L + 1)", "range(1, L)"),
    hint="The layers are 1 to L, and range stops before its end. How many arrays does [5, 3, 4, 1] give?",
)
initialize_parameters_deep.mistake(
    "keys one too low",
    ('parameters[f"W{l}"]', 'parameters[f"W{l - 1}"]'),
    ('parameters[f"b{l}"]', 'parameters[f"b{l - 1}"]'),
    hint="The first layer is layer 1: its keys are W1 and b1.",
)
initialize_parameters_deep.mistake(
    "keys one too high",
    ('parameters[f"W{l}"]', 'parameters[f"W{l + 1}"]'),
    ('parameters[f"b{l}"]', 'parameters[f"b{l + 1}"]'),
    hint="The first layer is layer 1: its keys are W1 and b1.",
)
initialize_parameters_deep.mistake(
    "starts at 0 and wraps around",
    ("range(1, L + 1)", "range(L)"),
    ('parameters[f"W{l}"]', 'parameters[f"W{l + 1}"]'),
    ('parameters[f"b{l}"]', 'parameters[f"b{l + 1}"]'),
    hint="layer_dims[0] is the input. At l = 0 the index l - 1 is -1, which means the end of the list.",
)
initialize_parameters_deep.mistake(
    "a layer 0 as well",
    ("range(1, L + 1)", "range(L + 1)"),
    hint="layer_dims[0] is the input, which has no weights: an extra pair of keys counts as one layer more later on.",
)
initialize_parameters_deep.mistake(
    "keys without their number",
    ('parameters[f"W{l}"]', 'parameters["W"]'),
    ('parameters[f"b{l}"]', 'parameters["b"]'),
    hint="Every layer has keys of its own, W1, W2, ...: what makes a key of the letter and the number?",
)
initialize_parameters_deep.mistake(
    "only the last layer is kept",
    (f'parameters[f"W{{l}}"] = {W_DEEP}', f'parameters = {{f"W{{l}}": {W_DEEP}}}'),
    hint="A new dictionary in every round of the loop forgets the layers before. Make it once, then add to it.",
)
initialize_parameters_deep.mistake(
    "always two layers",
    ("range(1, L + 1)", "range(1, 3)"),
    hint="How many layers there are is told by the length of layer_dims.",
)
initialize_parameters_deep.mistake(
    "every layer fed by the input",
    ("layer_dims[l - 1]) * 0.01", "layer_dims[0]) * 0.01"),
    hint="Only layer 1 is fed by the input. How many numbers come into layer l?",
    public=True,
)
initialize_parameters_deep.mistake(
    "weights not small",
    (W_DEEP, W_DEEP.removesuffix(" * 0.01")),
    hint="By what is the draw scaled? The text asks for a standard deviation of 0.01.",
)
initialize_parameters_deep.mistake(
    "weights about ten times too large",
    ("0.01", "0.1"),
    hint="The text asks for a standard deviation of 0.01: count the zeros.",
)
initialize_parameters_deep.mistake(
    "weights about ten times too small",
    ("0.01", "0.001"),
    hint="The text asks for a standard deviation of 0.01: count the zeros.",
)
initialize_parameters_deep.mistake(
    "scaled by the size of the layer before",
    ("* 0.01", "/ np.sqrt(layer_dims[l - 1])"),
    hint="That is the start of the next notebook, or one like it. Here the draw is scaled by 0.01 in every layer.",
)
initialize_parameters_deep.mistake(
    "uniform for normal",
    ("np.random.randn(", "np.random.rand("),
    hint="`rand` draws between 0 and 1, so that every weight is positive; a normal draw has mean 0.",
)
initialize_parameters_deep.mistake(
    "weights zero",
    (W_DEEP, "np.zeros((layer_dims[l], layer_dims[l - 1]))"),
    hint="With ReLU and weights of zero nothing comes through, forward or back: only the output bias can ever move.",
)
initialize_parameters_deep.mistake(
    "biases are numbers",
    (B_DEEP, "0"),
    hint="Each unit has a bias of its own: a column of zeros, one for each unit.",
)
initialize_parameters_deep.mistake(
    "biases of rank 1",
    (B_DEEP, "np.zeros(layer_dims[l])"),
    hint="An array of shape (n,) is no column: it is added along rows. Give the shape as a pair.",
)
initialize_parameters_deep.mistake(
    "biases as rows",
    (B_DEEP, "np.zeros((1, layer_dims[l]))"),
    hint="A bias belongs to a unit, and units are rows: a bias is a column.",
)
initialize_parameters_deep.mistake(
    "biases sized by the layer before",
    (B_DEEP, "np.zeros((layer_dims[l - 1], 1))"),
    hint="A bias belongs to a unit of layer l: how many are there?",
)
initialize_parameters_deep.mistake(
    "biases not zero",
    (B_DEEP, "np.random.randn(layer_dims[l], 1) * 0.01"),
    hint="The weights already break the symmetry: the biases start at zero.",
)
initialize_parameters_deep.mistake(
    "sizes not as randn or zeros take them",
    ("randn(layer_dims[l], layer_dims[l - 1])", "randn((layer_dims[l], layer_dims[l - 1]))"),
    hint="`np.random.randn` takes the sizes one by one, where `np.zeros` takes them as one tuple.",
)
initialize_parameters_deep.mistake(
    "looks beyond the end of the list",
    ("randn(layer_dims[l], layer_dims[l - 1])", "randn(layer_dims[l + 1], layer_dims[l])"),
    hint="layer_dims[l] is the size of layer l itself: the one before it has the index below, not above.",
)

# --- linear_forward -------------------------------------------------------------------------------

Z_LINEAR = "Z = W @ A + b"
CACHE = "cache = (A, W, b)"


# The cache holds three arguments as they came: no one has computed anything. But its order is what the way back
# unpacks, and the learner makes it: it is worth a quarter of the exercise, not half.
@exercise(
    points=8,
    minutes=6,
    level=1,
    returns="Z, cache",
    weights={"Z": 3, "cache": 1},
    hints=(
        "Z is a weighted sum of what comes in, for every unit and every example, plus the unit's bias.",
        "(n_l, n_prev) with (n_prev, m): the inner sizes meet. b is a column, and is added to every column.",
        "The matrix product is @ or np.dot; three things in parentheses, with commas between them, are a tuple.",
    ),
    large={"A": (20, 5000), "W": (4, 20), "b": (4, 1)},
)
def linear_forward(rng):
    """The linear part of a layer: Z, and what the way back needs."""
    for n_prev, n, m in shapes(rng):
        A, W, b = layer(rng, n_prev, n, m)
        yield f"{examples(m)}, from {n_prev} units to {n}", dict(A=A, W=W, b=b)


linear_forward.mistake(
    "a product whose shapes don't meet",
    (Z_LINEAR, "Z = A @ W + b"),
    hint="Write the shapes side by side, the inner two must meet: W is (n_l, n_prev), A is (n_prev, m). It is a matrix "
    "product, and nothing needs to be transposed.",
)
linear_forward.mistake(
    "b forgotten",
    (Z_LINEAR, "Z = W @ A"),
    hint="Z is a weighted sum and a bias: did b take part?",
)
linear_forward.mistake(
    "b subtracted",
    (Z_LINEAR, "Z = W @ A - b"),
    hint="The bias is added.",
)
linear_forward.mistake(
    "one number for all biases",
    (Z_LINEAR, "Z = W @ A + np.sum(b)"),
    hint="Each unit, a row of Z, has its own entry of b: broadcasting adds a column to every column.",
)
linear_forward.mistake(
    "Z transposed",
    (Z_LINEAR, "Z = A.T @ W.T + b.T"),
    hint="In this course one column is one example: Z is (n_l, m).",
)
linear_forward.mistake(
    "Z in the cache for A",
    (CACHE, "cache = (Z, W, b)"),
    hint="The way back needs what came into the layer: A, not Z, which the activation will keep.",
)
linear_forward.mistake(
    "Z for the cache",
    (CACHE, "cache = Z"),
    hint="The cache of this step is a tuple of the three arguments; Z is kept by the activation.",
)
linear_forward.mistake(
    "Z in the cache as well",
    (CACHE, "cache = (A, W, b, Z)"),
    hint="This step's cache has three entries, A, W and b: whoever unpacks it expects three.",
)
linear_forward.mistake(
    "cache in another order: W, A, b",
    (CACHE, "cache = (W, A, b)"),
    hint="The way back unpacks the cache in the order of the arguments.",
)
linear_forward.mistake(
    "cache in another order: W, b, A",
    (CACHE, "cache = (W, b, A)"),
    hint="The way back unpacks the cache in the order of the arguments.",
)
linear_forward.mistake(
    "b missing in the cache",
    (CACHE, "cache = (A, W)"),
    hint="The cache has three entries, in the order of the arguments.",
)
linear_forward.mistake(
    "a dictionary for the cache",
    (CACHE, 'cache = {"A": A, "W": W, "b": b}'),
    hint="This cache has no keys: it is a tuple, and the order tells what is what.",
)

# --- linear_activation_forward --------------------------------------------------------------------

ACTIVATE = 'A, activation_cache = sigmoid(Z) if activation == "sigmoid" else relu(Z)'
PAIR = "cache = (linear_cache, activation_cache)"


def lively_layer(rng, n_prev, n, m):
    """A layer whose Z lies on both sides of 0, and with several examples close to it too, where a shifted Z shows."""
    while True:
        A_prev, W, b = layer(rng, n_prev, n, m)
        Z = W @ A_prev + b
        if has_both_signs(Z) and (m == 1 or has_both_signs(Z[np.abs(Z) < 1])):
            return A_prev, W, b


def both_activations(rng):
    """(n_prev, n, m) and an activation of six layers, each activation with a case of a single example."""
    several = shapes(rng)
    return [
        *((shape, "relu") for shape in several[1:]),
        *((shape, "sigmoid") for shape in [several[0], *shapes(rng)[2:]]),
    ]


@exercise(
    points=10,
    minutes=8,
    level=2,
    returns="A, cache",
    hints=(
        "Two functions do the work, one after the other; each returns a result and something for the way back.",
        "A and Z are both (n_l, m). The cache is a pair: what the linear step kept, then what the activation kept.",
        "linear_forward, then sigmoid or relu: take the two values that each returns apart, as in `this, that = f(x)`.",
    ),
    large={"A_prev": (20, 5000), "W": (4, 20), "b": (4, 1), "activation": "relu"},
)
def linear_activation_forward(rng):
    """A layer: the linear part, then ReLU or the sigmoid."""
    for (n_prev, n, m), activation in both_activations(rng):
        A_prev, W, b = lively_layer(rng, n_prev, n, m)
        yield (
            f"{activation}, {examples(m)}, from {n_prev} units to {n}",
            dict(A_prev=A_prev, W=W, b=b, activation=activation),
        )


linear_activation_forward.mistake(
    "activations swapped",
    ('activation == "sigmoid"', 'activation == "relu"'),
    hint="Which function runs when the argument says relu? Follow the branches with your finger.",
)
linear_activation_forward.mistake(
    "always the sigmoid",
    (ACTIVATE, "A, activation_cache = sigmoid(Z)"),
    hint="The argument `activation` says which of the two is wanted.",
)
linear_activation_forward.mistake(
    "always ReLU",
    (ACTIVATE, "A, activation_cache = relu(Z)"),
    hint="The argument `activation` says which of the two is wanted.",
)
linear_activation_forward.mistake(
    "no activation",
    (ACTIVATE, "A, activation_cache = Z, Z"),
    hint="Z is only the weighted sum: what turns it into A?",
)
linear_activation_forward.mistake(
    "compares with a word that never comes",
    (
        ACTIVATE,
        'if activation == "sigmoid":\n        A, activation_cache = sigmoid(Z)\n'
        '    elif activation == "Relu":\n        A, activation_cache = relu(Z)',
    ),
    hint='The words are "sigmoid" and "relu", in small letters. In one case none of your branches ran.',
)
linear_activation_forward.mistake(
    "A and Z not taken apart",
    (ACTIVATE, 'A = activation_cache = sigmoid(Z) if activation == "sigmoid" else relu(Z)'),
    hint="sigmoid and relu return two things, A and Z: give each a name.",
)
linear_activation_forward.mistake(
    "Z and its cache not taken apart",
    ("Z, linear_cache = linear_forward(A_prev, W, b)", "Z = linear_cache = linear_forward(A_prev, W, b)"),
    hint="linear_forward returns two things, Z and its cache: give each a name.",
)
linear_activation_forward.mistake(
    "the activation taken of A_prev",
    (ACTIVATE, ACTIVATE.replace("(Z)", "(A_prev)")),
    hint="The activation is taken of the layer's own weighted sum.",
)
linear_activation_forward.mistake(
    "cache holds A for Z",
    (PAIR, "cache = (linear_cache, A)"),
    hint="The way back through the activation needs what went into it, not what came out.",
    public=True,
)
linear_activation_forward.mistake(
    "cache reversed",
    (PAIR, "cache = (activation_cache, linear_cache)"),
    hint="The pair is in the order of the steps: first the linear one, then the activation.",
)
linear_activation_forward.mistake(
    "only half of the cache",
    (PAIR, "cache = linear_cache"),
    hint="Two steps were made, and each has kept something: the cache of the layer holds both.",
)
linear_activation_forward.mistake(
    "only Z in the cache",
    (PAIR, "cache = activation_cache"),
    hint="Two steps were made, and each has kept something: the cache of the layer holds both.",
)
linear_activation_forward.mistake(
    "a flat cache",
    (PAIR, "cache = (*linear_cache, activation_cache)"),
    hint="The cache is a pair: the tuple that linear_forward made, as it is, and Z.",
)

# --- L_model_forward ------------------------------------------------------------------------------

HIDDEN = 'linear_activation_forward(A, parameters[f"W{l}"], parameters[f"b{l}"], "relu")'
OUTPUT = 'linear_activation_forward(A, parameters[f"W{L}"], parameters[f"b{L}"], "sigmoid")'


@exercise(
    points=12,
    minutes=10,
    level=3,
    returns="AL, caches",
    hints=(
        "What goes into layer l is what came out of layer l - 1. All layers but the last are alike.",
        "parameters has two entries a layer; caches ends up with one entry a layer, the last layer's included.",
        "A for loop over range, linear_activation_forward in it and once after it; lists have append.",
    ),
)
def L_model_forward(rng, solved):
    """The whole forward pass: ReLU in all layers but the last, then the sigmoid."""
    for layer_dims, m in depths(rng):
        X, parameters, _, _ = network(rng, solved, layer_dims, m)
        yield f"{examples(m)}, {called(layer_dims)}", dict(X=X, parameters=parameters)


L_model_forward.mistake(
    "X goes into every layer",
    (f"A, cache = {HIDDEN}", f"A, cache = {HIDDEN.replace('(A,', '(X,')}"),
    hint="Only layer 1 sees X: layer l is fed with what layer l - 1 has returned.",
)
L_model_forward.mistake(
    "a layer gets an input or weights that aren't its own",
    (OUTPUT, OUTPUT.replace("{L}", "{L - 1}")),
    hint="Layer l multiplies its own W with the A of layer l - 1. Print l and both shapes in every round: does the "
    "loop end before the last layer, which comes after it? Which A goes into that one?",
)
L_model_forward.mistake(
    "a key that parameters doesn't have",
    ("len(parameters) // 2", "len(parameters)"),
    hint="parameters has two entries a layer, and the first is layer 1: how many layers are there, and where does the "
    "loop begin?",
)
L_model_forward.mistake(
    "always two layers",
    ("len(parameters) // 2", "2"),
    hint="How many layers there are is told by the number of entries in parameters.",
)
L_model_forward.mistake(
    "ReLU at the output",
    (OUTPUT, OUTPUT.replace("sigmoid", "relu")),
    hint="The output is a probability: which activation lies between 0 and 1?",
)
L_model_forward.mistake(
    "the sigmoid in the hidden layers",
    (HIDDEN, HIDDEN.replace("relu", "sigmoid")),
    hint="The hidden layers use ReLU; only the last one has to end in a probability.",
)
L_model_forward.mistake(
    "activations swapped",
    (HIDDEN, HIDDEN.replace("relu", "sigmoid")),
    (OUTPUT, OUTPUT.replace("sigmoid", "relu")),
    hint="ReLU in the hidden layers, the sigmoid at the end, where a probability is wanted.",
)
L_model_forward.mistake(
    "the last cache is missing",
    (f"AL, cache = {OUTPUT}\n    caches.append(cache)", f"AL, cache = {OUTPUT}"),
    hint="caches has an entry for every layer, the last one too: how long is your list?",
)
L_model_forward.mistake(
    "only the last cache is kept",
    (f"A, cache = {HIDDEN}\n        caches.append(cache)", f"A, cache = {HIDDEN}"),
    hint="Every layer's cache goes into the list: how long is yours?",
)
L_model_forward.mistake(
    "caches in reverse order",
    (f"{HIDDEN}\n        caches.append(cache)", f"{HIDDEN}\n        caches.insert(0, cache)"),
    (f"{OUTPUT}\n    caches.append(cache)", f"{OUTPUT}\n    caches.insert(0, cache)"),
    hint="The first layer's cache comes first: append puts the next one behind it.",
)
L_model_forward.mistake(
    "activations in the list of caches",
    (f"{HIDDEN}\n        caches.append(cache)", f"{HIDDEN}\n        caches.append(A)"),
    (f"{OUTPUT}\n    caches.append(cache)", f"{OUTPUT}\n    caches.append(AL)"),
    hint="linear_activation_forward returns A and a cache: which of them goes into the list?",
)
L_model_forward.mistake(
    "returns the last hidden layer",
    (f"AL, cache = {OUTPUT}", f"AL, (_, cache) = A, {OUTPUT}"),
    hint="AL is what the last layer returns, (1, m). Whose result is yours?",
)
L_model_forward.mistake(
    "the activation isn't named",
    (HIDDEN, HIDDEN.replace(', "relu"', "")),
    hint="linear_activation_forward takes four arguments: what came in, W, b, and the name of the activation.",
)
L_model_forward.mistake(
    "A and its cache not taken apart",
    (f"A, cache = {HIDDEN}", f"A = cache = {HIDDEN}"),
    hint="linear_activation_forward returns two things, A and a cache: give each a name.",
)

# --- compute_cost ---------------------------------------------------------------------------------

COST = "-np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)) / m"


@exercise(
    points=7,
    minutes=5,
    level=2,
    returns="cost",
    hints=(
        "The loss of an example is minus the logarithm of the probability that was given to its true class.",
        "AL and Y are both (1, m), and are multiplied entry by entry; what comes out is one number.",
        "np.log works entry by entry; np.sum without an axis adds up everything.",
    ),
    large={"AL": (1, 20000), "Y": (1, 20000)},
)
def compute_cost(rng):
    """The cross-entropy cost of all examples."""
    for (m,) in sizes(rng, 3, of=1, low=3):
        yield examples(m), dict(AL=rng.uniform(0.05, 0.95, size=(1, m)), Y=labels(rng, m))
    yield "1 example", dict(AL=rng.uniform(0.05, 0.95, size=(1, 1)), Y=labels(rng, 1))


compute_cost.mistake(
    "cost not averaged",
    (" / m", ""),
    hint="The cost is the mean of the losses of all m examples, not their sum. Y is (1, m): which axis counts them?",
)
compute_cost.mistake(
    "sign of the cost",
    ("-np.sum", "np.sum"),
    hint="The logarithm of a probability is negative, a cost is positive: what turns one into the other?",
)
compute_cost.mistake(
    "only the examples of class 1 counted",
    (" + (1 - Y) * np.log(1 - AL)", ""),
    hint="Where y is 0 your term vanishes, whatever the network says. Which term speaks for those examples?",
)
compute_cost.mistake(
    "only the examples of class 0 counted",
    ("Y * np.log(AL) + ", ""),
    hint="Where y is 1 your term vanishes, whatever the network says. Which term speaks for those examples?",
)
compute_cost.mistake(
    "a matrix product of all pairs",
    (COST, "-np.sum(Y.T @ np.log(AL) + (1 - Y).T @ np.log(1 - AL)) / m"),
    hint="Y.T @ log(AL) is (m, m): every label meets every prediction. Each label belongs to its own example only.",
)
compute_cost.mistake(
    "~Y for 1 - Y",
    ("(1 - Y)", "(~Y)"),
    hint="`~` turns True into False, but 0 into -1, and 1 into -2: Y holds numbers.",
)
compute_cost.mistake(
    "cost is [[c]]",
    (COST, "-(Y @ np.log(AL).T + (1 - Y) @ np.log(1 - AL).T) / m"),
    hint="The product of a row and a column is an array of shape (1, 1), and the cost is a single number.",
)
compute_cost.mistake(
    "cost for each example",
    (COST, "-(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)) / m"),
    hint="These are the losses, one an example: the cost adds them up.",
)
compute_cost.mistake(
    "logarithm to base 10",
    (COST, "-np.sum(Y * np.log10(AL) + (1 - Y) * np.log10(1 - AL)) / m"),
    hint="The cross-entropy uses the natural logarithm: only its derivative gives the slope of exercise 9.",
)
compute_cost.mistake(
    "the sum ends too early",
    (COST, "-np.sum(Y * np.log(AL)) + np.sum((1 - Y) * np.log(1 - AL)) / m"),
    hint="The minus and the 1/m are for both terms: follow the parentheses from the first to the last.",
)
compute_cost.mistake(
    "AL and Y swapped",
    (COST, "-np.sum(AL * np.log(np.clip(Y, 1e-9, 1)) + (1 - AL) * np.log(np.clip(1 - Y, 1e-9, 1))) / m"),
    hint="The logarithm is taken of what the network says; the labels choose which one counts.",
)
compute_cost.mistake(
    "squared error",
    (COST, "np.sum((AL - Y) ** 2) / m"),
    hint="That is the squared error. This course uses the cross-entropy.",
)

# --- linear_backward ------------------------------------------------------------------------------

DB = "np.sum(dZ, axis=1, keepdims=True) / m"


@exercise(
    points=14,
    minutes=12,
    level=3,
    returns="dA_prev, dW, db",
    hints=(
        "The cache holds what came in on the way forward. dW and db belong to the cost and are means over the "
        "examples; dA_prev belongs to each example's loss.",
        "A gradient has the shape of what it belongs to. To get (n_prev, m) out of W (n_l, n_prev) and dZ (n_l, m), "
        "the two n_l must meet; to get (n_l, n_prev) out of dZ and A_prev, the two m.",
        ".T transposes, @ is the matrix product; np.sum has axis and keepdims.",
    ),
    large={"dZ": (4, 5000), "cache": [(20, 5000), (4, 20), (4, 1)]},
)
def linear_backward(rng, solved):
    """The gradients of the linear part of a layer."""
    for n_prev, n, m in shapes(rng):
        _, cache = solved.linear_forward(*layer(rng, n_prev, n, m))
        yield f"{examples(m)}, from {n} units back to {n_prev}", dict(dZ=rng.normal(size=(n, m)), cache=cache)


linear_backward.mistake(
    "dW not averaged",
    ("dZ @ A_prev.T / m", "dZ @ A_prev.T"),
    hint="dW is a gradient of the cost, which is a mean over the m examples. Which number is missing?",
)
linear_backward.mistake(
    "db not averaged",
    (DB, "np.sum(dZ, axis=1, keepdims=True)"),
    hint="db is the mean of dZ over the m examples. Which number is missing?",
    public=True,
)
linear_backward.mistake(
    "1/m nowhere",
    ("dZ @ A_prev.T / m", "dZ @ A_prev.T"),
    (DB, "np.sum(dZ, axis=1, keepdims=True)"),
    hint="dW and db are gradients of the cost, which is a mean over the m examples. Which number is missing?",
)
linear_backward.mistake(
    "1/m in dA_prev",
    ("W.T @ dZ", "W.T @ dZ / m"),
    hint="dA_prev belongs to each example's own loss: only dW and db carry 1/m.",
    public=True,
)
linear_backward.mistake(
    "1/m twice",
    ("m = A_prev.shape[1]", "m = A_prev.shape[1] ** 2"),
    hint="dW and db are divided by m once.",
)
linear_backward.mistake(
    "db averaged twice",
    (DB, "np.mean(dZ, axis=1, keepdims=True) / m"),
    hint="np.mean has already divided by m: db is divided once.",
)
linear_backward.mistake(
    "m counts the units that come in",
    ("m = A_prev.shape[1]", "m = A_prev.shape[0]"),
    hint="A_prev is (n_prev, m): the examples are its columns.",
)
linear_backward.mistake(
    "m counts the layer's units",
    ("m = A_prev.shape[1]", "m = dZ.shape[0]"),
    hint="dZ is (n_l, m): the examples are its columns.",
)
linear_backward.mistake(
    "a product whose shapes don't meet",
    ("W.T @ dZ", "dZ @ W"),
    hint="Write the shapes side by side, the inner two must meet: W is (n_l, n_prev), dZ is (n_l, m), A_prev is "
    "(n_prev, m). Which of them has to be transposed? And both products are matrix products.",
)
linear_backward.mistake(
    "a product whose shapes don't meet in dW",
    ("dZ @ A_prev.T", "dZ @ A_prev"),
    hint="dW is summed over the examples: dZ is (n_l, m), A_prev is (n_prev, m), and the m must meet. Which of the two "
    "is turned round?",
)
linear_backward.mistake(
    "dA_prev transposed",
    ("W.T @ dZ", "dZ.T @ W"),
    hint="A gradient has the shape of what it belongs to: dA_prev that of A_prev, (n_prev, m).",
)
linear_backward.mistake(
    "dW transposed",
    ("dZ @ A_prev.T / m", "A_prev @ dZ.T / m"),
    hint="A gradient has the shape of what it belongs to: dW that of W, (n_l, n_prev).",
)
linear_backward.mistake(
    "dW for W in dA_prev",
    ("dA_prev = W.T @ dZ\n    dW = dZ @ A_prev.T / m", "dW = dZ @ A_prev.T / m\n    dA_prev = dW.T @ dZ"),
    hint="The gradient goes back through the weights themselves, not through their gradient.",
)
linear_backward.mistake(
    "no keepdims in db",
    (DB, "np.sum(dZ, axis=1) / m"),
    hint="It is to be a column, like the bias itself. np.sum drops the axis that it sums over, unless told not to.",
)
linear_backward.mistake(
    "db summed over the units",
    (DB, "np.sum(dZ, axis=0, keepdims=True) / m"),
    hint="axis=0 adds up the rows, which are units; db adds up the examples.",
)
linear_backward.mistake(
    "db a single number",
    (DB, "np.sum(dZ) / m"),
    hint="Each unit has a bias of its own: sum dZ over the examples only. Which axis is that?",
)
linear_backward.mistake(
    "db [[c]], everything summed",
    (DB, "np.sum(dZ, keepdims=True) / m"),
    hint="Each unit has a bias of its own: sum dZ over the examples only. Which axis is that?",
)
linear_backward.mistake(
    "dZ returned for db",
    (DB, "dZ / m"),
    hint="A bias is shared by all examples: its gradient adds up what each of them says.",
)
linear_backward.mistake(
    "dW and dA_prev swapped",
    (DB, DB + "\n    dA_prev, dW = dW, dA_prev"),
    hint="The order of the return line is dA_prev, dW, db.",
)

# --- linear_activation_backward -------------------------------------------------------------------

BACK = 'dZ = sigmoid_backward(dA, Z) if activation == "sigmoid" else relu_backward(dA, Z)'


@exercise(
    points=12,
    minutes=9,
    level=2,
    returns="dA_prev, dW, db",
    hints=(
        "The layer's two steps in reverse order: the activation was last on the way forward, so it is first now.",
        "The cache is a pair, ((A_prev, W, b), Z): Z for the activation's step, the other half for the linear step. "
        "dZ has the shape of dA.",
        "sigmoid_backward or relu_backward, then linear_backward. A pair is taken apart as in `this, that = pair`.",
    ),
)
def linear_activation_backward(rng, solved):
    """The gradients of a layer: back through its activation, then through its linear part."""
    for (n_prev, n, m), activation in both_activations(rng):
        _, cache = solved.linear_activation_forward(*lively_layer(rng, n_prev, n, m), activation)
        yield (
            f"{activation}, {examples(m)}, from {n} units back to {n_prev}",
            dict(dA=rng.normal(size=(n, m)), cache=cache, activation=activation),
        )


linear_activation_backward.mistake(
    "activations swapped",
    ('activation == "sigmoid"', 'activation == "relu"'),
    hint="Which function runs when the argument says relu? Follow the branches with your finger.",
)
linear_activation_backward.mistake(
    "always the sigmoid",
    (BACK, "dZ = sigmoid_backward(dA, Z)"),
    hint="The argument `activation` says through which of the two the layer went.",
)
linear_activation_backward.mistake(
    "always ReLU",
    (BACK, "dZ = relu_backward(dA, Z)"),
    hint="The argument `activation` says through which of the two the layer went.",
)
linear_activation_backward.mistake(
    "activation skipped",
    (BACK, "dZ = np.array(dA)"),
    hint="Between A and Z lies the activation: its slope turns dA into dZ.",
)
linear_activation_backward.mistake(
    "compares with a word that never comes",
    (
        BACK,
        'if activation == "sigmoid":\n        dZ = sigmoid_backward(dA, Z)\n'
        '    elif activation == "Relu":\n        dZ = relu_backward(dA, Z)',
    ),
    hint='The words are "sigmoid" and "relu", in small letters. In one case none of your branches ran.',
)
linear_activation_backward.mistake(
    "the whole cache goes to the linear step",
    ("linear_backward(dZ, linear_cache)", "linear_backward(dZ, cache)"),
    hint="The cache is a pair: the linear step gets its own half, the tuple of three.",
)
linear_activation_backward.mistake(
    "the activation's step gets another part of the cache",
    (BACK, BACK.replace("Z)", "cache)")),
    hint="The cache is the pair ((A_prev, W, b), Z): the activation's step gets its own half, Z, which comes second.",
)
linear_activation_backward.mistake(
    "mask taken from dA",
    ("relu_backward(dA, Z)", "relu_backward(dA, dA)"),
    hint="Where did ReLU let something through? Its input Z tells, not the gradient.",
    public=True,
)
linear_activation_backward.mistake(
    "Z for the slope of ReLU",
    ("relu_backward(dA, Z)", "dA * relu(Z)[0]"),
    hint="Where Z is positive the slope of ReLU is 1, however large Z is.",
)
linear_activation_backward.mistake(
    "dA on the positive side only",
    ("relu_backward(dA, Z)", "relu(dA)[0] * (Z > 0)"),
    hint="A gradient may well be negative: the mask looks at Z alone.",
)
linear_activation_backward.mistake(
    "slope of the sigmoid written with Z",
    ("sigmoid_backward(dA, Z)", "dA * Z * (1 - Z)"),
    hint="a(1 - a) is written with the activation a, which is the sigmoid of Z.",
)
linear_activation_backward.mistake(
    "A for Z in the sigmoid's step",
    ("sigmoid_backward(dA, Z)", "sigmoid_backward(dA, sigmoid(Z)[0])"),
    hint="sigmoid_backward takes the sigmoid itself: what it wants is the cached Z.",
)
linear_activation_backward.mistake(
    "sigmoid for its slope",
    ("sigmoid_backward(dA, Z)", "dA * sigmoid(Z)[0]"),
    hint="dA is multiplied by the slope of the sigmoid, a(1 - a), not by its value.",
)
linear_activation_backward.mistake(
    "the mask is written into dA",
    (BACK, BACK.replace("relu_backward(dA, Z)", "np.multiply(dA, Z > 0, out=dA)")),
    hint="Writing into dA changes the caller's array: let a new one come out, as relu_backward does.",
    costs=False,
)

# --- L_model_backward -----------------------------------------------------------------------------

DAL = "-(Y / AL - (1 - Y) / (1 - AL))"
LAST = 'linear_activation_backward(dAL, caches[L - 1], "sigmoid")'
EARLIER = 'linear_activation_backward(grads[f"dA{l}"], caches[l - 1], "relu")'
LAST_KEYS = 'grads[f"dA{L - 1}"], grads[f"dW{L}"], grads[f"db{L}"]'
EARLIER_KEYS = 'grads[f"dA{l - 1}"], grads[f"dW{l}"], grads[f"db{l}"]'


@exercise(
    points=18,
    minutes=16,
    level=3,
    returns="{dA*, dW*, db*}",
    hints=(
        "Each layer takes the dA that the layer after it has left, and its own cache. AL and Y give the first dA.",
        "AL and Y are (1, m), and so is the first dA: entry by entry. The cache of layer l is caches[l - 1], and its "
        "dA_prev is filed under l - 1.",
        "linear_activation_backward once for the sigmoid, then in a loop that counts down: range takes a step of -1, "
        "or reversed turns a range round.",
    ),
)
def L_model_backward(rng, solved):
    """The whole backward pass, from the caches of a forward pass."""
    for layer_dims, m in depths(rng):
        _, _, AL, caches = network(rng, solved, layer_dims, m)
        yield f"{examples(m)}, {called(layer_dims)}", dict(AL=AL, Y=labels(rng, m), caches=caches)


L_model_backward.mistake(
    "sign of dAL",
    (DAL, DAL.removeprefix("-")),
    hint="Where y is 1, a larger AL makes the loss smaller: its slope must be negative there.",
)
L_model_backward.mistake(
    "AL - Y for dAL",
    (DAL, "AL - Y"),
    hint="AL - Y is dZ of the last layer, behind the sigmoid's slope. What comes before it is dAL.",
)
L_model_backward.mistake(
    "the minus is for the first term only",
    (DAL, "-Y / AL - (1 - Y) / (1 - AL)"),
    hint="The minus stands before the whole parenthesis: which sign has the second term without it?",
)
L_model_backward.mistake(
    "only the term of class 1",
    (DAL, "-Y / AL"),
    hint="Where y is 0 your slope is 0, whatever the network says. Which term speaks for those examples?",
)
L_model_backward.mistake(
    "1/m in dAL",
    (DAL, DAL + " / AL.shape[1]"),
    hint="dAL is the slope of each example's own loss: only dW and db carry 1/m, and linear_backward sees to it.",
)
L_model_backward.mistake(
    "AL and Y swapped",
    (DAL, "-(AL / np.clip(Y, 1e-9, 1) - (1 - AL) / np.clip(1 - Y, 1e-9, 1))"),
    hint="It is divided by what the network says: a label is often 0.",
)
L_model_backward.mistake(
    "an index beyond the last cache",
    ("caches[L - 1]", "caches[L]"),
    hint="Lists begin at 0: the cache of layer l is one place before l.",
)
L_model_backward.mistake(
    "a dA that isn't there yet",
    ('grads[f"dA{l}"], caches', 'grads[f"dA{l + 1}"], caches'),
    hint="Layer l takes dA with its own number, which the layer after it has filed. In which order do the layers come?",
)
L_model_backward.mistake(
    "dAL goes into every hidden layer",
    (EARLIER, EARLIER.replace('grads[f"dA{l}"]', "dAL")),
    hint="Each hidden layer goes on with what the layer after it has left, not with the first slope.",
)
L_model_backward.mistake(
    "the sigmoid in the hidden layers",
    (EARLIER, EARLIER.replace("relu", "sigmoid")),
    hint="On the way forward the hidden layers went through ReLU: on the way back, too.",
    public=True,
)
L_model_backward.mistake(
    "ReLU at the output",
    (LAST, LAST.replace("sigmoid", "relu")),
    hint="On the way forward the last layer went through the sigmoid: on the way back, too.",
)
L_model_backward.mistake(
    "activations swapped",
    (EARLIER, EARLIER.replace("relu", "sigmoid")),
    (LAST, LAST.replace("sigmoid", "relu")),
    hint="The last layer went through the sigmoid, the hidden ones through ReLU: which comes back first?",
)
L_model_backward.mistake(
    "the loop runs forward",
    ("range(L - 1, 0, -1)", "range(1, L)"),
    hint="With two layers nobody sees it, with three the gradient of the layer after isn't there yet: the loop counts "
    "down, from layer L - 1 to layer 1.",
)
L_model_backward.mistake(
    "the loop runs forward with a dA that is handed on",
    ("range(L - 1, 0, -1)", "range(1, L)"),
    (f"{LAST_KEYS} = last", f"{LAST_KEYS} = last\n    dA = last[0]"),
    (EARLIER, EARLIER.replace('grads[f"dA{l}"]', "dA")),
    (f"{EARLIER_KEYS} = hidden", f"{EARLIER_KEYS} = hidden\n        dA = hidden[0]"),
    hint="With two layers nobody sees it, with three a layer gets another one's gradient: the loop counts down, from "
    "layer L - 1 to layer 1.",
)
L_model_backward.mistake(
    "a layer gets another one's cache",
    ("caches[l - 1]", "caches[l]"),
    hint="The cache of layer l is caches[l - 1]. And layer 1 is the last on the way back: l = 0 would take caches[-1], "
    "the end of the list.",
)
L_model_backward.mistake(
    "layer 1 is missing",
    ("range(L - 1, 0, -1)", "range(L - 1, 1, -1)"),
    hint="range stops before its end: does the loop reach layer 1?",
)
L_model_backward.mistake(
    "always two layers",
    ("L, grads = len(caches), {}", "L, grads = 2, {}"),
    hint="How many layers there are is told by the number of caches.",
)
L_model_backward.mistake(
    "dA filed one too high",
    (LAST_KEYS, LAST_KEYS.replace("dA{L - 1}", "dA{L}")),
    ('grads[f"dA{l}"], caches', 'grads[f"dA{l + 1}"], caches'),
    (EARLIER_KEYS, EARLIER_KEYS.replace("dA{l - 1}", "dA{l}")),
    hint="Layer l leaves the gradient of what came into it, which is A of layer l - 1: that is its number.",
)
L_model_backward.mistake(
    "dW and db filed one too low",
    (LAST_KEYS, LAST_KEYS.replace("{L}", "{L - 1}")),
    (EARLIER_KEYS, EARLIER_KEYS.replace("{l}", "{l - 1}")),
    hint="dW and db have the number of their own layer; only dA is one less.",
)
L_model_backward.mistake(
    "dW and db swapped",
    (LAST_KEYS, 'grads[f"dA{L - 1}"], grads[f"db{L}"], grads[f"dW{L}"]'),
    (EARLIER_KEYS, 'grads[f"dA{l - 1}"], grads[f"db{l}"], grads[f"dW{l}"]'),
    hint="linear_activation_backward returns dA_prev, dW, db, in that order.",
)
L_model_backward.mistake(
    "the last layer's gradients aren't filed",
    (f"{LAST_KEYS} = last", 'grads[f"dA{L - 1}"] = last[0]'),
    hint="Layer L leaves three gradients in grads, like the others: dA, dW and db.",
)
L_model_backward.mistake(
    "the activation's step left out",
    (EARLIER, 'linear_backward(grads[f"dA{l}"], caches[l - 1][0])'),
    hint="A hidden layer goes back through its ReLU first: which of your functions does both steps?",
)
L_model_backward.mistake(
    "the linear step given a whole cache",
    (EARLIER, 'linear_backward(grads[f"dA{l}"], caches[l - 1])'),
    hint="caches[l - 1] is the cache of a whole layer: which of your functions takes such a pair?",
)

# --- update_parameters ----------------------------------------------------------------------------

UPDATE = '{name: value - learning_rate * grads[f"d{name}"] for name, value in params.items()}'


@exercise(
    points=8,
    minutes=6,
    level=1,
    returns="{W*, b*}",
    unchanged=True,
    hints=(
        "Every W and every b takes a step against its own gradient, as long as the learning rate says.",
        "All shapes stay. Walk through what params holds: grads may hold more, and how many layers there are varies.",
        'A loop over params, or a dictionary comprehension; the key of a gradient is "d" and its parameter\'s key.',
    ),
)
def update_parameters(rng):
    """One step of gradient descent for any number of layers, into a new dictionary."""
    for layer_dims, m in depths(rng):
        params, rate = parameters_of(rng, layer_dims), float(rng.uniform(0.2, 0.9))
        grads = {f"d{name}": rng.normal(size=value.shape) for name, value in params.items()}
        as_from_backward = len(layer_dims) > 4
        if as_from_backward:
            grads |= {f"dA{l}": rng.normal(size=(n, m)) for l, n in enumerate(layer_dims[:-1])}
        yield (
            f"{called(layer_dims)}, learning rate {rate:.2f}{', grads with dA' if as_from_backward else ''}",
            dict(params=params, grads=grads, learning_rate=rate),
        )


update_parameters.mistake(
    "climbs instead of descending",
    (UPDATE, UPDATE.replace("value -", "value +")),
    hint="The gradient points uphill: to make the cost smaller, go against it.",
)
update_parameters.mistake(
    "learning rate forgotten",
    (UPDATE, UPDATE.replace("learning_rate * ", "")),
    hint="How long is the step? The learning rate is a factor of it.",
)
for rate in (0.0075, 0.01, 0.1, 1.2):
    update_parameters.mistake(
        f"learning rate hard-coded, {rate}",
        (UPDATE, UPDATE.replace("learning_rate", str(rate))),
        hint=f"{rate} fits one training only: the step uses the argument learning_rate.",
    )
update_parameters.mistake(
    "gradients returned",
    (UPDATE, UPDATE.replace("value - learning_rate * ", "")),
    hint="These are the gradients; the new parameters are the old ones less a step along them.",
)
update_parameters.mistake(
    "steps returned",
    (UPDATE, UPDATE.replace("value - ", "")),
    hint="These are the steps; the new parameters are the old ones less the steps.",
)
update_parameters.mistake(
    "divided by the learning rate",
    (UPDATE, UPDATE.replace('learning_rate * grads[f"d{name}"]', 'grads[f"d{name}"] / learning_rate')),
    hint="A smaller learning rate makes a smaller step: it is a factor.",
)
for family, other in ("Wb", "bW"):
    update_parameters.mistake(
        f"{family} never updated",
        (
            UPDATE,
            f'{UPDATE[:-1]} if name[0] == "{other}"}} | {{n: v for n, v in params.items() if n[0] == "{family}"}}',
        ),
        hint=f"Every {family} takes a step, too: yours comes back as it went in.",
    )
    update_parameters.mistake(
        f"{family} climbs",
        (UPDATE, UPDATE.replace("value - ", f'value + (-1) ** (name[0] == "{other}") * ')),
        hint=f"The gradient points uphill. Which way does {family} go to make the cost smaller?",
    )
LOOP = (
    "{{}}\n    for l in range({}):\n"
    '        parameters[f"W{{l}}"] = params[f"W{{l}}"] - learning_rate * grads[f"dW{{l}}"]\n'
    '        parameters[f"b{{l}}"] = params[f"b{{l}}"] - learning_rate * grads[f"db{{l}}"]'
)
update_parameters.mistake(
    "the last layer is left out",
    (UPDATE, LOOP.format("1, len(params) // 2")),
    hint="The layers are 1 to L, and range stops before its end.",
)
update_parameters.mistake(
    "always two layers",
    (UPDATE, LOOP.format("1, 3")),
    hint="How many layers there are is told by the number of entries in params.",
)
update_parameters.mistake(
    "a key that isn't there",
    (UPDATE, LOOP.format("1, len(params) + 1")),
    hint="params has two entries a layer, and the first is layer 1: from where to where do the layers go?",
)
update_parameters.mistake(
    "layers counted in grads",
    (UPDATE, LOOP.format("1, len(grads) // 3 + 1")),
    hint="grads may hold dA as well, or not: it is params that tells how many layers there are.",
)
update_parameters.mistake(
    "changes the caller's arrays",
    (UPDATE, 'dict(params)\n    for name in params:\n        parameters[name] -= learning_rate * grads[f"d{name}"]'),
    hint="`-=` writes into the caller's arrays, which a copy of the dictionary still holds, and `params[...] = ...` "
    "into the caller's dictionary. Make new arrays, in a new dictionary.",
)

# --- the written question -------------------------------------------------------------------------


@written
def shrinking(seed, solved):
    """What your_run prints for this student: sizes on the way through five layers, forward and back."""
    X, Y = data.flower(seed=seed)
    dims, rng = (2, 20, 20, 20, 20, 1), np.random.default_rng(seed)
    draws = [rng.standard_normal((n, n_prev)) for n_prev, n in pairwise(dims)]
    numbers = {}
    for start, scale in [("0.01", lambda n_prev: 0.01), ("1/sqrt(n_prev)", lambda n_prev: 1 / np.sqrt(n_prev))]:
        parameters = {f"b{l}": np.zeros((n, 1)) for l, n in enumerate(dims[1:], 1)}
        parameters |= {f"W{l}": scale(draw.shape[1]) * draw for l, draw in enumerate(draws, 1)}
        AL, caches = solved.L_model_forward(X / 4, parameters)
        grads = solved.L_model_backward(AL, Y, caches)
        forward = [np.abs(cache[0][0]).mean() for cache in caches]
        back = [np.abs(grads[f"dA{l}"]).mean() for l in range(5)]
        numbers |= {
            f"{start}: mean |A|, l = 0 to 4": ", ".join(f"{size:.1e}" for size in forward),
            f"{start}: mean |dA|, l = 0 to 4": ", ".join(f"{size:.1e}" for size in back),
            f"{start}: |A| shrinks a layer by a factor of": f"{(forward[1] / forward[4]) ** (1 / 3):.2g}",
            f"{start}: |dA| shrinks a layer, on the way back, by": f"{(back[4] / back[1]) ** (1 / 3):.2g}",
            f"{start}: largest |dW|": f"{max(np.abs(grads[f'dW{l}']).max() for l in range(1, 6)):.1e}",
        }
    return numbers
