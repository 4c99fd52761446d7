"""What is asked in w2_numpy_basics: NumPy as neural networks need it, from the sigmoid to two losses."""

import numpy as np

from autograder.exercise import Case, exercise, sizes, written


def arrays(rng):
    """Numbers and arrays of every kind that goes through a sigmoid, each with words for it."""
    for sign in (1, -1):
        number = sign * float(rng.uniform(0.5, 4))
        yield f"the number {number:.2f}", number
    number = int(rng.integers(-12, 13))
    yield f"the whole number {number}", number
    (six,) = sizes(rng, 1, of=6, high=7)
    for shape in [*sizes(rng, 2, of=1), *sizes(rng, 2, of=2), six[:3], six[3:]]:
        yield f"an array of shape {shape}", rng.normal(scale=2, size=shape)
    for n, m in sizes(rng, 1, of=2):
        yield f"whole numbers, shape {(n, m)}", rng.integers(-4, 5, size=(n, m))


def tables(rng):
    """(n, m) of three tables, the sizes of each axis all different; and one of a single row."""
    (six,) = sizes(rng, 1, of=6)
    return [*zip(six[:3], six[3:], strict=True), (1, int(rng.integers(3, 9)))]


# Some edits below say `1 * x` for `x`: the lines they make are not to be pieces of the comments in the stubs.

# --- basic_sigmoid --------------------------------------------------------------------------------

BASIC = "1 / (1 + math.exp(-x))"


@exercise(
    points=8,
    minutes=4,
    level=1,
    hints=(
        "The exponential is of -x: for a large positive x it is tiny, and the sigmoid is close to 1.",
        "One number goes in and one number comes out: there are no shapes yet.",
        "math.exp(...) is e to the power of one number; the whole denominator stands in parentheses.",
    ),
)
def basic_sigmoid(rng):
    """The sigmoid of one number."""
    for low, high in [(0.3, 1.5), (-1.5, -0.3), (2, 6), (-6, -2)]:
        x = float(rng.uniform(low, high))
        yield f"x = {x:.3f}", dict(x=x)


basic_sigmoid.mistake(
    "sign of the exponent",
    ("math.exp(-x)", "math.exp(x)"),
    hint="For x = 3 the sigmoid is close to 1, and yours is close to 0: look at the sign of the exponent.",
)
basic_sigmoid.mistake(
    "parentheses of the denominator missing",
    (BASIC, "1 / 1 + math.exp(-x)"),
    hint="Division comes before addition: 1 / 1 + ... divides by 1 only. What is the whole denominator?",
)
basic_sigmoid.mistake(
    "minus in the denominator",
    ("1 + math", "1 - math"),
    hint="The denominator is a sum, 1 plus an exponential, so it is always above 1.",
)
basic_sigmoid.mistake(
    "minus outside the exponential",
    ("1 + math.exp(-x)", "1 + -math.exp(x)"),
    hint="The minus belongs to x, inside the exponential: e to the power of -x is always positive.",
)
basic_sigmoid.mistake(
    "1 forgotten in the denominator",
    ("1 + math", "math"),
    hint="Without the 1 the result can be any positive number: the sigmoid is always below 1.",
)
basic_sigmoid.mistake(
    "the exponential alone",
    (BASIC, "math.exp(-x)"),
    hint="That is the exponential in the denominator. What is done with it?",
)
basic_sigmoid.mistake(
    "x beside the exponential",
    ("math.exp(-x)", "math.exp(-1) * x"),
    hint="x is part of the exponent: it goes into the parentheses of math.exp.",
)
basic_sigmoid.mistake(
    "tanh",
    (BASIC, "math.tanh(x)"),
    hint="tanh goes from -1 to 1; the sigmoid goes from 0 to 1.",
)
basic_sigmoid.mistake(
    "rounded to 0 or 1",
    (BASIC, "round(1 / (1 + math.exp(-x)))"),
    hint="The sigmoid is a probability and no decision: every number between 0 and 1 can come out.",
)

# --- sigmoid --------------------------------------------------------------------------------------

SIGMOID = "1 / (1 + np.exp(-x))"


@exercise(
    points=10,
    minutes=6,
    level=1,
    hints=(
        "The formula is that of basic_sigmoid; only the exponential has to go through a whole array.",
        "1 + array and 1 / array work entry by entry: the shape of x stays from the first step to the last.",
        "np.exp takes a number or an array of any shape, where math.exp takes a number only.",
    ),
    large={"x": (100, 200)},
)
def sigmoid(rng):
    """The sigmoid of a number or of every entry of an array."""
    for label, x in arrays(rng):
        yield label, dict(x=x)
    large = rng.uniform(750, 850, size=4) * (-1, 1, 1, -1)
    yield Case("numbers as large as 800", dict(x=large), advice=True)


sigmoid.mistake(
    "sign of the exponent",
    ("np.exp(-x)", "np.exp(x)"),
    hint="For x = 3 the sigmoid is close to 1, and yours is close to 0: look at the sign of the exponent.",
)
sigmoid.mistake(
    "parentheses of the denominator missing",
    (SIGMOID, "1 / 1 + np.exp(-x)"),
    hint="Division comes before addition: 1 / 1 + ... divides by 1 only. What is the whole denominator?",
)
sigmoid.mistake(
    "math.exp on an array",
    ("np.exp(-x)", "math.exp(-x)"),
    hint="math.exp, and so basic_sigmoid, takes one number. Which exponential takes a whole array?",
)
sigmoid.mistake(
    "a loop over the entries of a vector",
    (SIGMOID, "np.array([1 / (1 + math.exp(-number)) for number in x])"),
    hint="A loop over x finds numbers only where x is a vector: a table consists of rows, and a number can't be looped "
    "over. An exponential for whole arrays needs no loop.",
)
sigmoid.mistake(
    "minus in the denominator",
    ("1 + np", "1 - np"),
    hint="The denominator is a sum, 1 plus an exponential, so it is always above 1.",
)
sigmoid.mistake(
    "minus outside the exponential",
    ("1 + np.exp(-x)", "1 + -np.exp(x)"),
    hint="The minus belongs to x, inside the exponential: e to the power of -x is always positive.",
)
sigmoid.mistake(
    "1 forgotten in the denominator",
    ("1 + np", "np"),
    hint="Without the 1 the result can be any positive number: the sigmoid is always below 1.",
)
sigmoid.mistake(
    "the exponential alone",
    (SIGMOID, "np.exp(-x)"),
    hint="That is the exponential in the denominator. What is done with it?",
)
sigmoid.mistake(
    "tanh",
    (SIGMOID, "np.tanh(x)"),
    hint="tanh goes from -1 to 1; the sigmoid goes from 0 to 1.",
)
sigmoid.mistake(
    "rounded to 0 or 1",
    (SIGMOID, "(1 / (1 + np.exp(-x)) > 0.5) * 1"),
    hint="The sigmoid is a probability and no decision: every number between 0 and 1 can come out.",
)
sigmoid.mistake(
    "one number for the whole array",
    (SIGMOID, "1 / (1 + np.exp(-np.sum(x)))"),
    hint="Every entry has a sigmoid of its own: the result has the shape of x.",
)
sigmoid.mistake(
    "normalised over the array",
    (SIGMOID, "np.exp(x) / np.sum(np.exp(x))"),
    hint="That is a softmax over all entries. In the sigmoid each entry goes through the formula by itself.",
)
sigmoid.mistake(
    "inf / inf at large x",
    (SIGMOID, "np.exp(x) / (1 + np.exp(x))"),
    hint="At x = 800 your formula is inf / inf, which is nan. With e to the power of -x it is 1 / (1 + 0), which is 1.",
    costs=False,
)

# --- sigmoid_derivative ---------------------------------------------------------------------------

SLOPE = "s * (1 - s)"


@exercise(
    points=12,
    minutes=7,
    level=2,
    hints=(
        "Two steps: first the sigmoid s of x, then the slope, which is written with s alone.",
        "s and 1 - s both have the shape of x, and so has their product, entry by entry.",
        "Call your sigmoid for the first step; * is the product entry by entry, @ is not.",
    ),
    large={"x": (100, 200)},
)
def sigmoid_derivative(rng):
    """The slope of the sigmoid at a number or at every entry of an array."""
    for label, x in arrays(rng):
        yield label, dict(x=x)


sigmoid_derivative.mistake(
    "1 - x for 1 - s",
    (SLOPE, "s * (1 - x)"),
    hint="Both factors are written with s, the sigmoid of x.",
)
sigmoid_derivative.mistake(
    "x taken for its sigmoid",
    ("s = sigmoid(x)", "s = 1 * x"),
    hint="s(1 - s) wants the sigmoid's value, and x has not been through the sigmoid yet.",
)
sigmoid_derivative.mistake(
    "sigmoid applied twice",
    ("s = sigmoid(x)", "s = sigmoid(sigmoid(x))"),
    hint="s is the sigmoid of x, once.",
)
sigmoid_derivative.mistake(
    "the sigmoid returned",
    (SLOPE, "1 * s"),
    hint="That is the sigmoid itself. Its slope is the product of two things.",
)
sigmoid_derivative.mistake(
    "a factor forgotten",
    (SLOPE, "1 - s"),
    hint="1 - s is one of two factors: at x = 0 the slope is 1/4, not 1/2.",
)
sigmoid_derivative.mistake(
    "sign of the slope",
    (SLOPE, "s * (s - 1)"),
    hint="The sigmoid rises everywhere: its slope is positive.",
)
sigmoid_derivative.mistake(
    "parentheses missing",
    (SLOPE, "s * 1 - s"),
    hint="Multiplication comes before subtraction: s * 1 - s is always 0.",
    public=True,
)
sigmoid_derivative.mistake(
    "a plus in the second factor",
    (SLOPE, "s * (1 + s)"),
    hint="The slope is never above 1/4: check the sign in the second factor.",
)
sigmoid_derivative.mistake(
    "the slope of tanh",
    (SLOPE, "1 - s**2"),
    hint="1 - a^2 is the slope of tanh. The sigmoid's has two factors, s and 1 - s.",
)
sigmoid_derivative.mistake(
    "a square too many",
    (SLOPE, "s * (1 - s**2)"),
    hint="The second factor is 1 - s, without a square.",
)
sigmoid_derivative.mistake(
    "s squared",
    (SLOPE, "s**2"),
    hint="The slope is s times 1 - s: at x = 0 both are 1/2, elsewhere they differ.",
)
sigmoid_derivative.mistake(
    "np.dot for a product entry by entry",
    (SLOPE, "np.dot(s, 1 - s)"),
    hint="np.dot adds products up. Here each entry of s meets its own 1 - s: the product is *.",
)
sigmoid_derivative.mistake(
    "@ for a product entry by entry",
    (SLOPE, "s @ (1 - s)"),
    hint="@ is the matrix product, which adds up. Here each entry of s meets its own 1 - s: the product is *.",
)
sigmoid_derivative.mistake(
    "basic_sigmoid on an array",
    ("s = sigmoid(x)", "s = basic_sigmoid(x)"),
    hint="basic_sigmoid and math.exp take one number. Which of your functions takes arrays?",
)

# --- image2vector ---------------------------------------------------------------------------------

COLUMN = "image.reshape(-1, 1)"


@exercise(
    points=14,
    minutes=8,
    level=1,
    hints=(
        "All numbers of the picture in one column, in the order in which NumPy stores them: nothing is moved around.",
        "(length, height, depth) becomes (length * height * depth, 1): two axes, the second of size 1.",
        "image.reshape takes the new sizes; one of them may be -1, which means as many as are left.",
    ),
)
def image2vector(rng):
    """A picture as one column."""
    for depth in (3, 4):
        length, height = rng.choice([n for n in range(2, 7) if n != depth], size=2, replace=False).tolist()
        image = rng.integers(0, 256, size=(length, height, depth)).astype(np.uint8)
        yield f"a picture {length} long, {height} high, {depth} deep", dict(image=image)
    for length, height, depth in sizes(rng, 2, of=3, high=5):
        image = rng.uniform(size=(length, height, depth))
        yield f"numbers between 0 and 1, shape {(length, height, depth)}", dict(image=image)
    for length, height in sizes(rng, 1, of=2, high=6):
        image = rng.integers(0, 256, size=(length, height, 1)).astype(np.uint8)
        yield f"a grey picture, {length} long and {height} high", dict(image=image)


image2vector.mistake(
    "rank 1",
    (COLUMN, "image.reshape(-1)"),
    hint="flatten, ravel and reshape(-1) give shape (k,), neither a row nor a column. A column has two axes, (k, 1).",
)
image2vector.mistake(
    "a row for a column",
    (COLUMN, "image.reshape(1, -1)"),
    hint="That is a row, (1, k). A column has its numbers along axis 0.",
)
image2vector.mistake(
    "sizes hard-coded",
    (COLUMN, "image.reshape(12288, 1)"),
    hint="Your numbers fit one picture only. The sizes of any picture are in image.shape, or reshape finds them: -1.",
)
image2vector.mistake(
    "depth forgotten",
    (COLUMN, "image.reshape(image.shape[0] * image.shape[1], 1)"),
    hint="length times height counts the pixels, and each pixel holds several numbers. Which factor is missing?",
)
image2vector.mistake(
    "transposed first",
    (COLUMN, "image.T.reshape(-1, 1)"),
    hint="The shape is right, the order isn't: transposing, or order 'F', moves the numbers before they are unrolled.",
    public=True,
)
image2vector.mistake(
    "colour by colour",
    (COLUMN, "np.moveaxis(image, 2, 0).reshape(-1, 1)"),
    hint="The shape is right, the order isn't: a pixel's colours stay together, as they lie in the array.",
)
image2vector.mistake(
    "length and height swapped",
    (COLUMN, "image.transpose(1, 0, 2).reshape(-1, 1)"),
    hint="The shape is right, the order isn't: unroll along the array's own axes, without a transpose.",
)
image2vector.mistake(
    "a column for each colour",
    (COLUMN, "image.reshape(-1, image.shape[2])"),
    hint="That is a table with a row for each pixel. All numbers stand in one column: the second size is 1.",
)
image2vector.mistake(
    "a row for each row of the picture",
    (COLUMN, "image.reshape(image.shape[0], -1)"),
    hint="Only the last two axes were joined. All three become one: the second size is 1.",
)
image2vector.mistake(
    "the recipe for a set of pictures",
    (COLUMN, "image.reshape(image.shape[0], -1).T"),
    hint="This makes a column of each picture in a set. Here is one picture, and it becomes one column.",
)
image2vector.mistake(
    "an axis too many",
    (COLUMN, "image.reshape(-1, 1, 1)"),
    hint="A column has two axes, (k, 1).",
)
image2vector.mistake(
    "the first colour only",
    (COLUMN, "image[:, :, 0].reshape(-1, 1)"),
    hint="Every number of the picture goes into the column: the numbers of all colours.",
)
image2vector.mistake(
    "colours averaged",
    (COLUMN, "image.mean(axis=2).reshape(-1, 1)"),
    hint="The numbers are arranged anew and none is changed: every colour of a pixel keeps its place.",
)
image2vector.mistake(
    "scaled as well",
    (COLUMN, "image.reshape(-1, 1) / 255"),
    hint="Scaling is another step. Here the numbers stay what they are.",
)

# --- normalize_rows -------------------------------------------------------------------------------

NORMS = "np.linalg.norm(x, axis=1, keepdims=True)"


@exercise(
    points=18,
    minutes=10,
    level=2,
    weights={"value": 3, "value (whole numbers)": 1},
    hints=(
        "Each row has a length, the root of the sum of its squares; every entry is divided by the length of its row.",
        "x is (n, m) and the lengths are a column, (n, 1): so the division stretches the column along the rows.",
        "np.linalg.norm with axis and keepdims; the division / makes a new array, where /= would write into x.",
    ),
    large={"x": (5000, 4)},
)
def normalize_rows(rng):
    """Every row divided by its length."""
    for n, m in tables(rng):
        yield f"{n} row{'s' if n > 1 else ''} of {m} numbers", dict(x=rng.normal(scale=3, size=(n, m)))
    n = int(rng.integers(3, 9))
    yield f"{n} rows of 1 number", dict(x=rng.normal(scale=3, size=(n, 1)))
    (four,) = sizes(rng, 1, of=4)
    for n, m in (four[:2], four[2:]):
        # No zeros: a row of them has no direction.
        x = rng.integers(1, 10, size=(n, m)) * rng.choice([-1, 1], size=(n, m))
        yield Case(f"whole numbers, {n} rows of {m}", dict(x=x), group="whole numbers")


normalize_rows.mistake(
    "no keepdims",
    (NORMS, "np.linalg.norm(x, axis=1)"),
    hint="Without keepdims the lengths have shape (n,), which is laid along a row. A column, (n, 1), is wanted.",
    public=True,
)
normalize_rows.mistake(
    "columns for rows",
    (NORMS, "np.linalg.norm(x, axis=0, keepdims=True)"),
    hint="axis=0 runs down the rows and gives the length of each column. Along which axis does a row run?",
)
normalize_rows.mistake(
    "one length for the whole table",
    (NORMS, "np.linalg.norm(x)"),
    hint="Without an axis there is one length for the whole table. Each row has its own.",
)
normalize_rows.mistake(
    "sum for length",
    (NORMS, "np.sum(x, axis=1, keepdims=True)"),
    hint="The length of a row is the root of the sum of its squares, not the sum of its entries.",
)
normalize_rows.mistake(
    "sum of absolute values for length",
    (NORMS, "np.sum(np.abs(x), axis=1, keepdims=True)"),
    hint="That is the 1-norm. The 2-norm squares the entries, adds them up and takes the root.",
)
normalize_rows.mistake(
    "largest entry for length",
    (NORMS, "np.max(np.abs(x), axis=1, keepdims=True)"),
    hint="The length of a row counts all its entries: the root of the sum of their squares.",
)
normalize_rows.mistake(
    "root forgotten",
    (NORMS, "np.sum(x**2, axis=1, keepdims=True)"),
    hint="The sum of the squares is the squared length: the root is missing.",
)
normalize_rows.mistake(
    "mean of squares for their sum",
    (NORMS, "np.sqrt(np.mean(x**2, axis=1, keepdims=True))"),
    hint="A length adds the squares up; a mean divides by their number as well.",
)
normalize_rows.mistake(
    "rows standardised",
    ("x / norms", "(x - np.mean(x, axis=1, keepdims=True)) / np.std(x, axis=1, keepdims=True)"),
    hint="That is standardising: mean 0 and standard deviation 1. Here a row keeps its direction and gets length 1.",
)
normalize_rows.mistake(
    "rows stretched from 0 to 1",
    (
        "x / norms",
        "(x - x.min(axis=1, keepdims=True)) / (x.max(axis=1, keepdims=True) - x.min(axis=1, keepdims=True))",
    ),
    hint="That stretches each row from 0 to 1. Here a row keeps its direction and gets length 1.",
)
normalize_rows.mistake(
    "multiplied by the length",
    ("x / norms", "x * norms"),
    hint="A row of length 5 becomes one of length 1: is that a product or a quotient?",
)
normalize_rows.mistake(
    "the lengths returned",
    ("x / norms", "norms"),
    hint="These are the lengths. What is divided by them?",
)
normalize_rows.mistake(
    "result transposed",
    ("x / norms", "(x / norms).T"),
    hint="The result has the shape of x: with the lengths as a column, x need not be transposed.",
)
normalize_rows.mistake(
    "whole-number division",
    ("x / norms", "x // norms"),
    hint="// rounds down. Which division keeps the fractions?",
)
normalize_rows.mistake(
    "divides in place",
    ("unit_rows = x / norms", "unit_rows = x[:]\n    unit_rows /= norms"),
    hint="x /= ... writes into the caller's array, and an array of whole numbers has no room for fractions: NumPy "
    "refuses. x / ... makes a new array.",
    public=True,
)
normalize_rows.mistake(
    "fractions cut off",
    (
        "unit_rows = x / norms",
        "unit_rows = x[:]\n    for i in range(len(x)):\n        unit_rows[i] = x[i] / norms[i]",
    ),
    hint="x[i] = ... writes into the caller's array, and an array of whole numbers cuts the fractions off. x / ... "
    "makes a new array.",
)

# --- softmax --------------------------------------------------------------------------------------

SHIFTED = "x - np.max(x, axis=1, keepdims=True)"
TOTAL = "np.sum(x_exp, axis=1, keepdims=True)"
UNSHIFTED = (SHIFTED, "1 * x")


@exercise(
    points=20,
    minutes=14,
    level=3,
    hints=(
        "Each row by itself: its exponentials, divided by their sum. Taking the row's maximum away first changes "
        "nothing but the size of the numbers on the way.",
        "x is (n, m); maxima and sums of the rows are columns, (n, 1), which are stretched along the rows.",
        "np.max and np.sum with the axis along a row and keepdims, np.exp between them.",
    ),
    large={"x": (5000, 4)},
)
def softmax(rng):
    """Each row as probabilities."""
    for n, m in tables(rng):
        yield f"{n} row{'s' if n > 1 else ''} of {m} numbers", dict(x=rng.normal(scale=2, size=(n, m)))
    for n, m in sizes(rng, 1, of=2):
        yield f"whole numbers, {n} rows of {m}", dict(x=rng.integers(-4, 5, size=(n, m)))
    for n, m in sizes(rng, 1, of=2):
        yield Case(f"{n} rows of numbers near 1000", dict(x=rng.uniform(995, 1005, size=(n, m))), advice=True)


softmax.mistake(
    "columns for rows",
    UNSHIFTED,
    (TOTAL, "np.sum(x_exp, axis=0, keepdims=True)"),
    hint="axis=0 adds up down the rows, so that every column sums to 1. Here every row does.",
)
softmax.mistake(
    "maxima of the rows, sums of the columns",
    (TOTAL, "np.sum(x_exp, axis=0, keepdims=True)"),
    hint="The maximum is taken along a row, and so is the sum: axis=0 adds up down the rows.",
)
softmax.mistake(
    "maxima of the columns",
    (SHIFTED, "x - np.max(x, axis=0, keepdims=True)"),
    hint="Only a number that is the same for a whole row cancels. axis=0 gives the maximum of each column.",
    public=True,
)
softmax.mistake(
    "no keepdims",
    (TOTAL, "np.sum(x_exp, axis=1)"),
    hint="Without keepdims the maxima, or the sums, have shape (n,), which is laid along a row. A column is wanted.",
)
softmax.mistake(
    "one sum for the whole table",
    UNSHIFTED,
    (TOTAL, "np.sum(x_exp)"),
    hint="Without an axis there is one sum for the whole table. Each row is divided by its own.",
)
softmax.mistake(
    "one sum for all rows, after each row's maximum",
    (TOTAL, "np.sum(x_exp)"),
    hint="The maxima are each row's own, and the sum is one for the whole table: each row is divided by its own.",
)
softmax.mistake(
    "no exponential",
    UNSHIFTED,
    ("np.exp(shifted)", "shifted"),
    hint="Divided by their sum, negative numbers stay negative. What makes them all positive first?",
)
softmax.mistake(
    "no exponential after the maximum was taken away",
    ("np.exp(shifted)", "shifted"),
    hint="The shifted numbers are all 0 or below. What makes positive numbers of them?",
)
softmax.mistake(
    "sign of the exponent",
    ("np.exp(shifted)", "np.exp(-shifted)"),
    hint="The largest number of a row gets the largest probability: look at the sign of the exponent.",
)
softmax.mistake(
    "not divided by the sum",
    UNSHIFTED,
    (f"x_exp / {TOTAL}", "1 * x_exp"),
    hint="These are the exponentials. What makes each row sum to 1?",
)
softmax.mistake(
    "divided by the largest, not by the sum",
    (f"x_exp / {TOTAL}", "1 * x_exp"),
    hint="The largest entry of each row of yours is 1. It is the sum of the row that is to be 1.",
)
softmax.mistake(
    "mean for sum",
    ("np.sum(", "np.mean("),
    hint="Divided by their mean, the entries of a row have the mean 1. Which quantity is to be 1?",
)
softmax.mistake(
    "sum of x for that of its exponentials",
    UNSHIFTED,
    (TOTAL, "np.sum(x, axis=1, keepdims=True)"),
    hint="A row sums to 1 if it is divided by its own sum: the sum of the exponentials.",
)
softmax.mistake(
    "shifted exponentials divided by the sum of x",
    (TOTAL, "np.sum(x, axis=1, keepdims=True)"),
    hint="A row sums to 1 if it is divided by its own sum: the sum of the exponentials.",
)
softmax.mistake(
    "sum of the shifted numbers",
    (TOTAL, "np.sum(shifted, axis=1, keepdims=True)"),
    hint="A row sums to 1 if it is divided by its own sum: that of the exponentials, not of their exponents.",
)
softmax.mistake(
    "exponential of the sum",
    UNSHIFTED,
    (TOTAL, "np.exp(np.sum(x, axis=1, keepdims=True))"),
    hint="First the exponential of every entry, then their sum: the order matters.",
)
softmax.mistake(
    "the sigmoid",
    (f"x_exp / {TOTAL}", "sigmoid(x)"),
    hint="The sigmoid looks at each number by itself. In a softmax the numbers of a row share a total of 1.",
)
softmax.mistake(
    "the largest gets everything",
    (f"x_exp / {TOTAL}", "(shifted == 0) * 1.0"),
    hint="That picks the largest number. A softmax gives the others their share too.",
)
softmax.mistake(
    "logarithm of the softmax",
    (f"x_exp / {TOTAL}", f"np.log(x_exp / {TOTAL})"),
    hint="Probabilities lie between 0 and 1; these are their logarithms.",
)
softmax.mistake(
    "rows of unit length",
    (f"x_exp / {TOTAL}", "x / np.linalg.norm(x, axis=1, keepdims=True)"),
    hint="That is normalize_rows. In a softmax the exponentials are divided by their sum.",
)
softmax.mistake(
    "result transposed",
    (f"x_exp / {TOTAL}", f"(x_exp / {TOTAL}).T"),
    hint="The result has the shape of x: with the sums as a column, nothing needs to be transposed.",
)
softmax.mistake(
    "overflows at 1000",
    UNSHIFTED,
    hint="e to the power of 1000 is too large for a float: inf / inf is nan. Take each row's largest entry away first.",
    costs=False,
)

# --- L1 and L2 ------------------------------------------------------------------------------------


def vectors(rng):
    """Predictions and true values of m examples, each pair with words for it."""
    many = [m for (m,) in sizes(rng, 1, of=1, low=3)] + [int(rng.integers(10, 15)), int(rng.integers(15, 20))]
    for m in many[:2]:
        yield f"{m} examples, labels 0 and 1", rng.uniform(size=m), rng.permutation(np.arange(m) % 2)
    for m in (many[2], many[0] + 10):
        yield f"{m} examples, real numbers", rng.normal(size=m), rng.normal(scale=2, size=m)
    yield "1 example", rng.normal(size=1), rng.normal(scale=2, size=1)


SIZES = "np.sum(np.abs(y - yhat))"


@exercise(
    points=8,
    minutes=5,
    level=1,
    hints=(
        "How far off each prediction is, without its sign, and then all of it added up.",
        "y - yhat is (m,), one entry an example; the sum over all of them is a single number.",
        "np.abs for the absolute values, np.sum around it.",
    ),
    large={"yhat": (20000,), "y": (20000,)},
)
def L1(rng):
    """The sum of the absolute differences."""
    for label, yhat, y in vectors(rng):
        yield label, dict(yhat=yhat, y=y)


L1.mistake(
    "mean for sum",
    ("np.sum", "np.mean"),
    hint="This L1 adds up over the examples: it doesn't divide by their number.",
)
L1.mistake(
    "absolute value outside the sum",
    (SIZES, "np.abs(np.sum(y - yhat))"),
    hint="Added with their signs, too much and too little cancel. Each difference loses its sign before the sum.",
)
L1.mistake(
    "no absolute value",
    (SIZES, "np.sum(y - yhat)"),
    hint="Too much here and too little there cancel. What takes the sign away before the sum?",
)
L1.mistake(
    "no absolute value, differences the other way round",
    (SIZES, "np.sum(yhat - y)"),
    hint="Too much here and too little there cancel. What takes the sign away before the sum?",
)
L1.mistake(
    "absolute values of y and yhat apart",
    (SIZES, "np.sum(np.abs(y) - np.abs(yhat))"),
    hint="The absolute value is that of the difference, and not of y and yhat by themselves.",
)
L1.mistake(
    "difference of the two sums",
    (SIZES, "np.abs(np.sum(np.abs(y)) - np.sum(np.abs(yhat)))"),
    hint="Each prediction is compared with its own true value first; then comes the sum.",
)
L1.mistake(
    "sum of y and yhat",
    ("y - yhat", "y + yhat"),
    hint="How far two numbers lie apart is their difference.",
)
L1.mistake(
    "squares for absolute values",
    (SIZES, "np.sum((y - yhat) ** 2)"),
    hint="Squares belong to L2; L1 adds up absolute values.",
)
L1.mistake(
    "the length of the difference",
    (SIZES, "np.linalg.norm(y - yhat)"),
    hint="np.linalg.norm squares and takes the root unless told otherwise. L1 adds up absolute values.",
)
L1.mistake(
    "the largest difference only",
    (SIZES, "np.max(np.abs(y - yhat))"),
    hint="All examples count: add their differences up.",
)
L1.mistake(
    "one loss for each example",
    (SIZES, "np.abs(y - yhat)"),
    hint="These are the differences, one an example. L1 is one number: what adds them up?",
)
L1.mistake(
    "a number in brackets",
    (SIZES, "np.sum(np.abs(y - yhat), keepdims=True)"),
    hint="The result has shape (1,), and one number without an axis is wanted: leave keepdims out.",
)
L1.mistake(
    "half of it",
    (SIZES, "0.5 * np.sum(np.abs(y - yhat))"),
    hint="There is no factor in front of the sum.",
)

SQUARES = "np.sum((y - yhat) ** 2)"


@exercise(
    points=10,
    minutes=6,
    level=1,
    hints=(
        "How far off each prediction is, squared, and then all of it added up. No root at the end.",
        "y - yhat is (m,), one entry an example; the sum over all of them is a single number.",
        "** 2 squares every entry (^ is another operation), np.sum around it; or np.dot of a vector with itself.",
    ),
    large={"yhat": (20000,), "y": (20000,)},
)
def L2(rng):
    """The sum of the squared differences."""
    for label, yhat, y in vectors(rng):
        yield label, dict(yhat=yhat, y=y)


L2.mistake(
    "root taken",
    (SQUARES, "np.linalg.norm(y - yhat)"),
    hint="That is the length of the difference. This L2 is the squared length: no root.",
)
L2.mistake(
    "mean for sum",
    ("np.sum", "np.mean"),
    hint="This L2 adds up over the examples: it doesn't divide by their number.",
    public=True,
)
L2.mistake(
    "root of the mean",
    (SQUARES, "np.sqrt(np.mean((y - yhat) ** 2))"),
    hint="That is the root mean squared error. This L2 is a sum of squares, without a mean and without a root.",
)
L2.mistake(
    "^ for **",
    ("** 2", "^ 2"),
    hint="In Python ^ works on bits and not on floats. Which operator raises to a power?",
)
L2.mistake(
    "absolute values for squares",
    (SQUARES, "np.sum(np.abs(y - yhat))"),
    hint="That is L1. L2 adds up squares.",
)
L2.mistake(
    "square outside the sum",
    (SQUARES, "np.sum(y - yhat) ** 2"),
    hint="Inside the sum, too much here and too little there cancel. Each difference is squared before it is added.",
)
L2.mistake(
    "squares of y and yhat apart",
    (SQUARES, "np.sum(y**2 - yhat**2)"),
    hint="The square is that of the difference, and not of y and yhat by themselves.",
)
L2.mistake(
    "sum of y and yhat",
    ("y - yhat", "y + yhat"),
    hint="How far two numbers lie apart is their difference.",
)
L2.mistake(
    "doubled for squared",
    ("** 2", "* 2"),
    hint="One star multiplies, two raise to a power.",
)
L2.mistake(
    "no square",
    (SQUARES, "np.sum(y - yhat)"),
    hint="Too much here and too little there cancel. What is done to each difference before the sum?",
)
L2.mistake(
    "y times yhat",
    (SQUARES, "np.dot(y, yhat)"),
    hint="np.dot of a vector with itself is a sum of squares. Which vector is it here?",
)
L2.mistake(
    "one loss for each example",
    (SQUARES, "(y - yhat) ** 2"),
    hint="These are the squares, one an example. L2 is one number: what adds them up?",
)
L2.mistake(
    "a number in brackets",
    (SQUARES, "np.sum((y - yhat) ** 2, keepdims=True)"),
    hint="The result has shape (1,), and one number without an axis is wanted: leave keepdims out.",
)
L2.mistake(
    "half of it",
    (SQUARES, "0.5 * np.sum((y - yhat) ** 2)"),
    hint="There is no factor in front of the sum.",
)
L2.mistake(
    "the square squared",
    (SQUARES, "np.sum((y - yhat) ** 2) ** 2"),
    hint="Squared once is enough: the sum of the squares is already the squared length.",
)

# --- the written question -------------------------------------------------------------------------


@written
def one_outlier(seed, solved):
    """What your_run prints for the student of this seed."""
    rng = np.random.default_rng(seed)
    true = rng.uniform(1, 3, size=20)
    predicted = true + rng.normal(0, 0.1, size=20)
    place, shift = rng.integers(20), rng.uniform(2, 5)
    misread = true.copy()
    misread[place] += shift
    off = misread[place] - predicted[place]
    numbers = {"misread": f"measurement {place}, by {shift:.2f}"}
    for loss, share in ((solved.L1, abs(off)), (solved.L2, off**2)):
        before, after = loss(predicted, true), loss(predicted, misread)
        numbers[loss.__name__] = (
            f"{before:.2f} before, {after:.2f} after: {after / before:.1f} times as large; "
            f"the misread one makes {100 * share / after:.1f} % of it"
        )
    return numbers
