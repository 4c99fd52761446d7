# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Week 2: NumPy for neural networks
#
# A neural network is a handful of operations on arrays. In this assignment you write the ones that come back
# in every week of this course, each for a whole array at once: the sigmoid and its slope, a picture as a
# column, rows of unit length, the softmax, and two losses. On the way you see why loops are avoided, and which
# shapes go wrong without an error.
#
# **At the end you will be able to**
#
# - say the shape that an operation on arrays gives before you run it, broadcasting included,
# - replace a loop over examples and features by one line, and say what that gains,
# - keep a sum as a column with `axis` and `keepdims`,
# - write a softmax that doesn't overflow.
#
# **Before you start:** Python functions; arrays and their `shape`. **Time:** about 80 minutes.
# Symbols and shapes on one page: [notation](notation.html).
#
# {install}
#
# ## How it works
#
# - **Fill in.** Eight exercises, each one function. Put your code where it says `# YOUR CODE HERE`, and take
#   the `raise NotImplementedError()` away. In this assignment every step stands above that place as a comment
#   with one gap, `____`: copy the line, fill the gap. The `return` below it is given.
# - **Predict.** Before most exercises there is a line that asks for a shape. Put your guess in before you run it.
#   It isn't graded; but most slips in this field are slips of shape, and you can see them coming.
# - **Check.** Run the cell, then the check below it. It calls your function on examples and says what is
#   right and what is not. Check as often as you like: it costs nothing. If you are stuck, `hint("sigmoid")`
#   in a cell of your own, with the exercise's name, gives up to three hints. Grading asks the same kinds of
#   question with other numbers and other sizes.
# - **Submit.** Restart the kernel and run all cells, press *Validate*, then hand the notebook in as your
#   course says: from nbgrader's *Assignment List*, or as this file. The one question answered in words is
#   graded by a person.
#
# Please don't copy, split or delete the cells that are here; new cells of your own are welcome anywhere.

# %% plain="setup"
import math
import timeit
from functools import partial

import matplotlib.pyplot as plt
import numpy as np

# grade is for the course's staff: their copy of each check cell calls it.
from autograder import check, data, grade, hint, predict_shape

# %% [markdown]
# ## Exercise 1: the sigmoid of one number
#
# {declared:basic_sigmoid}
#
# The sigmoid turns any number into one between 0 and 1, which can be read as a probability:
#
# $$\sigma(x) = \frac{1}{1 + e^{-x}}$$
#
# For a very negative $x$ the denominator is huge and the result close to 0; for $x = 0$ it is $\frac12$; for a
# large $x$ it is close to 1. Step by step for two numbers:
#
# | $x$ | $e^{-x}$ | $1 + e^{-x}$ | $\sigma(x)$ |
# |---|---|---|---|
# | $-2$ | $7.3891$ | $8.3891$ | $0.1192$ |
# | $2$ | $0.1353$ | $1.1353$ | $0.8808$ |
#
# The two results add up to 1; they always do, for $x$ and $-x$. Write it with `math.exp`, the exponential of
# Python's own library.


# %% solution="basic_sigmoid"
def basic_sigmoid(x):
    """Return the sigmoid of one number.

    x a number -> s, a number between 0 and 1
    """
    # 1. s = 1 / (1 + math.exp(____))
    ### BEGIN SOLUTION
    s = 1 / (1 + math.exp(-x))
    ### END SOLUTION
    return s


# %% check="basic_sigmoid"
check("basic_sigmoid")

# %% [markdown]
# Now you can turn a number into a probability. But a network has arrays, not single numbers. What does
# `math.exp` say to an array of three? The next cell asks it, catches the error and prints it.

# %% demo="math_and_arrays"
three = np.array([-2.0, 0.0, 2.0])
try:
    math.exp(three)
except TypeError as error:
    print("math.exp: TypeError:", error)
print("np.exp:  ", np.exp(three))

# %% [markdown]
# `math.exp` knows Python's numbers only, and refuses. `np.exp` takes a number, a vector, a table or any other
# array, and goes through it entry by entry. That is why the `math` library is hardly ever seen in this field.
#
# ## Exercise 2: the sigmoid of an array
#
# {declared:sigmoid}
#
# The same formula, for a number or for an array of any shape. With an array, `-x`, `1 + ...` and `1 / ...` all
# work entry by entry, so that the result has the shape of `x`:
#
# $$\sigma\begin{pmatrix} x_{11} & x_{12} \\ x_{21} & x_{22} \end{pmatrix} =
# \begin{pmatrix} \sigma(x_{11}) & \sigma(x_{12}) \\ \sigma(x_{21}) & \sigma(x_{22}) \end{pmatrix},
# \qquad \text{for example} \quad (-2,\ 0,\ 2) \to (0.1192,\ 0.5,\ 0.8808)$$

# %%
# What shape has this? Put your guess, such as (2, 3), in the place of the dots, and run the cell.
predict_shape(1 + np.exp(np.ones((3, 4))), ...)


# %% solution="sigmoid"
def sigmoid(x):
    """Return the sigmoid of every entry of x.

    x a number or an array of any shape -> s, the same shape
    """
    # 1. s = 1 / (1 + ____(-x))
    ### BEGIN SOLUTION
    s = 1 / (1 + np.exp(-x))
    ### END SOLUTION
    return s


# %% check="sigmoid"
check("sigmoid")

# %% [markdown]
# Now you can turn all outputs of a layer into probabilities in one line. (In week 4 a function of the same
# name returns a pair, `A, Z`: another function.)
#
# ## Exercise 3: the slope of the sigmoid
#
# {declared:sigmoid_derivative}
#
# Learning follows slopes. That of the sigmoid comes from the chain rule and can be written with the value
# $s = \sigma(x)$ alone:
#
# $$\sigma'(x) = \frac{e^{-x}}{(1 + e^{-x})^2} = \frac{1}{1 + e^{-x}} \cdot \frac{e^{-x}}{1 + e^{-x}} = s\,(1 - s)$$
#
# | $x$ | $s$ | $1 - s$ | $\sigma'(x)$ |
# |---|---|---|---|
# | $0$ | $0.5$ | $0.5$ | $0.25$ |
# | $2$ | $0.8808$ | $0.1192$ | $0.1050$ |
# | $8$ | $0.99966$ | $0.00034$ | $0.00034$ |
#
# Call your own `sigmoid` for the first step. The product is `*`, entry by entry.

# %%
# What shape has this?
predict_shape(np.ones((2, 5)) * (1 - np.ones((2, 5))), ...)


# %% solution="sigmoid_derivative"
def sigmoid_derivative(x):
    """Return the slope of the sigmoid at every entry of x.

    x a number or an array of any shape -> ds, the same shape
    """
    # 1. s = sigmoid(____)
    # 2. ds = s * (____)
    ### BEGIN SOLUTION
    s = sigmoid(x)
    ds = s * (1 - s)
    ### END SOLUTION
    return ds


# %% check="sigmoid_derivative"
check("sigmoid_derivative")

# %% [markdown]
# Now you can say how steep the sigmoid is anywhere. The next cell draws both of your functions: the sigmoid
# (blue, solid) climbs from 0 to 1, and its slope (orange, dashed) is a bump, 0.25 at its highest. Beyond 5 or
# so on either side the slope is all but zero. A unit out there hardly learns, because there is no slope to
# follow; remember this when weights are to start small.

# %% demo="sigmoid_picture"
ticks = np.linspace(-10, 10, 201)
fig, ax = plt.subplots(figsize=(7, 3.8))
ax.plot(ticks, sigmoid(ticks), color="#0072B2", lw=2, label=r"$\sigma(x)$")
ax.plot(ticks, sigmoid_derivative(ticks), color="#D55E00", lw=2, ls="--", label=r"its slope, $\sigma'(x)$")
ax.axhline(0.25, color="black", lw=0.8, ls=":")
ax.text(-9.8, 0.27, "0.25")
ax.set(xlabel="$x$", ylabel="value", title="The sigmoid and its slope")
ax.legend(loc="center left")
ax.grid(alpha=0.3)

# %% [markdown]
# ## A picture is an array
#
# A colour picture is an array with three axes. In this exercise they are called length, height and depth: for
# each of length × height **pixels** there are three numbers, how much red, green and blue. A network takes one
# long column instead, so the picture has to be **unrolled**. In which order? The last axis runs fastest: first
# the three colours of the first pixel, then those of the pixel beside it, and after the first row of pixels
# the second. With loops it reads
#
# ```python
# for i in range(length):
#     for j in range(height):
#         for k in range(depth):
#             # image[i, j, k] is next
# ```
#
# and entry $(i, j, k)$ lands in row $(i \cdot \text{height} + j) \cdot \text{depth} + k$ of the column.
#
# The figure shows a picture of two by two pixels on the left, each with its place and its three numbers, and
# on the right the column of twelve. Each row of the column wears the colour of the pixel that it came from,
# and says which of the three numbers it is: R, G, B, again and again.

# %% demo="unrolled"
tiny = np.array([[[0, 114, 178], [213, 94, 0]], [[240, 228, 66], [204, 121, 167]]], dtype=np.uint8)
fig, (left, right) = plt.subplots(1, 2, figsize=(9, 6), width_ratios=[1, 1.1])
left.imshow(tiny)
left.set(xlabel="j (axis 1, height)", ylabel="i (axis 0, length)", title=f"the picture, {tiny.shape}")
left.set(xticks=[0, 1], yticks=[0, 1])
right.set(xlim=(0, 3), ylim=(12.1, -0.1), title="the column, (12, 1)")
right.axis("off")
row = 0
for i in range(2):
    for j in range(2):
        pixel = tiny[i, j]
        ink = "black" if pixel @ [0.3, 0.6, 0.1] > 110 else "white"
        left.text(j, i, f"[{i}, {j}]\nR {pixel[0]}\nG {pixel[1]}\nB {pixel[2]}", ha="center", va="center", color=ink)
        for k in range(3):
            right.add_patch(plt.Rectangle((1, row), 0.9, 1, facecolor=pixel / 255, edgecolor="white"))
            right.text(1.45, row + 0.5, f"{'RGB'[k]} {pixel[k]}", ha="center", va="center", color=ink)
            right.text(0.9, row + 0.5, f"row {row}", ha="right", va="center")
            right.text(2, row + 0.5, f"[{i}, {j}, {k}]", va="center", family="monospace")
            row += 1

# %% [markdown]
# ## Exercise 4: from picture to column
#
# {declared:image2vector}
#
# No loop is needed: `reshape` lays the same numbers, in the order above, into other axes. One of the new sizes
# may be `-1`, which means "as many as are left": `np.arange(12).reshape(-1, 4)` has shape (3, 4).
#
# Shapes: (length, height, depth) → (length · height · depth, 1). The picture of the figure, (2, 2, 3), becomes
# (12, 1); a picture of the course, (64, 64, 3), becomes (12288, 1). Two traps:
#
# - the sizes must come from the picture at hand, not from the one you tried;
# - `(12,)` isn't `(12, 1)`. Further down you see what that difference can do.

# %%
# The first row of pixels of a picture that is 4 long, 5 high and 3 deep: what shape has it?
predict_shape(np.zeros((4, 5, 3))[0], ...)


# %% solution="image2vector"
def image2vector(image):
    """Return a picture as one column, its numbers in the order in which they are stored.

    image (length, height, depth) -> v (length * height * depth, 1)
    """
    # 1. v = image.reshape(-1, ____)
    ### BEGIN SOLUTION
    v = image.reshape(-1, 1)
    ### END SOLUTION
    return v


# %% check="image2vector"
check("image2vector")

# %% [markdown]
# Now you can hand a picture to a network, and you know where each pixel went.
#
# ## Broadcasting
#
# Arrays of different shapes can be added, divided and so on where NumPy can **stretch** the smaller one. The
# rule: write the shapes one above the other, aligned on the **right**. On each axis the two sizes must be
# equal, or one of them must be 1 or absent; that one is repeated.
#
# | shapes | aligned | result | |
# |---|---|---|---|
# | (2, 3) and (2, 1) | 2 3 / 2 1 | (2, 3) | the column is repeated along each row |
# | (2, 3) and (3,) | 2 3 / · 3 | (2, 3) | the vector is repeated in each row |
# | (2, 1) and (1, 3) | 2 1 / 1 3 | (2, 3) | both are repeated: every pair |
# | (2, 3) and (2,) | 2 3 / · 2 | an error | 3 meets 2 |
# | (2, 2) and (2,) | 2 2 / · 2 | (2, 2) | no error, even if you meant a column |
#
# The figure shows the first and the third case. White cells are the arrays as they are stored; the grey ones in
# italics are the repetitions that NumPy adds in thought.


# %% plain="tables"
def draw_table(ax, values, shape, title):
    """Draw a table; cells beyond shape, which broadcasting repeats, are grey."""
    rows, columns = values.shape
    for i in range(rows):
        for j in range(columns):
            stored = i < shape[0] and j < shape[1]
            face = "white" if stored else "#DDDDDD"
            ax.add_patch(plt.Rectangle((j, i), 1, 1, facecolor=face, edgecolor="black"))
            style = "normal" if stored else "italic"
            ax.text(j + 0.5, i + 0.5, f"{values[i, j]:g}", ha="center", va="center", style=style, size=13)
    ax.set(xlim=(-0.05, columns + 0.05), ylim=(rows + 0.05, -0.05), aspect="equal", title=title)
    ax.axis("off")


# %% demo="stretched"
table = np.array([[3, 4, 0], [0, 6, 8]])
lengths = np.array([[5], [10]])
line = np.array([[1, 2, 3]])
fig, axes = plt.subplots(2, 3, figsize=(9.5, 5))
for (first, second, third), x, y, sign, result in [
    (axes[0], table, lengths, "/", table / lengths),
    (axes[1], lengths, line, "+", lengths + line),
]:
    draw_table(first, np.broadcast_to(x, (2, 3)), x.shape, f"{x.shape}")
    draw_table(second, np.broadcast_to(y, (2, 3)), y.shape, f"{sign}  {y.shape}")
    draw_table(third, result, result.shape, f"=  {result.shape}")

# %% [markdown]
# In the upper row each row of the table is divided by its own number, 5 or 10. That works because the divisor is
# a column. What if it had only one axis? The next cell tries it, with a table of two rows and three columns,
# then with one of two rows and two columns.

# %% demo="without_a_column"
divisor = np.array([5, 10])
print("divisor.shape:", divisor.shape)
try:
    table / divisor
except ValueError as error:
    print("(2, 3) / (2,): ValueError:", error)
print("(2, 2) / (2,): no error, but the columns were divided:")
print(table[:, :2] / divisor)

# %% [markdown]
# The error is the better case: it tells you. Where the table happens to be square there is none, and the
# numbers are not what you meant. `np.sum`, `np.mean`, `np.max` and `np.linalg.norm` drop the axis that they run
# along, unless you say `keepdims=True`: then it stays, with size 1, and the result is a column.
#
# ## Exercise 5: rows of length 1
#
# {declared:normalize_rows}
#
# In this exercise and the next, each *row* of a table is one thing, taken by itself. (After them an example is
# a *column* again, as nearly everywhere in this course.) Divide each row of $x$, shape $(n, m)$, by its
# **2-norm**, its length:
#
# $$\lVert x_i \rVert = \sqrt{\textstyle\sum_j x_{ij}^2}, \qquad
# \begin{pmatrix} 3 & 4 & 0 \\ 0 & 6 & 8 \end{pmatrix} \quad
# \begin{matrix} \sqrt{9 + 16 + 0} = 5 \\ \sqrt{0 + 36 + 64} = 10 \end{matrix} \quad\longrightarrow\quad
# \begin{pmatrix} 0.6 & 0.8 & 0 \\ 0 & 0.6 & 0.8 \end{pmatrix}$$
#
# `np.linalg.norm(x, axis=...)` computes the lengths. The axis is the one it runs **along**: axis 0 goes down
# the rows, axis 1 goes along a row. The table may hold whole numbers: a division with `/` makes a new array, of
# floats, while `/=` would write into the caller's array, which has no room for fractions.
#
# What remains of a row is its direction. This isn't **feature scaling**: that treats each *feature* over all
# examples, so that features of different sizes count alike (subtract its mean and divide by its standard
# deviation, called standardising; or divide pixels by 255, which is plain scaling). Dividing one row by its
# length makes rows comparable and leaves the proportions within a row as they were. Feature scaling is the one
# that helps gradient descent to converge.

# %%
# The sum along the rows of a (3, 5) table, without keepdims: what shape has it?
predict_shape(np.sum(np.ones((3, 5)), axis=1), ...)


# %% solution="normalize_rows"
def normalize_rows(x):
    """Return x with every row divided by its length, so that each has 2-norm 1.

    x (n, m), whole numbers too, no row all zero -> (n, m)
    """
    # 1. norms = np.linalg.norm(x, axis=1, ____)    a column, (n, 1)
    # 2. unit_rows = x / ____
    ### BEGIN SOLUTION
    norms = np.linalg.norm(x, axis=1, keepdims=True)
    unit_rows = x / norms
    ### END SOLUTION
    return unit_rows


# %% check="normalize_rows"
check("normalize_rows")

# %% [markdown]
# Now you can keep a sum as a column and let it act on every row. The same two words, `axis` and `keepdims`, are
# in the backward pass of every network that you will write.
#
# ## Exercise 6: the softmax
#
# {declared:softmax}
#
# The sigmoid gives one probability. Where there are $m$ classes, the **softmax** makes $m$ probabilities of $m$
# numbers, all positive and with sum 1. (So $m$ counts classes here, not examples.) For each row of $x$, shape
# $(n, m)$:
#
# $$\text{softmax}(x)_{ij} = \frac{e^{x_{ij}}}{\sum_k e^{x_{ik}}}$$
#
# For the row $(1, 2, 3)$:
#
# | | | | | sum |
# |---|---|---|---|---|
# | $x$ | $1$ | $2$ | $3$ | |
# | $e^x$ | $2.7183$ | $7.3891$ | $20.0855$ | $30.1929$ |
# | softmax | $0.0900$ | $0.2447$ | $0.6652$ | $1$ |
#
# There is a catch. The largest float is about $1.8 \cdot 10^{308}$, and $e^{1000}$ is far beyond. The next cell
# shows what becomes of the row $(1000, 1001, 1002)$, first by the formula as it stands, then after 1002, its
# maximum, has been taken away from each entry. (`np.errstate` keeps NumPy's warnings quiet: here we know.)

# %% demo="overflow"
huge = np.array([1000.0, 1001.0, 1002.0])
with np.errstate(over="ignore", invalid="ignore"):
    print("e^x:                  ", np.exp(huge))
    print("divided by the sum:   ", np.exp(huge) / np.exp(huge).sum())
calm = np.exp(huge - 1002)
print("e^(x - 1002):         ", calm)
print("divided by their sum: ", calm / calm.sum())

# %% [markdown]
# $\infty / \infty$ is nan, *not a number*. After the subtraction every exponent is 0 or below, so nothing can
# overflow, and the result is that of $(1, 2, 3)$. Is that allowed? Yes: a number $c$ taken away from all entries
# of a row cancels,
#
# $$\frac{e^{x_{ij} - c}}{\sum_k e^{x_{ik} - c}} = \frac{e^{-c}\, e^{x_{ij}}}{e^{-c} \sum_k e^{x_{ik}}} =
# \frac{e^{x_{ij}}}{\sum_k e^{x_{ik}}}$$
#
# so a softmax sees only the differences within a row. Take each row's own maximum. (A softmax that
# overflows at 1000 is told so by the check and costs nothing; but you have seen it now.)

# %%
# What shape has a (4, 3) table minus a column of its rows' maxima?
predict_shape(np.ones((4, 3)) - np.ones((4, 1)), ...)


# %% solution="softmax"
def softmax(x):
    """Return each row as probabilities: the exponentials of its entries, divided by their sum.

    x (n, m) -> (n, m), every row positive and with sum 1
    """
    # 1. shifted = x - np.max(x, axis=____, keepdims=True)
    # 2. x_exp = ____(shifted)
    # 3. s = x_exp / np.sum(____, axis=1, keepdims=True)
    ### BEGIN SOLUTION
    shifted = x - np.max(x, axis=1, keepdims=True)
    x_exp = np.exp(shifted)
    s = x_exp / np.sum(x_exp, axis=1, keepdims=True)
    ### END SOLUTION
    return s


# %% check="softmax"
check("softmax")

# %% [markdown]
# Now you can turn any scores into probabilities, however large they are. With two classes the softmax is an old
# friend: of the row $(z, 0)$ the first probability is $e^z / (e^z + 1) = \sigma(z)$. The next cell compares
# your two functions.

# %% demo="two_classes"
scores = np.array([-2.0, 0.0, 2.0])
pairs = np.column_stack([scores, np.zeros(3)])
print("softmax of (z, 0), first column:", softmax(pairs)[:, 0])
print("sigmoid of z:                   ", sigmoid(scores))

# %% [markdown]
# ## Two loops become two lines
#
# Take $m$ examples of $n$ features, one example a **column**: $X$ is $(n, m)$. For each example there is an
# error, how far the prediction was off: $E$ is $(1, m)$. In the next assignment learning will need, for every
# feature, the mean over the examples of feature times error, and the mean error itself:
#
# $$g_j = \frac1m \sum_{i=1}^{m} X_{ji} E_i, \qquad h = \frac1m \sum_{i=1}^{m} E_i$$
#
# Read literally that is a loop over the examples and in it another over the features. As arrays it is
#
# $$g = \tfrac1m\, X E^\top, \qquad h = \operatorname{mean}(E)$$
#
# The shapes are $(n, m)(m, 1) \to (n, 1)$: the sum over $i$ is what the matrix product does anyway. The same
# holds for the prediction: for *one* example $x$, a column, $w^\top x$ is a single number; for all of them
# $w^\top X$ is a row, $(1, n)(n, m) \to (1, m)$.
#
# The next cell does it both ways, checks that they agree, and measures them for 10 to 10,000 examples of 50
# features.


# %% demo="loops_and_arrays"
def means_by_loops(X, E):
    n, m = X.shape
    g, h = np.zeros((n, 1)), 0.0
    for i in range(m):
        h += E[0, i] / m
        for j in range(n):
            g[j, 0] += X[j, i] * E[0, i] / m
    return g, h


def means_by_arrays(X, E):
    g = X @ E.T / E.size
    h = np.mean(E)
    return g, h


rng = np.random.default_rng(2)
counts = [10, 30, 100, 300, 1000, 3000, 10000]
milliseconds = {means_by_loops: [], means_by_arrays: []}
for m in counts:
    X, E = rng.normal(size=(50, m)), rng.normal(size=(1, m))
    for way, times in milliseconds.items():
        runs = 1 if way is means_by_loops and m > 300 else 20
        times.append(1000 * min(timeit.repeat(partial(way, X, E), number=1, repeat=runs)))
    print(f"{m:6d} examples: loops {milliseconds[means_by_loops][-1]:9.3f} ms,", end=" ")
    print(f"arrays {milliseconds[means_by_arrays][-1]:6.3f} ms")
apart = max(np.abs(one - two).max() for one, two in zip(means_by_loops(X, E), means_by_arrays(X, E), strict=True))
print(f"largest difference between the two: {apart:.0e}")

fig, ax = plt.subplots(figsize=(7, 4.2))
ax.loglog(counts, milliseconds[means_by_loops], "o-", color="#D55E00", label="two nested loops")
ax.loglog(counts, milliseconds[means_by_arrays], "^--", color="#0072B2", label="two array lines")
ax.set(xlabel="examples $m$", ylabel="time in milliseconds", title="The same numbers, 50 features")
ax.legend(loc="upper left")
ax.grid(alpha=0.3)

# %% [markdown]
# Both axes of the figure are logarithmic: each line of the grid is a factor of ten. The loops (orange circles)
# take time in proportion to $m$. The array lines (blue triangles) are flat at first, where calling them takes
# longer than the computation, and rise later. For 1000 examples and more they are faster by a factor of a
# thousand or several thousand; how many depends on the machine. An hour of training becomes a second or a few.
#
# ## Arrays of rank 1
#
# `np.ones(4)` has shape (4,), one axis: it is neither a row nor a column. Such arrays behave in ways that look
# right and are not:
#
# | | shape (4,) | column (4, 1) | row (1, 4) |
# |---|---|---|---|
# | transposed, `a.T` | (4,), unchanged | (1, 4) | (4, 1) |
# | `a @ a.T` | a number | (4, 4) | (1, 1) |
# | `a - b` with `b` of shape (4, 1) | **(4, 4)** | (4, 1) | (4, 4) |
#
# The last line is the one that hurts. The next cell compares four predictions with four labels. All are right,
# and the sum of the differences should be 0.

# %% demo="rank_one"
labels = np.array([[1], [0], [1], [1]])
guesses = np.array([1, 0, 1, 1])
print("labels", labels.shape, " guesses", guesses.shape, " difference", (guesses - labels).shape)
print("sum of the differences' sizes:", np.abs(guesses - labels).sum(), "- no error, no warning")
column = guesses.reshape(-1, 1)
print("as a column:", np.abs(column - labels).sum())

# %% [markdown]
# Every guess met every label, and a table of 16 differences came out. So: make arrays with two axes
# (`np.zeros((4, 1))`, `keepdims=True`), turn one of rank 1 into a column with `a.reshape(-1, 1)`, and say what
# you expect: `assert labels.shape == (4, 1)` costs nothing and stops at once where it doesn't hold.
#
# The next two exercises take two vectors of the *same* shape $(m,)$ and return a single number; there rank 1
# does no harm. From the next assignment on, predictions and labels are rows, $(1, m)$.
#
# ## Exercise 7: the L1 loss
#
# {declared:L1}
#
# A loss says in one number how far predictions $\hat y$ lie from the true values $y$. The simplest adds up the
# sizes of the differences, over all $m$ examples:
#
# $$L_1(\hat y, y) = \sum_{i=1}^{m} \lvert y_i - \hat y_i \rvert$$
#
# With $\hat y = (0.8,\ 0.3,\ 0.6)$ and $y = (1,\ 0,\ 0)$ the differences are $0.2, -0.3, -0.6$, and
# $L_1 = 0.2 + 0.3 + 0.6 = 1.1$. It is a sum, not a mean: with twice as many examples it is about twice as large.
# (Elsewhere in this course the *loss* is that of one example, and the *cost* that of all. These two sums are
# called losses by long habit.)

# %%
# What shape has a sum over all entries? (An array without axes, a single number, has the shape ().)
predict_shape(np.sum(np.ones(5)), ...)


# %% solution="L1"
def L1(yhat, y):
    """Return the sum of the absolute differences of all examples.

    yhat (m,) predictions, y (m,) true values -> loss, a number
    """
    # 1. loss = np.sum(____(y - yhat))
    ### BEGIN SOLUTION
    loss = np.sum(np.abs(y - yhat))
    ### END SOLUTION
    return loss


# %% check="L1"
check("L1")

# %% [markdown]
# Now you can say how far off predictions are, all together.
#
# ## Exercise 8: the L2 loss
#
# {declared:L2}
#
# The other one adds up the **squares** of the differences:
#
# $$L_2(\hat y, y) = \sum_{i=1}^{m} (y_i - \hat y_i)^2 = \lVert y - \hat y \rVert^2$$
#
# Mind the square on the right: this loss is the *squared* 2-norm, without a root. In the example above it is
# $0.04 + 0.09 + 0.36 = 0.49$, while the norm itself is $0.7$. It is a sum over the examples, as before. In
# Python a square is `** 2`; `^` is an operation on bits.

# %%
# A vector (5,) minus a column (5, 1): what shape has it?
predict_shape(np.ones(5) - np.ones((5, 1)), ...)


# %% solution="L2"
def L2(yhat, y):
    """Return the sum of the squared differences of all examples.

    yhat (m,) predictions, y (m,) true values -> loss, a number
    """
    # 1. loss = np.sum((y - yhat) ____)
    ### BEGIN SOLUTION
    loss = np.sum((y - yhat) ** 2)
    ### END SOLUTION
    return loss


# %% check="L2"
check("L2")

# %% [markdown]
# Now you can choose between two losses. Which one is better? That depends on what can go wrong with the data.
#
# ## In your own words: one outlier
#
# Twenty lengths were measured, and predicted from something else; the predictions are off by about 0.1. Then
# one measurement is misread. The next cell draws such data from your user name, so that your numbers are yours
# alone, and asks your `L1` and `L2` before and after the misreading.
#
# The figure shows for each of the twenty measurements its share of the loss after the misreading, of L1 on the
# left and of L2 on the right; the misread one is orange and hatched.

# %%
# The name under which you hand in; if this is another one, write it here in quotes.
user_name = data.user_name()

# %% demo="your_run"
rng = np.random.default_rng(data.seed_of(user_name))
true = rng.uniform(1, 3, size=20)
predicted = true + rng.normal(0, 0.1, size=20)
place, shift = rng.integers(20), rng.uniform(2, 5)
misread = true.copy()
misread[place] += shift
print(f"measurement {place} is misread by {shift:.2f}")

off = np.abs(misread - predicted)
fig, axes = plt.subplots(1, 2, figsize=(9.5, 3.6), sharey=True)
axes[0].set_ylabel("share in %")
for ax, loss, each in zip(axes, (L1, L2), (off, off * off), strict=True):
    before, after = loss(predicted, true), loss(predicted, misread)
    share = 100 * each / after
    print(f"{loss.__name__}: {before:.2f} before, {after:.2f} after: {after / before:.1f} times as large;", end=" ")
    print(f"the misread one makes {share[place]:.1f} % of it")
    bars = ax.bar(np.arange(20), share, color="#0072B2")
    bars[place].set(facecolor="#D55E00", hatch="//", edgecolor="white")
    ax.set(xlabel="measurement", title=f"Shares of {loss.__name__}", xticks=[0, 5, 10, 15, 19], ylim=(0, 100))

# %% [markdown]
# **Ten points, graded by a person (10, 5 or 0).** Answer in at most 80 words, with the numbers of your own run:
#
# 1. How many times as large did L1 and L2 become, and how much of each is the misread measurement's share?
# 2. Why is the share in L2 larger? Argue with the two formulas.
# 3. Misreadings happen in your laboratory. Which loss would you minimise, and why?

# %% [markdown] written="one_outlier" points=10
# ### BEGIN SOLUTION
# **Model answer** (the numbers are those of one run; the student's own are given beside the answer)
#
# In my run L1 became 2.4 times as large and L2 31 times; the misread measurement makes 66 % of L1 and 98 % of
# L2. In L1 a difference counts by its size, in L2 by its square: one 30 times as large as another counts 30
# times in L1 and 900 times in L2. I would minimise L1: with L2 the training would mostly serve the misread one.
#
# **Rubric**
#
# - **Level 2, 10 points.** Own numbers (rounded is fine), of both losses; the reason is that a difference $k$
#   times as large counts $k$ times in L1 and $k^2$ times in L2; a loss chosen with a reason that fits. L2 is as
#   good a choice where the reason says that large errors are to weigh more, or that it is smooth, and what is
#   done about misreadings. *Anchor: "L1 grew 2.9 times and L2 58 times, the outlier has 67 % and 98 %. Being 30 times as
#   far off counts 30 times in L1 but 900 times in L2. I take L1, or the fit bends towards a typing error."*
# - **Level 1, 5 points.** Numbers and a direction, but the reason stays at "L2 reacts more to outliers" without
#   the square; or the reason is there and the numbers are missing or belong to another run. *Anchor: "L1 is 2.9
#   times and L2 58 times as large. L2 is more sensitive to outliers than L1, so I would use L1."*
# - **Level 0, 0 points.** Neither numbers nor a reason, or the two losses exchanged. *Anchor: "Both get larger
#   because there is a mistake in the data. L2 is the better one, because it is used more often."*
# ### END SOLUTION

# %% [markdown]
# ## Summary
#
# > - `np.exp` and its kind go through an array of any shape, entry by entry; `math.exp` takes one number.
# > - `reshape` keeps the order of the numbers: the last axis runs fastest.
# > - Broadcasting aligns shapes on the right and stretches sizes of 1. Sum with `axis` and `keepdims=True`, and
# >   a column stays a column; a shape $(n,)$ is neither row nor column and can go wrong in silence.
# > - A softmax sees differences only: take each row's maximum away first.
# > - A loop over examples and features is a matrix product, and as one it is a thousand times faster.
# > - L1 adds up sizes, L2 adds up squares, both over the examples; one outlier can own nearly all of L2.
#
# **Where next?** With these pieces you build a classifier in the next assignment: logistic regression, on
# pictures.
#
# ---
# The course follows the outline of *Neural Networks and Deep Learning* by
# [DeepLearning.AI](https://www.deeplearning.ai/); text, code and data are our own.
