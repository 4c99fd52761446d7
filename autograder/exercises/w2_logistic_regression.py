"""What is asked in w2_logistic_regression: a network of one sigmoid unit, cat or not."""

from functools import cache
from pathlib import Path

import numpy as np

from autograder import data
from autograder.exercise import Case, exercise, sizes, written


def labels(rng, m):
    """(1, m) labels with both classes among them, where there are two examples or more."""
    return rng.permutation(np.arange(m) % 2 if m > 1 else rng.integers(0, 2, size=1)).reshape(1, m)


def shapes(rng):
    """(n, m) of four cases: the two never alike, no size twice, and one case of a single example."""
    n, m = (rng.permutation(np.arange(first, 10, 2))[:4].tolist() for first in (2, 3))
    return [*zip(n[:3], m[:3], strict=True), (n[3], 1)]


def weights(rng, n):
    """w (n, 1) and b, so small that no sigmoid of a weighted sum is nearly 0 or 1."""
    return 0.5 * rng.normal(size=(n, 1)), float(rng.normal())


def counted(n, what="example"):
    return f"{n} {what}{'s' if n > 1 else ''}"


def pictures_of(rng, *shape):
    return rng.integers(0, 256, size=shape, dtype=np.uint8)


@cache
def cats():
    """The real pictures as columns of numbers from 0 to 1, and their labels: for training, then for testing."""
    train_x, train_y, test_x, test_y, _ = data.cats(Path(__file__).parents[2] / "datasets")
    return *(images.reshape(len(images), -1).T / 255 for images in (train_x, test_x)), train_y, test_y


# --- dataset_sizes --------------------------------------------------------------------------------


@exercise(
    points=6,
    minutes=4,
    level=1,
    returns="m_train, m_test, num_px",
    hints=(
        "Two of the numbers count pictures, the third counts the pixels along one side of a picture.",
        "An array of pictures has the shape (pictures, rows of pixels, columns of pixels, colours).",
        "The attribute `shape` is a tuple; an index in square brackets takes one entry of it.",
    ),
)
def dataset_sizes(rng):
    """How many pictures to learn from, how many to test with, and how large they are."""
    for m_train, m_test, num_px in sizes(rng, 3, of=3, low=4):
        yield (
            f"{m_train} and {m_test} pictures of {num_px} × {num_px} pixels",
            dict(
                train_set_x_orig=pictures_of(rng, m_train, num_px, num_px, 3),
                test_set_x_orig=pictures_of(rng, m_test, num_px, num_px, 3),
            ),
        )


dataset_sizes.mistake(
    "sizes hard-coded",
    ("m_train = train_set_x_orig.shape[0]", "m_train = (209)"),
    ("m_test = test_set_x_orig.shape[0]", "m_test = (50)"),
    ("num_px = train_set_x_orig.shape[1]", "num_px = (64)"),
    hint="These numbers fit one data set only. All three stand in the shapes of the arguments.",
)
dataset_sizes.mistake(
    "picture size hard-coded",
    ("num_px = train_set_x_orig.shape[1]", "num_px = (64)"),
    hint="64 fits one data set only. Which entry of the shape counts the pixels along a side?",
)
dataset_sizes.mistake(
    "training and test set swapped",
    ("m_train = train_set_x_orig", "m_train = test_set_x_orig"),
    ("m_test = test_set_x_orig", "m_test = train_set_x_orig"),
    hint="m_train counts the pictures to learn from. In which of the two arrays are they?",
)
dataset_sizes.mistake(
    "m_test counts the training pictures",
    ("m_test = test_set_x_orig", "m_test = train_set_x_orig"),
    hint="m_test counts the pictures to test with. In which of the two arrays are they?",
)
dataset_sizes.mistake(
    "num_px counts the colours",
    ("num_px = train_set_x_orig.shape[1]", "num_px = train_set_x_orig.shape[3]"),
    hint="The last axis has the three colours of a pixel. Which axis goes along a side of the picture?",
)
dataset_sizes.mistake(
    "num_px counts the pictures",
    ("num_px = train_set_x_orig.shape[1]", "num_px = train_set_x_orig.shape[0]"),
    hint="The first axis counts pictures. Which axis goes along a side of one picture?",
)
dataset_sizes.mistake(
    "num_px is the number of all pixels",
    ("num_px = train_set_x_orig.shape[1]", "num_px = train_set_x_orig.shape[1] * train_set_x_orig.shape[2]"),
    hint="num_px is the length of one side, not the number of pixels of the whole picture.",
)
dataset_sizes.mistake(
    "num_px is the number of all numbers",
    ("num_px = train_set_x_orig.shape[1]", "num_px = train_set_x_orig[0].size"),
    hint="num_px is the length of one side, not the count of all the numbers in a picture.",
)
dataset_sizes.mistake(
    "all numbers counted for pictures",
    ("m_train = train_set_x_orig.shape[0]", "m_train = train_set_x_orig.size"),
    ("m_test = test_set_x_orig.shape[0]", "m_test = test_set_x_orig.size"),
    hint="`size` counts every number of every picture. Which axis counts the pictures?",
)
dataset_sizes.mistake(
    "pixels counted for pictures",
    ("m_train = train_set_x_orig.shape[0]", "m_train = train_set_x_orig.shape[1]"),
    ("m_test = test_set_x_orig.shape[0]", "m_test = test_set_x_orig.shape[1]"),
    hint="In these arrays, before the flattening, a picture is an entry along the first axis.",
)
dataset_sizes.mistake(
    "whole shapes returned",
    ("m_train = train_set_x_orig.shape[0]", "m_train = np.shape(train_set_x_orig)"),
    ("m_test = test_set_x_orig.shape[0]", "m_test = np.shape(test_set_x_orig)"),
    hint="A count is one number: the shape is a tuple, of which you need one entry.",
)

# --- flatten_images -------------------------------------------------------------------------------

FLAT = "images.reshape(images.shape[0], -1).T"


@exercise(
    points=10,
    minutes=8,
    level=2,
    hints=(
        "First one row for each picture, all its numbers side by side; then rows become columns.",
        "(m, a, b, c) to (m, a*b*c), and from there to (a*b*c, m).",
        "`reshape` takes -1 for a size that it is to work out itself; `.T` transposes.",
    ),
    large={"images": (5000, 4, 4, 3)},
)
def flatten_images(rng):
    """One column for each picture."""
    for m, a, b, c in [*sizes(rng, 3, of=4, high=6), (1, *next(sizes(rng, 1, of=3, high=6)))]:
        yield f"{counted(m, 'picture')} of shape {(a, b, c)}", dict(images=pictures_of(rng, m, a, b, c))
    m, a, b, c = next(sizes(rng, 1, of=4, high=6))
    yield f"{counted(m, 'picture')} of shape {(a, b, c)}, of numbers from 0 to 1", dict(images=rng.random((m, a, b, c)))


flatten_images.mistake(
    "pictures scrambled",
    (FLAT, "images.reshape(-1, images.shape[0])"),
    hint="The shape is right, but a column holds numbers of many pictures: reshape fills row by row. "
    "First make one row for each picture.",
    public=True,
)
flatten_images.mistake(
    "axes turned round before the reshape",
    (FLAT, "images.T.reshape(-1, images.shape[0])"),
    hint="Each column is one picture, but its numbers come in another order: all red ones first. "
    "Flatten first, transpose after.",
)
flatten_images.mistake(
    "one row for each picture",
    (FLAT, "images.reshape(images.shape[0], -1)"),
    hint="In this course an example is a column: (a*b*c, m). Yours are rows: what turns rows into columns?",
)
flatten_images.mistake(
    "all pictures in one column",
    (FLAT, "images.reshape(-1, 1)"),
    hint="Every picture has a column of its own: the second size is the number of pictures.",
)
flatten_images.mistake(
    "all pictures in one row",
    (FLAT, "images.reshape(1, -1)"),
    hint="Every picture has a column of its own: the second size is the number of pictures.",
)
flatten_images.mistake(
    "rank 1",
    (FLAT, "images.flatten()"),
    hint="`flatten` puts everything into a single axis. Keep one axis for the pictures.",
)
flatten_images.mistake(
    "sizes hard-coded",
    (FLAT, "images.reshape(209, 64 * 64 * 3).T"),
    hint="209 pictures of 64 × 64 × 3 are one data set. Take the number of pictures from the shape.",
)
flatten_images.mistake(
    "only the first picture",
    (FLAT, "images[0].reshape(-1, 1)"),
    hint="All the pictures are asked for: one column for each.",
)
flatten_images.mistake(
    "the last axis kept",
    (FLAT, "images.reshape(-1, images.shape[-1]).T"),
    hint="Your columns are single pixels. The axis to keep is that of the pictures, the first.",
)
flatten_images.mistake(
    "scaled as well",
    (FLAT, "images.reshape(images.shape[0], -1).T / 255"),
    hint="The numbers stay as they are: the division comes later, outside this function.",
)

# --- sigmoid --------------------------------------------------------------------------------------

SIGMOID = "1 / (1 + np.exp(-z))"


@exercise(
    points=8,
    minutes=5,
    level=1,
    hints=(
        "For a large positive z it is close to 1, for a large negative z close to 0, and at 0 it is one half.",
        "What comes out has the shape of z: every entry is treated by itself.",
        "`np.exp` works on a number and on an array; put the sum under the fraction in parentheses.",
    ),
    large={"z": (1, 20000)},
)
def sigmoid(rng):
    """1 / (1 + exp(-z)), entry by entry."""
    yield "a positive number", dict(z=float(rng.uniform(0.5, 4)))
    yield "a negative number", dict(z=float(rng.uniform(-4, -0.5)))
    n, m, *other = next(sizes(rng, 1, of=4))
    for shape in ((n, m), tuple(other)):
        yield f"an array of shape {shape}", dict(z=2 * rng.normal(size=shape))
    (n,) = next(sizes(rng, 1, of=1, low=3))
    yield f"an array of shape {(n,)}, of whole numbers", dict(z=rng.permutation(np.arange(n) - n // 2))


sigmoid.mistake(
    "parentheses missing",
    (SIGMOID, "1 / 1 + np.exp(-z)"),
    hint="Python divides before it adds: what belongs under the fraction?",
    public=True,
)
sigmoid.mistake(
    "sign of the exponent",
    (SIGMOID, "1 / (1 + np.exp(z))"),
    hint="The sigmoid grows with z. Try a large z: yours goes to 0.",
)
sigmoid.mistake(
    "math.exp on an array",
    (SIGMOID, '1 / (1 + __import__("math").exp(-z))'),
    hint="`math.exp` takes a single number. Which library has an exp for whole arrays?",
)
sigmoid.mistake(
    "minus in the denominator",
    (SIGMOID, "1 / (1 - np.exp(-z))"),
    hint="A probability lies between 0 and 1: check the sign under the fraction.",
)
sigmoid.mistake(
    "only the exponential",
    (SIGMOID, "np.exp(-z)"),
    hint="That is the exponential; the sigmoid is a fraction with 1 on top.",
)
sigmoid.mistake(
    "the derivative",
    (SIGMOID, "1 / (1 + np.exp(-z)) * (1 - 1 / (1 + np.exp(-z)))"),
    hint="That is the slope of the sigmoid. Here its value is asked for.",
)
sigmoid.mistake(
    "tanh",
    (SIGMOID, "np.tanh(z)"),
    hint="tanh goes from -1 to 1; the sigmoid from 0 to 1.",
)
sigmoid.mistake(
    "e rounded",
    (SIGMOID, "1 / (1 + 2.718 ** (-1.0 * z))"),
    hint="2.718 is e to four digits only. NumPy knows all of them.",
)
sigmoid.mistake(
    "a decision in place of a probability",
    (SIGMOID, "np.round(1 / (1 + np.exp(-z)))"),
    hint="0 or 1 comes later, in predict. Here the probability is asked for.",
)

# --- initialize_with_zeros ------------------------------------------------------------------------


@exercise(
    points=6,
    minutes=4,
    level=1,
    returns="w, b",
    judged={"w": ("zeros",), "b": ("zeros",)},
    hints=(
        "There is one weight for each number of a picture, and a single bias.",
        "w is a column, (dim, 1); b is a number, not an array.",
        "`np.zeros` takes the shape as one tuple.",
    ),
)
def initialize_with_zeros(rng):
    """A column of zero weights, and a bias of zero."""
    for (dim,) in sizes(rng, 3, of=1, high=80):
        yield f"{dim} weights", dict(dim=dim)
    dim = int(rng.integers(200, 300))
    yield f"{dim} weights", dict(dim=dim)


ZEROS = "np.zeros((dim, 1))"
initialize_with_zeros.mistake(
    "w of rank 1",
    (ZEROS, "np.zeros(dim)"),
    hint="An array of shape (dim,) is no column: its transpose is itself. Give the shape as a pair.",
    public=True,
)
initialize_with_zeros.mistake(
    "w as a row",
    (ZEROS, "np.zeros((1, dim))"),
    hint="w is a column, like a picture: (dim, 1).",
)
initialize_with_zeros.mistake(
    "shape not given as one tuple",
    (ZEROS, "np.zeros(dim, 1)"),
    hint="np.zeros takes the whole shape as its first argument: count the parentheses.",
)
initialize_with_zeros.mistake(
    "w not zero",
    (ZEROS, "np.random.randn(dim, 1) * 0.01"),
    hint="A single unit has no twin to be told apart from: every weight of this one starts at zero.",
)
initialize_with_zeros.mistake(
    "w square",
    (ZEROS, "np.zeros((dim, dim))"),
    hint="There is one unit, so there is one column of weights.",
)
initialize_with_zeros.mistake(
    "w is a list",
    (ZEROS, "[0.0] * dim"),
    hint="A list has no transpose. NumPy makes an array of zeros.",
)
initialize_with_zeros.mistake(
    "number of weights hard-coded",
    (ZEROS, "np.zeros((12288, 1))"),
    hint="12288 fits one size of pictures. The caller says how many: dim.",
)
for shape, called in [("1", "(1,)"), ("(1, 1)", "(1, 1)")]:
    initialize_with_zeros.mistake(
        f"b of shape {called}",
        ("0.0", f"np.zeros({shape})"),
        hint="b is a single number. An array, even of one entry, would turn the cost into an array too.",
    )
initialize_with_zeros.mistake(
    "a bias for each weight",
    ("0.0", "np.zeros((dim, 1))"),
    hint="A bias belongs to the unit, and there is one: b is a single number.",
)
initialize_with_zeros.mistake(
    "b is one",
    ("0.0", "1.0"),
    hint="The bias starts at zero, too.",
)

# --- propagate ------------------------------------------------------------------------------------

COST = "-np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / m"
DW, DB = "X @ (A - Y).T / m", "np.sum(A - Y) / m"


def in_both(error):
    """The edits that put something else for the error A - Y into both gradients."""
    return (DW, f"X @ ({error}).T / m"), (DB, f"np.sum({error}) / m")


@exercise(
    points=22,
    minutes=20,
    level=3,
    returns="{dw, db}, cost",
    hints=(
        "Forward: one probability for each example. Backward: how far each probability is from its label.",
        "(1, n) meets (n, m) on the way forward, (n, m) meets (m, 1) on the way back; db and the cost are numbers.",
        "`@` for the two products, `*` and `np.log` entry by entry, `np.sum` over everything, `.T` to transpose.",
    ),
    large={"w": (20, 1), "b": 0.1, "X": (20, 5000), "Y": (1, 5000)},
)
def propagate(rng):
    """One forward and one backward pass."""
    for n, m in shapes(rng):
        w, b = weights(rng, n)
        yield f"{counted(m)} of {n} features", dict(w=w, b=b, X=rng.normal(size=(n, m)), Y=labels(rng, m))


propagate.mistake(
    "b forgotten",
    (" @ X + b", " @ X"),
    hint="z is a weighted sum and a bias: did b take part?",
)
propagate.mistake(
    "b subtracted",
    (" @ X + b", " @ X - b"),
    hint="The bias is added. If you wrote the exponential out yourself: the minus is for the whole of z.",
)
propagate.mistake(
    "elementwise product of w and X",
    ("w.T @ X", "w * X"),
    hint="w * X multiplies and doesn't add up. Each example needs one sum over its features.",
)
propagate.mistake(
    "a product whose shapes don't meet",
    ("w.T @ X", "w @ X"),
    hint="Write the shapes side by side, the inner two must meet: (1, n) with (n, m). What makes (n, 1) into (1, n)?",
)
propagate.mistake(
    "a product whose shapes don't meet in dw",
    ("(A - Y).T", "(A - Y)"),
    hint="dw is to be (n, 1), from X (n, m) and A - Y (1, m): the m must meet. Which of the two is turned round?",
)
for transpose, told in (("(A - Y).T", ""), ("(A - Y)", ", dw without its transpose")):
    propagate.mistake(
        f"A is a column{told}",
        ("w.T @ X", "X.T @ w"),
        ("(A - Y).T", transpose),
        hint="X.T @ w is a column, (m, 1), and Y is a row, (1, m): A - Y is laid out as a table of all pairs. Which "
        "product gives a row?",
    )
propagate.mistake(
    "no sigmoid",
    ("sigmoid(w.T @ X + b)", "w.T @ X + b"),
    hint="The logarithm is taken of a probability. What makes one of z?",
)
propagate.mistake(
    "cost not averaged",
    (COST, COST.removesuffix(" / m")),
    hint="The cost is the mean of the losses of all m examples, not their sum.",
)
propagate.mistake(
    "sign of the cost",
    (COST, COST.removeprefix("-")),
    hint="The logarithm of a probability is negative, a cost is positive: what turns one into the other?",
)
propagate.mistake(
    "only the examples of class 1 counted",
    (COST, "-np.sum(Y * np.log(A)) / m"),
    hint="Where y is 0 your term vanishes, whatever the unit says. Which term speaks for those examples?",
)
propagate.mistake(
    "only the examples of class 0 counted",
    (COST, "-np.sum((1 - Y) * np.log(1 - A)) / m"),
    hint="Where y is 1 your term vanishes, whatever the unit says. Which term speaks for those examples?",
)
propagate.mistake(
    "a matrix product of all pairs in the cost",
    (COST, "-np.sum(np.dot(Y.T, np.log(A)) + np.dot((1 - Y).T, np.log(1 - A))) / m"),
    hint="Y.T with log(A) is (m, m): every label meets every prediction. Each label belongs to its own example only.",
)
propagate.mistake(
    "cost is [[c]]",
    (COST, "-(Y @ np.log(A).T + (1 - Y) @ np.log(1 - A).T) / m"),
    hint="The product of a row and a column is an array of shape (1, 1), and the cost is a single number.",
)
propagate.mistake(
    "cost for each example",
    (COST, "-(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / m"),
    hint="These are the losses, one an example: the cost adds them up.",
)
propagate.mistake(
    "logarithm to base 10",
    (COST, "-np.sum(Y * np.log10(A) + (1 - Y) * np.log10(1 - A)) / m"),
    hint="The cross-entropy uses the natural logarithm: only its derivative gives the simple A - Y.",
)
propagate.mistake(
    "the sum ends too early",
    (COST, "-np.sum(Y * np.log(A)) + np.sum((1 - Y) * np.log(1 - A)) / m"),
    hint="The minus and the 1/m are for both terms: follow the parentheses from the first to the last.",
)
propagate.mistake(
    "squared error",
    (COST, "np.sum((A - Y) ** 2) / m"),
    hint="That is the squared error: with a sigmoid its cost is not convex. This course uses the cross-entropy.",
)
propagate.mistake(
    "the same term twice in the cost",
    (COST, "-np.sum(Y * np.log(A) + (1 - Y) * np.log(A)) / m"),
    hint="For a label 0 what counts is the probability of not-a-cat: of what is the second logarithm taken?",
)
propagate.mistake(
    "dw not averaged",
    (DW, "X @ (A - Y).T"),
    hint="dw is a gradient of the cost, which is a mean over the m examples. Which number is missing?",
)
propagate.mistake(
    "db not averaged",
    (DB, "np.sum(A - Y)"),
    hint="db is the mean of A - Y over the m examples. Which number is missing?",
    public=True,
)
propagate.mistake(
    "no gradient averaged",
    (DW, "X @ (A - Y).T"),
    (DB, "np.sum(A - Y)"),
    hint="dw and db are gradients of the cost, which is a mean over the m examples. Which number is missing?",
)
propagate.mistake(
    "nothing averaged",
    ("X.shape[1]", "1"),
    hint="Cost and gradients are means over the m examples. Which axis of X counts them?",
)
propagate.mistake(
    "m counts the features",
    ("X.shape[1]", "X.shape[0]"),
    hint="X is (n, m): the examples are its columns.",
)
propagate.mistake(
    "m counts all numbers of X",
    ("X.shape[1]", "X.size"),
    hint="m is the number of examples, and those are the columns of X.",
)
propagate.mistake(
    "number of examples hard-coded",
    ("X.shape[1]", "float(209)"),
    hint="209 is the size of one training set. How many examples came this time stands in the shape of X.",
)
propagate.mistake(
    "1/m twice",
    *in_both("(A - Y) / m"),
    hint="A - Y belongs to each example's loss and has no 1/m: only dw and db carry it, once.",
)
propagate.mistake(
    "sign of A - Y",
    *in_both("Y - A"),
    hint="Where the unit says too much, the gradient must be positive: prediction minus label.",
    public=True,
)
propagate.mistake(
    "the sigmoid's derivative again",
    *in_both("(A - Y) * A * (1 - A)"),
    hint="A - Y already holds the sigmoid's derivative: it cancelled with the cost's.",
)
propagate.mistake(
    "gradient of A in place of z",
    *in_both("-(Y / A) + (1 - Y) / (1 - A)"),
    hint="That is the derivative by A. To get to z it is multiplied by the sigmoid's slope, and becomes A - Y.",
)
propagate.mistake(
    "labels left out of the gradient",
    *in_both("A"),
    hint="The gradient is small where the prediction is close to its label: did the labels take part?",
)
propagate.mistake(
    "dw transposed",
    (DW, "(A - Y) @ X.T / m"),
    hint="A gradient has the shape of what it belongs to: dw that of w, a column.",
)
propagate.mistake(
    "elementwise product in dw",
    (DW, "X * (A - Y) / m"),
    hint="dw adds up over the examples, which is what a matrix product does: (n, m) with (m, 1).",
)
propagate.mistake(
    "dw added up to one number",
    (DW, "np.sum(X * (A - Y)) / m"),
    hint="Each weight has a gradient of its own: the sum runs over the examples only.",
)
propagate.mistake(
    "dw of rank 1",
    (DW, "np.sum(X * (A - Y), axis=1) / m"),
    hint="dw is a column like w, (n, 1). np.sum drops the axis that it sums over, unless told not to.",
)
propagate.mistake(
    "A for A - Y in dw",
    (DW, "X @ A.T / m"),
    hint="What goes back is the error of each example, not its prediction.",
)
for called, product in {
    "db of shape (1, 1)": "np.sum(A - Y, axis=1, keepdims=True) / m",
    "db of shape (1,)": "np.sum(A - Y, axis=1) / m",
}.items():
    propagate.mistake(
        called,
        (DB, product),
        hint="b is a single number, and so is db: add up everything, without an axis.",
    )
propagate.mistake(
    "db for each example",
    (DB, "(A - Y) / m"),
    hint="db adds up over the examples: one number comes out.",
)
propagate.mistake(
    "db averaged twice",
    (DB, "np.mean(A - Y) / m"),
    hint="np.mean has already divided by m: db is divided once.",
)
propagate.mistake(
    "db is the sum of dw",
    (DB, "np.sum(X @ (A - Y).T) / m"),
    hint="The bias is multiplied by 1, not by a feature: X has no part in db.",
)

# --- optimize -------------------------------------------------------------------------------------


@exercise(
    points=20,
    minutes=16,
    level=3,
    returns="{w, b}, {dw, db}, costs",
    unchanged=True,
    hints=(
        "Each round: the gradients where you stand, one step against them; every hundredth round note the cost.",
        "w and dw are both (n, 1); b and db are both numbers; costs grows by one every 100 rounds, from round 0.",
        "`range` counts from 0, `%` gives the remainder of a division, `append` lengthens a list.",
    ),
)
def optimize(rng):
    """Gradient descent: so many steps from the given start."""
    lengths = [1, int(rng.integers(12, 30)), int(rng.integers(102, 120))]
    for (n, m), iterations in zip(sizes(rng, 3, of=2, low=3), lengths, strict=True):
        w, b = weights(rng, n)
        yield (
            f"{counted(m)} of {n} features, {counted(iterations, 'iteration')}",
            dict(
                w=w,
                b=b,
                X=rng.normal(size=(n, m)),
                Y=labels(rng, m),
                num_iterations=iterations,
                learning_rate=float(rng.uniform(0.05, 0.3)),
                print_cost=iterations == lengths[1],
            ),
        )
    n, m = next(sizes(rng, 1, of=2, low=3))
    w, b = weights(rng, n)
    yield "the defaults", dict(w=w, b=b, X=rng.normal(size=(n, m)), Y=labels(rng, m))


STEP_W, STEP_B = 'w = w - learning_rate * grads["dw"]', 'b = b - learning_rate * grads["db"]'
SHOW = 'print(f"cost after iteration {i}: {cost:.6f}")'
for name, step in (("w", STEP_W), ("b", STEP_B)):
    optimize.mistake(
        f"{name} climbs",
        (step, step.replace(" - ", " + ")),
        hint=f"The gradient points uphill. Which way does {name} go to make the cost smaller?",
    )
    optimize.mistake(
        f"{name} never updated",
        (step, step.replace(f"{name} = ", f"new_{name} = ")),
        hint=f"Both parameters take a step, and the next round starts from there: {name} comes back as it went in.",
    )
    optimize.mistake(
        f"{name} stepped without the learning rate",
        (step, step.replace("learning_rate * ", "")),
        hint=f"How long is the step of {name}? The learning rate is a factor of it.",
    )
optimize.mistake(
    "climbs instead of descending",
    (STEP_W, STEP_W.replace(" - ", " + ")),
    (STEP_B, STEP_B.replace(" - ", " + ")),
    hint="The gradient points uphill: to make the cost smaller, go against it.",
)
optimize.mistake(
    "the update is dropped",
    (STEP_W, STEP_W.replace("w = ", "new_w = ", 1)),
    (STEP_B, STEP_B.replace("b = ", "new_b = ", 1)),
    hint="Each round must start from the w and b of the round before: under which names do you keep the new ones?",
)
optimize.mistake(
    "learning rate forgotten",
    (STEP_W, STEP_W.replace("learning_rate * ", "")),
    (STEP_B, STEP_B.replace("learning_rate * ", "")),
    hint="How long is the step? The learning rate is a factor of it.",
)
optimize.mistake(
    "learning rate hard-coded",
    (STEP_W, STEP_W.replace("learning_rate", "0.009")),
    (STEP_B, STEP_B.replace("learning_rate", "0.009")),
    hint="0.009 is only the default: the step uses the argument learning_rate.",
)
optimize.mistake(
    "learning rate 0.005",
    (STEP_W, STEP_W.replace("learning_rate", "0.005")),
    (STEP_B, STEP_B.replace("learning_rate", "0.005")),
    hint="The caller says how long the step is: use the argument learning_rate.",
)
optimize.mistake(
    "step divided by m",
    (STEP_W, STEP_W + " / X.shape[1]"),
    (STEP_B, STEP_B + " / X.shape[1]"),
    hint="dw and db are means already: the 1/m is inside them.",
)
optimize.mistake(
    "changes the caller's w",
    (STEP_W, STEP_W.replace("w = w - ", "w -= ")),
    hint="`-=` writes into the array that the caller still holds. Make a new array: w = w - ...",
)
optimize.mistake(
    "starts from zero",
    ("costs = []", "w, b, costs = np.zeros_like(w), 0.0, []"),
    hint="optimize goes on from the w and b that it is given.",
)
optimize.mistake(
    "gradients of the start for ever",
    (
        "for i in progress(range(num_iterations)):\n        grads, cost = propagate(w, b, X, Y)",
        "grads, cost = propagate(w, b, X, Y)\n    for i in progress(range(num_iterations)):",
    ),
    hint="After a step the slope is another one: each round needs a propagate of its own.",
)
optimize.mistake(
    "b stepped along the gradient after w's step",
    (STEP_B, STEP_B.replace('grads["db"]', 'propagate(w, b, X, Y)[0]["db"]')),
    hint="Both gradients belong to the same place: take them before either of the two moves.",
)
optimize.mistake(
    "gradients taken once more after the step",
    (STEP_B, f"{STEP_B}\n        grads, _ = propagate(w, b, X, Y)"),
    hint="The gradients to return are those of the last step that was taken, not of the place where it ended.",
)
optimize.mistake(
    "grads holds the parameters",
    (STEP_B, f'{STEP_B}\n        grads = {{"dw": w, "db": b}}'),
    hint="grads is what propagate returned in the last iteration: dw and db, not w and b.",
)
optimize.mistake(
    "one iteration short",
    ("range(num_iterations)", "range(1, num_iterations)"),
    hint="range(1, n) has n - 1 numbers: count the steps for num_iterations = 1.",
)
optimize.mistake(
    "one iteration too many",
    ("range(num_iterations)", "range(num_iterations + 1)"),
    hint="range(n) has n numbers, from 0 to n - 1: count the steps for num_iterations = 1.",
)
optimize.mistake(
    "number of iterations hard-coded",
    ("range(num_iterations)", "range(2000)"),
    hint="The caller says how many iterations: use num_iterations.",
)
optimize.mistake(
    "always the default number of iterations",
    ("range(num_iterations)", "range(100)"),
    hint="100 is only the default: the loop uses the argument num_iterations.",
)
optimize.mistake(
    "stops after the first iteration",
    (SHOW, f'{SHOW}\n        return {{"w": w, "b": b}}, grads, [cost]'),
    hint="A return inside the loop ends it at the first iteration: how far is it indented?",
)
optimize.mistake(
    "the cost of every iteration kept",
    (
        "        if i % 100 == 0:\n            costs.append(cost)\n",
        "        costs.append(cost)\n        if i % 100 == 0:\n",
    ),
    hint="costs gets a number every 100 iterations, from iteration 0: is the append under the if?",
)
optimize.mistake(
    "the cost kept only where it is printed",
    ("            costs.append(cost)\n", ""),
    (SHOW, f"{SHOW}\n                costs.append(cost)"),
    hint="costs is filled whether or not something is printed: which if is the append under?",
)
optimize.mistake(
    "the cost kept one iteration before the hundred",
    ("i % 100 == 0", "(i + 1) % 100 == 0"),
    hint="Iterations are counted from 0: the first cost kept is that of the start.",
)
optimize.mistake(
    "the first cost left out",
    ("i % 100 == 0", "i % 100 == 0 and i > 0"),
    hint="Iterations are counted from 0: the first cost kept is that of the start.",
)
optimize.mistake(
    "the cost kept every ten iterations",
    ("i % 100 == 0", "i % 10 == 0"),
    hint="costs gets one number every 100 iterations.",
)
optimize.mistake(
    "only the last cost kept",
    ("costs.append(cost)", "costs = [cost]"),
    hint="The list starts anew each time. Which method makes a list longer?",
)
optimize.mistake(
    "the cost after the step kept",
    ("costs.append(cost)", "costs.append(propagate(w, b, X, Y)[1])"),
    hint="The cost of iteration i is that of the w and b with which the iteration begins.",
)
optimize.mistake(
    "costs kept with their iterations",
    ("costs.append(cost)", "costs.append((i, cost))"),
    hint="costs is a list of numbers: the first is that of iteration 0, the next that of iteration 100.",
)

# --- predict --------------------------------------------------------------------------------------


@exercise(
    points=12,
    minutes=8,
    level=2,
    hints=(
        "The same forward pass as in propagate, then a yes or no for each example.",
        "(1, n) meets (n, m): one probability for each example, and one answer for each probability, (1, m).",
        "A comparison with `>` works on a whole array, entry by entry.",
    ),
    large={"w": (20, 1), "b": 0.1, "X": (20, 5000)},
)
def predict(rng, solved):
    """1 where the unit says more than one half."""
    for k, (n, m) in enumerate(shapes(rng)):
        w = rng.normal(size=(n, 1))
        w *= 2 / np.linalg.norm(w)  # so that b, below, leaves examples on both sides
        b = float(rng.choice([-1, 1]) * rng.uniform(0.6, 1.5))
        X = rng.normal(size=(n, 400))
        sums = (w.T @ X)[0]
        A = solved.sigmoid(sums + b)
        clear = np.flatnonzero(np.abs(A - 0.5) > 1e-3)
        # Some of each class near the threshold, where b and the sigmoid decide, and some where b's sign does.
        near = clear[np.argsort(np.abs(A[clear] - 0.5))]
        first, second = near[(A[near] > 0.5) == k % 2], near[(A[near] > 0.5) != k % 2]
        swayed = np.flatnonzero((sums * b > 0) & (np.abs(sums) < np.abs(b)))
        others = rng.permutation(np.concatenate([first[1:m], second[:m], swayed[:m]]))
        chosen = first[:1] if m == 1 else [first[0], *others]
        yield f"{counted(len(chosen))} of {n} features", dict(w=w, b=b, X=X[:, chosen])
    yield Case("exactly one half", dict(w=np.zeros((4, 1)), b=0.0, X=rng.normal(size=(4, 3))), advice=True)


ACTIVATION = "sigmoid(w.T @ X + b)"
predict.mistake(
    "no sigmoid",
    (ACTIVATION, "w.T @ X + b"),
    hint="One half is the threshold of a probability, and z is none: what makes one of it?",
)
predict.mistake(
    "b forgotten",
    (ACTIVATION, "sigmoid(w.T @ X)"),
    hint="Near the threshold the bias decides: did b take part?",
)
predict.mistake(
    "b subtracted",
    (ACTIVATION, "sigmoid(w.T @ X - b)"),
    hint="The bias is added, as in propagate.",
)
predict.mistake(
    "elementwise product of w and X",
    ("w.T @ X", "w * X"),
    hint="Each example needs one sum over its features: which product adds up?",
)
predict.mistake(
    "a product whose shapes don't meet",
    ("w.T @ X", "w @ X"),
    hint="Write the shapes side by side, the inner two must meet: (1, n) with (n, m).",
)
predict.mistake(
    "probabilities returned",
    ("A > 0.5", "A"),
    hint="These are the probabilities; a prediction is 0 or 1. Which of them count as 1?",
)
predict.mistake(
    "classes swapped",
    ("A > 0.5", "A < 0.5"),
    hint="A is the probability of a cat: where it is large, the prediction is 1.",
)
predict.mistake(
    "1 for every example",
    ("A > 0.5", "A > 0"),
    hint="A is a probability, always above 0: is the threshold one half, and the sigmoid taken only once?",
)
predict.mistake(
    "rank 1",
    ("A > 0.5", "A.ravel() > 0.5"),
    hint="The answer is a row like Y, (1, m); an array of shape (m,) is neither a row nor a column.",
)
predict.mistake(
    "a column",
    ("A > 0.5", "A.T > 0.5"),
    hint="The answer is a row like Y, (1, m).",
)
predict.mistake(
    "the first example's answer for all",
    ("A > 0.5", "np.full(A.shape, A[0, 0] > 0.5)"),
    hint="Each example has a prediction of its own: does your loop go through the columns?",
)
predict.mistake(
    "only the first example",
    ("A > 0.5", "A[:, :1] > 0.5"),
    hint="Each example has a prediction of its own: the answer is (1, m).",
)
predict.mistake(
    "0 for every example",
    ("A > 0.5", "np.zeros(A.shape)"),
    hint="The answer stays as it was made, all 0: where do the probabilities come in?",
)
predict.mistake(
    ">= at the threshold",
    ("A > 0.5", "A >= 0.5"),
    hint="Where A is exactly one half this course predicts 0: > 0.5.",
    costs=False,
)

# --- model ----------------------------------------------------------------------------------------


def divided(rng, n, *counts):
    """Sets of examples (n, m) and labels (1, m): one plane divides them, but for some that are labelled at random."""
    across = rng.normal(size=(1, n))
    for m in counts:
        X = rng.normal(size=(n, m))
        yield X
        yield np.where(rng.random((1, m)) < 0.8, across @ X > 0, labels(rng, m)).astype(int)


def decided(solved, args):
    """Is no picture of either set so near one half, after this training, that rounding could decide?"""
    trained = solved.model(**{**args, "print_cost": False})
    sets = np.concatenate([args["X_train"], args["X_test"]], axis=1)
    return np.abs(solved.sigmoid(trained["w"].T @ sets + trained["b"]) - 0.5).min() > 1e-4


def telling(solved, args):
    """Would the answers for either set be others without b, or with the labels in its place?"""
    trained = solved.model(**{**args, "print_cost": False})
    train, test = (trained["w"].T @ args[name] for name in ("X_train", "X_test"))
    others = [(train, 0), (test, 0), (train, args["Y_train"])]
    return all(np.any((z + trained["b"] > 0) != (z + other > 0)) for z, other in others)


def until_decided(solved, draw, also=lambda *_: True):
    while not (decided(solved, args := draw()) and also(solved, args)):
        pass
    return args


@exercise(
    points=16,
    minutes=12,
    level=3,
    returns="{costs, Y_prediction_test, Y_prediction_train, w, b, learning_rate, num_iterations}",
    weights={"learning_rate": 0, "num_iterations": 0},
    hints=(
        "Start, train on the training set, take w and b out of the trained parameters, answer for both sets.",
        "w has one entry for each row of X_train; each prediction has the shape of its labels, (1, m).",
        "`initialize_with_zeros`, `optimize` and `predict` do it all: hand the arguments on, the learning rate too.",
    ),
)
def model(rng, solved):
    """A whole training, and what it says of both sets."""

    def small(m_test=None, **told):
        n, m_train, m = next(sizes(rng, 1, of=3, low=3, high=12))
        X_train, Y_train, X_test, Y_test = divided(rng, n, m_train + 6, m_test or m + 6)
        return dict(X_train=X_train, Y_train=Y_train, X_test=X_test, Y_test=Y_test, **told)

    def real():
        """Pictures in the coordinates of an orthonormal basis Q of them all: a training from zero is the same there.

        Every step adds multiples of pictures to w, so w stays among their combinations: w' = Q.T w. At rates up to
        0.005 a rerun in float32 agrees to 1e-4; at 0.008 the last bits of a number grow to another training.
        """
        train_x, test_x, train_y, test_y = cats()
        mine = np.sort(rng.choice(train_y.size, size=int(rng.integers(50, 91)), replace=False))
        unseen = np.sort(rng.choice(test_y.size, size=int(rng.integers(20, 41)), replace=False))
        sets = np.linalg.qr(np.concatenate([train_x[:, mine], test_x[:, unseen]], axis=1), mode="r")
        return dict(
            X_train=sets[:, : mine.size],
            Y_train=train_y[:, mine],
            X_test=sets[:, mine.size :],
            Y_test=test_y[:, unseen],
            num_iterations=int(rng.integers(1000, 1501)),
            learning_rate=float(rng.uniform(0.0035, 0.005)),
            print_cost=False,
        )

    def about(args):
        m_train, m_test = args["X_train"].shape[1], args["X_test"].shape[1]
        return f"{m_train} and {m_test} examples of {len(args['X_train'])} features"

    for iterations, told in [
        (int(rng.integers(2, 8)), {}),
        (int(rng.integers(102, 120)), {}),
        (int(rng.integers(20, 40)), dict(m_test=1, print_cost=True)),
    ]:
        told = dict(num_iterations=iterations, learning_rate=float(rng.uniform(0.05, 0.3)), print_cost=False) | told
        # A single picture, or the real ones, can hardly tell; these do in 1 draw of 8.
        also = [] if "m_test" in told else [telling]
        args = until_decided(solved, lambda told=told: small(**told), *also)
        yield f"{about(args)}, {counted(iterations, 'iteration')}", args
    args = until_decided(solved, lambda: small(num_iterations=int(rng.integers(10, 20))), telling)
    yield "the learning rate's default", args
    args = until_decided(solved, real)
    yield Case(f"pictures, {about(args)}, {counted(args['num_iterations'], 'iteration')}", args, long=True)


TRAIN = "num_iterations, learning_rate, print_cost)"
model.mistake(
    "sizes that don't meet",
    ("X_train.shape[0]", "X_train.shape[1]"),
    hint="There is one weight for each row of X_train. And use the arguments only: a name of the notebook, such as "
    "train_set_x, is another array.",
)
model.mistake(
    "a name that is not known",
    ("predict(w, b, X_test)", "predict(w, b, test_x)"),
    hint="Some name means nothing here. Inside, the pictures are X_train and X_test, whatever they are called outside; "
    "and the functions that you call must have run.",
)
model.mistake(
    "learning rate not handed on",
    (TRAIN, "num_iterations, print_cost=print_cost)"),
    hint="optimize takes its own default where it is told nothing: hand the learning rate on.",
)
model.mistake(
    "number of iterations not handed on",
    (TRAIN, "learning_rate=learning_rate, print_cost=print_cost)"),
    hint="optimize takes its own default where it is told nothing: hand the number of iterations on.",
)
model.mistake(
    "neither iterations nor learning rate handed on",
    (TRAIN, "print_cost=print_cost)"),
    hint="optimize takes its own defaults where it is told nothing: hand num_iterations and learning_rate on.",
)
model.mistake(
    "learning rate and iterations swapped",
    (TRAIN, "learning_rate, num_iterations, print_cost)"),
    hint="By position optimize takes first the number of iterations, then the learning rate.",
)
model.mistake(
    "learning rate 0.005",
    (TRAIN, "num_iterations, 0.005, print_cost)"),
    hint="The caller says how long the step is: hand learning_rate on.",
)
model.mistake(
    "learning rate always 0.5",
    (TRAIN, "num_iterations, 0.5, print_cost)"),
    hint="0.5 is only the default: hand learning_rate on.",
)
model.mistake(
    "number of iterations hard-coded",
    (TRAIN, "2000, learning_rate, print_cost)"),
    hint="2000 is only the default: hand num_iterations on.",
)
model.mistake(
    "trained on the test set",
    ("optimize(w, b, X_train, Y_train,", "optimize(w, b, X_test, Y_test,"),
    hint="What is tested with must not be learned from: train on X_train and Y_train.",
)
model.mistake(
    "the two predictions swapped",
    ("Y_prediction_test = predict(w, b, X_test)", "Y_prediction_test = predict(w, b, X_train)"),
    ("Y_prediction_train = predict(w, b, X_train)", "Y_prediction_train = predict(w, b, X_test)"),
    hint="Y_prediction_test belongs to X_test, Y_prediction_train to X_train.",
)
model.mistake(
    "both predictions from the training set",
    ("Y_prediction_test = predict(w, b, X_test)", "Y_prediction_test = predict(w, b, X_train)"),
    hint="Y_prediction_test belongs to X_test.",
)
model.mistake(
    "both predictions from the test set",
    ("Y_prediction_train = predict(w, b, X_train)", "Y_prediction_train = predict(w, b, X_test)"),
    hint="Y_prediction_train belongs to X_train.",
)
READ_BACK = 'w, b = parameters["w"], parameters["b"]'
model.mistake(
    "w and b not read back",
    (f"    {READ_BACK}\n", ""),
    hint="optimize leaves your w and b alone and returns the trained ones: where do you take them out?",
)
model.mistake(
    "b not read back",
    (READ_BACK, 'w = parameters["w"]'),
    hint="b was trained as well: take it out of the parameters, like w.",
)
model.mistake(
    "w not read back",
    (READ_BACK, 'b = parameters["b"]'),
    hint="w was trained as well: take it out of the parameters, like b.",
)
model.mistake(
    "predicted before w and b were read back",
    (f"    {READ_BACK}\n", ""),
    ("predict(w, b, X_train)", f"predict(w, b, X_train)\n    {READ_BACK}"),
    hint="The predictions were made with w and b of the start: take the trained ones first.",
)
model.mistake(
    "gradients taken for parameters",
    ("parameters, _, costs = optimize(", "_, grads, costs = optimize("),
    (READ_BACK, 'w, b = grads["dw"], grads["db"]'),
    hint="optimize returns parameters, gradients and costs: w and b are in the first.",
)
model.mistake(
    "what optimize returns not unpacked",
    ("parameters, _, costs = optimize(", "parameters = costs = optimize("),
    hint="optimize returns three things: parameters, grads and costs. Give each a name.",
)
model.mistake(
    "probabilities in place of predictions",
    ("predict(w, b, X_test)", "sigmoid(w.T @ X_test + b)"),
    ("predict(w, b, X_train)", "sigmoid(w.T @ X_train + b)"),
    hint="The predictions are 0 or 1: let predict make them.",
)

# --- in your own words ----------------------------------------------------------------------------


@cache
def thumbnails():
    """Every fourth pixel of the pictures, as columns, and their labels: for training, then for testing."""
    train_x, test_x, train_y, test_y = cats()
    small = (x.T.reshape(-1, 64, 64, 3)[:, ::4, ::4].reshape(x.shape[1], -1).T for x in (train_x, test_x))
    return *small, train_y, test_y


@written
def better_than_guessing(seed, solved):
    """What your_run prints for the student of this seed."""
    train_x, test_x, train_y, test_y = thumbnails()
    chosen = np.random.default_rng(seed).choice(train_y.size, size=60, replace=False)
    X, Y = train_x[:, chosen], train_y[:, chosen]
    trained = solved.model(X, Y, test_x, test_y, num_iterations=300, learning_rate=0.03)
    learned = 100 * np.mean(trained["Y_prediction_train"] == Y)
    unseen = 100 * np.mean(trained["Y_prediction_test"] == test_y)
    guessed = 100 * np.mean(test_y == 0)
    error = np.sqrt(unseen * (100 - unseen) / test_y.size)
    return {
        "cats among the 60 pictures": int(Y.sum()),
        "training accuracy": f"{learned:.1f} % (the larger class alone: {100 * max(Y.mean(), 1 - Y.mean()):.1f} %)",
        "test accuracy": f"{unseen:.1f} % (the larger class alone: {guessed:.1f} %)",
        "one standard error, test": f"{error:.1f} points",
        "test accuracy above guessing": f"{unseen - guessed:+.1f} points, {(unseen - guessed) / error:+.1f} errors",
    }
