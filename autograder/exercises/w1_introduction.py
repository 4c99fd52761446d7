"""What is asked in w1_introduction: ReLU, so that a class goes once through all steps before it matters."""

import numpy as np

from autograder.exercise import Case, exercise, sizes

MAXIMUM = "np.maximum(0, x)"


@exercise(
    points=5,
    minutes=5,
    level=1,
    unchanged=True,
    weights={"value": 3, "value (single numbers)": 1},
    hints=(
        "Each entry is compared with zero by itself, and the larger of the two is kept.",
        "x has any shape and 0 has none: compared with every entry, it gives the shape of x.",
        "np.max looks for the largest entry of one array. Its longer namesake compares two arrays entry by entry.",
    ),
    large={"x": (100, 200)},
)
def relu(rng):
    """The larger of 0 and x, entry by entry."""
    (six,) = sizes(rng, 1, of=6, high=7)
    for shape in [*sizes(rng, 1, of=1), *sizes(rng, 2, of=2), six[:3], six[3:]]:
        yield f"an array of shape {shape}", dict(x=signs(rng, shape) * rng.uniform(0.5, 9, size=shape))
    for shape in sizes(rng, 1, of=2):
        yield f"whole numbers, shape {shape}", dict(x=signs(rng, shape) * rng.integers(1, 9, size=shape))
    for sign in (1, -1):
        number = sign * float(rng.uniform(2, 9))
        yield Case(f"the number {number:.2f}", dict(x=number), group="single numbers")
    number = -int(rng.integers(2, 99))
    yield Case(f"the whole number {number}", dict(x=number), group="single numbers")


def signs(rng, shape):
    """+1 and -1, as many of each as there can be: with all entries of one sign nobody sees a slip."""
    count = int(np.prod(shape))
    return rng.permutation(np.where(np.arange(count) % 2, -1, 1)).reshape(shape)


relu.mistake(
    "np.max, the largest entry along an axis",
    (MAXIMUM, "np.max(x, 0)"),
    hint="np.max(x, 0) looks for the largest entry along axis 0. Which function compares two things entry by entry?",
    public=True,
)
relu.mistake(
    "one maximum for the whole array",
    (MAXIMUM, "max(0, np.max(x))"),
    hint="This is one number for the whole array. Every entry of x is compared with 0 by itself.",
)
relu.mistake(
    "Python's max or if on an array",
    (MAXIMUM, "max(0, x)"),
    hint="max and if want one True or False, and an array holds many. NumPy has a maximum that goes entry by entry.",
    public=True,
)
relu.mistake(
    "the negative part kept",
    (MAXIMUM, "np.minimum(0, x)"),
    hint="You keep what is negative. Which of 0 and x is kept when x is positive?",
)
relu.mistake(
    "the absolute value",
    (MAXIMUM, "np.abs(x)"),
    hint="Negative entries become 0, they don't change their sign.",
)
relu.mistake(
    "the slope of ReLU",
    (MAXIMUM, "np.where(np.asarray(x) > 0, 1, 0)"),
    hint="1 and 0 are the slopes of ReLU. Where x is positive the value is x itself.",
)
relu.mistake(
    "True and False for values",
    (MAXIMUM, "-(np.asarray(x) > 0).astype(float)"),
    hint="A comparison says where x is positive; the value there is x itself.",
)
relu.mistake(
    "negative entries left out",
    (MAXIMUM, "x[x > 0]"),
    hint="x[x > 0] picks entries and forgets their places. Keep the shape, and put 0 where x is negative.",
)
relu.mistake(
    "negative entries leak",
    (MAXIMUM, "np.maximum(0.01 * x, x)"),
    hint="That is leaky ReLU. In ReLU negative entries become exactly 0.",
    public=True,
)
relu.mistake(
    "sign turned",
    (MAXIMUM, "np.maximum(0, -x)"),
    hint="Positive entries are those that pass: try it with x = 2.",
)
relu.mistake(
    "cut off at 1",
    (MAXIMUM, "np.clip(x, 0, 1)"),
    hint="Only negative entries are cut off: there is no upper limit.",
)
relu.mistake(
    "compared with 1",
    (MAXIMUM, "np.maximum(1, x)"),
    hint="The floor is 0, not 1: what should become of x = 0.5?",
)
relu.mistake(
    "the sigmoid",
    (MAXIMUM, "1 / (1 + np.exp(-np.asarray(x, dtype=float)))"),
    hint="That is the other curve of the figure. ReLU is the larger of 0 and x.",
)
relu.mistake(
    "nothing done",
    (MAXIMUM, "1 * x"),
    hint="Negative entries come back as they went in: they are to become 0.",
)
relu.mistake(
    "whole numbers returned",
    (MAXIMUM, "np.maximum(0, x).astype(int)"),
    hint="Positive entries pass as they are: what becomes of 1.5?",
)
relu.mistake(
    "writes into its argument",
    (MAXIMUM, "x[...]\n    a[a < 0] = 0"),
    hint="a = x gives the caller's array a second name, and writing into it changes it for the caller; a single number "
    "has no entries to write into at all. Compute a new array instead.",
    public=True,
)
