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
#   autograder:
#     datasets: [train_catvnoncat.h5, test_catvnoncat.h5]
# ---

# %% [markdown]
# # Week 2: Logistic regression as a neural network
#
# Is there a cat in the picture? In this assignment you build the smallest network there is, one unit with a
# sigmoid, and train it on 209 small pictures. It has everything that the large networks of the coming weeks
# have: parameters, a forward pass, a cost, a backward pass, gradient descent. Only the layers are missing.
#
# **At the end you will be able to**
#
# - turn pictures into columns of numbers, and see when a reshape has scrambled them,
# - write the forward pass, the cost and the gradients for all examples at once, without a loop over them,
# - train with gradient descent, and say from a cost curve whether the learning rate is too large,
# - judge an accuracy: beside the larger class alone, and beside its own standard error.
#
# **Before you start:** NumPy's `@`, `*`, `reshape` and `np.sum`, as in the first assignment of this week.
# **Time:** about 95 minutes.
# Symbols and shapes on one page: [notation](notation.html).
#
# {install}
#
# ## How it works
#
# - **Fill in.** Eight exercises, each one function. The comments in each spell out the whole way, step by
#   step, with one gap `____` in most steps: read the step, fill the gap, write the line where it says
#   `# YOUR CODE HERE`, and take the `raise NotImplementedError()` away. The `return` below is given.
# - **Predict the shape.** Before most exercises a cell asks you for a shape. It isn't graded; it is the
#   habit that saves most hours.
# - **Check.** Run the cell, then the check below it. It calls your function on examples and says what is
#   right and what is not. Check as often as you like: it costs nothing. If you are stuck, `hint("sigmoid")`
#   in a cell of your own gives up to three hints on that exercise, and so for every other name. Grading asks
#   the same kinds of question with other numbers and other sizes.
# - **Submit.** Restart the kernel and run all cells, press *Validate*, then hand the notebook in as your
#   course says: from nbgrader's *Assignment List*, or as this file. The one question answered in words is
#   graded by a person.
#
# Please don't copy, split or delete the cells that are here; new cells of your own are welcome anywhere.

# %% plain="setup"
import matplotlib.pyplot as plt
import numpy as np

# grade is for the course's staff: their copy of each check cell calls it.
from autograder import check, data, grade, gradient_check, hint, predict_shape, progress

# %% plain="drawing"
BLUE, ORANGE, GREEN, PINK = "#0072B2", "#D55E00", "#009E73", "#CC79A7"


def show_pictures(pictures, titles, columns=6):
    """Draw pictures (num_px, num_px, 3), each under its title."""
    rows = -(-len(pictures) // columns)
    fig, axes = plt.subplots(rows, columns, figsize=(1.8 * columns, 2.1 * rows), squeeze=False)
    for ax in axes.flat:
        ax.axis("off")
    for ax, picture, title in zip(axes.flat, pictures, titles, strict=False):
        ax.imshow(picture)
        ax.set_title(title, fontsize="small")
    fig.tight_layout()


def accuracy(answers, Y):
    """Return the percentage of answers (1, m) that agree with the labels Y (1, m)."""
    return 100 * np.mean(answers == Y)


def report(what, answers, Y):
    """Print an accuracy, the one that the larger class alone would get, and the standard error."""
    right, larger = accuracy(answers, Y), 100 * max(Y.mean(), 1 - Y.mean())
    error = np.sqrt(right * (100 - right) / Y.size)
    print(f"{what}: {right:.1f} % right; the larger class alone {larger:.1f} %; standard error {error:.1f} points")


# %% [markdown]
# ## The data: cats, and anything else
#
# The pictures are small, 64 × 64 points, and drawn: they are made from openly licensed emoji, with new
# coats and new grounds. They lie in two HDF5 files, one to learn from and one to test with; no drawing is in
# both. `data.cats()` reads them. A point has three numbers, for red, green and blue, from 0 to 255. The label
# is 1 for a cat and 0 for anything else. As always in this course one **column** of labels is one example.

# %% demo="cats"
train_set_x_orig, train_set_y, test_set_x_orig, test_set_y, classes = data.cats()
print("to learn from:", train_set_x_orig.shape, "labels", train_set_y.shape, "cats", train_set_y.sum())
print("to test with: ", test_set_x_orig.shape, "labels", test_set_y.shape, "cats", test_set_y.sum())

# %% [markdown]
# The next figure shows the first twelve training pictures. Cats are faces with pointed ears; the others are
# animals, food, things and smileys. Some figures are light on a dark ground, some dark on a light one.

# %% demo="first_pictures"
show_pictures(train_set_x_orig[:12], [classes[label] for label in train_set_y[0, :12]])

# %% [markdown]
# **What a score is worth.** Of the training pictures 130 of 209 show no cat. Whoever says "no cat" to
# everything is right in 62 % of them; of the 50 test pictures half are cats, so there it is 50 %. An accuracy
# means something only beside that number, and `report` prints both.
#
# It prints a third number. With other test pictures the score would be another one. If a classifier is right
# with probability $p$, its share of right answers among $m$ new pictures scatters by one **standard error**,
# $\sqrt{p(1-p)/m}$: at 50 pictures that is 6 to 7 points. So 70 and 74 % are the same, as far as 50 pictures
# can tell.
#
# ## Exercise 1: the sizes of the data
#
# {declared:dataset_sizes}
#
# How many pictures are there to learn from and to test with, and how many pixels has a side? The first axis
# counts pictures, the next two go down and across a picture, the last one has the colours.
#
# Two arrays of shapes (5, 8, 8, 3) and (2, 8, 8, 3) are 5 pictures and 2 pictures of 8 × 8 pixels: the answer
# is `(5, 2, 8)`.

# %%
# What shape has one picture out of twenty? Put your guess, such as (2, 3), in the place of the dots.
predict_shape(np.zeros((20, 64, 64, 3))[0], ...)


# %% solution="dataset_sizes"
def dataset_sizes(train_set_x_orig, test_set_x_orig):
    """Return the number of training pictures, of test pictures, and of pixels along a side.

    train_set_x_orig (m_train, num_px, num_px, 3), test_set_x_orig (m_test, num_px, num_px, 3)
    -> m_train, m_test, num_px, three whole numbers
    """
    # 1. m_train = train_set_x_orig.shape[____]
    # 2. m_test = ____.shape[0]
    # 3. num_px = train_set_x_orig.shape[____]
    ### BEGIN SOLUTION
    m_train = train_set_x_orig.shape[0]
    m_test = test_set_x_orig.shape[0]
    num_px = train_set_x_orig.shape[1]
    ### END SOLUTION
    return m_train, m_test, num_px


# %% check="dataset_sizes"
check("dataset_sizes")

# %% [markdown]
# Now you can read off an array of pictures what is in it.
#
# ## Exercise 2: from pictures to columns
#
# {declared:flatten_images}
#
# One unit takes a column of numbers, $x$ of shape $(n_x, 1)$. So each picture becomes one column, all its
# numbers one under the other, and the pictures stand side by side in a matrix $X$:
#
# $$(m,\ a,\ b,\ c) \quad\longrightarrow\quad (m,\ a \cdot b \cdot c) \quad\longrightarrow\quad
# (a \cdot b \cdot c,\ m)$$
#
# `reshape` reads an array row by row and pours it, in this order, into the new shape. If the first axis keeps
# its size, each row gets the numbers of one picture; the transpose makes columns of the rows. Asked for the last
# shape directly, it would pour the first picture along the first *rows*, across the columns of all the others.
#
# Two pictures of 1 × 2 points and 2 colours, first picture $1, 2, 3, 4$, second $5, 6, 7, 8$:
#
# | by way of (2, 4) | at once to (4, 2) |
# |---|---|
# | $\begin{pmatrix} 1 & 5 \\ 2 & 6 \\ 3 & 7 \\ 4 & 8 \end{pmatrix}$ | $\begin{pmatrix} 1 & 2 \\ 3 & 4 \\ 5 & 6 \\ 7 & 8 \end{pmatrix}$ |
#
# On the left each column is a picture. On the right the shape is the same, and no column is a picture.

# %%
# Seven pictures of 4 x 4 points, each laid out in one row: which shape?
predict_shape(np.zeros((7, 4, 4, 3)).reshape(7, -1), ...)


# %% solution="flatten_images"
def flatten_images(images):
    """Return the pictures as columns.

    images (m, a, b, c) -> (a*b*c, m), one picture a column, its numbers in the order in which NumPy reads them
    """
    # 1. One row for each picture, then rows become columns: flat = images.reshape(images.shape[0], ____).T
    ### BEGIN SOLUTION
    flat = images.reshape(images.shape[0], -1).T
    ### END SOLUTION
    return flat


# %% check="flatten_images"
check("flatten_images")

# %% [markdown]
# Now you can make a matrix of pictures that are still pictures. The next cell makes the test: it takes the first
# column of $X$ and folds it back to 64 × 64 × 3, once from your `flatten_images` and once from the reshape
# that goes to the last shape at once.
#
# The figure shows the difference. On the left is the first picture. On the right is noise: its column holds
# every 209th number of the whole data set, a few from this picture, a few from that. No error, no warning, the
# right shape, and a training runs on it as if nothing were the matter: 73 % of the training pictures after 2000
# iterations, and 42 % of new ones, no better than guessing.

# %% demo="scrambled_picture"
columns = flatten_images(train_set_x_orig)
poured = train_set_x_orig.reshape(columns.shape)
side = train_set_x_orig.shape[1:]
show_pictures(
    [columns[:, 0].reshape(side), poured[:, 0].reshape(side)],
    ["column 0, flatten_images", "column 0, other reshape"],
    columns=2,
)

# %% [markdown]
# ### Scaling
#
# Numbers up to 255 would make weighted sums in the hundreds, where the sigmoid is flat. We divide by 255, so
# that all numbers lie between 0 and 1. This is **scaling**. It isn't *standardising*, which would also
# subtract the mean of each feature and divide by its standard deviation. Remember that the mean stays in: it
# will come back as a zigzag in a cost curve.

# %% demo="scaled"
train_set_x = flatten_images(train_set_x_orig) / 255
test_set_x = flatten_images(test_set_x_orig) / 255
print("X to learn from:", train_set_x.shape, " from", train_set_x.min(), "to", train_set_x.max())
print("X to test with: ", test_set_x.shape, "  mean of all numbers:", train_set_x.mean().round(2))

# %% [markdown]
# ## One unit
#
# For one picture $x$, a column $(n_x, 1)$, the unit computes a weighted sum and makes a probability of it:
#
# $$z = w^\top x + b \qquad \hat y = a = \sigma(z) \qquad \sigma(z) = \frac{1}{1 + e^{-z}}$$
#
# $w$ has one weight for each number of the picture, $b$ is a single number, and $a$ is the probability that it
# is a cat. For all $m$ pictures at once:
#
# | array | shape | | array | shape |
# |---|---|---|---|---|
# | $X$ | $(n_x, m)$ | | $Y$ | $(1, m)$ |
# | $w$ | $(n_x, 1)$ | | $b$ | a number |
# | $Z = w^\top X + b$ | $(1, m)$ | | $A = \sigma(Z)$ | $(1, m)$ |
#
# ### A unit for pencil and paper
#
# Two features, three examples. It goes with us through the exercises with its numbers, so that you can compare
# in a cell of your own.

# %% plain="pencil"
pencil_w, pencil_b = np.array([[1.0], [-2.0]]), 0.5
pencil_X = np.array([[1.0, 0.0, 2.0], [0.0, 1.0, 1.0]])
pencil_Y = np.array([[1, 0, 1]])

# %% [markdown]
# ## Exercise 3: the sigmoid
#
# {declared:sigmoid}
#
# $$\sigma(z) = \frac{1}{1 + e^{-z}}$$
#
# It takes any number to a number between 0 and 1: a very negative $z$ to nearly 0, a large one to nearly 1,
# and 0 to one half. On an array it works entry by entry, so what comes out has the shape of what went in.
#
# The pencil unit has $Z = (1.5,\ -1.5,\ 0.5)$, and $\sigma(Z) = (0.8176,\ 0.1824,\ 0.6225)$.

# %%
# What shape has the exponential of this array?
predict_shape(np.exp(np.zeros((3, 5))), ...)


# %% solution="sigmoid"
def sigmoid(z):
    """Return the sigmoid of every entry of z.

    z a number or an array of any shape -> the same shape, numbers between 0 and 1
    """
    # 1. s = 1 / (1 + np.exp(____))
    ### BEGIN SOLUTION
    s = 1 / (1 + np.exp(-z))
    ### END SOLUTION
    return s


# %% check="sigmoid"
check("sigmoid")

# %% [markdown]
# Now you can make a probability of any number. The figure shows your function as a curve: flat at both ends,
# steepest in the middle, where it has the slope ¼ (the dotted line).

# %% demo="sigmoid_curve"
fig, ax = plt.subplots(figsize=(6, 3))
z_axis = np.linspace(-6, 6, 200)
ax.plot(z_axis, sigmoid(z_axis), color=BLUE, label="sigmoid(z)")
ax.plot([-2, 2], [0, 1], color="black", ls=":", label="slope ¼")
ax.set(xlabel="z", ylabel="a", title="From any number to a probability")
ax.legend()
fig.tight_layout()

# %% [markdown]
# ## Exercise 4: a start from zero
#
# {declared:initialize_with_zeros}
#
# Gradient descent needs a place to start. Here all weights may be zero: there is only one unit, so there is no
# other that it could be the twin of. (With a hidden layer that changes: next week.)
#
# For `dim = 3` the answer is `w` = three zeros, one under the other, and `b` = 0. The column must be a real
# column with two axes, `(3, 1)`; an array of shape `(3,)` has one axis, its transpose is itself, and it
# broadcasts in ways that you don't expect. `b` is a single number.

# %%
# What shape has a column of five, transposed?
predict_shape(np.zeros((5, 1)).T, ...)


# %% solution="initialize_with_zeros"
def initialize_with_zeros(dim):
    """Return the first parameters, all zero.

    dim, a whole number -> w (dim, 1), b a number
    """
    # 1. w, b = np.zeros((dim, ____)), 0.0
    ### BEGIN SOLUTION
    w, b = np.zeros((dim, 1)), 0.0
    ### END SOLUTION
    return w, b


# %% check="initialize_with_zeros"
check("initialize_with_zeros")

# %% [markdown]
# Now you have a place to start from.
#
# ## Exercise 5: forward and backward
#
# {declared:propagate}
#
# **Forward.** All probabilities at once, then the cost. The **loss** is how far one prediction is off; the
# **cost** $J$ is the mean loss of all $m$ examples:
#
# $$A = \sigma(w^\top X + b) \qquad J = -\frac1m \sum_{i=1}^{m} \Big( y^{(i)} \log a^{(i)} +
# (1 - y^{(i)}) \log\big(1 - a^{(i)}\big) \Big)$$
#
# For each example one of the two terms is zero; what remains is minus the logarithm of the probability that
# the unit gave to the true class. (The squared error would be the other choice. With a sigmoid its cost has
# hills and plateaus; this one is convex, a single bowl, so walking downhill is enough.)
#
# **Backward.** How does the cost change when a weight changes a little? By the chain rule the slope of one
# example's loss by its $z$ is $a - y$: prediction minus label, nothing else remains. We call it $dz$. From there
#
# $$dw = \frac{\partial J}{\partial w} = \frac1m\, X (A - Y)^\top \qquad
# db = \frac{\partial J}{\partial b} = \frac1m \sum_{i=1}^{m} \big(a^{(i)} - y^{(i)}\big)$$
#
# **Where $1/m$ lives.** $A - Y$ is of each example's own *loss*, one column an example, without $1/m$. $dw$ and
# $db$ are gradients of the *cost*, and theirs is the only $1/m$.
#
# Shapes: $(1, n_x)(n_x, m) \to (1, m)$ on the way forward, $(n_x, m)(m, 1) \to (n_x, 1)$ on the way back. $dw$
# has the shape of $w$; $db$ and the cost are single numbers, like $b$.
#
# With the pencil unit, $Y = (1, 0, 1)$:
#
# | | first example | second example | third example |
# |---|---|---|---|
# | $z$ | $1 \cdot 1 - 2 \cdot 0 + 0.5 = 1.5$ | $1 \cdot 0 - 2 \cdot 1 + 0.5 = -1.5$ | $1 \cdot 2 - 2 \cdot 1 + 0.5 = 0.5$ |
# | $a$ | $0.8176$ | $0.1824$ | $0.6225$ |
# | loss | $-\log 0.8176 = 0.2014$ | $-\log(1 - 0.1824) = 0.2014$ | $-\log 0.6225 = 0.4741$ |
# | $a - y$ | $-0.1824$ | $0.1824$ | $-0.3775$ |
#
# and from these $J = (0.2014 + 0.2014 + 0.4741) / 3 = 0.2923$, $dw = \big((-0.1824 \cdot 1 - 0.3775 \cdot 2)/3,\
# (0.1824 \cdot 1 - 0.3775 \cdot 1)/3\big) = (-0.3125,\ -0.0650)$, $db = -0.3775 / 3 = -0.1258$.

# %%
# Forward: one row of weights, eight examples of five features, and a number added. Which shape?
predict_shape(np.ones((1, 5)) @ np.ones((5, 8)) + 0.3, ...)

# %%
# Backward: the same examples with a row of eight errors, transposed. Which shape?
predict_shape(np.ones((5, 8)) @ np.ones((1, 8)).T, ...)


# %% solution="propagate"
def propagate(w, b, X, Y):
    """Return the gradients of the cost and the cost itself, from one forward and one backward pass.

    w (n_x, 1), b a number, X (n_x, m), Y (1, m) of 0 and 1 -> {"dw": (n_x, 1), "db": a number}, cost, a number
    """
    # 1. The number of examples: m = X.shape[____]
    # 2. Forward: A = sigmoid(w.T @ ____ + b)
    # 3. The mean loss: cost = -np.sum(Y * np.log(A) + (1 - Y) * np.log(____)) / m
    # 4. Backward: dw = X @ (____).T / m
    # 5. and db = np.sum(____) / m
    ### BEGIN SOLUTION
    m = X.shape[1]
    A = sigmoid(w.T @ X + b)
    cost = -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / m
    dw = X @ (A - Y).T / m
    db = np.sum(A - Y) / m
    ### END SOLUTION
    return {"dw": dw, "db": db}, cost


# %% check="propagate"
check("propagate")

# %% [markdown]
# Now you can tell every weight which way to move.
#
# ### Three tools that you keep
#
# Before any long training there are three tests that take a second each and find most bugs. They need no right
# answers, so they work on every network that you will ever build.
#
# **Tool 1: the cost at the start.** With $w = 0$ and $b = 0$ every probability is one half, so every loss is
# $-\log \frac12 = \log 2 \approx 0.6931$, whatever the pictures are. Another number means that something is the
# matter with the forward pass or the cost.

# %% demo="tool_first_cost"
start_w, start_b = initialize_with_zeros(train_set_x.shape[0])
print(f"cost at the start: {propagate(start_w, start_b, train_set_x, train_set_y)[1]:.4f}")
print(f"log 2:             {np.log(2):.4f}")

# %% [markdown]
# **Tool 2: the gradient check.** Move one number of $w$ up by a little and down by a little, and measure how the
# cost changes: that is the slope, without any chain rule. `gradient_check` does so for each number and compares
# with your `dw` and `db`. A relative error below $10^{-7}$ is right, above $10^{-3}$ there is a bug.

# %% demo="tool_gradient_check"
rng = np.random.default_rng(3)
some_X, some_Y = rng.normal(size=(4, 7)), rng.integers(0, 2, size=(1, 7))
some_parameters = {"w": rng.normal(size=(4, 1)), "b": 0.3}
gradient_check(
    lambda moved: propagate(moved["w"], moved["b"], some_X, some_Y)[1],
    some_parameters,
    propagate(some_parameters["w"], some_parameters["b"], some_X, some_Y)[0],
)

# %% [markdown]
# The third tool needs a training: it comes after the next exercise.
#
# ## Exercise 6: gradient descent
#
# {declared:optimize}
#
# Again and again: the gradients at the place where you stand, then one step against them, with the learning
# rate $\alpha$:
#
# $$w := w - \alpha\, dw \qquad b := b - \alpha\, db$$
#
# Every hundredth iteration, from iteration 0 on, the cost goes into the list `costs`: the cost of the $w$ and
# $b$ with which that iteration *begins*. What is returned as `grads` are the gradients of the last iteration.
#
# `progress(range(n))` goes through the same numbers as `range(n)` and shows a bar if that takes longer than a
# second.
#
# **Leave the arguments as they came.** `w = w - ...` makes a new array. `w -= ...` writes into the array of
# whoever called you, and a second call would start where the first one ended. This is a fifth of the points.
#
# With the pencil unit and $\alpha = 1$ one iteration leads to $w = (1.3125,\ -1.9350)$, $b = 0.6258$, and
# `costs` is `[0.2923]`.

# %%
# A hundred numbers apart: how many costs are kept in 250 iterations?
predict_shape(np.arange(250)[::100], ...)


# %% solution="optimize"
def optimize(w, b, X, Y, num_iterations=100, learning_rate=0.009, print_cost=False):
    """Train by gradient descent from the given w and b; return the new ones, the last gradients and the costs.

    w (n_x, 1), b a number, X (n_x, m), Y (1, m)
    -> {"w": (n_x, 1), "b": a number}, {"dw": (n_x, 1), "db": a number}, costs; the arguments stay unchanged
    costs: a list, the cost at iterations 0, 100, 200, ...
    """
    # 1. An empty list: costs = ____
    # 2. for i in progress(range(____)):
    # 3.     grads, cost = ____(w, b, X, Y)
    # 4.     w = w - learning_rate * ____, and b likewise with its own gradient
    # 5.     if i % ____ == 0: append the cost to the list, and print it if print_cost
    ### BEGIN SOLUTION
    costs = []
    for i in progress(range(num_iterations)):
        grads, cost = propagate(w, b, X, Y)
        w = w - learning_rate * grads["dw"]
        b = b - learning_rate * grads["db"]
        if i % 100 == 0:
            costs.append(cost)
            if print_cost:
                print(f"cost after iteration {i}: {cost:.6f}")
    ### END SOLUTION
    return {"w": w, "b": b}, grads, costs


# %% check="optimize"
check("optimize")

# %% [markdown]
# Now you can train.
#
# **Tool 3: learn five examples by heart.** With 12,288 weights for five pictures the unit can learn them
# perfectly, and if forward, backward and update work together, it does. If the cost doesn't go below 0.05, don't
# start the long training: look for the bug.

# %%
# All rows and the first five columns of a matrix of 209 pictures: which shape?
predict_shape(np.zeros((12288, 209))[:, :5], ...)

# %% demo="tool_five_examples"
start_w, start_b = initialize_with_zeros(train_set_x.shape[0])
five_costs = optimize(
    start_w, start_b, train_set_x[:, :5], train_set_y[:, :5], num_iterations=501, learning_rate=0.003
)[2]
print("cost every 100 iterations:", "  ".join(f"{cost:.4f}" for cost in five_costs))
print("below 0.05:", "yes" if five_costs[-1] < 0.05 else "not yet")

# %% [markdown]
# ## Exercise 7: the prediction
#
# {declared:predict}
#
# The unit's output is a probability; the answer is a class. Say 1 where $a > 0.5$, else 0. The pencil unit:
#
# $$A = (0.8176,\ 0.1824,\ 0.6225) \quad\longrightarrow\quad (1,\ 0,\ 1)$$
#
# Shapes: $X$ $(n_x, m)$, answers $(1, m)$. Booleans, whole numbers or floats are all fine.

# %%
# A row of eight numbers, compared with one half: which shape?
predict_shape(np.ones((1, 8)) > 0.5, ...)


# %% solution="predict"
def predict(w, b, X):
    """Return the class of every example.

    w (n_x, 1), b a number, X (n_x, m) -> (1, m) of 0 and 1 (or bool)
    """
    # 1. The forward pass, as in propagate: A = ____
    # 2. The threshold: Y_prediction = (A > ____)
    ### BEGIN SOLUTION
    A = sigmoid(w.T @ X + b)
    Y_prediction = A > 0.5
    ### END SOLUTION
    return Y_prediction


# %% check="predict"
check("predict")

# %% [markdown]
# Now you can let the unit decide.
#
# ## Exercise 8: all together
#
# {declared:model}
#
# Start from zero, train on the training set, answer for both sets. The function knows its arguments only: inside
# it is `X_train`, whatever the array is called in the notebook. And what `optimize` gets, `model` has to hand
# on: the number of iterations and the learning rate that the *caller* has chosen.
#
# `model` has a default learning rate of 0.5. On our pictures this is much too large, as you will see below. So
# we name the rate in every call.


# %% solution="model"
def model(X_train, Y_train, X_test, Y_test, num_iterations=2000, learning_rate=0.5, print_cost=False):
    """Train on the training set; return what was learned and the predictions for both sets.

    X_train (n_x, m_train), Y_train (1, m_train), X_test (n_x, m_test), Y_test (1, m_test)
    -> a dictionary: "costs" a list, "Y_prediction_test" (1, m_test), "Y_prediction_train" (1, m_train),
    "w" (n_x, 1), "b" a number, "learning_rate" and "num_iterations" as they came
    """
    # 1. The start: w, b = initialize_with_zeros(____)
    # 2. The training: parameters, _, costs = optimize(w, b, X_train, Y_train, num_iterations, ____, print_cost)
    # 3. The trained values: w, b = parameters["w"], parameters[____]
    # 4. The answers: Y_prediction_test = predict(w, b, ____)
    # 5. and Y_prediction_train = predict(w, b, ____)
    ### BEGIN SOLUTION
    w, b = initialize_with_zeros(X_train.shape[0])
    parameters, _, costs = optimize(w, b, X_train, Y_train, num_iterations, learning_rate, print_cost)
    w, b = parameters["w"], parameters["b"]
    Y_prediction_test = predict(w, b, X_test)
    Y_prediction_train = predict(w, b, X_train)
    ### END SOLUTION
    return {
        "costs": costs,
        "Y_prediction_test": Y_prediction_test,
        "Y_prediction_train": Y_prediction_train,
        "w": w,
        "b": b,
        "learning_rate": learning_rate,
        "num_iterations": num_iterations,
    }


# %% check="model"
check("model")

# %% [markdown]
# Now you can train a classifier that you wrote yourself, every line of it.
#
# ## Your classifier and the cats
#
# Two thousand iterations on all 209 pictures, learning rate 0.005: a few seconds, or half a minute on a slow
# computer.

# %% demo="training"
cat_model = model(train_set_x, train_set_y, test_set_x, test_set_y, num_iterations=2000, learning_rate=0.005)
for number, cost in enumerate(cat_model["costs"][:4] + cat_model["costs"][-1:]):
    print(f"cost at iteration {(19 if number == 4 else number) * 100:4d}: {cost:.3f}")
report("training", cat_model["Y_prediction_train"], train_set_y)
report("test    ", cat_model["Y_prediction_test"], test_set_y)

# %% [markdown]
# Of the pictures that it has learned from, all but one are right, 99.5 %. Of the new ones about 74 %: nearly four
# standard errors above guessing, so it has learned something about cats; and 25 points below the training
# accuracy, so most of what it has learned is about those 209 pictures. It has 12,289 parameters for 209 examples:
# that is enough to learn them by heart, and it is called **overfitting**. On 600 more pictures of the same kind
# such a unit was measured at 69 %: within one standard error of the 74.
#
# ## Why does the cost rise first?
#
# Look at the costs above once more: 0.693, 0.724, 0.568. They go *up* before they go down. The gradient is right
# (you have checked it), and the cost is a convex bowl. **Predict:** how can a step downhill lead up?
#
# By being too long. The next cell looks at each of the first iterations, not only at every hundredth.


# %% demo="first_iterations"
def step_by_step(X, Y, rate, steps=500):
    """Return the cost before each of these steps, and the percentage of examples called a cat at that place."""
    w, b = initialize_with_zeros(X.shape[0])
    cost, called = np.empty(steps), np.empty(steps)
    for k in progress(range(steps)):
        called[k] = 100 * np.mean(predict(w, b, X))
        after, _, cost[k : k + 1] = optimize(w, b, X, Y, num_iterations=1, learning_rate=rate)
        w, b = after.values()
    return cost, called


mean_picture = train_set_x.mean(axis=1, keepdims=True)
walks = {
    "0.005": (step_by_step(train_set_x, train_set_y, 0.005), ORANGE, "o-"),
    "0.002": (step_by_step(train_set_x, train_set_y, 0.002), BLUE, "^--"),
    "0.005, mean picture subtracted": (step_by_step(train_set_x - mean_picture, train_set_y, 0.005), GREEN, "s-."),
}
fig, (left, right) = plt.subplots(1, 2, figsize=(12, 4))
for label, ((cost, called), colour, look) in walks.items():
    left.plot(cost, look[1:], color=colour, lw=1.2, label=label)
    right.plot(called[:20], look, color=colour, ms=4, lw=1, label=label)
left.set(xlabel="iteration", ylabel="cost", title="Cost at every iteration")
left.legend(title="learning rate")
right.axhline(100 * train_set_y.mean(), color="black", ls=":", label="cats among the pictures")
right.set(xlabel="iteration", ylabel="called a cat, in %", ylim=(-4, 150), title="What the unit says")
right.set_xticks(range(0, 20, 2))
right.legend(title="learning rate", loc="upper center", ncols=2, fontsize="small")
bend = np.linalg.eigvalsh(train_set_x.T @ train_set_x / train_set_x.shape[1])[::-1][:3] / 4
print("bend of the bowl along its three steepest directions:", *bend.round())
print(f"rate above which the steepest one is overshot: 2 / {bend[0]:.0f} = {2 / bend[0]:.4f}")

# %% [markdown]
# The left figure shows the cost. At 0.005 (orange, solid) it zigzags for some four hundred iterations, with peaks
# near 1.5, while it sinks as a whole; at 0.002 (blue, dashed) it falls evenly. The right figure shows what the unit
# says meanwhile: at 0.005 it calls everything a cat, then nothing, then everything again.
#
# What all pictures have in common is the mean picture: no number is below zero, so a step along it moves the
# $z$ of *all* pictures together. In this direction the bowl is steepest by far: it bends seven times as much as
# in the next. Gradient descent overshoots in a direction of bend $h$ when the rate is above $2/h$, and here
# $2/h$ is 0.0029. So at 0.005 every step jumps over the valley to the other side. Why doesn't it fly off for
# good? Where the unit is sure, the sigmoid is flat and the bowl bends less, so the jumps stay bounded. Meanwhile
# the other directions learn, and once the unit is sure of most pictures, the bend is below the limit and the
# zigzag ends.
#
# The third curve (green, dash-dotted) tests this. It has the same rate, but the mean picture was subtracted from
# every picture: the common direction is gone, and so is the zigzag. That is one half of standardising; dividing
# by 255 doesn't do it.
#
# ## Learning rates side by side
#
# **Predict first:** below are three more rates: 0.01, 0.001 and 0.0001, 2000 iterations each. Which will have
# the lowest cost in the end, and which the best test accuracy?

# %% demo="learning_rates"
by_rate = {0.005: cat_model}
for rate in (0.01, 0.001, 0.0001):
    by_rate[rate] = model(train_set_x, train_set_y, test_set_x, test_set_y, num_iterations=2000, learning_rate=rate)
fig, ax = plt.subplots(figsize=(7, 4))
looks = [("s:", PINK), ("o-", ORANGE), ("^--", BLUE), ("d-.", GREEN)]
for rate, (look, colour) in zip(sorted(by_rate, reverse=True), looks, strict=True):
    ax.plot(range(0, 2000, 100), by_rate[rate]["costs"], look, color=colour, ms=4, label=f"{rate:g}")
    print(f"learning rate {rate:g}")
    report("    training", by_rate[rate]["Y_prediction_train"], train_set_y)
    report("    test    ", by_rate[rate]["Y_prediction_test"], test_set_y)
ax.set(xlabel="iteration", ylabel="cost", title="Cost at every hundredth iteration")
ax.legend(title="learning rate")
fig.tight_layout()

# %% [markdown]
# The figure shows four ways to learn. 0.0001 (green) creeps: after 2000 iterations it has hardly begun. 0.001
# (blue) falls evenly. 0.005 (orange) has its bump at the start, then overtakes. 0.01 (pink) jumps wildly for some
# seven hundred iterations, and in the end has the lowest cost of all; how high its jumps are depends on the last
# bits of your processor, so your curve may look different.
#
# The test accuracies are about 76, 74, 64 and 56 %, with a standard error of 6 to 7 points. So 0.01 and 0.005
# can't be told apart by 50 pictures. 0.0001 is not even clearly better than guessing. And a lower training cost
# isn't what you want for its own sake: the last training pictures are being learned by heart.
#
# ### A rate that is meant to fail
#
# The default of `model`, 0.5, is 170 times what the bowl allows. The next cell takes the first few steps with
# it. `np.errstate` keeps NumPy's warnings quiet, because here we ask for trouble.

# %% demo="divergence"
far_w, far_b = initialize_with_zeros(train_set_x.shape[0])
with np.errstate(all="ignore"):
    for step in range(4):
        moved, _, (cost,) = optimize(far_w, far_b, train_set_x, train_set_y, num_iterations=1, learning_rate=0.5)
        print(f"before step {step}: cost {cost:.2f}, largest weight {np.abs(far_w).max():.2f}")
        far_w, far_b = moved.values()

# %% [markdown]
# After one step the cost is 58 in place of 0.69, after two it is `nan`, *not a number*, and that it stays: $z$
# is so large that the sigmoid is exactly 1, $\log(1 - a)$ is minus infinity, and $0 \cdot \infty$ has no value.
# When you see a `nan` in a training of your own, look at the learning rate first, then at the scale of the
# input.
#
# ## What it has learned
#
# A weight belongs to one colour of one point, so $w$ can be folded back into a picture. The left figure shows it,
# the three colours added up: orange where a bright point speaks for a cat, purple where it speaks against one.
# The right figure shows the mean cat minus the mean of the other pictures, in the same colours.

# %% demo="weights"
is_cat = train_set_y[0] == 1
mean_difference = train_set_x[:, is_cat].mean(axis=1) - train_set_x[:, ~is_cat].mean(axis=1)
fig, axes = plt.subplots(1, 2, figsize=(9, 4))
for ax, column, title in [
    (axes[0], cat_model["w"], "learned weights"),
    (axes[1], mean_difference, "mean cat minus mean of the others"),
]:
    folded = column.reshape(side).sum(axis=2)
    edge = np.abs(folded).max()
    drawn = ax.imshow(folded, cmap="PuOr_r", vmin=-edge, vmax=edge)
    ax.set(title=title, xticks=[], yticks=[])
    fig.colorbar(drawn, ax=ax, shrink=0.8)

# %% [markdown]
# On the right you see a cat: ears and sides brighter than in other pictures; eyes, nose and mouth darker. The
# learned weights keep the eyes, the nose and a hint of the ears, on a ground of speckles. The speckles are what it
# takes to tell 209 particular pictures apart: that is what overfitting looks like.
#
# The next figure shows the test pictures that your classifier misses, each with its label and the probability that
# the unit gives to "cat".

# %% demo="misclassified"
wrong = np.flatnonzero(cat_model["Y_prediction_test"][0] != test_set_y[0])
chance = 100 * sigmoid(cat_model["w"].T @ test_set_x + cat_model["b"])[0]
print(f"{wrong.size} of {test_set_y.size} test pictures are on the other side of one half")
show_pictures(test_set_x_orig[wrong], [f"{classes[test_set_y[0, i]]}: cat at {chance[i]:.0f} %" for i in wrong])

# %% [markdown]
# Of the thirteen, eleven are cats, and eight of these are dark figures on a light ground. A unit has **one**
# template. If bright ears speak for a cat, then the dark ears of a dark cat speak against it: for a dark cat on a
# light ground nearly everything is turned round. The pictures hold about as many dark cats as light ones, and one
# template can't be right for both. It takes several units that look for different things, and one more to weigh
# what they say: a hidden layer.
#
# ## A picture of your own
#
# Put an image file beside this notebook (with *Upload*, or by dragging it into the file list) and write its name
# in the next cell, in quotes. As long as it says `None`, the cell after it takes a drawing that comes with
# matplotlib: a box, and no cat.

# %%
my_picture = None

# %% demo="own_picture"
box = f"{plt.matplotlib.get_data_path()}/sample_data/Minduka_Present_Blue_Pack.png"
own_image = data.picture(my_picture or box, num_px=side[0])
own_x = flatten_images(own_image[np.newaxis]) / 255
own_chance = 100 * sigmoid(cat_model["w"].T @ own_x + cat_model["b"]).item()
show_pictures([own_image], [f"cat at {own_chance:.0f} %"], columns=1)

# %% [markdown]
# `data.picture` cuts the middle square out and reduces it to 64 × 64, so the picture has the shape of the others.
# That doesn't make it one *like* the others: the unit has seen nothing but 209 drawings. What it says of a
# photograph means little, and it says it with the same certainty.
#
# ## In your own words
#
# **Ten points, graded by a person.** First a run of your own: 60 of the 209 training pictures, drawn from your
# user name, each reduced to 16 × 16 points; then 300 iterations, less than a second.

# %%
# The name under which you hand in; if this is another one, write it here in quotes.
user_name = data.user_name()

# %% demo="your_run"
chosen = np.random.default_rng(data.seed_of(user_name)).choice(train_set_y.size, size=60, replace=False)
your_x, your_y = flatten_images(train_set_x_orig[chosen][:, ::4, ::4]) / 255, train_set_y[:, chosen]
your_test_x = flatten_images(test_set_x_orig[:, ::4, ::4]) / 255
your_model = model(your_x, your_y, your_test_x, test_set_y, num_iterations=300, learning_rate=0.03)
print(f"the run of {user_name}: {your_y.size} pictures to learn from, {your_y.sum()} of them cats")
report("training", your_model["Y_prediction_train"], your_y)
report("test    ", your_model["Y_prediction_test"], test_set_y)

# %% [markdown]
# 1. Is your run better than guessing on *new* pictures? Compare your test accuracy with that of the larger class,
#    in standard errors, and give your verdict.
# 2. Your training accuracy is far higher. Why, and why doesn't it answer question 1?
#
# Quote your own numbers. At most 80 words in all.

# %% [markdown] written="better_than_guessing" points=10
# ### BEGIN SOLUTION
# **Model answer** (for a run with 56 % on the test pictures and 95 % on the training pictures; the true numbers of
# a student's own run stand beside the answer)
#
# 1. My test accuracy is 56 %, saying "no cat" to everything gives 50 %, and one standard error is 7 points. The
#    difference is less than one standard error: these 50 pictures don't show that it is better than guessing.
# 2. The 95 % are of pictures that it has learned from. There are 769 parameters for 60 pictures, enough to learn
#    them by heart, so this says nothing about new ones.
#
# **Rubric**
#
# - **Level 2, 10 points.** Quotes the test accuracy of this run, compares it with 50 % in standard errors, and draws
#   the verdict that follows from the numbers (below about two standard errors: no evidence; above: some). Says that
#   the training pictures were learned from, and why that is possible (more parameters than examples, learned by
#   heart, overfitting).
#   *Anchor:* "Test 64 %, guessing 50 %, error 6.8: two errors above, so probably better than guessing. The 93 % are
#   on pictures it was fitted to; with more weights than pictures it can memorise them."
# - **Level 1, 5 points.** One of the two: a comparison without the standard error or with the verdict not following
#   from the numbers, and the reason for the gap; or the comparison alone.
#   *Anchor:* "56 % is more than 50 %, so it is better. Training is higher because of overfitting."
# - **Level 0, 0 points.** No numbers of the student's own run, or the training accuracy taken for the answer.
#   *Anchor:* "It is much better than guessing because it gets 95 % right and the cost goes down."
# ### END SOLUTION

# %% [markdown]
# ## Summary
#
# > - A picture becomes a column: `reshape` to one row a picture, then transpose. The other reshape has the right
# >   shape and scrambles the pixels.
# > - One unit: $A = \sigma(w^\top X + b)$. Its cost is the mean loss, $\log 2$ at the start; the slope of each
# >   loss by $z$ is $a - y$, and $dw$, $db$ carry the only $1/m$.
# > - Before a long training: the first cost, a gradient check, five examples learned by heart.
# > - A learning rate can be too small (it creeps), a little too large (it zigzags) or much too large (`nan`).
# > - An accuracy stands beside that of the larger class and its standard error: 99.5 % of the learned pictures,
# >   about 74 % of 50 new ones, give or take 6 points, where guessing gets 50.
#
# **Where next?** One unit sees one template. In week 3 a hidden layer puts several of them together.
#
# ---
# The course follows the outline of *Neural Networks and Deep Learning* by
# [DeepLearning.AI](https://www.deeplearning.ai/); text, code and data are our own. The pictures are adapted
# (recoloured, rotated, scaled, placed on generated grounds, reduced) from Noto Emoji, © Google, Inc., Apache
# License 2.0; Fluent Emoji, © Microsoft Corporation, MIT; Twemoji, © Twitter, Inc and other contributors, CC-BY
# 4.0; EmojiTwo, originally released as EmojiOne 2.2 by Ranks.com, CC-BY 4.0; Streamline Emojis by
# Streamline/Webalys, CC-BY 4.0. `datasets/` in the course's repository says more.
