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
# # Week 3: Networks with one hidden layer
#
# The unit of week 2 draws one straight line. This week several such units stand side by side and look at the same
# example, and one more unit weighs what they say. That is enough to bend the line, and it brings all the questions
# that deep networks have: shapes, activation functions, gradients that pass through a layer, and where to start.
#
# **At the end you will be able to**
#
# - count the layers of a network and read $a^{[1](3)}_2$ aloud,
# - say the shape of every array and of every gradient before you run a line,
# - choose an activation function for a place in the network, and say what its slope does to learning,
# - explain why a hidden layer has to bend, and what is left of it if it doesn't,
# - derive the gradients step by step, and test them against slopes that you measure,
# - choose a start: why zeros fail here and not in logistic regression, why small, and how small.
#
# **Before you start:** logistic regression, its cost and its gradient (week 2). **Time:** about 90 minutes; a good
# place for a break is before "Why a hidden layer has to bend". Symbols and shapes on one page:
# [notation](notation.html).
#
# {install}
#
# Nothing here is graded, and every cell may be changed. Where it says **Predict**, write your answer down before you
# run the next cell: a guess that turned out otherwise is what you will remember. The numbers in the text are those that
# the cells print; on another computer the last digits of a long training may differ.

# %%
import matplotlib.pyplot as plt
import numpy as np
from scipy.special import expit as sigmoid  # 1 / (1 + exp(-z)), without overflow

from autograder import data, explore, gradient_check, predict_shape, quiz

BLUE, ORANGE, GREEN, PINK = "#0072B2", "#D55E00", "#009E73", "#CC79A7"

# %% [markdown]
# First three questions about last week.

# %% [markdown] quiz="before"
# 1. For one example a logistic unit says $a = 0.9$, and the label is $y = 1$. What is $dz$, the slope of the loss
#    by $z$, and what does a step of gradient descent do to this $z$?
#    - [ ] $dz = 0.1$, so $z$ falls a little.
#      > That is $y - a$. With this sign the step would lead uphill: away from the label.
#    - [x] $dz = -0.1$, so $z$ rises a little.
#      > $dz = a - y = 0.9 - 1$. The step goes against the slope, so $z$ rises and $a$ comes closer to 1. The unit is
#      > nearly right already, so the step is small.
#    - [ ] $dz = -1/0.9$, so $z$ rises a lot.
#      > That is $da$, the slope by $a$. On the way to $z$ it is multiplied by the slope of the sigmoid,
#      > $a(1 - a) = 0.09$, and $-0.1$ is left.
# 2. `X` is (3, 200), `w` is (3, 1), `b` is a number. Which shapes have `w.T @ X + b` and the gradient `dw`?
#    - [ ] (1, 1) and (3, 1): $w^\top x$ is a single number.
#      > For *one* example, a column $x$, it is. Here 200 columns stand side by side, and each gets its number.
#    - [ ] (1, 200) and (3, 200): each example has its own gradient.
#      > Each example has a say in the gradient, but `dw` is their mean. You couldn't subtract a (3, 200) from `w`.
#    - [x] (1, 200) and (3, 1).
#      > A number for each example; and a gradient has the shape of what it is the gradient of.
# 3. Somebody copies the training set behind itself, so that each example is there twice. What happens to the losses
#    and to the cost?
#    - [x] Each loss stays as it is, and so does the cost.
#      > A loss belongs to one example. The cost is their mean, and a mean doesn't change if all is there twice.
#    - [ ] Each loss stays as it is, the cost doubles.
#      > It would if the cost were the sum. It is the mean: the sum doubles, and so does $m$.
#    - [ ] Both double.
#      > A loss looks at one example only: it can't know how many others there are.

# %% [markdown]
# ## Counting layers, and the names of things
#
# The next figure shows the network that will go with us: three features on the left, a **hidden layer** of four
# units in the middle, one output unit on the right. Every unit gets *all* the numbers of the column to its left:
# the layers are **fully connected** (some say *densely*). "Hidden" means no more than this: the data tell you what
# goes in and what should come out, and nobody tells you what these four should say.
#
# **Predict:** how many layers does it have?


# %%
def draw_network(ax, sizes, names, colours):
    """Draw one circle for each number or unit, column by column, and a line for each weight."""
    places = [[(layer, (size - 1) / 2 - j) for j in range(size)] for layer, size in enumerate(sizes)]
    for layer in range(1, len(sizes)):
        for start in places[layer - 1]:
            for end in places[layer]:
                ax.plot(*np.transpose([start, end]), color="0.75", lw=1, zorder=1)
    for layer, (column, name, colour) in enumerate(zip(places, names, colours, strict=True)):
        ax.scatter(*np.transpose(column), s=900, c="white", edgecolors=colour, linewidths=2, zorder=2)
        for j, place in enumerate(column, start=1):
            label = f"$x_{j}$" if layer == 0 else f"$a^{{[{layer}]}}_{j}$"
            ax.annotate(label, place, ha="center", va="center", fontsize=12)
        ax.annotate(name, (layer, -max(sizes) / 2 - 0.15), ha="center", va="top", fontsize=11)
    ax.set(xlim=(-0.4, len(sizes) - 0.6), ylim=(-max(sizes) / 2 - 0.9, max(sizes) / 2))
    ax.axis("off")


fig, ax = plt.subplots(figsize=(7, 4), layout="constrained")
names = ["input $a^{[0]} = x$\n(no layer)", "hidden layer\nlayer 1", "output layer\nlayer 2"]
ax.set_title("Two layers: the input is not counted")
draw_network(ax, [3, 4, 1], names, ["black", BLUE, ORANGE])

# %% [markdown]
# **Two.** Only columns that compute something are counted, and the input doesn't. So "a 2-layer network" and "a
# network with one hidden layer" are the same thing, and logistic regression is a 1-layer network. Since the input
# is what layer 1 gets, it is also called $a^{[0]}$: then each layer $l$ does the same thing, it makes $a^{[l]}$ out
# of $a^{[l-1]}$.
#
# A unit is what others call a *neuron* or a *node*; in this course it is always a unit. Its name has up to three
# parts:
#
# | where | says which | example | read |
# |---|---|---|---|
# | above, in square brackets | layer | $a^{[1]}$ | layer 1 |
# | above, in round brackets | example | $a^{[1](3)}$ | layer 1, of the third example |
# | below | unit, or feature | $a^{[1](3)}_2$ | layer 1, of the third example, second unit |
#
# So $x^{(2)}$ is the second *example*, a whole column, and $x_2$ is the second *feature*, a single number. In older
# notes you find $x_1$ for both; if a formula puzzles you, look there first.
#
# Python counts from 0, and puts the unit first because units are rows: $a^{[1](3)}_2$ is `A1[1, 2]`.

# %% [markdown] quiz="predict_counting"
# 1. A network has 5 features, hidden layers of 8, 8 and 4 units, and one output unit. How many layers has it, and
#    what is $a^{[0]}_5$?
#    - [ ] Five layers; $a^{[0]}_5$ is the last unit of the first layer.
#      > That counts the input as a layer. It computes nothing, so it gets the number 0 and isn't counted.
#    - [ ] Three layers; $a^{[0]}_5$ is the fifth example.
#      > Three layers are hidden, but the output layer counts too. And an example would be named in round brackets,
#      > above.
#    - [x] Four layers; $a^{[0]}_5$ is the fifth feature.
#      > Three hidden layers and the output layer. $a^{[0]}$ is the input $x$, and below stands which of its numbers.

# %% [markdown]
# ## A layer is a stack of logistic regressions
#
# A unit does what week 2's unit does, in two steps: a weighted sum $z = w^\top x + b$, then an activation function
# $a = g(z)$. A layer of four units is four of them that look at the same $x$, each with its own $w$ and $b$:
#
# $$\begin{aligned}
# z^{[1]}_1 &= w^{[1]\top}_1 x + b^{[1]}_1 \\[-2pt]
# &\ \ \vdots \\[-2pt]
# z^{[1]}_4 &= w^{[1]\top}_4 x + b^{[1]}_4
# \end{aligned}
# \qquad\text{all at once:}\qquad
# \underset{(4,\,1)}{z^{[1]}} = \underset{(4,\,3)}{W^{[1]}}\ \underset{(3,\,1)}{x} + \underset{(4,\,1)}{b^{[1]}}$$
#
# Each $w^\top_j$, a column laid on its side, becomes **one row of** $W$. So row $j$ of $W$ is all that unit $j$
# knows about its inputs, and column $k$ is what the four units make of feature $k$. The rule for any layer: as many
# rows as the layer has units, as many columns as numbers come in. And $b$, in week 2 a single number, is now a column
# with one number for each unit.
#
# **Predict:** which shape would $W$ have in a layer of 10 units that gets 7 numbers? (10 rows, 7 columns.) Then run
# the cell: first unit by unit, as in week 2, then all at once.

# %%
rng = np.random.default_rng(1)
W1, b1 = rng.normal(size=(4, 3)).round(1), rng.normal(size=(4, 1)).round(1)
x = np.array([[1.0], [2.0], [-1.0]])

for j in range(4):
    w, b = W1[j : j + 1].T, b1[j, 0]  # unit j as week 2 had it: w a column (3, 1), b a number
    z = w.T @ x + b
    print(f"unit {j + 1}: w = {w.T[0]}, b = {b:4.1f}, z = {z.item():.2f}")
print("all at once:", (W1 @ x + b1).T[0].round(2), "(printed lying down)")

# %% [markdown]
# The same four numbers. There is nothing new in a layer, then, but the notation. What it *can do* is new.
#
# ### What a layer can do that a unit can't
#
# Each hidden unit draws one line through the plane and says on which side a point lies. The output unit can add up
# what they say. The next figure does this by hand, without any training. The points lie on two circles, class 1
# inside. The hidden units are tanh units, about $+1$ on one side of their line and about $-1$ on the other; their
# lines (dashed) all touch a circle between the two classes, with the $+1$ on the inside. The output unit says "class
# 1" (orange ground) where nearly all of them say $+1$.
#
# **Predict:** how many lines does it take to close up around the inner circle? And what happens if the units are not
# steep, so that near its line a unit is undecided?

# %%
CLASSES = [("class 0", BLUE, "#D6E6F2", "o"), ("class 1", ORANGE, "#F9DFCC", "^")]


def draw_regions(ax, output, X, Y, title):
    """Colour the plane by the sign of output, (2, k) -> (1, k), and draw the points X (2, m), classes Y (1, m)."""
    (left, bottom), (right, top) = 1.1 * X.min(axis=1) - 0.2, 1.1 * X.max(axis=1) + 0.2
    plane = np.stack(np.meshgrid(np.linspace(left, right, 150), np.linspace(bottom, top, 150)))
    says = output(plane.reshape(2, -1)).reshape(150, 150) > 0
    ax.contourf(*plane, says, levels=[-0.5, 0.5, 1.5], colors=[ground for _, _, ground, _ in CLASSES])
    for j, (label, colour, _, marker) in enumerate(CLASSES):
        ax.scatter(*X[:, Y[0] == j], s=20, c=colour, marker=marker, label=label, edgecolors="white", lw=0.4)
    ax.set(xlabel="$x_1$", ylabel="$x_2$", xlim=(left, right), ylim=(bottom, top), aspect="equal", title=title)


def accuracy(output, X, Y):
    """Return the percentage of the points X (2, m) on the side of their class Y (1, m), output (2, k) -> (1, k)."""
    return 100 * np.mean((output(X) > 0) == Y)


# %%
ring_X, ring_Y = data.circles()


def draw_by_hand(units=4, steepness=5):
    """Draw a hidden layer of lines around a circle of radius 0.75, and what the output makes of them."""
    angle = 2 * np.pi * np.arange(units) / units
    outward = np.stack([np.cos(angle), np.sin(angle)], axis=1)  # (units, 2), a row a unit

    def output(points):
        says = np.tanh(steepness * (0.75 - outward @ points))  # (units, k)
        return says.sum(axis=0, keepdims=True) - (units - 1)  # (1, k): above 0 where nearly all say +1

    fig, ax = plt.subplots(figsize=(5.5, 5), layout="constrained")
    right = accuracy(output, ring_X, ring_Y)
    draw_regions(ax, output, ring_X, ring_Y, f"Hidden units: {units}, points on their side: {right:.0f} %")
    for direction in outward:
        along = np.array([-direction[1], direction[0]])
        ax.plot(*np.stack([0.75 * direction - 3 * along, 0.75 * direction + 3 * along], axis=1), "k--", lw=1)
    ax.legend(loc="upper left", fontsize="small")
    return fig


explore(draw_by_hand, units=[1, 2, 3, 4, 5, 6, 8], steepness=[1, 2, 3, 5, 10])

# %% [markdown]
# Two lines make a strip, three are the first to close up, and with more lines the region gets rounder: that is the
# idea of a hidden layer. With a steepness of 1 and three lines or more there is no orange left: each unit is so
# undecided that even in the middle they don't add up to enough. In training nobody chooses these lines. Gradient
# descent turns and shifts them, the steepness (the length of $w$) and the output's weights, all at the same time.

# %% [markdown]
# ## All examples at once
#
# With $m$ examples, the network could go through them one by one. In formulas the only change is $(i)$, the number
# of the example:
#
# $$z^{[1](i)} = W^{[1]} x^{(i)} + b^{[1]}, \qquad a^{[1](i)} = g\big(z^{[1](i)}\big), \qquad
# z^{[2](i)} = W^{[2]} a^{[1](i)} + b^{[2]}, \qquad a^{[2](i)} = \sigma\big(z^{[2](i)}\big)$$
#
# Here it is, for five examples, with a loop. Each example comes out as four columns, and columns of the same name
# are set side by side: `Z1` has the $z^{[1]}$ of the first example in column 0, of the second in column 1, and so on.

# %%
m = 5
X = rng.normal(size=(3, m)).round(1)
W2, b2 = rng.normal(size=(1, 4)).round(1), rng.normal(size=(1, 1)).round(1)


def one_example(x):
    """Return z1, a1 (4, 1) and z2, a2 (1, 1) of one example x (3, 1)."""
    z1 = W1 @ x + b1
    a1 = np.tanh(z1)
    z2 = W2 @ a1 + b2
    return z1, a1, z2, sigmoid(z2)


columns = [one_example(X[:, i : i + 1]) for i in range(m)]
Z1, A1, Z2, A2 = (np.hstack(side_by_side) for side_by_side in zip(*columns, strict=True))
print("Z1, made in a loop:\n", Z1.round(2))

# %% [markdown]
# Now without the loop. A matrix product works column by column: column $i$ of $W X$ is $W$ times column $i$ of $X$.
# So one product does the whole loop:
#
# $$Z^{[1]} = W^{[1]} X + b^{[1]}$$
#
# A capital letter means: all the examples, side by side. There is one catch: $W X$ is (4, 5) and $b$ is (4, 1). On
# paper that sum isn't allowed. NumPy **broadcasts**: it repeats the axis of size 1, and so adds the column $b$ to
# each of the five columns, which is what the loop did.
#
# **Predict:** is the next line `True`?

# %%
print("one product gives the same as the loop:", np.allclose(W1 @ X + b1, Z1))

# %% [markdown]
# It is. And why must $b$ be a column, (4, 1)? A flat array (4,) is treated by broadcasting as a *row*. Then there are
# two ways for it to go, and the second is the bad one:

# %%
flat_b = b1[:, 0]  # the same four numbers, shape (4,)
try:
    W1 @ X + flat_b
except ValueError as error:
    print("five examples:", error)

four_X = X[:, :4]
print("four examples: no error, shape", (W1 @ four_X + flat_b).shape)
print("               the same as with the column:", np.allclose(W1 @ four_X + flat_b, W1 @ four_X + b1))

# %% [markdown]
# With as many examples as units there is no error, the right shape, and other numbers: each *example* got a bias, in
# place of each unit. So choose sizes that all differ when you test your code, and never as many examples as units.
#
# **Try it:** make 1000 examples, `many = np.random.default_rng(2).normal(size=(3, 1000))`, and compare
# `%timeit [W1 @ many[:, i : i + 1] + b1 for i in range(1000)]` with `%timeit W1 @ many + b1`. How many times
# faster is the one product on your computer?

# %% [markdown]
# ## The shape of every array
#
# Most bugs in this week's assignment are bugs of shape, and shapes can be known before any number is. Here is the
# table for you to fill, for the network above: $n_x = 3$ features, $n_h = 4$ hidden units, $n_y = 1$ output, $m = 5$
# examples. Put a shape in the place of each `...` and run the cell, as often as you like. The last four ask for the
# gradients. You don't know yet how they are computed, and you don't need to:
#
# **A gradient has the shape of what it is the gradient of.** It says for each single number of $W$ how the cost
# changes if this number moves a little. So it has one entry for each entry of $W$. How else could you subtract it?

# %%
guesses = {
    "W1": (4, 3),  # done for you: a row for each unit, a column for each number that comes in
    "b1": ...,
    "Z1": ...,
    "A1": ...,
    "W2": ...,
    "b2": ...,
    "Z2": ...,
    "A2": ...,
    "dW1": ...,
    "db1": ...,
    "dW2": ...,
    "db2": ...,
}

# %%
arrays = {"W1": W1, "b1": b1, "Z1": Z1, "A1": A1, "W2": W2, "b2": b2, "Z2": Z2, "A2": A2}
arrays |= {f"d{name}": np.zeros_like(arrays[name]) for name in ("W1", "b1", "W2", "b2")}  # the shapes, no more
for name, guess in guesses.items():
    print(f"{name:4}", end=" ")
    predict_shape(arrays[name], guess)

# %% [markdown]
# When all your lines have a check mark, compare your reasons with the rule behind them:
#
# | array | shape | why |
# |---|---|---|
# | $W^{[1]}$, $dW^{[1]}$ | $(n_h, n_x)$ | a row for each unit, a column for each number that comes in |
# | $b^{[1]}$, $db^{[1]}$ | $(n_h, 1)$ | a number for each unit, as a column |
# | $Z^{[1]}$, $A^{[1]}$ | $(n_h, m)$ | a row for each unit, a column for each example |
# | $W^{[2]}$, $dW^{[2]}$ | $(n_y, n_h)$ | what comes in here is what layer 1 has said |
# | $b^{[2]}$, $db^{[2]}$ | $(n_y, 1)$ | a number for each output |
# | $Z^{[2]}$, $A^{[2]}$ | $(n_y, m)$ | a row for each output, a column for each example |
#
# Where is $m$? In $Z$ and $A$ only. Parameters and their gradients don't know how many examples there are.
#
# In a learner's memo of this week stands: `dW1` is (n_h, 1), `db1` is (1,), `db2` is (1,). The rule puts all three
# right: (n_h, n_x), (n_h, 1), (n_y, 1). Does it matter? The next cell takes a step with such a `db1`.

# %%
db1_of_the_memo = np.array([0.3])
print("shape after the step:", (b1 - 0.1 * db1_of_the_memo).shape)
print("moved by:", (b1 - 0.1 * db1_of_the_memo - b1).T[0].round(3))

# %% [markdown]
# No error and the right shape; and all four units have been moved by the same amount, where each should have its own
# step. A shape that broadcasts is a bug without a message.

# %% [markdown]
# ## Activation functions and their slopes
#
# Between the weighted sum $z$ and the unit's answer $a$ stands the activation function $g$. Learning needs its
# **slope** $g'(z)$ as well: by how much $a$ moves when $z$ moves a little. A slope of 0.25 says that a step of 0.01
# in $z$ moves $a$ by 0.0025; a slope of 0 says that nothing comes through. Four functions do nearly all the work:
#
# | | $g(z)$ | answers lie | slope $g'(z)$ | steepest |
# |---|---|---|---|---|
# | sigmoid | $\sigma(z) = \dfrac{1}{1 + e^{-z}}$ | between 0 and 1 | $a(1 - a)$ | ¼, at 0 |
# | tanh | $\dfrac{e^z - e^{-z}}{e^z + e^{-z}}$ | between −1 and 1 | $1 - a^2$ | 1, at 0 |
# | ReLU | $z$ if $z > 0$, else 0 | 0 and above | 1 if $z > 0$, else 0 | 1, everywhere above 0 |
# | leaky ReLU | $z$ if $z > 0$, else $0.01 z$ | everywhere | 1 if $z > 0$, else 0.01 | 1, everywhere above 0 |
#
# ($\tanh(z)$ is the sigmoid stretched: $2\,\sigma(2z) - 1$. At exactly 0 ReLU has a corner and no slope; by
# convention one takes 0 there, and it hardly ever happens.)
#
# The next figure shows one function on the left with a point that you can move, and the line that touches it there.
# On the right is the slope for all $z$, with the same point. **Predict before you move it:** how steep is the sigmoid
# at $z = 4$, where it still has a way to go to 1? Where is tanh steeper than 0.9?

# %%
ACTIVATIONS = {
    "sigmoid": (sigmoid, lambda z: sigmoid(z) * (1 - sigmoid(z))),
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "ReLU": (lambda z: np.where(z > 0, z, 0), lambda z: np.where(z > 0, 1.0, 0.0)),
    "leaky ReLU": (lambda z: np.where(z > 0, z, 0.01 * z), lambda z: np.where(z > 0, 1.0, 0.01)),
}
z_axis = np.linspace(-7, 7, 701)


def draw_activation(function="sigmoid", z=4):
    """Draw one activation function with its tangent at z, and its slope."""
    g, slope = ACTIVATIONS[function]
    a, steepness = float(g(z)), float(slope(z))
    fig, (left, right) = plt.subplots(1, 2, figsize=(8, 3.6), layout="constrained")
    left.plot(z_axis, g(z_axis), color=BLUE, lw=2)
    left.plot([z - 2, z + 2], [a - 2 * steepness, a + 2 * steepness], color=ORANGE, lw=2, ls="--")
    left.plot(z, a, "o", color=ORANGE, ms=9)
    left.set(xlabel="$z$", ylabel="$a = g(z)$", ylim=(-1.3, 1.3) if function in ("sigmoid", "tanh") else (-1.5, 7))
    left.set_title(f"{function}: a = {a:.3g}")
    right.plot(z_axis, slope(z_axis), color=BLUE, lw=2)
    right.plot(z, steepness, "o", color=ORANGE, ms=9)
    right.set(xlabel="$z$", ylabel="slope $g'(z)$", ylim=(-0.1, 1.15), title=f"its slope at z = {z}: {steepness:.3g}")
    for ax in (left, right):
        ax.grid(alpha=0.3)
    return fig


explore(draw_activation, function=list(ACTIVATIONS), z=[-6, -4, -2, -1, -0.3, 0.3, 1, 2, 4, 6])

# %% [markdown]
# At $z = 4$ the sigmoid's slope is 0.0177, a fourteenth of the ¼ that it has at best. Tanh is steeper than 0.9 only
# close to the middle (0.915 at $z = 0.3$, 0.42 at 1), and at 4 it has 0.00134. Both are flat **for large $z$ and for
# very negative $z$**. Notes often say "very large or very small $z$" here; but a *small* number, near 0, is where
# these two are steepest. A unit at a flat end is called **saturated**. ReLU is never flat above 0, and entirely flat
# below.
#
# ### Which function where
#
# The output layer is chosen by what should come out; a hidden layer by how well it learns. They needn't be the same.
#
# | place | function | because |
# |---|---|---|
# | output, yes or no | sigmoid | it is a probability, between 0 and 1 |
# | output, any number (regression: a temperature) | none: $a = z$, "linear" | every number must be able to come out |
# | output, a number that can't be negative (a price) | none, or ReLU | below 0 makes no sense |
# | hidden | ReLU or tanh; try both | steep where it matters |
# | hidden | sigmoid: hardly ever | flat, and never negative |
#
# Why is "never negative" a fault? The next cell sends the same 10,000 numbers through each function, and prints the
# mean of what comes out. Then it looks at one example in a network with four hidden units. The gradient of output
# weight $j$ is $dz^{[2]} a^{[1]}_j$: the same $dz^{[2]}$ for all four, times what unit $j$ said. **Predict:** with
# sigmoid units, which signs can the four gradients have?

# %%
many_z = np.random.default_rng(2).normal(size=10_000)
four_z = np.array([1.2, -0.7, 0.4, -1.5])
for name, (g, _) in ACTIVATIONS.items():
    signs = ["+" if number > 0 else "-" if number < 0 else "0" for number in -0.3 * g(four_z)]
    print(f"{name:10}  mean answer {g(many_z).mean():6.3f}    signs of the four gradients: {' '.join(signs)}")

# %% [markdown]
# With sigmoid units all four have the *same* sign: in one example's gradient the output weights can only rise
# together or fall together. To move one up and another down, training has to zigzag (as week 2's cost did, before the
# mean picture was taken away). The answers of tanh have a mean near zero, and its signs are free. That is what
# "centred data are easier for the next layer" means. ReLU isn't centred either; its zeros leave some weights alone,
# and its slope makes up for the rest.
#
# ### A network to train with
#
# For what follows we need a network that trains. The next cell has it, for two features and any number of hidden
# units. It is written in another way than yours will be in the assignment: all that belongs to one hidden unit stands
# in **one row** of `net["units"]`, its two weights, its bias, and the weight that the output gives it. You needn't
# read `gradients` now; its formulas come in the section "The gradients, one step at a time".


# %%
def forward(net, X, activation="tanh"):
    """Return Z1, A1 (n_h, m) and Z2 (1, m). net: {"units": (n_h, 4), rows of w1, w2, b, weight out; "b2": (1, 1)}."""
    w, b, out = np.split(net["units"], [2, 3], axis=1)
    Z1 = w @ X + b
    A1 = ACTIVATIONS[activation][0](Z1)
    return Z1, A1, out.T @ A1 + net["b2"]


def gradients(net, X, Y, activation="tanh"):
    """Return the gradients of the cost, as a dictionary like net, and the cost of the examples X (2, m), Y (1, m)."""
    Z1, A1, Z2 = forward(net, X, activation)
    error = sigmoid(Z2) - Y
    blame = error * net["units"][:, 3:] * ACTIVATIONS[activation][1](Z1)
    came_in = np.vstack([X, np.ones_like(Y)])
    by_unit = np.hstack([blame @ came_in.T, A1 @ error.T]) / Y.size
    cost = np.mean(np.logaddexp(0, Z2) - Y * Z2)  # the mean loss, from z, so that no log(0) can happen
    return {"dunits": by_unit, "db2": error.mean(keepdims=True)}, cost


# %%
def train(net, X, Y, rate, steps, activation="tanh", gradients=gradients):
    """Return the net before each step and after the last (a list), and their costs."""
    nets, curve = [net], []
    for _ in range(steps):
        grads, cost = gradients(nets[-1], X, Y, activation)
        curve.append(cost)
        nets.append({name: array - rate * grads[f"d{name}"] for name, array in nets[-1].items()})
    return nets, [*curve, gradients(nets[-1], X, Y, activation)[1]]


def random_net(n_h, scale, seed):
    """Return a net of n_h units with normal weights times scale, and biases zero."""
    units = scale * np.random.default_rng(seed).normal(size=(n_h, 4))
    units[:, 2] = 0
    return {"units": units, "b2": np.zeros((1, 1))}


def output_of(net, activation="tanh"):
    """Return the function from points (2, k) to the output's z (1, k)."""
    return lambda points: forward(net, points, activation)[2]


# %% [markdown]
# The next figure shows the costs of four trainings on the two moons, 200 points: the same eight hidden units, the
# same start, the same learning rate; only the hidden activation function differs. **Predict:** which one is last?

# %%
moon_X, moon_Y = data.moons()
LOOKS = {"sigmoid": ("-.", PINK), "tanh": ("-", BLUE), "ReLU": ("--", ORANGE), "leaky ReLU": (":", GREEN)}
fig, ax = plt.subplots(figsize=(7, 4), layout="constrained")
for name, (look, colour) in LOOKS.items():
    nets, costs = train(random_net(8, 1, seed=1), moon_X, moon_Y, rate=0.5, steps=1000, activation=name)
    ax.plot(costs, look, color=colour, lw=2, label=name)
    print(f"{name:10}  cost at 50: {costs[50]:.3f}   at 300: {costs[300]:.3f}   at 1000: {costs[1000]:.3f}")
ax.set(xlabel="iteration", ylabel="cost", ylim=(0, 0.7), title="One hidden layer: sigmoid units come last")
ax.legend(title="hidden units")
ax.grid(alpha=0.3)

# %% [markdown]
# The sigmoid is last, from the beginning to the end. Who is first changes on the way: ReLU after 50 iterations, tanh
# after 300. (Leaky ReLU can't be told from ReLU here: its slope of 0.01 is too small to show.) This is one start on
# one data set, so be careful what you conclude.
#
# **Try it:** change the seed of the start to 2, then to 3. The sigmoid stays last. Is it still ReLU at 50 and tanh at
# 1000?

# %% [markdown]
# ## Why gradients vanish: "why is ReLU faster?"
#
# In week 1 it said that networks learn faster with ReLU than with the sigmoid. With one hidden layer the difference
# was modest. It grows with depth, and you can now see why. The gradient of a weight in the first layer goes, by the
# chain rule, through every layer above it, and **each layer multiplies it by the slope of its activation** (and by
# the weights that it passes). Take the slopes alone:
#
# $$\text{sigmoid: at best } \tfrac14 \cdot \tfrac14 \cdots \qquad
# \text{tanh: at best } 1 \cdot 1 \cdots \qquad \text{ReLU: } 1 \cdot 1 \cdots \text{ where a unit is active}$$

# %%
for hidden_layers in (1, 3, 5, 9):
    print(f"hidden layers of sigmoids: {hidden_layers}, their slopes multiply to at most {0.25**hidden_layers:.7f}")

# %% [markdown] quiz="predict_vanishing"
# 1. A network has nine hidden layers of 30 sigmoid units, and one output unit. The gradient of its first layer's
#    weights is measured, and so is that of the same network with one hidden layer. About how many times smaller is it
#    with nine?
#    - [ ] About the same: the output's error is the same.
#      > The error at the output is. On its way down it is multiplied once for every layer.
#    - [x] Tens of thousands of times smaller, or more.
#      > Eight more factors of at most ¼ make $1.5 \cdot 10^{-5}$. Run the next cells to measure it.
#    - [ ] About nine times smaller, one part for each layer.
#      > That would be so if the layers shared the error. They *multiply* it, each by its own slope.

# %% [markdown]
# The next cell measures it, without any chain rule: it moves single weights of the first layer a little up and a
# little down and divides the change of the cost by the distance, as `gradient_check` does. It does so for 40 weights
# in networks of 2 to 10 layers with 30 features and 30 units in each hidden layer, with random data and random
# weights of standard deviation $1/\sqrt{30}$ times a factor (why the root: see "How small?" below).


# %%
def first_layer_slope(layers, activation, factor, seed, n=30, m=20, nudged=40, step=1e-4):
    """Return the typical size (root mean square) of the gradient of 40 weights of layer 1, measured by nudging."""
    rng = np.random.default_rng(seed)
    X, Y = rng.normal(size=(n, m)), rng.integers(0, 2, size=(1, m))
    hidden = [factor * rng.normal(size=(n, n)) / np.sqrt(n) for _ in range(layers - 1)]
    last = rng.normal(size=(1, n)) / np.sqrt(n)
    nudges = np.zeros((nudged, n, n))  # 40 matrices like W1, each with one entry that isn't zero
    nudges[np.arange(nudged), *rng.integers(0, n, size=(2, nudged))] = step

    def costs(W1):
        A = X
        for W in [W1, *hidden[1:]]:
            A = ACTIVATIONS[activation][0](W @ A)
        return np.mean(np.logaddexp(0, last @ A) - Y * (last @ A), axis=(1, 2))

    slopes = (costs(hidden[0] + nudges) - costs(hidden[0] - nudges)) / (2 * step)
    return np.sqrt(np.mean(slopes**2))


DEPTHS, FACTORS = [2, 3, 4, 6, 8, 10], [0.5, 1, 1.4, 2, 4]
by_depth = {
    (name, factor): [
        np.exp(np.mean([np.log(first_layer_slope(depth, name, factor, seed)) for seed in range(3)])) for depth in DEPTHS
    ]
    for name in ("sigmoid", "tanh", "ReLU")
    for factor in FACTORS
}
for name in ("sigmoid", "tanh", "ReLU"):
    shallow, deep = by_depth[name, 1][0], by_depth[name, 1][-1]
    print(f"{name:8} 2 layers: {shallow:.1e}   10 layers: {deep:.1e}   {shallow / deep:,.0f} times smaller")

# %% [markdown]
# That answers the question, for weights of this size. The figure shows the gradient of the first layer by the number
# of layers; from one line of the grid to the next it is a factor of 100. A straight line downward means that each
# layer loses the same factor. Move the factor of the weights. **Predict:** can larger weights save the sigmoid?


# %%
def draw_vanishing(factor=1):
    """Draw the measured gradients of layer 1 by depth, for weights of standard deviation factor / sqrt(30)."""
    fig, ax = plt.subplots(figsize=(7, 4), layout="constrained")
    changes = []
    for name, marker in [("sigmoid", "s"), ("tanh", "o"), ("ReLU", "^")]:
        sizes, (look, colour) = by_depth[name, factor], LOOKS[name]
        ax.plot(DEPTHS, sizes, marker + look, color=colour, lw=2, ms=7, label=name)
        changes.append(f"{name} × {sizes[-1] / sizes[0]:.2g}")
    ax.set(xlabel="layers", ylabel="gradient in layer 1", yscale="log", ylim=(1e-11, 1e3), xticks=DEPTHS)
    ax.set_yticks(10.0 ** np.arange(-10, 3, 2))
    ax.set_title(f"From 2 to 10 layers: {', '.join(changes)}")
    ax.grid(alpha=0.3)
    ax.legend(title="hidden units", loc="lower left")
    return fig


explore(draw_vanishing, factor=FACTORS)

# %% [markdown]
# With the factor 1, ten layers of sigmoids leave the first layer less than a hundred-thousandth of the gradient; tanh
# keeps nearly half of it, ReLU a twelfth. With 1.4 ReLU loses nothing. With small weights (0.5) all three vanish, and
# with large ones (4) ReLU's gradient *explodes*, while the sigmoid's still vanishes. So it is a product of two
# things, slopes and weights, and both matter.
#
# A learner's notes on week 1 say that ReLU makes training much faster, and add: "I don't get it though". Here is the
# answer:
#
# 1. A step is the learning rate times the gradient. In a deep stack of sigmoids the first layers get next to no
#    gradient, so they hardly move, and all layers above them build on random answers.
# 2. The slope of an active ReLU is 1, however large its $z$ is, so the slopes take nothing away. Tanh has this too,
#    but only near the middle.
# 3. ReLU also costs less to compute: a comparison in place of an exponential. (`%timeit` shows how much less.)
#
# With *one* hidden layer there is little to multiply: there ReLU and tanh were both ahead of the sigmoid, and neither
# was first throughout, as you have seen.

# %% [markdown]
# ## A ReLU unit can die
#
# ReLU's price is its flat half. If a unit's $z$ is negative for *every* example, it says 0 to all of them, its slope
# is 0 for all of them, and so its gradient is exactly 0. Nothing can move it any more: it is **dead**.
#
# How does a unit get there? By one step that was too large. The next cell has one ReLU unit with one feature: the
# price of a house from its size, as in week 1, with the squared error as loss, $\frac12 (a - y)^2$. It begins with
# prices that are too high. Three runs: small steps; a first step of learning rate 1, then small steps; and the same
# with a leaky ReLU. **Predict:** what happens in the second and third?

# %%
size = np.random.default_rng(4).uniform(0.5, 3, size=40)
price = 2 * size + 0.2 * np.random.default_rng(5).normal(size=40)


def one_unit(rates, leak):
    """Train a = g(w x + b) from w = 4, b = 0 with these learning rates, ReLU with this slope below 0."""
    w, b, costs = 4.0, 0.0, []
    for number, rate in enumerate(rates):
        z = w * size + b
        slope = np.where(z > 0, 1.0, leak)
        a = slope * z
        dz = (a - price) * slope  # one number for each example
        dw, db = np.mean(dz * size), np.mean(dz)
        costs.append(np.mean((a - price) ** 2) / 2)
        if number in (0, 1, 500, 700):
            print(f"   step {number:3}: w {w:5.2f}, active for {np.sum(z > 0):2} of 40, dw {dw:7.4f}, db {db:7.4f}")
        w, b = w - rate * dw, b - rate * db
    return costs


small, large_first = [0.1] * 2000, [1.0] + [0.1] * 1999
runs = {}
for label, rates, leak in [
    ("ReLU, small steps", small, 0.0),
    ("ReLU, first step large", large_first, 0.0),
    ("leaky ReLU, first step large", large_first, 0.01),
]:
    print(label)
    runs[label] = one_unit(rates, leak)

# %% [markdown]
# The figure shows the three costs, both axes in powers of ten: with small steps (blue, solid) the cost falls at once;
# after the large step the ReLU (orange, dashed) stays at the same cost for ever, and the leaky ReLU (green,
# dash-dotted) stays there for some hundred steps, then falls to the same level as the first.

# %%
fig, ax = plt.subplots(figsize=(7, 4), layout="constrained")
for (label, costs), look, colour in zip(runs.items(), ["-", "--", "-."], [BLUE, ORANGE, GREEN], strict=True):
    ax.plot(np.arange(1, len(costs) + 1), costs, look, color=colour, lw=2, label=label)
ax.set(xlabel="step", ylabel="cost", xscale="log", yscale="log")
ax.set_title("A dead ReLU stays where it is, a leaky one comes back")
ax.legend()
ax.grid(alpha=0.3)

# %% [markdown]
# The gradient of the first step was large, 8.88, so with a learning rate of 1 the weight jumped from 4 to −4.88:
# negative $z$ for all 40 houses, and from then on `dw` and `db` are exactly 0. No number of further steps changes
# anything. The leaky unit lands at the same place, but its gradient there is −0.09 and not 0. A hundredth of a slope
# is enough to crawl back to where the unit is active again, and then it learns like the others.
#
# A dead unit in a hidden layer is harder to see: the other units do the work, and the cost falls all the same. To
# find it, count for each unit the examples with $z > 0$. (In a deep network a unit can come back, because the layers
# below it move what comes in.)
#
# **Try it:** take a first learning rate of 0.3 in place of 1. Does the unit die? And how long does the leaky unit
# need with a leak of 0.1?

# %% [markdown]
# ## Why a hidden layer has to bend
#
# What if the hidden units had no activation function at all, $a^{[1]} = z^{[1]}$? (This is called a *linear*
# activation.) Put the first layer into the second:
#
# $$z^{[2]} = W^{[2]} \big(W^{[1]} x + b^{[1]}\big) + b^{[2]} =
# \underbrace{W^{[2]} W^{[1]}}_{w'^\top\!,\ (1,\, n_x)} x + \underbrace{W^{[2]} b^{[1]} + b^{[2]}}_{b'\!,\ (1,\, 1)}$$
#
# One row of weights and one bias: that is logistic regression. The cell takes the 4-unit network from above without
# its tanh, and compares with the single unit for 1000 random examples.

# %%
some_X = np.random.default_rng(6).normal(size=(3, 1000))
two_layers = W2 @ (W1 @ some_X + b1) + b2
w_one, b_one = W2 @ W1, W2 @ b1 + b2
print(f"one row of weights: {w_one[0].round(2)}, one bias: {b_one.item():.2f}")
print(f"largest difference over 1000 examples: {np.abs(two_layers - (w_one @ some_X + b_one)).max():.0e}")

# %% [markdown]
# Nothing but the last bit of rounding. And it goes on: a hundred linear layers are one matrix too.
#
# The next figure shows trained networks on the two moons, 2000 iterations each. You choose the number of hidden units
# and whether they bend. **Predict:** what will be different between 1 and 8 *linear* units?

# %%
ACTIVATIONS["linear"] = (lambda z: z, np.ones_like)
UNITS = [1, 2, 4, 8]
moon_nets = {
    (name, n_h): train(random_net(n_h, 1, seed=1), moon_X, moon_Y, 1.0, 2000, name)[0][-1]
    for name in ("linear", "tanh")
    for n_h in UNITS
}


def draw_bend(hidden="linear", units=8):
    """Draw how a trained network divides the moons."""
    fig, ax = plt.subplots(figsize=(6.5, 4.5), layout="constrained")
    output = output_of(moon_nets[hidden, units], hidden)
    right = accuracy(output, moon_X, moon_Y)
    draw_regions(ax, output, moon_X, moon_Y, f"{hidden}, hidden units: {units}, {right:.1f} % right")
    ax.legend(loc="upper right", fontsize="small")
    return fig


for name in ("linear", "tanh"):
    print(name, {n_h: f"{accuracy(output_of(moon_nets[name, n_h], name), moon_X, moon_Y):.1f} %" for n_h in UNITS})
explore(draw_bend, hidden=["linear", "tanh"], units=UNITS)

# %% [markdown]
# Linear units draw one straight line, the same with 1 and with 8 of them: 86.0 % each time. With tanh the line bends,
# and more units bend it more: 87.0, 88.5, 96.5 and 98.0 %. A linear activation has one place, the output of a network
# for regression, because there every number must be able to come out; the hidden layers below it still bend.

# %% [markdown]
# ## The gradients, one step at a time
#
# How does the cost change when one weight changes a little? The chain rule answers from the end to the beginning. The
# idea is the one of week 2's computation graph: follow how a small change travels forward, and multiply the slopes
# along the way.
#
# We take **one example** and the loss of this example, $L = -\big(y \log a^{[2]} + (1 - y) \log (1 - a^{[2]})\big)$.
# The way forward is
#
# $$x \ \to\ z^{[1]} = W^{[1]} x + b^{[1]} \ \to\ a^{[1]} = g(z^{[1]}) \ \to\ z^{[2]} = W^{[2]} a^{[1]} + b^{[2]} \ \to\
# a^{[2]} = \sigma(z^{[2]}) \ \to\ L$$
#
# In this course $dz$ is short for $\partial L / \partial z$, the slope of the loss by $z$; and so for the other
# letters.
#
# | step | chain rule, for single numbers | all units at once | shape |
# |---|---|---|---|
# | 1 | $dz^{[2]} = da^{[2]} \cdot a^{[2]}(1 - a^{[2]}) = a^{[2]} - y$ | $dz^{[2]} = a^{[2]} - y$ | $(1, 1)$ |
# | 2 | $dW^{[2]}_j = dz^{[2]} \cdot a^{[1]}_j$ | $dW^{[2]} = dz^{[2]} a^{[1]\top}$ | $(1, n_h)$ |
# | 3 | $db^{[2]} = dz^{[2]} \cdot 1$ | $db^{[2]} = dz^{[2]}$ | $(1, 1)$ |
# | 4 | $da^{[1]}_j = dz^{[2]} \cdot W^{[2]}_j$ | $da^{[1]} = W^{[2]\top} dz^{[2]}$ | $(n_h, 1)$ |
# | 5 | $dz^{[1]}_j = da^{[1]}_j \cdot g'(z^{[1]}_j)$ | $dz^{[1]} = da^{[1]} \odot g'(z^{[1]})$ | $(n_h, 1)$ |
# | 6 | $dW^{[1]}_{jk} = dz^{[1]}_j \cdot x_k$ | $dW^{[1]} = dz^{[1]} x^\top$ | $(n_h, n_x)$ |
# | 7 | $db^{[1]}_j = dz^{[1]}_j \cdot 1$ | $db^{[1]} = dz^{[1]}$ | $(n_h, 1)$ |
#
# Why each line is so:
#
# 1. The same as in week 2: $da^{[2]} = -\frac{y}{a^{[2]}} + \frac{1 - y}{1 - a^{[2]}}$, times the slope of the
#    sigmoid, $a^{[2]}(1 - a^{[2]})$; multiply out, and $a^{[2]} - y$ is left.
# 2. $z^{[2]} = \dots + W^{[2]}_j a^{[1]}_j + \dots$: when $W^{[2]}_j$ moves by a little, $z^{[2]}$ moves by
#    $a^{[1]}_j$ times as much.
# 3. A bias moves $z$ by as much as it moves itself.
# 4. The same product as in step 2, looked at from the other side: when $a^{[1]}_j$ moves, $z^{[2]}$ moves by
#    $W^{[2]}_j$ times as much. (With several outputs unit $j$ would reach the loss through each, and their parts
#    would be added: that is what the product with $W^{[2]\top}$ does.)
# 5. Through the activation function: its slope, unit by unit; for tanh it is $1 - a_j^2$. $\odot$ is the product entry
#    by entry, `*` in NumPy.
# 6. and 7. Steps 2 and 3 once more, one layer down. What comes in here is $x$, which is $a^{[0]}$.
#
# Steps 4 to 7 would go on in the same way through any number of layers.
#
# **Shapes find slips.** The learner's memo has $dA = dZ\, W$ for step 4. $dZ^{[2]}$ is $(1, m)$ and $W^{[2]}$ is
# $(1, n_h)$: they don't fit. $(n_h, 1)(1, m)$ does: $W^{[2]\top} dZ^{[2]}$.
#
# ### Checked, number by number
#
# A network with two features, two hidden tanh units and one output has nine parameters. The next cell writes it out
# in single numbers, for one example, with no matrix in sight. (In the code `v1, v2` are the two weights and `c` is
# the bias of layer 2, so that no two names clash.)

# %%
x1, x2, y = 1.0, -2.0, 1
numbers = {"w11": 0.5, "w12": 0.3, "b1": 0.4, "w21": -0.4, "w22": 0.2, "b2": -0.3, "v1": 0.7, "v2": -0.6, "c": 0.2}


def way_forward(p):
    """Return what the two hidden units and the output say to the example x1, x2."""
    a1 = np.tanh(p["w11"] * x1 + p["w12"] * x2 + p["b1"])
    a2 = np.tanh(p["w21"] * x1 + p["w22"] * x2 + p["b2"])
    return a1, a2, sigmoid(p["v1"] * a1 + p["v2"] * a2 + p["c"])


def loss(p):
    """Return the loss of the example x1, x2 with label y."""
    a = way_forward(p)[2]
    return -(y * np.log(a) + (1 - y) * np.log(1 - a))


a1, a2, a = way_forward(numbers)
print(f"hidden units say {a1:.4f} and {a2:.4f}, the output {a:.4f}, the loss is {loss(numbers):.4f}")

# %% [markdown]
# Now the way back, the seven steps one after the other.

# %%
dz = a - y  # step 1
dv1, dv2, dc = dz * a1, dz * a2, dz  # steps 2 and 3
da1, da2 = dz * numbers["v1"], dz * numbers["v2"]  # step 4
dz1, dz2 = da1 * (1 - a1**2), da2 * (1 - a2**2)  # step 5
dw11, dw12, db1 = dz1 * x1, dz1 * x2, dz1  # steps 6 and 7, first unit
dw21, dw22, db2 = dz2 * x1, dz2 * x2, dz2  # and second
print(f"dz at the output {dz:.4f}; at the hidden units {dz1:.4f} and {dz2:.4f}")

# %% [markdown]
# **Predict:** the two hidden units have got gradients of opposite sign. Which number in the network decides that?
#
# Is it right? Nudge each number a little, and see what the loss does. First one by hand, `w12`, then all of them with
# `gradient_check`.

# %%
nudge = 1e-5
up, down = loss(numbers | {"w12": 0.3 + nudge}), loss(numbers | {"w12": 0.3 - nudge})
print(f"dw12 measured {(up - down) / (2 * nudge):.8f}, by the chain rule {dw12:.8f}\n")

found = dict(dw11=dw11, dw12=dw12, db1=db1, dw21=dw21, dw22=dw22, db2=db2, dv1=dv1, dv2=dv2, dc=dc)
gradient_check(loss, numbers, found)

# %% [markdown]
# All nine are right. (The signs: the output's $dz$ is the same for both units, tanh's slope is positive, so the sign
# of `v1` and `v2` decides. A unit that the output counts as evidence *against* class 1 is told to say less.)
#
# ### From one example to $m$, and where $1/m$ lives
#
# The cost $J$ is the mean of the $m$ losses, so its gradient is the mean of the $m$ gradients: add up, divide by $m$,
# **once**. For $dW^{[1]}$ the sum of columns times rows is one matrix product:
#
# $$dW^{[1]} = \frac1m \sum_{i=1}^{m} dz^{[1](i)}\, x^{(i)\top} = \frac1m\, dZ^{[1]} X^\top \qquad
# (n_h, m)(m, n_x) \to (n_h, n_x)$$
#
# The examples meet in the middle of the product, and are gone. For a bias there is nothing to multiply with; the sum
# runs along the row, and the result is kept as a column:
#
# $$db^{[1]} = \frac1m \sum_{i=1}^{m} dz^{[1](i)} \qquad (n_h, 1)$$
#
# In this course $dZ$ and $dA$ have one column for each example and belong to that example's *loss*: no $1/m$ in them.
# $dW$ and $db$ are gradients of the *cost*, and have the only one. (Other texts divide in $dZ$ and nowhere after.
# That is as right; both at once is a bug.)
#
# The next cell compares: the loop over examples, one column times one row each, and the gradient that `gradients`
# from above finds in one go. Then a gradient check of the whole.

# %%
net, few_X, few_Y = random_net(3, 1, seed=3), moon_X[:, ::40], moon_Y[:, ::40]
Z1_few, A1_few, Z2_few = forward(net, few_X)
total = np.zeros((3, 2))
for i in range(few_Y.size):
    error = sigmoid(Z2_few[0, i]) - few_Y[0, i]  # a number
    dz1_of_i = net["units"][:, 3] * error * (1 - A1_few[:, i] ** 2)  # a number for each unit
    total += np.outer(dz1_of_i, few_X[:, i])  # column times row
grads = gradients(net, few_X, few_Y)[0]
print("mean over a loop, and all at once:", np.allclose(total / few_Y.size, grads["dunits"][:, :2]))
gradient_check(lambda moved: gradients(moved, few_X, few_Y)[1], net, grads)

# %% [markdown]
# In the assignment you write the seven steps for all examples at once, in matrices and without any loop.

# %% [markdown]
# ## A good accuracy doesn't mean that the code is right
#
# The next cell puts a bug into the gradients: the sign of $db^{[2]}$ is turned round, so that the output's bias walks
# *uphill*. Everything else is as it was. Both versions are trained on the moons, and on `data.quantiles`, a cloud
# whose inner half is one class and whose outer half is the other, for 1000 iterations. **Predict:** will you see the
# bug in the accuracy?


# %%
def with_a_slip(net, X, Y, activation="tanh"):
    """Return what gradients returns, but with the sign of db2 turned round."""
    grads, cost = gradients(net, X, Y, activation)
    return grads | {"db2": -grads["db2"]}, cost


for name, (points, labels) in {"moons": data.moons(), "quantiles": data.quantiles()}.items():
    for what, find in [("right", gradients), ("with the slip", with_a_slip)]:
        nets, costs = train(random_net(4, 1, seed=1), points, labels, 1.2, 1000, gradients=find)
        reached = accuracy(output_of(nets[-1]), points, labels)
        print(f"{name:10} {what:14} cost {costs[-1]:.3f}   accuracy {reached:.1f} %   b2 {nets[-1]['b2'].item():6.2f}")

# %%
print("the gradients with the slip, checked:")
gradient_check(lambda moved: gradients(moved, few_X, few_Y)[1], net, with_a_slip(net, few_X, few_Y)[0])

# %% [markdown]
# > **People often think** that a network with a good accuracy has no bug. On the moons the version with the slip gets
# > 96.5 %, like the right one. Its output bias has walked the other way, to 0.54 in place of −0.49, and the other
# > parameters have made up for it. On the quantiles the output bias matters more (12.18), it walks to −11.37, and the
# > same code gets 80.0 where 98.0 % are possible. Learning is robust, and so it hides bugs until the data are harder.
# > The gradient check doesn't ask how well the network learns: it reports a relative error of 1, where less than
# > $10^{-7}$ is right, and in the one gradient that has the slip.

# %% [markdown]
# ## Where to start: four starts side by side
#
# Gradient descent needs first values. Logistic regression began with zeros. Let us try four starts for a network with
# four hidden tanh units:
#
# | start | weights | biases |
# |---|---|---|
# | zeros | 0 | 0 |
# | one constant | all 0.01 | 0 |
# | 0.01 · randn | normal, standard deviation 0.01 | 0 |
# | 10 · randn | normal, standard deviation 10 | 0 |
#
# The data are 300 points of a flower, 100 of class 0 and 200 of class 1, so saying "class 1" to everything is right
# in 66.7 %. **Predict** for each of the four: does it learn?

# %% [markdown] quiz="predict_zeros"
# 1. Weights and biases of a network with tanh units are all zero. Which of $W^{[1]}, b^{[1]}, W^{[2]}, b^{[2]}$ will
#    gradient descent move? (Use steps 2 to 7 of the table above.)
#    - [ ] All of them; the hidden units remain equal to one another.
#      > That is the constant start. Here something is zero in each product: look at what $dW^{[2]}$ and $dz^{[1]}$
#      > are multiplied by.
#    - [ ] None: all gradients are zero.
#      > Nearly. But $db^{[2]}$ isn't multiplied by anything: it is the mean of $a^{[2]} - y$.
#    - [ ] $W^{[2]}$ and $b^{[2]}$: the output layer is next to the error.
#      > $dW^{[2]} = dz^{[2]} a^{[1]\top}$, and $a^{[1]}$ is zero as long as $W^{[1]}$ and $b^{[1]}$ are.
#    - [x] Only $b^{[2]}$.
#      > $dW^{[2]}$ is multiplied by $a^{[1]} = \tanh(0) = 0$; $dz^{[1]}$ by $W^{[2]} = 0$, and with it $dW^{[1]}$ and
#      > $db^{[1]}$. After the step the same is true again, for ever.

# %%
flower_X, flower_Y = data.flower()
chosen = (flower_Y[0] == 1) | (np.arange(400) % 2 == 0)  # all of class 1, every other one of class 0
flower_X, flower_Y = flower_X[:, chosen], flower_Y[:, chosen]

constant = np.full((4, 4), 0.01)
constant[:, 2] = 0
STARTS = {
    "zeros": {"units": np.zeros((4, 4)), "b2": np.zeros((1, 1))},
    "one constant": {"units": constant, "b2": np.zeros((1, 1))},
    "0.01 · randn": random_net(4, 0.01, seed=1),
    "10 · randn": random_net(4, 10, seed=1),
}
trained = {name: train(start, flower_X, flower_Y, rate=1.2, steps=2000) for name, start in STARTS.items()}
for name, (nets, costs) in trained.items():
    reached = accuracy(output_of(nets[-1]), flower_X, flower_Y)
    print(f"{name:13} cost at 0, 100, 2000: {costs[0]:.3f}, {costs[100]:.3f}, {costs[-1]:.3f}; right {reached:.1f} %")

# %% [markdown]
# The next figure shows on the left how the network divides the plane, for one start and at one moment of its
# training; on the right the costs of all four, with a dot at that moment. (Both axes of the cost figure go in equal
# factors, so that the first steps can be seen.) It begins with the constant start: one straight line. Go through the
# four starts at 2000 iterations, then go back in time with the third.


# %%
def draw_start(start="one constant", iteration=2000):
    """Draw one of the four networks after this many iterations, and the costs of all."""
    fig, (left, right) = plt.subplots(1, 2, figsize=(8, 4), layout="constrained")
    draw_regions(left, output_of(trained[start][0][iteration]), flower_X, flower_Y, f"{start}, iteration {iteration}")
    looks = [(":", "black"), ("-.", PINK), ("-", BLUE), ("--", ORANGE)]
    for (name, (_, costs)), (look, colour) in zip(trained.items(), looks, strict=True):
        right.plot(np.arange(1, 2002), costs, look, color=colour, lw=2, label=name)
        if name == start:
            right.plot(iteration + 1, costs[iteration], "o", color=colour, ms=10)
    right.set(xlabel="iteration + 1", ylabel="cost", xscale="log", yscale="log", title="The costs of all four starts")
    right.set_yticks([0.2, 0.5, 1, 2, 5], ["0.2", "0.5", "1", "2", "5"])
    right.minorticks_off()
    right.legend(fontsize="small", loc="upper right")
    return fig


explore(draw_start, start=list(STARTS), iteration=[0, 10, 30, 100, 300, 1000, 2000])

# %% [markdown]
# Now one start after the other: what goes on inside?
#
# ### Zeros: only the output bias moves
#
# The cell prints, for each parameter, how far it has moved from the start at most, after 2000 iterations.

# %%
for name in ("tanh", "ReLU", "sigmoid"):
    last = train(STARTS["zeros"], flower_X, flower_Y, 1.2, 2000, name)[0][-1]
    W1_part, b1_part, W2_part = np.split(np.abs(last["units"]), [2, 3], axis=1)
    moved = {"W1": W1_part, "b1": b1_part, "W2": W2_part, "b2": np.abs(last["b2"])}
    print(f"{name:8}", {name: round(float(part.max()), 3) for name, part in moved.items()})

# %% [markdown]
# With tanh and with ReLU only $b^{[2]}$ has moved: to 0.693, where $\sigma(b^{[2]}) = \frac23$, the share of class 1.
# That is the best that one number can do: the network says "two thirds" to every point. (Notes often say of the zero
# start that "the units stay the same". It is worse here: they stay *zero*. Sigmoid units say ½ to everything, so with
# them the other parameters do move, and the units stay twins.)
#
# ### One constant: twins for ever
#
# The cell prints the four rows of `units` after training from the constant start, then from the small random start.

# %%
for name in ("one constant", "0.01 · randn"):
    print(f"{name}: w1, w2, b and the weight to the output, a row a unit")
    print(np.array2string(trained[name][0][-1]["units"], precision=3, suppress_small=True))

# %% [markdown]
# Four equal rows: equal units get equal gradients (look at steps 2 to 7: where would a difference come from?), take
# equal steps, and are equal again. Four units do the work of one, so the boundary is one straight line. Random
# weights **break the symmetry**: that is what randomness is for, and the only thing that it is for.
#
# ### Large: at the flat ends
#
# With weights of size 10, $z^{[1]}$ lies far out where tanh is flat. The cell prints three things for five random
# starts of each size: the mean slope of the hidden units at the start; by how many degrees their lines have turned
# after 100 iterations, on the mean; and the five accuracies after 1000 iterations. It takes a few seconds.


# %%
def turned(before, after):
    """Return the mean angle, in degrees, between the units' weights before and after."""
    u, v = before["units"][:, :2], after["units"][:, :2]
    cosine = np.sum(u * v, axis=1) / np.linalg.norm(u, axis=1) / np.linalg.norm(v, axis=1)
    return np.degrees(np.arccos(np.clip(cosine, -1, 1))).mean()


for scale in (0.001, 0.01, 1, 10):
    slopes, angles, reached = [], [], []
    for seed in range(5):
        nets, costs = train(random_net(4, scale, seed), flower_X, flower_Y, 1.2, 1000)
        slopes.append(ACTIVATIONS["tanh"][1](forward(nets[0], flower_X)[0]).mean())
        angles.append(turned(nets[0], nets[100]))
        reached.append(accuracy(output_of(nets[-1]), flower_X, flower_Y))
    right = np.sort(reached).round(1)
    print(f"{scale:5} · randn: slope {np.mean(slopes):.3f}, turned by {np.mean(angles):.0f}°, accuracies {right}")

# %% [markdown]
# At the start of size 10 the mean slope is 0.056 in place of 1, so little gradient reaches the first layer. After 100
# iterations the lines still lie about where chance has put them: they have turned by 15 degrees, where those of the
# small starts have turned by 75 and 85. The first costs in the figure fall fast all the same, because the output's
# weights can move; but then luck decides whether the lines are of use. Two of the five starts get to 93 %, the other
# three stay below 80 %. All ten small starts reach 91 %. (Of size 1 three out of five got stuck as well, though their
# units are far less saturated.)
#
# So is smaller always better? 0.001 does as well as 0.01 here. But a small start begins next to the zero start, where
# all gradients are small. The next cell looks at another data set, the two circles. **Predict:** which of the two is
# faster?

# %%
for scale in (0.01, 1):
    nets, costs = train(random_net(4, scale, seed=1), ring_X, ring_Y, 1.2, 1000)
    reached = accuracy(output_of(nets[-1]), ring_X, ring_Y)
    print(f"{scale:4} · randn: cost at 300: {costs[300]:.4f}   at 1000: {costs[1000]:.4f}   accuracy {reached:.1f} %")

# %% [markdown]
# On the circles the small start sits for 300 iterations at $\log 2 = 0.6931$, the cost of knowing nothing, while size
# 1 is nearly done. Small is the safe side, since nothing is saturated there, and not always the fast one.
#
# ### Why zero is fine for logistic regression, and for biases
#
# > **People often think** that a start from zero always fails. It fails where units have to become different, or
# > where zero weights stand between a parameter and the error. Logistic regression has one unit, so there is no twin,
# > and its gradient $dw = \frac1m X (A - Y)^\top$ is multiplied by the data and not by weights: it isn't zero. Its
# > cost is convex besides, so every start leads to the same place. And **biases** may start at zero in any network:
# > random weights have already made the units different.
#
# The cell trains logistic regression on the moons from zero and from a random start. **Predict:** will both end at
# the same $w$ and $b$?

# %%
with_ones = np.vstack([moon_X, np.ones((1, 200))])
for name, theta in [("zero", np.zeros((1, 3))), ("random", np.random.default_rng(8).normal(size=(1, 3)))]:
    for step in range(3001):
        if step in (0, 100, 3000):
            z = theta @ with_ones
            cost = np.mean(np.logaddexp(0, z) - moon_Y * z)
            print(f"{name:7} step {step:4}: cost {cost:.4f}, w and b {theta[0].round(2)}")
        theta = theta - 1.0 * (sigmoid(theta @ with_ones) - moon_Y) @ with_ones.T / 200

# %% [markdown]
# They do. (Here $b$ stands with the weights in one row `theta`, and each example has got a 1 as third feature for it:
# another way of writing the same, which you find in many texts.)

# %% [markdown]
# ## How small? Dividing by √n
#
# Is 0.01 a magic number? No: for one hidden layer and a few features many sizes do. It matters in *deep* networks,
# and there the right size depends on $n$, the number of numbers that come in. A unit's $z$ is a sum of $n$ products.
# If the numbers that come in have a spread (standard deviation) of 1 and the weights one of $s$, their sum has a
# spread of $s\sqrt{n}$: the more there are, the larger $z$ gets. To keep the spread at 1, take $s = 1/\sqrt{n}$. (Notes
# on this week point to course 2 of the original series for "a more practical way" to start: this is it.)
#
# The next figure measures it: ten layers of 100 units, 200 random examples, spread of $Z$ in each layer. The chosen
# start is blue, the others grey. **Predict:** with $0.01 \cdot$ randn and $n = 100$, each layer multiplies the spread
# by about $0.01 \cdot 10$. What is left in layer 10?

# %%
SCALES = {"0.01": 0.01, "0.5/√n": 0.05, "1/√n": 0.1, "√2/√n": np.sqrt(2) / 10, "2/√n": 0.2, "1": 1.0}


def spreads(hidden, s, n=100, m=200, layers=10):
    """Return the standard deviation of Z in each of the layers, for weights of standard deviation s."""
    rng = np.random.default_rng(0)
    A, found = rng.normal(size=(n, m)), []
    for _ in range(layers):
        Z = s * rng.normal(size=(n, n)) @ A
        A = ACTIVATIONS[hidden][0](Z)
        found.append(Z.std())
    return found


spread = {(hidden, name): spreads(hidden, s) for hidden in ("linear", "tanh", "ReLU") for name, s in SCALES.items()}
for hidden in ("linear", "tanh", "ReLU"):
    for name in ("0.01", "1/√n", "√2/√n", "1"):
        first, *_, last = spread[hidden, name]
        print(f"{hidden:7} {name:6} from {first:.2g} in layer 1 to {last:.2g} in layer 10")


def draw_spread(hidden="tanh", weights="0.01"):
    """Draw the spread of Z through ten layers, for one kind of unit and one size of weights."""
    fig, ax = plt.subplots(figsize=(7, 4), layout="constrained")
    for name in SCALES:
        ax.plot(range(1, 11), spread[hidden, name], color="0.75", lw=1)
    ax.plot(range(1, 11), spread[hidden, weights], "o-", color=BLUE, lw=2)
    ax.axhline(1, color="black", ls=":", lw=1)
    ax.set(xlabel="layer", ylabel="spread of $Z$", yscale="log", xticks=range(1, 11))
    first, *_, last = spread[hidden, weights]
    ax.set_title(f"{hidden}, {weights} · randn: from {first:.2g} to {last:.2g}")
    return fig


explore(draw_spread, hidden=["linear", "tanh", "ReLU"], weights=list(SCALES))

# %% [markdown]
# With 0.01 the spread falls to 0.00000000011 in layer 10: for the last layer all examples look the same. With
# $1/\sqrt n$ linear units keep it, from 0.99 to 1.1; the argument above was about the weighted sum only. Tanh takes a
# little away each time, to 0.26, and ReLU about the factor $\sqrt2$ in each layer, to 0.048, because it sets half of
# the numbers to 0. For ReLU one therefore takes $\sqrt2/\sqrt n$ (1.4 to 1.5 in the figure).
#
# Look at tanh with weights of size 1 too. The spread stays near 10, and still this is a bad start: at $z = 10$ tanh
# is flat. Equal spread is not enough, it has to be the spread where the function has a slope. (And compare with the
# figure on vanishing gradients: its factor 1.4 is $\sqrt2$, where ReLU's gradient kept its size too.)
#
# In week 4 you will see a deep network stall with 0.01 and learn with $1/\sqrt n$.

# %% [markdown]
# ## More units: better?
#
# > **People often think** that more hidden units always help. They help to fit the examples that are learned from.
# > Whether they help with new ones is another question, and it has to be measured.
#
# Forty points of the moons with extra noise, so that the classes overlap; 1 to 32 tanh units, 2000 iterations; then
# 1000 new points of the same kind. One lucky set could fool us, so it is done for four sets of forty points, and the
# figure on the left shows the mean of the four: accuracy on the points learned from (blue, solid) and on new points
# (orange, dashed). On the right is the first set as 32 units divide it. **Predict:** where do the two curves part?


# %%
def noisy_moons(m, seed):
    """Return m points of the moons with extra noise of standard deviation 0.2."""
    points, labels = data.moons(m, seed=seed)
    return points + 0.2 * np.random.default_rng(seed).normal(size=points.shape), labels


new_X, new_Y = noisy_moons(1000, seed=100)
COUNTS, SETS = [1, 2, 3, 4, 8, 32], range(4)
scores = np.empty((len(COUNTS), len(SETS), 4))  # accuracy learned, new; cost learned, new
for row, n_h in enumerate(COUNTS):
    for seed in SETS:
        small_X, small_Y = noisy_moons(40, seed)
        net = train(random_net(n_h, 1, seed=0), small_X, small_Y, 1.0, 2000)[0][-1]
        costs = [gradients(net, small_X, small_Y)[1], gradients(net, new_X, new_Y)[1]]
        scores[row, seed] = [accuracy(output_of(net), small_X, small_Y), accuracy(output_of(net), new_X, new_Y), *costs]
        if seed == 0:
            of_the_first_set = net
    learned, new, *costs = scores[row].mean(axis=0)
    print(f"{n_h:2} units: learned {learned:.1f} %, new {new:.1f} %; cost learned {costs[0]:.2f}, new {costs[1]:.2f}")

# %%
fig, (left, right) = plt.subplots(1, 2, figsize=(8, 4), layout="constrained")
left.plot(range(len(COUNTS)), scores[:, :, 0].mean(axis=1), "o-", color=BLUE, lw=2, label="40 points learned from")
left.plot(range(len(COUNTS)), scores[:, :, 1].mean(axis=1), "^--", color=ORANGE, lw=2, label="1000 new points")
left.set(xlabel="hidden units", ylabel="accuracy in %, mean of four sets", ylim=(70, 101))
left.set_title("More units: more learned by heart")
left.set_xticks(range(len(COUNTS)), map(str, COUNTS))
left.legend(loc="lower left", fontsize="small")
draw_regions(right, output_of(of_the_first_set), *noisy_moons(40, 0), "32 units, first set")

# %% [markdown]
# On the points learned from, more units are always better, up to 98.8 % with 32. On new points three units are best,
# with 83.1 %, and 32 get 78.1: less than a single line, 82.4. The cost on new points tells it more clearly, it goes
# from 0.41 to 1.30: the large network isn't only off more often, it is also sure of itself when it is. The right
# figure shows why: its boundary makes detours for single points, and the noise that put them there won't be in the
# same place next time. This is **overfitting**. (Differences of one or two points between neighbouring sizes mean
# nothing here, with four small sets.)
#
# What helps: more examples, fewer units, and a look at points that weren't learned from.
#
# **Try it:** give each of the four sets 400 points in place of 40 (it takes some ten seconds). How many units are too
# many now?

# %% [markdown]
# ## What have you kept?

# %% [markdown] quiz="after"
# 1. Pictures of 12,288 numbers, 7 hidden units, one output, 209 examples. Which shape has $dW^{[1]}$?
#    - [ ] (7, 209)
#      > That is $dZ^{[1]}$: a column for each example. In $dW^{[1]} = \frac1m dZ^{[1]} X^\top$ the examples meet in
#      > the middle and are gone.
#    - [x] (7, 12288)
#      > The shape of $W^{[1]}$: a row for each unit, a column for each number that comes in.
#    - [ ] (7, 1)
#      > That is $db^{[1]}$. Each unit has one bias, but 12,288 weights.
#    - [ ] (12288, 7)
#      > That is the transpose. You couldn't subtract it from $W^{[1]}$.
# 2. `b1` is (4, 1). Somebody computes `db1` without `keepdims`, so that it is (4,), and takes a step,
#    `b1 - 0.1 * db1`. What happens?
#    - [ ] An error at once: the shapes don't agree.
#      > Broadcasting makes them agree: the flat array counts as a row, (1, 4).
#    - [ ] Nothing bad: the same four numbers are subtracted.
#      > They would be if both were columns. A flat array counts as a row.
#    - [x] `b1` becomes (4, 4), without an error.
#      > A column and a row are broadcast to a table. The error comes later, or never if there happen to be four
#      > examples.
# 3. A network has three hidden layers of 50 units without activation functions, and a sigmoid output. Which boundary
#    can it draw?
#    - [x] A straight line.
#      > The product of all the matrices is one row of weights: logistic regression with many more parameters. The
#      > sigmoid at the output turns $z$ into a probability; where $z = 0$ is still a straight line.
#    - [ ] A bent one, because the sigmoid at the output isn't linear.
#      > It isn't, but it is applied to one number at the very end. Ask where it says ½: where $z = 0$, and $z$ is
#      > linear in $x$.
#    - [ ] A polygon of up to 150 lines, one for each unit.
#      > Each unit has its line, but without a bend their sum is a single line again.
# 4. In a stack of ten sigmoid layers the first layer learns next to nothing. Somebody multiplies the learning rate by
#    ten. What happens?
#    - [ ] It helps: the vanishing is made up for.
#      > The first layer needed a factor of hundred thousands, not ten. And the other layers, whose gradient was
#      > right, get ten times their step.
#    - [x] The last layers take steps that are ten times too large; the first ones still hardly move.
#      > One learning rate multiplies all gradients, and these differ by orders of magnitude from layer to layer. What
#      > helps is to change the factors: ReLU or tanh, and weights of the right size.
#    - [ ] Nothing changes: zero times ten is zero.
#      > The gradient is small, not zero. But you are right that it doesn't help the first layer much.
# 5. The network has one hidden layer. After a large step the $z$ of one ReLU unit is negative for every example. What
#    will the following steps do with this unit?
#    - [x] Nothing at all.
#      > Slope 0 for all examples, gradient 0, no step. Its inputs, the data, never change, so it stays dead. (In a
#      > deep network the layers below may move its inputs, and then it can come back.)
#    - [ ] Bring it back slowly: its gradient is small, but not zero.
#      > That is leaky ReLU. Here the slope is exactly 0 for each example, and so is the gradient.
#    - [ ] Bring it back as soon as the output's weights change.
#      > The output's weight for this unit doesn't change either: its gradient is $dz^{[2]} \cdot a^{[1]}_j$, and the
#      > unit says 0. If it did, it would still be multiplied by a slope of 0.
# 6. All weights start at 0.3, all biases at 0, with 20 hidden tanh units. What has the network become after training?
#    - [ ] The same as with random weights; it only takes longer.
#      > Time doesn't help: what is equal gets equal gradients, in every step.
#    - [ ] Nothing: only the output's bias has moved.
#      > That is the start at zero. Here $a^{[1]}$ and $W^{[2]}$ aren't zero, so gradients flow: the same one to each
#      > unit.
#    - [x] A network that can do no more than one with a single hidden unit.
#      > Twenty twins. Their weights move, all in the same way.
# 7. You divide $dZ^{[2]}$ by $m$, and divide $dW$ and $db$ by $m$ as well. What do you see?
#    - [ ] An error.
#      > All the shapes are right, so NumPy has nothing to complain about.
#    - [x] Training goes the right way, $m$ times too slowly; the gradient check finds it.
#      > All gradients are too small by the same factor, so it looks like a learning rate that is too small. $1/m$
#      > belongs in one place.
#    - [ ] The cost rises.
#      > The direction is right, only the length is off: the cost falls, very slowly.
# 8. Your network gets 97 % on the training set. The gradient check says: relative error 1 in `db2`. What do you do?
#    - [ ] Nothing: 97 % shows that the gradients are right.
#      > Above, a slip in the sign of `db2` got as far as the right version on the moons, and failed on the next data
#      > set.
#    - [x] Look for the bug in `db2`: 1 means that it has nothing to do with the slope of the cost.
#      > Below $10^{-7}$ is right, above $10^{-3}$ is a bug, whatever the accuracy. A relative error of 1 is what a
#      > turned sign gives.
#    - [ ] Train longer, until the check passes.
#      > The check compares two ways of computing the same slope at the same place. Training doesn't bring them
#      > together.

# %% [markdown]
# ## Summary
#
# > - The input is not counted: one hidden layer makes a 2-layer network. $[l]$ names the layer, $(i)$ the example,
# >   the index below the unit or feature; $a^{[0]} = x$.
# > - A layer is a stack of logistic regressions, a row of $W$ for each unit. Examples stand side by side as columns,
# >   and one product does them all; $b$, a column, is broadcast.
# > - A gradient has the shape of what it is the gradient of. $dZ$, $dA$: each example's loss, no $1/m$. $dW$, $db$:
# >   the cost, and the only $1/m$.
# > - Sigmoid at a yes-or-no output, nothing at a regression's; ReLU or tanh inside. Without a bend inside, any number
# >   of layers is logistic regression.
# > - Each layer multiplies the gradient by its slopes and weights: that is why gradients vanish, and why ReLU and the
# >   size of the weights matter in deep networks. A ReLU that is negative for every example is dead.
# > - Weights start random, or the units stay twins; and small, or they saturate; in deep networks of size
# >   $1/\sqrt{n}$. Biases may be zero.
# > - Check gradients by nudging. A good accuracy is no proof, and more units fit what they have seen: ask new points.
#
# **Where next?** In the assignment `w3_shallow_network` you write this network yourself, in matrices and without a
# loop over the examples, and train it on a flower.
#
# ---
# The course follows the outline of *Neural Networks and Deep Learning* by
# [DeepLearning.AI](https://www.deeplearning.ai/); text, code and data are our own.
