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
# The smallest neural network has one unit. It has all that the large ones have, too: parameters, a forward pass, a
# loss, a backward pass, gradient descent. In this lesson you see each of these parts at work, with numbers that
# you can follow by hand and figures that you can move. In the week's two assignments you then write them yourself.
#
# **At the end you will be able to**
#
# - say what a column of $X$ is, what a row is, and which shape each array of logistic regression has,
# - tell loss and cost apart, and say why a sigmoid is trained with cross-entropy and not with the squared error,
# - choose a learning rate by looking at what the cost does,
# - walk through a computation graph forward and backward, and derive $dz = a - y$,
# - turn loops over examples and features into array lines, and see the surprises of broadcasting coming,
# - say what scaling does to gradient descent, and what it doesn't do.
#
# **Before you start:** week 1; a little Python and NumPy (arrays and their `shape`); $e^x$, $\log$ and the idea of
# a slope from school. **Time:** about 90 minutes. Code cells may be edited: try things, nothing here is graded.
#
# Symbols and shapes on one page: [notation](notation.html).
#
# {install}

# %% [markdown] quiz="before"
# 1. What does ReLU make of the three numbers $-3$, $0$ and $2$?
#    - [ ] $3$, $0$ and $2$
#      > That is the absolute value. ReLU doesn't turn the sign round: what is negative becomes zero.
#    - [x] $0$, $0$ and $2$
#      > ReLU is $\max(0, x)$, each number by itself: the negative one becomes zero, the others pass.
#    - [ ] $2$, the largest of them
#      > The maximum is taken of $0$ and *one* number, for each number separately. Three go in, three come out.
# 2. What does one unit of a network compute?
#    - [ ] It stores one of the examples and compares new ones with it.
#      > A unit stores no examples. What it keeps are its parameters: one weight for each input, and a bias.
#    - [ ] It picks the largest of its inputs.
#      > All inputs count, each with its own weight.
#    - [x] A weighted sum of its inputs plus a bias, handed through an activation function.
#      > That is all. Today the activation function is the sigmoid, and there is only one unit.
# 3. You have 100 examples, and a friend proposes a very large network. What did week 1 say about that?
#    - [x] Large networks gain most from large amounts of data. With 100 examples, try a smaller model first.
#      > With little data a large model mostly learns its examples by heart. Which one is best, only new examples tell.
#    - [ ] The larger the network, the better, whatever the data.
#      > The advantage of large networks shows with much data. With little, simple models often do as well.
#    - [ ] With 100 examples nothing can be learned at all.
#      > A model with few parameters can learn quite well from 100 examples. It depends on how hard the question is.

# %%
import math
import timeit

import matplotlib.pyplot as plt
import numpy as np
from scipy.special import expit as sigmoid  # 1 / (1 + exp(-z)), entry by entry; in the assignments you write your own

from autograder import data, explore, gradient_check, predict_shape

BLUE, ORANGE, GREEN, PINK = "#0072B2", "#D55E00", "#009E73", "#CC79A7"

# %% [markdown]
# ## Binary classification: a question with two answers
#
# Is there a cat in this picture? Will this seed sprout? Is this letter spam? Questions with two answers are called
# **binary classification**. We write the answer as a number, the **label** $y$: 1 for yes, 0 for no. What we know
# about the thing goes into a column of numbers, $x$. Each number is a **feature**, and there are $n_x$ of them.
#
# A colour picture of 64 × 64 points has three numbers for each point: how much red, green and blue, from 0 to 255.
#
# **Predict:** how many features does such a picture have, if each of its numbers is one?
#
# The next cell reads six pictures, lays the numbers of each one under the other, and sets the columns side by
# side. The figure shows three of the six, with their labels.


# %%
def as_column(picture):
    """Return the numbers of a picture (a, b, 3), point after point, as a column (a * b * 3, 1)."""
    return np.array([[number] for line in picture for point in line for number in point])


all_pictures, all_labels, *_, class_names = data.cats()
pictures, labels = all_pictures[:6], all_labels[:, :6]
columns = [as_column(picture) for picture in pictures]
picture_X = np.hstack(columns)
print("one picture:", pictures[0].shape, " as a column x:", columns[0].shape)
print("six pictures, X:", picture_X.shape, " their labels, Y:", labels.shape)

fig, axes = plt.subplots(1, 3, figsize=(7, 2.8))
for i, ax in enumerate(axes):
    ax.imshow(pictures[i])
    ax.set(title=f"y = {labels[0, i]}: {class_names[labels[0, i]]}", xticks=[], yticks=[])
fig.tight_layout()

# %% [markdown]
# 64 · 64 · 3 = 12,288 features. The column knows nothing of rows and neighbours any more: to logistic regression a
# picture is a list of 12,288 numbers, always in the same order.
#
# ## One example is a column
#
# The $m$ examples stand side by side in a matrix $X$ of shape $(n_x, m)$, their labels in a row $Y$ of shape
# $(1, m)$. So an index can mean two things, and many notes mix them up by writing $x_1$ for both:
#
# | written | is | in NumPy | shape |
# |---|---|---|---|
# | $x^{(i)}$, index above, in round brackets | **example** $i$, a column of $X$ | `X[:, [i - 1]]` | $(n_x, 1)$ |
# | $x_j$, index below | **feature** $j$, a number of one example | `x[j - 1, 0]` | a number |
# | $x_j^{(i)}$ | feature $j$ of example $i$ | `X[j - 1, i - 1]` | a number |
#
# (Mathematics counts from 1, NumPy from 0. And `X[:, [2]]` with inner brackets stays a column; `X[:, 2]` doesn't.
# Why that matters comes further down.)
#
# The figure shows a small $X$ with five features and four examples. The blue solid frame is one example, all
# its features. The orange dashed frame is one feature, of all examples. They meet in one number.

# %%
table = np.array([[23, 5, 12, 90], [234, 17, 60, 8], [2, 71, 33, 45], [9, 120, 7, 31], [64, 3, 81, 250]])
fig, ax = plt.subplots(figsize=(5.4, 4.2))
for (j, i), number in np.ndenumerate(table):
    ax.text(i + 0.5, j + 0.5, number, ha="center", va="center", size=13)
ax.add_patch(plt.Rectangle((1.08, 0.06), 0.84, 4.88, fill=False, ec=BLUE, lw=3))
ax.add_patch(plt.Rectangle((0.06, 2.12), 3.88, 0.76, fill=False, ec=ORANGE, lw=3, ls="--"))
ax.set_xticks(np.arange(4) + 0.5, [f"$x^{{({i})}}$" for i in range(1, 5)], size=13)
ax.set_yticks(np.arange(5) + 0.5, [f"$x_{j}$" for j in range(1, 6)], size=13)
ax.xaxis.tick_top()
ax.tick_params(length=0)
ax.set(xlim=(0, 4), ylim=(5, 0), xlabel="examples, m = 4", ylabel="features, $n_x$ = 5")
ax.set_title("A column is an example, a row is a feature", pad=12)
fig.tight_layout()

# %%
# One example out of it, as a column. Which shape? Put your guess, such as (2, 3), in the place of the dots.
predict_shape(table[:, [1]], ...)

# %% [markdown]
# **Why columns, and not rows?** Because then the formula for one example, $w^\top x + b$, is also the formula for
# all of them: write $X$ for $x$. The same will hold for whole layers in week 3, $W X + b$: nothing is transposed,
# nothing is turned round. It is a convention and no law. Other texts and libraries put one example in a *row*; their
# formulas are the transposes of ours. So whenever you meet an array, ask first: which axis counts the examples?
#
# ## Logistic regression: a score, then a probability
#
# **Linear regression** predicts a number by a weighted sum, the **score** $z = w^\top x + b$. A score can be
# any number, say $-3$ or $17$. For a yes-or-no question we want a **probability**, from 0 to 1. So **logistic
# regression** sends the score through the **sigmoid** $\sigma$:
#
# $$z = w^\top x + b = w_1 x_1 + \dots + w_{n_x} x_{n_x} + b \qquad
# \hat y = a = \sigma(z) = \frac{1}{1 + e^{-z}}$$
#
# $w$ holds one weight for each feature, shape $(n_x, 1)$; the bias $b$ is a number. They are the **parameters**,
# the numbers that are learned. A weighted sum and an activation function: this is one **unit** of a neural network.
# (Other texts say *neuron* or *node* and mean the same.)
#
# Forty seeds were put into soil of different warmth. (They are made up; the next cell draws them.) The one feature
# says by how many degrees the soil was warmer than 10 °C; the label is 1 where the seed sprouted.

# %%
rng = np.random.default_rng(0)
seed_X = rng.uniform(-4, 4, (1, 40))
seed_Y = (rng.random((1, 40)) < sigmoid(1.2 * seed_X - 0.6)).astype(int)
print("X", seed_X.shape, " Y", seed_Y.shape, " sprouted:", seed_Y.sum(), "of", seed_Y.size)

# %% [markdown]
# The next figure shows the seeds as circles (sprouted, at 1) and crosses (not, at 0), the score $wx + b$ as a dashed
# line, and the probability $\sigma(wx + b)$ as a solid curve. The dotted upright line stands where the score is 0
# and the probability one half.
#
# **Predict before you move the sliders:** what does a larger $w$ do to the curve? What does $b$ do? And what
# happens with a negative $w$?


# %%
def draw_unit(w=1.0, b=-0.5):
    """Draw the seeds, the score w x + b and the probability that the unit makes of it."""
    fig, ax = plt.subplots(figsize=(7, 3.8))
    ticks = np.linspace(-5, 5, 201)
    for label, marker, colour, words in [(1, "o", GREEN, "sprouted"), (0, "x", PINK, "not")]:
        these = seed_X[seed_Y == label]
        ax.plot(these, np.full(these.size, label), marker, color=colour, ms=7, label=words, alpha=0.8)
    ax.plot(ticks, w * ticks + b, "--", color=ORANGE, label="score z")
    ax.plot(ticks, sigmoid(w * ticks + b), color=BLUE, lw=2.5, label="probability a")
    says = "Without a weight it says the same to every seed"
    if w:
        ax.axvline(-b / w, color="black", ls=":", lw=1)
        says = f"It says “sprouts” where x {'>' if w > 0 else '<'} {0.0 - b / w:.2f}"
    ax.set(xlabel="x, degrees above 10 °C", ylabel="z and a", xlim=(-5, 5), ylim=(-0.6, 1.6), title=says)
    ax.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    fig.tight_layout()
    return fig


explore(draw_unit, w=[-1.0, 0.0, 0.3, 1.0, 2.0, 5.0], b=[-3.0, -1.0, -0.5, 0.0, 1.0, 3.0])

# %% [markdown]
# The size of $w$ sets how steep the curve is: how sure the unit becomes when $x$ moves away from the dotted line. The
# sign of $w$ says on which side "yes" lies. The dotted line stands at $x = -b/w$, so $b$ shifts it. The dashed score
# leaves the strip between 0 and 1 at both ends; the curve never does.
#
# ### The other notation: $\theta$ and $x_0 = 1$
#
# Some texts put $b$ and $w$ into one column $\theta$ with $\theta_0 = b$, and give every example one more feature,
# $x_0 = 1$, that is the same for all. Then the score is $\theta^\top x$. The next cell computes it both ways.

# %%
two_features = np.array([[2.0, -1.0, 1.0], [-1.0, 1.0, -2.0]])
w, b = np.array([[0.5], [1.0]]), 1.0
theta = np.vstack([[[b]], w])
with_ones = np.vstack([np.ones((1, 3)), two_features])
print("w, b:  w", w.shape, " X", two_features.shape, " scores", w.T @ two_features + b)
print("theta:", theta.shape, " X", with_ones.shape, " scores", theta.T @ with_ones)

# %% [markdown]
# The same scores. This course keeps $w$ and $b$ apart, for three reasons that all come later: in a network every
# layer has a bias, and every layer's input would need its own row of ones; weights must start at random numbers and
# biases may start at zero; and the gradients have different formulas in code, with a matrix product for $w$ and a sum
# for $b$. NumPy's broadcasting adds $b$ to all examples anyway.
#
# ## Loss, cost and "error function"
#
# How far off is a prediction? We want a number that is 0 for a perfect prediction and large for a confident one in
# the other direction. Logistic regression uses the **cross-entropy** (`log` is the natural logarithm, as in NumPy):
#
# $$\mathcal{L}(a, y) = -\big(y \log a + (1 - y) \log (1 - a)\big) =
# \begin{cases} -\log a & \text{if } y = 1 \\ -\log (1 - a) & \text{if } y = 0 \end{cases}$$
#
# One of the two terms is always zero. The other is minus the logarithm of the probability that the unit gave to the
# true answer.
#
# **Predict:** a seed has sprouted, $y = 1$. One unit said $a = 0.5$, another $a = 0.1$, a third $a = 0.01$. The
# squared error $(a - y)^2$ would be 0.25, 0.81 and 0.98. What about the cross-entropy?


# %%
def loss(a, y):
    """Return the cross-entropy loss of one example: probability a, label y, both numbers."""
    return -(y * np.log(a) + (1 - y) * np.log(1 - a))


for a in (0.99, 0.5, 0.1, 0.01, 0.0001):
    print(f"y = 1, a = {a:<6}   cross-entropy {loss(a, 1):.4f}   squared error {(a - 1) ** 2:.4f}")

fig, ax = plt.subplots(figsize=(6.5, 3.6))
ticks = np.linspace(0.005, 0.995, 300)
ax.plot(ticks, loss(ticks, 1), color=BLUE, label="cross-entropy, y = 1")
ax.plot(ticks, loss(ticks, 0), "--", color=ORANGE, label="cross-entropy, y = 0")
ax.plot(ticks, (ticks - 1) ** 2, ":", color="black", label="squared error, y = 1")
ax.set(xlabel="a, what the unit says", ylabel="loss", title="A confident “no” to a “yes” costs without limit")
ax.legend(loc="upper center")
fig.tight_layout()

# %% [markdown]
# The figure shows both losses against $a$. If $y = 1$ (blue, solid), the cross-entropy falls from very large
# values on the left to 0 on the right. If $y = 0$ (orange, dashed), it is the mirror image. The squared error
# (dotted) can't exceed 1: to be entirely off costs hardly more than to be quite far off.
#
# Now to the names. Learners often put "???" beside them, because books don't agree. In this course:
#
# | name | of what | symbol |
# |---|---|---|
# | **loss** | *one* example | $\mathcal{L}(a, y)$ |
# | **cost** | *all* $m$ examples: the average loss | $J(w, b) = \frac1m \sum_{i=1}^m \mathcal{L}(a^{(i)}, y^{(i)})$ |
# | error function | an older word, for either | look for a sum over the examples: with one it is the cost |
#
# The loss belongs to a prediction. The cost belongs to the parameters: with other $w$ and $b$ all predictions
# change, and so does their average loss. Training looks for the parameters with a low cost. By hand, for three
# predictions:

# %%
said, true = [0.9, 0.2, 0.6], [1, 0, 0]
losses = [loss(a, y) for a, y in zip(said, true, strict=True)]
print("losses:", "  ".join(f"{number:.4f}" for number in losses))
print(f"cost:   {sum(losses) / len(losses):.4f}, their average")

# %% [markdown]
# ## Why not the squared error?
#
# For linear regression one takes the squared error: the square of the difference, $(a - y)^2$. (Some notes have
# "square root error"; there is no root in it.) Why not here too? The trouble isn't the squared error alone. It is
# what becomes of it behind a sigmoid.

# %% [markdown] quiz="predict_flat"
# 1. A unit gives the score $z = -8$ to an example with $y = 1$: it is far off, and sure of itself. With which loss is
#    there a steep slope that leads back?
#    - [ ] With the squared error: the difference is nearly 1, the largest there is.
#      > The *value* is nearly 1, the largest there is. But where a function is close to its largest value and levels
#      > off, its *slope* is close to zero. The next figure shows it.
#    - [x] With the cross-entropy.
#      > Its slope there is nearly $-1$, the steepest there is. That of the squared error is about $-0.0007$.
#    - [ ] With both: a large loss always has a large slope.
#      > Value and slope are two things. On a plateau the value is high and the slope is zero.

# %% [markdown]
# The left figure shows both losses against the score $z$, for an example with $y = 1$. The right one shows their
# slopes. Look at the left half of each, where the unit is off: cross-entropy (blue, solid) comes down in nearly a
# straight line, with slope about $-1$. The squared error (orange, dashed) is flat there.

# %%
z_ticks = np.linspace(-9, 5, 281)
a_ticks = sigmoid(z_ticks)
fig, (left, right) = plt.subplots(1, 2, figsize=(8, 3.6))
left.plot(z_ticks, -np.log(a_ticks), color=BLUE, label="cross-entropy")
left.plot(z_ticks, (a_ticks - 1) ** 2, "--", color=ORANGE, label="squared error")
right.plot(z_ticks, a_ticks - 1, color=BLUE)
right.plot(z_ticks, 2 * (a_ticks - 1) * a_ticks * (1 - a_ticks), "--", color=ORANGE)
left.set(xlabel="score z", ylabel="loss", title="Far off, one of them is flat")
right.set(xlabel="score z", ylabel="slope of the loss", title="No slope, nothing to follow")
left.legend()
fig.tight_layout()
off = sigmoid(-8.0)
print(f"slopes at z = -8: cross-entropy {off - 1:.4f}, squared error {2 * (off - 1) * off * (1 - off):.4f}")

# %% [markdown]
# So much for one example. The cost is an average of such curves, with a bend here and a flat there, and the flat
# parts can make more than one valley. The next cell takes seven examples with one feature and one weight (no bias),
# chosen so that two far examples and five near ones disagree. It computes both costs for many weights.
#
# (The cross-entropy is written as $\log(1 + e^z) - y z$ here. That is the same loss, in terms of $z$; `np.logaddexp`
# computes the first term without overflow.)

# %%
far_X = np.array([[8.0, -8.0, 1.0, -1.0, 1.0, 1.0, 0.5]])
far_Y = np.array([[1, 0, 0, 1, 0, 0, 1]])


def cross_entropy_cost(w):
    """Return the cross-entropy cost of the seven examples for each weight in w (k, 1) -> (k,)."""
    return np.mean(np.logaddexp(0, w * far_X) - far_Y * (w * far_X), axis=1)


def squared_cost(w):
    """Return the squared-error cost of the seven examples for each weight in w (k, 1) -> (k,)."""
    return np.mean((sigmoid(w * far_X) - far_Y) ** 2, axis=1)


def slope_of(cost, w, step=1e-5):
    """Return the slope of a cost at the weight w: move w a little up and down, divide by the way."""
    above, below = cost(np.array([[w + step], [w - step]]))
    return (above - below) / (2 * step)


weights = np.linspace(-5, 5, 1001).reshape(-1, 1)
curves = {"squared error": (squared_cost, squared_cost(weights), ORANGE)}
curves["cross-entropy"] = (cross_entropy_cost, cross_entropy_cost(weights), BLUE)
for name, (_, curve, _) in curves.items():
    low = np.flatnonzero((curve[1:-1] < curve[:-2]) & (curve[1:-1] < curve[2:])) + 1
    print(f"{name}: lowest points at", ", ".join(f"w = {weights[k, 0]:.2f} (cost {curve[k]:.3f})" for k in low))

# %% [markdown]
# The next figure lets a walker go downhill on both costs from the same start: each step is 0.3 times the slope,
# against the slope. (That is gradient descent; more about it in a moment.) The grey curve is the cost, the dots are
# the steps, the square is the start and the star the end.
#
# **Predict:** the start is $w = -1$. Where will each of them end? Then move the start. From where does the squared
# error find its lowest point? And what happens from $w = -5$, with 20 steps and with 500?


# %%
def walk_on(cost, start, rate, steps):
    """Return the weights (steps + 1,) that gradient descent on cost passes through."""
    path = [start]
    for _ in range(steps):
        path.append(path[-1] - rate * slope_of(cost, path[-1]))
    return np.array(path)


def draw_two_costs(start=-1.0, steps=500):
    """Draw gradient descent from the same start on both costs."""
    fig, axes = plt.subplots(1, 2, figsize=(8, 3.7))
    for ax, (name, (cost, curve, colour)) in zip(axes, curves.items(), strict=True):
        path = walk_on(cost, start, 0.3, steps)
        heights = cost(path.reshape(-1, 1))
        ax.plot(weights[:, 0], curve, color="0.6", lw=2)
        ax.plot(path, heights, "o", color=colour, ms=4)
        ax.plot(path[0], heights[0], "s", color=colour, ms=9)
        ax.plot(path[-1], heights[-1], "*", color="black", ms=14)
        ax.set(xlabel="w", ylabel=f"cost, {name}", title=f"{name}:\nends at w = {path[-1]:.2f}, cost {heights[-1]:.3f}")
    fig.tight_layout()
    return fig


explore(draw_two_costs, start=[-5.0, -3.0, -2.0, -1.0, -0.3, 0.0, 1.0, 3.0, 5.0], steps=[5, 20, 100, 500])

# %% [markdown]
# The squared error has two valleys, at $-1.76$ and at $0.18$. From $-1$ the walker ends in the shallow one, with
# cost 0.369, and stays there for ever: at the bottom of *any* valley the slope is zero. That the other valley has
# 0.213 it can't know. From $-5$ or $5$ there is another trouble: the cost is so flat that 20 steps hardly lead
# anywhere, and 500 aren't enough. From $-0.3$ to $3$ it finds the lowest point. The cross-entropy has one valley,
# and 100 steps reach it from every start on the slider.
#
# ### One bowl: what *convex* means
#
# A cost is **convex** if the straight line between any two points of its curve never runs below the curve. Such a
# cost is a single bowl. It has no second valley: whoever stands at the bottom stands at the lowest place of all. A
# test: take two places at random, and look whether the cost half-way is above the mean of the costs at both ends.
# In a convex cost that never happens.

# %%
ends = np.random.default_rng(1).uniform(-5, 5, (2, 1000, 1))
for name, (cost, _, _) in curves.items():
    bulges = cost(ends.mean(axis=0)) > (cost(ends[0]) + cost(ends[1])) / 2 + 1e-12
    print(f"{name}: the middle lies above the straight line in {bulges.sum()} of 1000 pairs")

# %% [markdown]
# A random test can't prove that something never happens. For the cross-entropy of logistic regression there is a
# proof: its slope by $z$ is $a - y$, as you will derive, and $a$ grows with $z$, so each example's loss bends
# upward everywhere; $z$ is a straight-line function of $w$ and $b$; and an average of upward bends bends upward.
# (There may be no lowest point at all: where the examples can be divided without a mistake, the cost falls towards
# 0 as the weights grow for ever.)
#
# The next figure shows the same for the forty seeds, where both parameters vary: $w$ and $b$ along the floor, the
# cost upward. Cross-entropy, on the left, is a bowl (we look into it from the side). The squared error, on the right,
# has flat terraces at several heights, and on a terrace a walker can hardly tell where down is.

# %%
w_grid, b_grid = np.meshgrid(np.linspace(-5, 5, 61), np.linspace(-12, 12, 61))
scores = w_grid[..., np.newaxis] * seed_X[0] + b_grid[..., np.newaxis]
surfaces = {
    "Cross-entropy: one bowl": np.mean(np.logaddexp(0, scores) - seed_Y[0] * scores, axis=-1),
    "Squared error: terraces": np.mean((sigmoid(scores) - seed_Y[0]) ** 2, axis=-1),
}
fig, axes = plt.subplots(1, 2, figsize=(8, 4), subplot_kw={"projection": "3d"})
for ax, (title, surface) in zip(axes, surfaces.items(), strict=True):
    ax.plot_surface(w_grid, b_grid, surface, cmap="cividis", lw=0)
    ax.set(xlabel="w", ylabel="b", zlabel="cost J", title=title)
    ax.view_init(32, -50)
    ax.set_box_aspect((1, 1, 0.8), zoom=0.9)
fig.subplots_adjust(left=0, right=0.94, bottom=0.02, top=0.95, wspace=0.08)

# %% [markdown]
# > **People often think** that gradient descent finds the global minimum. It goes downhill from where it stands,
# > and stops where there is no slope. That this is the lowest place of all (the *global optimum*) is certain only
# > for a **convex** cost, with a learning rate that isn't too large. Logistic regression with cross-entropy is such
# > a case, and so it is easy to believe that it is always so. The figure with the two valleys, from start $-1$, shows
# > that it isn't. From week 3 on, with hidden layers, the cost is not convex any more, whichever loss you take. There
# > gradient descent usually finds a good place; nobody promises the best one.
#
# ## Gradient descent
#
# You have seen it walk; now the rule. At the present parameters, take the slope of the cost by each parameter, called
# its **gradient**. Step against it. How far? The slope times the **learning rate** $\alpha$:
#
# $$w := w - \alpha \frac{\partial J}{\partial w} \qquad b := b - \alpha \frac{\partial J}{\partial b}$$
#
# A positive slope means that the cost rises with $w$: so $w$ goes down. A negative one: $w$ goes up. Both gradients
# are computed *before* either parameter moves. In code, and soon in the text, $\partial J / \partial w$ is called
# `dw`.
#
# **Predict:** the learning rate stays the same all the time. Do the steps, too? Why does the walk come to rest?
#
# The next figure shows gradient descent for the forty seeds. Here $b$ is held at 0, so the cost is a curve over one
# weight. On the left are the curve and the steps, square to star; on the right the cost after each step. Find a
# rate that is too small, a good one, and one that is too large. Then change the start: is a good rate good from
# everywhere?


# %%
def seed_cost(w):
    """Return the cross-entropy cost of the seeds, with b = 0, for each weight in w (k, 1) -> (k,)."""
    return np.mean(np.logaddexp(0, w * seed_X) - seed_Y * (w * seed_X), axis=1)


wide = np.linspace(-5, 40, 4501).reshape(-1, 1)
wide_curve = seed_cost(wide)
seed_lowest = wide_curve.min()
print(f"lowest cost {seed_lowest:.3f}, at w = {wide[wide_curve.argmin(), 0]:.2f}")


def verdict(heights):
    """Say in a line what the costs along a walk show. To arrive is to stay within 0.01 of the lowest cost."""
    rises = np.sum(np.diff(heights) > 1e-9)
    far = np.flatnonzero(heights > seed_lowest + 0.01)
    if far.size and far[-1] > len(heights) - 4:
        says = ["It falls at every step, and is still on its way", "The cost rises once, and then is on its way back"]
        return says[rises] if rises < 2 else "Too large: it climbs out, again and again"
    return f"{'The cost rises, and still it arrives' if rises else 'It arrives'}: step {far[-1] + 1 if far.size else 0}"


def draw_descent(rate=20, start=0, steps=30):
    """Draw gradient descent on the cost of the seeds, and the cost after each step."""
    path = walk_on(seed_cost, start, rate, steps)
    heights = seed_cost(path.reshape(-1, 1))
    fig, (left, right) = plt.subplots(1, 2, figsize=(8, 3.8))
    left.plot(wide[:, 0], wide_curve, color="0.6", lw=2)
    left.plot(path, heights, "o-", color=BLUE, ms=4, lw=0.7)
    left.plot(path[0], heights[0], "s", color=BLUE, ms=9)
    left.plot(path[-1], heights[-1], "*", color="black", ms=14)
    top = 1.1 * max(2, heights.max())
    left.set(xlabel="w", ylabel="cost J", xlim=(-5, max(8, path.max() + 2)), ylim=(0, top))
    right.plot(heights, "o-", color=ORANGE, ms=4, lw=1)
    right.axhline(seed_lowest, color="black", ls=":", label="lowest cost")
    right.set(xlabel="step", ylabel="cost J", ylim=(0, top))
    right.legend()
    fig.suptitle(verdict(heights))
    fig.tight_layout()
    return fig


explore(draw_descent, rate=[0.03, 0.1, 0.3, 1, 3, 6, 12, 20], start=[-4, -1, 0, 1, 3, 6], steps=[5, 30, 300])

# %% [markdown]
# - **0.03 is too small.** After 30 steps the walker is still on its way, from every start but 1, which lies at the
#   bottom already. With 300 steps it does arrive from 0, at the same place: a small rate costs time, nothing else.
# - **3 is good.** The steps get shorter by themselves, because a step is rate times *slope*, and the slope
#   shrinks towards the bottom. That is how the walk comes to rest although the rate stays the same.
# - **20 is too large.** From 0 the first step leads to $w = 18$, from cost 0.69 up to 2.72. From there it comes back,
#   and is thrown out again. With linear regression, whose cost grows ever steeper, it would fly away for good. Here the
#   cost becomes a straight slope far out, so that the jumps stay bounded.
# - **Between them** is 6. From 0 it jumps over the valley and the cost rises once; then it walks down on the
#   other side and arrives.
#
# > **People often think** that the cost must fall at every step, and that otherwise there is a bug. It falls if the
# > step is short enough. With a larger rate a step can lead across the valley and up the other side: see rate 6
# > from start 0 above. So if your cost rises, first try a rate ten times smaller. If it rises with every rate,
# > however small, *then* look for a bug in the gradient, a sign perhaps. In the assignment on cats you will meet a
# > cost that zigzags for hundreds of steps and is right all the same.
#
# **Try it:** in `seed_cost` return the squared error, `np.mean((sigmoid(w * seed_X) - seed_Y) ** 2, axis=1)`, and run
# the cell again. Compare the walks from start $-4$ with rate 1.
#
# ## The computation graph
#
# So far the slopes were measured: move a parameter a little, and look at the cost. For a picture that means 12,289
# parameters, and two computations of the cost for each of them, in every step. There is a way to have *all* slopes
# for about the price of two. It works on any formula that is made of small steps.
#
# Take $J = 3(a + bc)$. In small steps it is
#
# $$u = bc \qquad v = a + u \qquad J = 3v$$
#
# ### Forward
#
# The **forward pass** computes the values, from the inputs to $J$, one small step at a time.


# %%
def forward(a, b, c):
    """Return the values u, v, J of the graph of J = 3 (a + b c)."""
    u = b * c
    v = a + u
    J = 3 * v
    return u, v, J


u, v, J = forward(a=4, b=2, c=5)
print(f"u = {u}, v = {v}, J = {J}")

# %% [markdown]
# **Predict:** $v$ is 14. If it were 14.1, by how much would $J$ change? And if $a$ were 4.1 in place of 4? And, a bit
# harder, if $b$ were 2.1 in place of 2?
#
# ### Backward
#
# The **backward pass** asks, from the end to the inputs: if this value moves a little, how many times as far does $J$
# move? Each small step has a slope of its own, easy to see. $J = 3v$ has slope 3. In $v = a + u$ each of the two is
# passed on as it is, slope 1. In $u = bc$ the slope by $b$ is $c$, and the slope by $c$ is $b$. The **chain rule**
# says: along a path, slopes multiply. A change that is tripled and then multiplied by five is multiplied by 15.
#
# | slope | chain | number for $a=4, b=2, c=5$ |
# |---|---|---|
# | $\dfrac{dJ}{dv}$ | $3$ | $3$ |
# | $\dfrac{dJ}{du}$ | $\dfrac{dJ}{dv}\dfrac{dv}{du} = 3 \cdot 1$ | $3$ |
# | $\dfrac{dJ}{da}$ | $\dfrac{dJ}{dv}\dfrac{dv}{da} = 3 \cdot 1$ | $3$ |
# | $\dfrac{dJ}{db}$ | $\dfrac{dJ}{du}\dfrac{du}{db} = 3 \cdot c$ | $15$ |
# | $\dfrac{dJ}{dc}$ | $\dfrac{dJ}{du}\dfrac{du}{dc} = 3 \cdot b$ | $6$ |
#
# Look at the last two lines: $dJ/du$ was computed once and is used twice. Each number is made from the one before
# it, so the whole pass costs about as much as the forward pass, however many inputs there are. In code the slope of
# $J$ by $b$ is called `db`, and so for the others.


# %%
def backward(a, b, c):
    """Return the slopes of J = 3 (a + b c): dv, du, da, db, dc."""
    dv = 3
    du = dv * 1
    da = dv * 1
    db = du * c
    dc = du * b
    return dv, du, da, db, dc


def move(**moved):
    """Return J with one input moved away from a = 4, b = 2, c = 5."""
    return forward(**{"a": 4, "b": 2, "c": 5, **moved})[2]


_, _, da, db, dc = backward(4, 2, 5)
print(f"by moving:     da {(move(a=4.001) - J) / 0.001:.3f}", end="")
print(f"   db {(move(b=2.001) - J) / 0.001:.3f}   dc {(move(c=5.001) - J) / 0.001:.3f}")
print(f"by chain rule: da {da:.3f}   db {db:.3f}   dc {dc:.3f}")

# %% [markdown]
# They agree. So 0.1 more in $a$ makes 0.3 more in $J$, and 0.1 more in $b$ makes 1.5 more.
#
# The next figure shows the graph. Boxes are the small steps. On each edge the blue number with → is the value that
# runs forward, and the orange number with ← is the slope of $J$ by this value, which runs backward.
#
# **Predict, then move:** which slopes change when you move $a$? Which when you move $b$? What must you do to make
# $dJ/dc$ zero, and what does that mean?


# %%
def draw_graph(ax, boxes, edges):
    """Draw boxes {name: (x, y, text)} and edges (from, to, value, slope or None, place of the label from 0 to 1)."""
    for x, y, text in boxes.values():
        box = {"boxstyle": "round,pad=0.4", "fc": "#F2F2F2", "ec": "black"}
        ax.text(x, y, text, ha="center", va="center", size=12, bbox=box, zorder=3)
    for start, end, value, slope, place in edges:
        (x0, y0, _), (x1, y1, _) = boxes[start], boxes[end]
        ax.plot([x0, x1], [y0, y1], color="0.5", lw=1.5, zorder=1)
        x, y = x0 + place * (x1 - x0), y0 + place * (y1 - y0)
        for number, arrow, colour, shift in [(value, "→", BLUE, 0.04), (slope, "←", ORANGE, -0.04)]:
            if number is not None:
                words = f"{arrow} {number:.4g}".replace("-", "−")
                side = "bottom" if shift > 0 else "top"
                style = {"color": colour, "size": 12, "weight": "bold", "ha": "center", "va": side}
                ax.text(x, y + shift, words, bbox={"fc": "white", "ec": "none", "pad": 0.5, "alpha": 0.85}, **style)
    ax.axis("off")


def draw_abc(a=4, b=2, c=5):
    """Draw the graph of J = 3 (a + b c) with its values and slopes."""
    u, v, J = forward(a, b, c)
    dv, du, da, db, dc = backward(a, b, c)
    boxes = {"a": (0, 2.2, "a"), "b": (0, 1.1, "b"), "c": (0, 0, "c"), "J": (7.4, 1.4, "J")}
    boxes |= {"u": (1.9, 0.55, "u = bc"), "v": (3.9, 1.4, "v = a + u"), "3v": (5.9, 1.4, "J = 3v")}
    edges = [("a", "v", a, da, 0.42), ("b", "u", b, db, 0.42), ("c", "u", c, dc, 0.42)]
    edges += [("u", "v", u, du, 0.5), ("v", "3v", v, dv, 0.52), ("3v", "J", J, 1, 0.55)]
    fig, ax = plt.subplots(figsize=(8, 3.9))
    draw_graph(ax, boxes, edges)
    ax.set(xlim=(-0.3, 7.7), ylim=(-0.5, 2.6))
    ax.set_title(f"A little more b moves J by {db} times as much, a little more c by {dc} times")
    fig.tight_layout()
    return fig


explore(draw_abc, a=[-2, 0, 1, 4, 6], b=[-1, 0, 1, 2, 3], c=[-3, 0, 1, 5, 10])

# %% [markdown]
# Moving $a$ changes values, but no slope: wherever $a$ stands, one more of it gives three more of $J$. Moving $b$
# changes the slope by $c$, because $c$ is multiplied by $b$. With $b = 0$ the slope by $c$ is zero: whatever $c$
# does, nothing of it arrives. The orange 1 at the end is $dJ/dJ$, where the backward pass begins.
#
# One more rule. If a value goes into *several* steps, a slope comes back along each of them, and they are
# **added**. In $J = a \cdot a$, read as a product of two inputs that happen to be the same, each path brings back
# $a$, and the sum is $2a$. You will need this in a moment, for a weight that goes into the score of every example.
#
# **Try it:** make $J = 3(a + bc) + b$ of it, in `forward`. What is $dJ/db$ now, by hand? Mend `backward`, and let the
# cell that moves the inputs judge.
#
# ## Logistic regression as a graph: one example
#
# For one example with two features the steps are
#
# $$z = w_1 x_1 + w_2 x_2 + b \qquad a = \sigma(z) \qquad \mathcal{L}(a, y) = -\big(y \log a + (1-y) \log(1-a)\big)$$
#
# What is at the end is a *loss*, because it is one example. Now backward, one step at a time.
#
# **From the loss to $a$.** The slope of $\log a$ is $1/a$, that of $\log(1-a)$ is $-1/(1-a)$. So
#
# $$da = \frac{d\mathcal{L}}{da} = -\frac{y}{a} + \frac{1-y}{1-a} = \frac{-y(1-a) + (1-y)\,a}{a(1-a)} =
# \frac{a - y}{a(1-a)}$$
#
# **From $a$ to $z$.** The slope of the sigmoid is
#
# $$\frac{da}{dz} = \frac{e^{-z}}{(1+e^{-z})^2} = \frac{1}{1+e^{-z}} \cdot \frac{e^{-z}}{1+e^{-z}} = a(1-a)$$
#
# **Both together**, by the chain rule:
#
# $$dz = \frac{d\mathcal{L}}{dz} = \frac{d\mathcal{L}}{da} \cdot \frac{da}{dz} =
# \frac{a - y}{a(1-a)} \cdot a(1-a) = a - y$$
#
# The factor $a(1-a)$, which is nearly zero where the sigmoid is flat, cancels. Prediction minus label is all that is
# left. With the squared error nothing cancels: $dz = 2(a - y) \cdot a(1-a)$, and there you see its plateau once more.
#
# **From $z$ to the parameters.** $z$ is a sum, and $w_1$ stands in it with the factor $x_1$. So $dz$ is computed once
# and used for all of them:
#
# $$dw_1 = x_1\, dz \qquad dw_2 = x_2\, dz \qquad db = dz$$

# %% [markdown] quiz="predict_dz"
# 1. A unit says $a = 0.9$ for an example with $y = 1$. A second one says $a = 0.9$ for an example with $y = 0$. What
#    are the two $dz$?
#    - [ ] $0.1$ and $0.9$: how far off it is.
#      > The sizes are right. The first has a minus, $0.9 - 1$: a larger $z$ makes this loss *smaller*.
#    - [ ] $-0.009$ and $0.081$: there is the slope of the sigmoid, $0.9 \cdot 0.1$, to be multiplied with.
#      > That factor has cancelled already, against the $a(1-a)$ in the denominator of $da$.
#    - [x] $-0.1$ and $0.9$
#      > $dz = a - y$. The first is nearly right and gets a gentle push upward, the second is far off and gets a
#      > strong one downward. (The step goes *against* the slope.)

# %% [markdown]
# The next figure shows the graph with numbers: $x = (2, -1)$, $w = (0.5, 1)$, $b = 1$, and the label is $y = 0$. The
# values run forward (blue, →) up to a loss of 1.313; the slopes run backward (orange, ←). The features have no
# slope in it: they are data and don't move.

# %%
x, y = np.array([[2.0], [-1.0]]), 0
w, b = np.array([[0.5], [1.0]]), 1.0
z = (w.T @ x + b).item()
a = sigmoid(z)
da = (a - y) / (a * (1 - a))
dz = a - y
dw1, dw2, db = x[0, 0] * dz, x[1, 0] * dz, dz
print(f"z = {z:.4f}, a = {a:.4f}, loss = {loss(a, y):.4f}")
print(f"da = {da:.4f}, dz = {dz:.4f}, dw1 = {dw1:.4f}, dw2 = {dw2:.4f}, db = {db:.4f}")

boxes = {"x1": (0, 4, "$x_1$"), "w1": (0, 3, "$w_1$"), "x2": (0, 2, "$x_2$"), "w2": (0, 1, "$w_2$"), "b": (0, 0, "$b$")}
boxes |= {"z": (2.8, 2, "$z = w_1x_1 + w_2x_2 + b$"), "a": (5.7, 2, r"$a = \sigma(z)$")}
boxes |= {"L": (8, 2, f"loss\n{loss(a, y):.4g}")}
edges = [("x1", "z", x[0, 0], None, 0.2), ("w1", "z", w[0, 0], dw1, 0.32), ("x2", "z", x[1, 0], None, 0.2)]
edges += [("w2", "z", w[1, 0], dw2, 0.4), ("b", "z", b, db, 0.28), ("z", "a", z, dz, 0.59), ("a", "L", a, da, 0.51)]
fig, ax = plt.subplots(figsize=(8, 4.4))
draw_graph(ax, boxes, edges)
ax.set(xlim=(-0.3, 8.6), ylim=(-0.5, 4.4), title="One slope, $dz$ = 0.7311, makes three gradients")
fig.tight_layout()

# %% [markdown]
# Read the figure from the right: $da = 3.718$, times the slope of the sigmoid $0.7311 \cdot 0.2689$ makes
# $dz = 0.7311$, which is $a - y$. Then $dw_1 = 2 \cdot 0.7311$ and $dw_2 = -1 \cdot 0.7311$. The unit said 0.73 and
# should have said 0. So gradient descent will lower $w_1$ and $b$. $w_2$ goes *up*: its feature is negative, so a
# larger weight makes the score smaller.
#
# A test by moving: each parameter a little, one at a time, and how the loss changes.

# %%
h = 1e-5


def loss_at(w1, w2, b):
    """Return the loss of the one example with these parameters."""
    return loss(sigmoid(w1 * 2 + w2 * -1 + b), 0)


print(f"w1 {(loss_at(0.5 + h, 1, 1) - loss_at(0.5 - h, 1, 1)) / (2 * h):.4f}", end="   ")
print(f"w2 {(loss_at(0.5, 1 + h, 1) - loss_at(0.5, 1 - h, 1)) / (2 * h):.4f}", end="   ")
print(f"b {(loss_at(0.5, 1, 1 + h) - loss_at(0.5, 1, 1 - h)) / (2 * h):.4f}")

# %% [markdown]
# ## From one example to $m$
#
# The cost is the average of the losses. The slope of an average is the average of the slopes. So the gradients of $J$
# are the averages of what each example wants:
#
# $$\frac{\partial J}{\partial w_j} = \frac1m \sum_{i=1}^m x_j^{(i)}\, dz^{(i)} \qquad
# \frac{\partial J}{\partial b} = \frac1m \sum_{i=1}^m dz^{(i)}$$
#
# (This is the rule of several paths: $w_j$ goes into the score of every example, so a slope comes back from every
# example, and they are added.) Mind where the $1/m$ is. $dz^{(i)}$ belongs to the loss of *one* example and has none.
# `dw` and `db` belong to the cost, and theirs is the only one.
#
# With loops it reads as the formulas do: one over the $m$ examples, and in it one over the $n_x$ features. Here are
# three examples of two features; the first is the one from the figure.

# %%
X, Y = two_features, np.array([[0, 1, 1]])
n_x, m = X.shape
dw, db = np.zeros((n_x, 1)), 0.0
for i in range(m):
    z = b
    for j in range(n_x):
        z += w[j, 0] * X[j, i]
    dz = sigmoid(z) - Y[0, i]
    print(f"example {i + 1}: dz {dz:7.4f}   wants dw1 {X[0, i] * dz:7.4f}, dw2 {X[1, i] * dz:7.4f}, db {dz:7.4f}")
    for j in range(n_x):
        dw[j, 0] += X[j, i] * dz / m
    db += dz / m
print(f"their averages:            dw1 {dw[0, 0]:7.4f}, dw2 {dw[1, 0]:7.4f}, db {db:7.4f}")


def tiny_cost(parameters):
    """Return the cost of the three examples with these parameters, {"w": (2, 1), "b": a number}."""
    scores = parameters["w"].T @ X + parameters["b"]
    return np.mean(np.logaddexp(0, scores) - Y * scores)


gradient_check(tiny_cost, {"w": w, "b": b}, {"dw": dw, "db": db})

# %% [markdown]
# The examples don't agree: the first wants a smaller $b$ (its `db` is positive, and the step goes against it), the
# others a larger one. The average decides. `gradient_check` moved each parameter a little and compared: both
# gradients are right.
#
# The loops are right, too, but slow. Before they become array lines, a few things about arrays.
#
# ## `*` and `@`, and whether $w^\top x$ is a number
#
# There are two products. `*` multiplies **entry by entry**. `@` is the **matrix product**: it multiplies along a
# row and down a column, and *adds up*. For $(a, b)$ `@` $(b, c)$ the inner sizes must agree, and the result is
# $(a, c)$.
#
# > **People often think** that `*` multiplies matrices, because it does so on paper. In NumPy `w * X` with $w$ of
# > shape $(n_x, 1)$ runs without an error: each row of $X$ is multiplied by its weight, and nothing is added up.
# > You see it at the shape: $(n_x, m)$, where scores should be $(1, m)$.

# %%
print("w * X, entry by entry:", (w * X).shape)
print(w * X)
print("w.T @ X, added up:", (w.T @ X).shape)
print(w.T @ X)

# %%
# Ten examples of four features, weights (4, 1). Which shape have the scores?
predict_shape(np.ones((4, 1)).T @ np.ones((4, 10)), ...)

# %% [markdown]
# Add the two numbers of a column of the first result, and you have the number below it in the second.
#
# **Is $w^\top x$ a number?** For *one* example, yes: $(1, n_x)(n_x, 1) \to (1, 1)$, and the single entry is had by
# `.item()`. For all examples at once, $w^\top X$ is a **row**, $(1, n_x)(n_x, m) \to (1, m)$: one score for each
# example. Notes that write "$w^\top X$ is a scalar" mean the first, with a small $x$.
#
# ## Functions of a whole array: `math.exp` and `np.exp`
#
# $e^x$ is there twice. `math.exp` is Python's own and takes one number. `np.exp` takes a number or an array of any
# shape, and goes through it entry by entry. **Predict:** which one is faster for one number, and which for 10,000?

# %%
numbers = np.linspace(-2, 2, 10_000)
as_list = numbers.tolist()
ways = {
    "one number": (lambda: math.exp(1.5), lambda: np.exp(1.5)),
    "10,000 numbers": (lambda: [math.exp(number) for number in as_list], lambda: np.exp(numbers)),
}
for what, (with_math, with_numpy) in ways.items():
    count = 2000 if what == "one number" else 5
    slow, fast = (min(timeit.repeat(way, number=count, repeat=5)) for way in (with_math, with_numpy))
    print(f"{what}: math.exp takes {slow / fast:.2g} times as long as np.exp")
try:
    math.exp(numbers)
except TypeError as error:
    print("math.exp of an array: TypeError:", error)

# %% [markdown]
# A ratio below 1 means that `math.exp` is the faster one: so it is for a single number, where calling NumPy costs
# more than the computing. For many numbers `np.exp` wins, and `math.exp` refuses an array anyway. We nearly always
# have arrays; that is why you hardly see the `math` library in this field.
#
# ## Broadcasting
#
# What does it mean to add arrays of *different* shapes? NumPy's rule in three sentences:
#
# 1. Write the two shapes one above the other, aligned on the **right**; where one is shorter, put ones on its left.
# 2. On each axis the two sizes must be equal, or one of them must be 1: otherwise there is an error.
# 3. The array with size 1 is repeated along that axis, in thought, until the sizes agree.
#
# **Predict** the three results of the next figure from the shapes in its titles before you look at the right
# column. In it the dark cells are the numbers that are there, and the light hatched ones are the repetitions.


# %%
def draw_cells(ax, shape, full, title, colour):
    """Draw full (rows, columns) cells, those of shape in colour, the repeated ones light and hatched."""
    for i in range(full[0]):
        for j in range(full[1]):
            there = i < shape[0] and j < shape[1]
            face, hatch = (colour, None) if there else ("#EEEEEE", "////")
            ax.add_patch(plt.Rectangle((j, i), 0.92, 0.92, fc=face, ec="white" if there else "0.7", hatch=hatch))
    ax.set(xlim=(-0.1, 4.1), ylim=(4.1, -0.1), aspect="equal")
    ax.set_title(title, size=12)
    ax.axis("off")


fig, axes = plt.subplots(3, 3, figsize=(7, 6.8))
for row, (first, second) in zip(axes, [((3, 4), (3, 1)), ((3, 4), (4,)), ((4,), (4, 1))], strict=True):
    full = np.broadcast_shapes(first, second)
    draw_cells(row[0], (1, *first)[-2:], full, f"{first}", BLUE)
    draw_cells(row[1], (1, *second)[-2:], full, f"+  {second}", ORANGE)
    draw_cells(row[2], full, full, f"=  {full}", GREEN)
fig.tight_layout()

# %% [markdown]
# In the first line a column is added to each column of a table, as a bias is added to all examples. In the second a
# shape with one axis counts as a row: it is added to each row. The third is the surprise. Two arrays of *four*
# numbers give *sixteen*, because $(4,)$ is read as $(1, 4)$, and then both are stretched. No error, no warning.
#
# Does it matter? Here are the labels of the forty seeds, and answers that are all right. One of the two has lost an
# axis on the way.

# %%
answers, column_labels = seed_Y[0], seed_Y.T
print("answers", answers.shape, " labels", column_labels.shape, " compared:", (answers == column_labels).shape)
print(f"accuracy: {100 * np.mean(answers == column_labels):.1f} %")
print(f"with both as rows: {100 * np.mean(answers.reshape(1, -1) == seed_Y):.1f} %")

# %% [markdown]
# 1600 comparisons in place of 40, each answer with the label of every seed. The number looks like a result. It is a
# result about nothing.
#
# ## Arrays of rank 1
#
# The culprit was a shape with a single axis, $(40,)$: an array **of rank 1**.
#
# > **People often think** that an array of shape $(n,)$ is a column, because mathematics writes vectors upright. It
# > is neither a column nor a row: it has one axis, so its transpose is itself. In company with tables it behaves as
# > a row (it is aligned on the right). See the next cell.

# %%
flat = np.array([1.0, 2.0, 3.0])
upright = flat.reshape(-1, 1)
print("flat   ", flat.shape, "  transposed", flat.T.shape, "   flat @ flat.T: a number,", flat @ flat.T)
print("upright", upright.shape, " transposed", upright.T.shape, " upright @ upright.T:", (upright @ upright.T).shape)

# %% [markdown]
# "Always avoid rank 1" is advice that you meet everywhere, and for learning it is a good rule. (NumPy itself has no
# quarrel with such arrays. Where everything has the same single axis they do no harm.) Four habits keep them away:
#
# - **Make two axes from the start:** `np.zeros((n, 1))`, not `np.zeros(n)`. Note the inner parentheses.
# - **Keep the axis in sums:** `np.sum(X, axis=1)` has shape `(n_x,)`; with `keepdims=True` it is `(n_x, 1)`.
# - **Mend with reshape:** `v.reshape(-1, 1)` is a column, `v.reshape(1, -1)` a row; `-1` means "as many as there are".
# - **Say what you expect:** `assert v.shape == (n, 1)` costs nothing and stops at once when it doesn't hold.

# %%
for sums in (np.sum(X, axis=1, keepdims=True), np.sum(X, axis=1)):
    try:
        assert sums.shape == (2, 1), f"the sums have shape {sums.shape}, not (2, 1)"
        print("as expected:", sums.shape)
    except AssertionError as error:
        print("stopped:", error)

# %%
# The mean of each of 5 features over 8 examples, as a column. Which shape has what is left of X?
predict_shape(np.ones((5, 8)) - np.mean(np.ones((5, 8)), axis=1, keepdims=True), ...)

# %% [markdown]
# ## Two loops become array lines
#
# Back to the gradients. The loop over the features was there because of $w$, the loop over the examples because of
# $m$. Arrays take both away. We write $dZ$ for the row of all $dz^{(i)}$, shape $(1, m)$, one number for each
# example.
#
# What has to be done for $dw$? Row $j$ of $X$ holds feature $j$ of all examples. Multiply it entry by entry with
# $dZ$, and take the average: that is $dw_j$. With broadcasting it works for all rows at once: $(n_x, m)$ times
# $(1, m)$, then the mean along each row.
#
# "Multiply along a row and add up" is also what a matrix product does, if the other factor is a column. $dZ$ is a
# row, but its transpose is a column, and the shapes say the rest:
#
# $$dw = \frac1m\, X\, dZ^\top \qquad (n_x, m)\,(m, 1) \to (n_x, 1), \text{ the shape of } w$$
#
# Shapes are a good guide here: there is only one way to make $(n_x, 1)$ of $(n_x, m)$ and $(1, m)$ by a matrix
# product, and it is this one. The $m$ disappears, because it is summed over. In the exercise `propagate` you write
# it in code. The next cell does it with broadcasting and measures how many times faster it is than the two
# loops, with 50 features.


# %%
def dw_by_loops(X, dZ):
    """Return the average of feature times dz, by two loops: X (n_x, m), dZ (1, m) -> (n_x, 1)."""
    n_x, m = X.shape
    dw = np.zeros((n_x, 1))
    for i in range(m):
        for j in range(n_x):
            dw[j, 0] += X[j, i] * dZ[0, i] / m
    return dw


def dw_by_arrays(X, dZ):
    """Return the same, by broadcasting: (n_x, m) * (1, m), then the mean along each row."""
    return np.mean(X * dZ, axis=1, keepdims=True)


def seconds(way, *arguments):
    """Return how long way(*arguments) takes, the shortest of five runs."""
    return min(timeit.repeat(lambda: way(*arguments), number=1, repeat=5))


rng = np.random.default_rng(2)
for m in (10, 100, 1000):
    many_X, many_dZ = rng.normal(size=(50, m)), rng.normal(size=(1, m))
    ratio = seconds(dw_by_loops, many_X, many_dZ) / seconds(dw_by_arrays, many_X, many_dZ)
    same = np.allclose(dw_by_loops(many_X, many_dZ), dw_by_arrays(many_X, many_dZ))
    print(f"{m:5d} examples: the loops take {ratio:5.0f} times as long; the same numbers: {same}")

# %% [markdown]
# How many times depends on your machine and on the sizes; expect tens for ten examples, hundreds or thousands for a
# thousand. Two things make the difference: Python decides anew in every round of a loop what `*` and `+=` mean for
# these two things, while an array line decides once; and NumPy works through numbers that lie side by side in
# memory, several at a time. This is called **vectorisation**.
#
# One loop stays: that over the steps of gradient descent. Each step needs the parameters that the one before has
# made.
#
# **Try it:** write $dw$ as a matrix product in the place of the array line. Is it faster still?
#
# ## Scaling the features
#
# Two features can have very different sizes: the height of a person in metres is about 1.7, the weight in kilograms
# about 70. What does that do to gradient descent? Look at $dw_j = \frac1m \sum_i x_j^{(i)} dz^{(i)}$: a feature that
# is ten times as large has a gradient ten times as large, so its weight takes steps ten times as long. And the weight
# that it needs is ten times *smaller*. Both weights have the same learning rate.
#
# **Predict:** what do the lines of equal cost look like over $(w_1, w_2)$ if the second feature is ten times as large
# as the first? And what will be the largest rate that doesn't jump about?
#
# The next figure shows on the left the lines of equal cost for 200 made-up examples and 60 steps of gradient descent
# from the square to the star; the cross marks the lowest point. On the right is the cost after each step, with the
# lowest one dotted. `scale` multiplies the second feature. Start with scale 1 and look for the rate that arrives
# soonest. Then do the same with scale 10.

# %%
rng = np.random.default_rng(0)
even_X = rng.normal(size=(2, 200))
even_Y = (rng.random((1, 200)) < sigmoid(np.array([[1.5, 1.5]]) @ even_X)).astype(int)
w1_grid, w2_grid = np.meshgrid(np.linspace(-1, 4, 81), np.linspace(-1.5, 3, 81))
places = np.stack([w1_grid.ravel(), w2_grid.ravel()], axis=1)


def costs_at(W, X):
    """Return the cost for each pair of weights: W (k, 2), X (2, m) -> (k,)."""
    scores = W @ X
    return np.mean(np.logaddexp(0, scores) - even_Y * scores, axis=1)


def descend(X, rate, steps, start=(0.0, 1.0)):
    """Return the pairs of weights (steps + 1, 2) that gradient descent passes through."""
    W = np.array([start])
    for _ in range(steps):
        W = np.vstack([W, W[-1] - rate * np.mean(X * (sigmoid(W[[-1]] @ X) - even_Y), axis=1)])
    return W


best = descend(even_X, rate=5, steps=100)[-1]
even_lowest = costs_at(best[np.newaxis], even_X)[0]  # the same for every scale: the weight shrinks as the feature grows
grids = {scale: costs_at(places, even_X * [[1], [scale]]).reshape(w1_grid.shape) for scale in (1, 2, 5, 10)}
for scale, rate in [(1, 3), (10, 0.1)]:
    scaled_X = even_X * [[1], [scale]]
    arrived = costs_at(descend(scaled_X, rate, 500), scaled_X) < even_lowest + 0.005
    print(f"scale {scale:2d}, rate {rate}: {np.argmax(arrived)} steps to a cost within 0.005 of the lowest")


def draw_scaled(scale=10, rate=0.1):
    """Draw 60 steps of gradient descent, with the second feature multiplied by scale."""
    scaled_X = even_X * [[1], [scale]]
    W = descend(scaled_X, rate, 60)
    heights = costs_at(W, scaled_X)
    fig, (left, right) = plt.subplots(1, 2, figsize=(8, 4))
    levels = even_lowest + np.array([0.01, 0.05, 0.15, 0.4, 1, 2, 4])
    left.contour(w1_grid, w2_grid, grids[scale], levels=levels, cmap="cividis")
    left.plot(*W.T, "o-", color=ORANGE, ms=3, lw=0.8)
    left.plot(*W[0], "s", color=ORANGE, ms=8)
    left.plot(*W[-1], "*", color="black", ms=13)
    left.plot(best[0], best[1] / scale, "x", color="black", ms=10, mew=2)
    left.set(xlabel="$w_1$", ylabel="$w_2$", xlim=(-1, 4), ylim=(-1.5, 3), aspect="equal")
    right.plot(heights, "o-", color=ORANGE, ms=3, lw=1)
    right.axhline(even_lowest, color="black", ls=":")
    right.set(xlabel="step", ylabel="cost J", ylim=(0, 1.1 * max(1, heights.max())))
    apart = heights[-1] - even_lowest
    says = "It has arrived" if apart < 0.005 else f"After 60 steps the cost is still {apart:.3f} too high"
    fig.suptitle(f"{says} (scale {scale}, rate {rate})")
    fig.tight_layout()
    return fig


explore(draw_scaled, scale=[1, 2, 5, 10], rate=[0.01, 0.03, 0.1, 0.3, 1, 3, 10])

# %% [markdown]
# With scale 1 the lines are wide rings, the slope points roughly at the lowest point, and rate 3 arrives in a few
# steps. With scale 10 the bowl is a narrow trough. Across it, the slope is steep: a rate of 0.3 already jumps from
# wall to wall. Along it, the slope is gentle: with a rate of 0.1 the walk along the floor takes 145 steps, in place
# of 6. No rate on the slider is good for both. **Scaling** the features, so that all have about the same size,
# makes the trough a bowl again, and one rate serves all weights.
#
# ### Three things with similar names
#
# They are often put under one heading, "normalisation", and they are not the same:
#
# | | what is divided by what | what it does |
# |---|---|---|
# | **dividing by a constant**, $X / 255$ | all numbers by one number | smaller numbers; their proportions stay |
# | **standardising** | each *feature*, minus its mean, by its standard deviation | features of mean 0 and spread 1 |
# | **unit length**, with `np.linalg.norm` | each *example* by its own length | only the example's direction is left |
#
# The first two treat features over all examples. The third treats each example by itself, and is no feature
# scaling. In a table whose *rows* are examples it is written with `np.linalg.norm(x, axis=1, keepdims=True)`; in
# our $X$, where examples are columns, the same takes `axis=0`.
#
# The figure shows what they do to 200 made-up people with two features, height and weight. Look at the numbers on the
# axes: they are what differs. Above each panel stands how many times as strongly the cost bends across its trough as
# along it (at $w = 0$, weights only): 1 is a round bowl.
#
# **Predict:** which of the three brings this number near to 1?

# %%
rng = np.random.default_rng(4)
height = rng.normal(1.7, 0.1, 200)
weight = 70 + 60 * (height - 1.7) + rng.normal(0, 10, 200)
people = np.stack([height, weight])
versions = {
    "as they are": people,
    "divided by 100": people / 100,
    "standardised": (people - people.mean(axis=1, keepdims=True)) / people.std(axis=1, keepdims=True),
    "unit length": people / np.linalg.norm(people, axis=0, keepdims=True),
}
fig, axes = plt.subplots(2, 2, figsize=(7.6, 6.2))
for ax, (name, version) in zip(axes.flat, versions.items(), strict=True):
    # The bends of the cost at w = 0, along and across its trough, are the eigenvalues of this (2, 2) matrix.
    along, across = np.linalg.eigvalsh(version @ version.T / (4 * version.shape[1]))
    print(f"{name:15s} across the trough it bends by {across:10.4f}, {across / along:8,.0f} times as much as along it")
    ax.plot(*version, "o", color=BLUE, ms=4, alpha=0.5)
    ax.set(xlabel="height", ylabel="weight", title=f"{name}: {across / along:,.0f} times")
    ax.ticklabel_format(useOffset=False)
    ax.locator_params(nbins=4)
fig.suptitle("Only standardising makes the trough a bowl")
fig.tight_layout()

# %% [markdown]
# - **Divided by 100**, the cost bends 10,000 times less in every direction: another size, the same shape.
# - **Standardised**, both features have the same spread around 0. The number is 3 and not 1, because tall people tend
#   to be heavier: the two features go together.
# - **Of unit length**, all people lie on a piece of a circle, nearly at one point: only the proportion of weight to
#   height is left. Somebody twice as tall and twice as heavy would be the same point. And the trough is about as
#   narrow as before.
#
# So when you read that "normalisation" lets gradient descent converge faster, it means the kind that treats
# *features*. Unit length has uses of its own, where only proportions should count: the words of a short and of a
# long text, for instance. (Whatever is subtracted or divided by comes from the training examples, and new examples
# get the same.)
#
# ### Why pictures are divided by 255
#
# All features of a picture have the same range, 0 to 255, so there is no unequal scale to repair. What does $X / 255$
# do, then? **Predict:** by how much does the steepest bend of the cost change, and with it the rate that is allowed?

# %%
raw = picture_X.astype(float)  # the pictures hold whole numbers of 8 bits, in which 200 + 100 is 44
small = raw / 255
# X X^T and X^T X have the same eigenvalues, but for zeros, and the second is (6, 6) only.
bends = [np.linalg.eigvalsh(version.T @ version / (4 * version.shape[1]))[-1] for version in (raw, small)]
print(f"steepest bend: raw {bends[0]:.3g}, divided by 255 {bends[1]:.3g}; ratio {bends[0] / bends[1]:.0f} = 255 * 255")


def scores_after(X, rate, steps=5):
    """Return the scores (1, m) after some steps of gradient descent from w = 0, without a bias."""
    w = np.zeros((X.shape[0], 1))
    for _ in range(steps):
        w = w - rate * dw_by_arrays(X, sigmoid(w.T @ X) - labels)
    return w.T @ X


same = np.allclose(scores_after(raw, 0.001 / 255**2), scores_after(small, 0.001))
print("the raw pictures with a rate 65,025 times smaller give the same scores:", same)

# %% [markdown]
# Step by step the same walk, if the rate is chosen to match. So dividing by 255 doesn't reshape the bowl of the
# weights; it makes the numbers handy. Rates of the usual size work. Scores stay small in the first steps, where the
# sigmoid isn't flat. And $b$, whose "feature" is always 1, isn't dwarfed any more by features of up to 255. It is
# **scaling**, and not *standardising*, as it is sometimes called: the mean of each feature stays in. What the mean
# does to the first steps you will see in the assignment on cats.

# %% [markdown] quiz="after"
# 1. Fifty pictures of 8 × 8 points in colour are laid out as in this course. Which shape has $X$, and how is a single
#    picture written?
#    - [ ] $(50, 192)$; a picture is a row.
#      > Many libraries do it this way. In this course the examples are columns: the transpose.
#    - [x] $(192, 50)$; a picture is a column, $x^{(i)}$.
#      > $8 \cdot 8 \cdot 3 = 192$ features down, 50 examples across. The index in round brackets above counts examples.
#    - [ ] $(192, 50)$; a picture is $x_j$.
#      > The shape is right. But an index below counts features: $x_j$ is one number of a picture, and row $j$ of $X$
#      > is that number of all pictures.
# 2. Among 100 examples one had the loss 0.1 and now has the loss 4.1. Nothing else has changed. What has the cost
#    done?
#    - [ ] It has risen by 4.
#      > That is what the *loss* of this example did. The cost is the average over all 100.
#    - [x] It has risen by 0.04.
#      > The cost is the average of the losses: $4 / 100$.
#    - [ ] Nothing: the cost belongs to the parameters, not to the examples.
#      > It is a function of the parameters, but it is made of the losses of all examples. If one of these changes, so
#      > does the average.
# 3. Somebody trains a sigmoid unit with the squared error. The unit is far off on most examples, and the cost has
#    hardly moved for a thousand steps. What is the most likely reason?
#    - [x] The scores are far out, where the sigmoid is flat: $dz = 2(a-y)\,a(1-a)$ is nearly zero.
#      > A plateau. With cross-entropy the factor $a(1-a)$ cancels, and $dz = a - y$ would be large there.
#    - [ ] The cost has reached its lowest value.
#      > It could be, if the unit were *right* on most examples. It is far off on them. A slope of zero says nothing
#      > about the height.
#    - [ ] The learning rate is too large.
#      > Then the cost would jump. With next to no slope even a large rate makes no step.
# 4. With rate 0.5 your cost is 0.69, 1.30, 0.74, 1.42, ... What do you try first?
#    - [ ] Look for a bug: the cost must fall at every step.
#      > It must if the steps are short enough. A zigzag is what steps across a valley look like. If it goes on
#      > with *every* small rate, look for the bug.
#    - [ ] More steps, it will come down in the end.
#      > It may, but nothing in these numbers says so. There is something quicker to try.
#    - [x] A smaller rate, 0.05 say.
#      > If the cost falls then, the gradient was right and the steps were too long.
# 5. In the graph of $J = 3(a + bc)$ all three inputs are 2. Which small change moves $J$ most: 0.01 more in $a$, in
#    $b$ or in $c$?
#    - [ ] In $a$: it is nearest to $J$ in the graph.
#      > The number of boxes on the way doesn't count; the slopes on the way are multiplied. For $a$ that makes 3.
#    - [x] In $b$ or $c$, both the same: by 0.06, against 0.03 for $a$.
#      > $dJ/db = 3c = 6$ and $dJ/dc = 3b = 6$, while $dJ/da = 3$.
#    - [ ] All the same, since all inputs are 2.
#      > A slope depends on where the values stand *and* on what is done with them. $b$ is multiplied by $c$; $a$ is
#      > only added.
# 6. For one example $a = 0.2$, $y = 1$, and its feature $x_3$ is 0. What does this example want of $w_3$?
#    - [ ] A larger $w_3$, since $dz = -0.8$ is negative.
#      > It wants a larger *score*. But $w_3$ can't change its score: it is multiplied by 0.
#    - [x] Nothing: $dw_3 = x_3\, dz = 0 \cdot (-0.8) = 0$.
#      > A weight is changed only by examples in which its feature isn't zero. $b$, whose factor is 1, is always pulled.
#    - [ ] A smaller $w_3$, since $dz = -0.8$ is negative.
#      > The step goes against the slope, so a negative slope means up. And this slope is $x_3\,dz$, which is zero here.
# 7. `A` has shape (1, 5). The labels came from a file as `Y` of shape (5, 1). What is `A - Y`?
#    - [ ] An error: the shapes don't fit.
#      > They do, by the rules: on each axis one of the two sizes is 1. An error would be the kinder outcome.
#    - [ ] Five differences, since both hold five numbers.
#      > Broadcasting looks at the axes and not at the number of entries.
#    - [x] A table (5, 5), each prediction minus each label.
#      > Both are stretched. That is why one says `assert A.shape == Y.shape`.
# 8. You train on raw pictures with a rate that suits them. Now you divide the pictures by 255 and keep this rate. What
#    happens to the training?
#    - [ ] It becomes faster: scaling lets gradient descent converge faster.
#      > Not by itself. All gradients of the weights are smaller now, and the rate is still the old, tiny one.
#    - [ ] Nothing: all features have been divided by the same number.
#      > The *shape* of the bowl stays, so there is a rate with which the weights walk as before: another one.
#    - [x] It creeps: the bends are 65,025 times smaller, and the rate could be that many times larger.
#      > Gradients become 255 times smaller while the weights that are needed become 255 times larger. The rate
#      > belongs to the scale of the input.

# %% [markdown]
# ## Summary
#
# > - One example is a column $x^{(i)}$ of $X$ $(n_x, m)$; a row of $X$ is a feature. $Y$ is $(1, m)$.
# > - One unit: a score $z = w^\top x + b$, then the sigmoid makes a probability $a$ of it.
# > - Loss: one example. Cost: the average of all losses. Cross-entropy with a sigmoid is convex, one bowl. The squared
# >   error behind a sigmoid has plateaus and can have several valleys.
# > - Gradient descent steps against the slope: rate times slope. Too small a rate creeps, too large a one climbs out.
# >   A global optimum is certain only for a convex cost.
# > - Forward computes values, backward multiplies slopes from the end to the inputs. For a sigmoid with cross-entropy
# >   $dz = a - y$, then $dw_j = x_j\,dz$ and $db = dz$; the gradients of the cost are the averages of these.
# > - `*` works entry by entry, `@` adds up. Shapes are aligned on the right and sizes of 1 are stretched. Keep two
# >   axes: `(n, 1)`, `keepdims=True`, `assert`.
# > - Features of unequal scale make a trough of the bowl. Standardising treats each feature; dividing by 255 changes
# >   the size only; unit length treats each example and is no feature scaling.
#
# **Where next?** In *NumPy for neural networks* you practise the arrays, and in *Logistic regression as a neural
# network* you build this unit yourself and show it cats.
#
# ---
# The course follows the outline of *Neural Networks and Deep Learning* by
# [DeepLearning.AI](https://www.deeplearning.ai/); text, code and data are our own. The pictures are adapted
# (recoloured, rotated, scaled, placed on generated grounds, reduced) from Noto Emoji, © Google, Inc., Apache
# License 2.0; Fluent Emoji, © Microsoft Corporation, MIT; Twemoji, © Twitter, Inc and other contributors, CC-BY
# 4.0; EmojiTwo, originally released as EmojiOne 2.2 by Ranks.com, CC-BY 4.0; Streamline Emojis by
# Streamline/Webalys, CC-BY 4.0. `datasets/` in the course's repository says more.
