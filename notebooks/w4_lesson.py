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
# # Week 4: Deep networks
#
# A hidden layer lets a classifier bend. What do more of them buy, and what don't they? This lesson writes the forward
# and the backward pass once, for any number of layers. Then it looks at a famous argument for depth, mends it, and
# asks real networks. It ends with the settings that no training finds for you.
#
# **At the end you will be able to**
#
# - write the formulas of any layer, and say which loop belongs in the code and which one doesn't,
# - fill in the shape of every array in a network of $L$ layers before you run a line,
# - say what the backward pass needs from the forward pass, and why $dA^{[l]}$ comes from the layer *after* $l$,
# - say what depth buys and what it doesn't, each with an example that you have checked,
# - search for hyperparameters: on a validation set, at random, on a logarithmic scale,
# - name a bug that a good accuracy hides, and the tool that finds it.
#
# **Before you start:** the network with one hidden layer, forward and backward (week 3). **Time:** about 90 minutes.
#
# Symbols and shapes on one page: [notation](notation.html).
#
# {install}
#
# Three questions about week 3, to warm up. Open the answer that you think is right; then read the others too.

# %% [markdown] quiz="before"
# 1. A network with one hidden layer of tanh units starts with all weights and all biases zero. What does gradient
#    descent change?
#    - [ ] All parameters, but all units of a layer stay equal.
#      > That is what happens when the weights are equal and *not* zero. At zero it is worse: $A^{[1]}$ is zero, so
#      > $dW^{[2]}$ is zero; $W^{[2]}$ is zero, so nothing goes back to layer 1.
#    - [x] The bias of the output, and nothing else.
#      > $dW^{[2]}$ has the factor $A^{[1]} = \tanh(0) = 0$, and $dW^{[1]}$, $db^{[1]}$ have the factor
#      > $W^{[2]} = 0$. Only $db^{[2]}$ has neither, and its step changes neither of the two.
#    - [ ] Everything: the data differ from example to example, and that breaks the symmetry.
#      > The symmetry is between units, and each unit sees the same data. Only different first weights break it.
# 2. You know the activation $a = \tanh(z) = 0.6$ of a unit, and have lost its $z$. Can you tell the slope of tanh
#    there?
#    - [ ] No, a slope is taken at $z$, so $z$ is needed.
#      > It is the slope at $z$, but it can be written with what came out: $1 - a^2$.
#    - [ ] Yes, it is $0.6 \cdot (1 - 0.6) = 0.24$.
#      > $a(1 - a)$ is the slope of the *sigmoid*. tanh has $1 - a^2$.
#    - [x] Yes, it is $1 - 0.6^2 = 0.64$.
#      > With $a = \tanh(z)$ the slope is $1 - a^2$. Keep this in mind for the section on caching.
# 3. Three features, four hidden units, one output unit, 400 examples. Which shape has $dW^{[1]}$?
#    - [x] $(4, 3)$
#      > A gradient has the shape of what it belongs to. $W^{[1]}$ has a row for each unit and a column for each
#      > number that comes in: $(n_h, n_x)$.
#    - [ ] $(4, 1)$
#      > That is the shape of $b^{[1]}$ and $db^{[1]}$: one number a unit.
#    - [ ] $(4, 400)$
#      > That is $dZ^{[1]}$, one column an example. In $dW^{[1]} = \frac1m\, dZ^{[1]} X^\top$ the examples are summed
#      > up.

# %%
import time
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
from scipy.special import expit  # the sigmoid

from autograder import data, explore, gradient_check, predict_shape, quiz

BLUE, ORANGE, GREEN, PINK = "#0072B2", "#D55E00", "#009E73", "#CC79A7"

# %% [markdown]
# ## Any number of layers: the general formulas
#
# In week 3 each layer had its own line. Put the two lines beside each other, and they are the same line:
#
# $$Z^{[1]} = W^{[1]} X + b^{[1]} \qquad\qquad Z^{[2]} = W^{[2]} A^{[1]} + b^{[2]}$$
#
# Each layer takes the activations of the layer before. Call the input $A^{[0]} = X$, and for every layer
# $l = 1, 2, \dots, L$
#
# $$Z^{[l]} = W^{[l]} A^{[l-1]} + b^{[l]} \qquad\qquad A^{[l]} = g^{[l]}\big(Z^{[l]}\big)$$
#
# $g^{[l]}$ is the activation function of layer $l$: here ReLU in all hidden layers and the sigmoid in the last one, so
# that $A^{[L]}$ holds a probability for each example. Layer $l$ has $n_l$ units; $n_0 = n_x$ is the number of features
# and $n_L = n_y$ the number of outputs. (Other texts write $n^{[l]}$ for $n_l$.) The input isn't counted as a layer, so
# week 3's network has $L = 2$, and logistic regression has $L = 1$.
#
# In this lesson a network is a **list of pairs** $(W^{[l]}, b^{[l]})$, one pair a layer, and a forward pass returns the
# list $[A^{[0]}, A^{[1]}, \dots, A^{[L]}]$. (In the assignments you will use dictionaries and caches: other
# containers for the same numbers.) The first weights are random with standard deviation $1/\sqrt{n_{l-1}}$. A unit adds
# up $n_{l-1}$ products, and with this factor the sum is about as large as one of its inputs.


# %%
def start(sizes, seed):
    """Return a network, a list of (W, b): W (n_l, n_{l-1}) random, b (n_l, 1) zero; sizes [n_0, n_1, ..., n_L]."""
    rng = np.random.default_rng(seed)
    return [(rng.normal(size=(n, before)) / np.sqrt(before), np.zeros((n, 1))) for before, n in pairwise(sizes)]


def forward(network, X):
    """Return the activations of all layers, [A0, A1, ..., AL], each (n_l, m), for X (n_0, m)."""
    A = [X]
    for l, (W, b) in enumerate(network, start=1):
        Z = b + W @ A[-1]
        A.append(expit(Z) if l == len(network) else np.maximum(Z, 0))
    return A


# %% [markdown]
# One network of three layers, five examples of two features. **Predict:** how many arrays come out of `forward`, and
# which shape has each? Then run the cell.

# %%
small = start([2, 4, 3, 1], seed=1)
few = np.random.default_rng(0).normal(size=(2, 5))
for l, A in enumerate(forward(small, few)):
    print(f"A[{l}] has the shape {A.shape}")

# %% [markdown]
# Four arrays for three layers, because the input stands in the list as number 0 and isn't a layer. The rows count
# the units of a layer; the five columns, the examples, go through all of them.
#
# ### One loop that stays, one loop that goes
#
# `forward` has a loop over the layers. In week 2 we worked to get rid of loops. Is this one a fault?
#
# No. Ask of a loop what its rounds need from each other:
#
# - **Over the layers:** $A^{[2]}$ is computed from $A^{[1]}$. Layer 2 can't begin before layer 1 has finished. The
#   rounds are a *chain*, and no formula computes them all at once. The loop is also short: $L$ is 2, or 4, or 100.
# - **Over the examples:** no example needs another one. The rounds are *independent*, so one matrix product does all
#   of them, in compiled code. This loop would be long: $m$ is 209, or a million.
#
# The next cell runs the same network over 2000 examples in both ways. **Predict:** is the loop over the examples
# twice as slow, 10 times, or more than 50 times?


# %%
def shortest(action, *arguments):
    """Return how many seconds action(*arguments) takes, the shortest of five times."""
    seconds = []
    for _ in range(5):
        begin = time.perf_counter()
        action(*arguments)
        seconds.append(time.perf_counter() - begin)
    return min(seconds)


def one_by_one(network, X):
    """Return the outputs (1, m), computed for one example after another."""
    return np.hstack([forward(network, X[:, i : i + 1])[-1] for i in range(X.shape[1])])


crowd = np.random.default_rng(0).normal(size=(2, 2000))
print("the same answers:", np.allclose(forward(small, crowd)[-1], one_by_one(small, crowd)))
at_once, looped = shortest(forward, small, crowd), shortest(one_by_one, small, crowd)
print(f"all 2000 at once: {1000 * at_once:.2f} ms    one after another: {1000 * looped:.0f} ms")
print(f"the loop over the examples takes {looped / at_once:.0f} times as long")

# %% [markdown]
# The factor depends on your computer and on the sizes; for layers as small as these expect tens to hundreds. Both
# ways have the loop over the three layers. **Try it:** change 2000 to 20. What becomes of the factor, and why?
#
# > **People often think** that the letter $L$ always means the same thing. It has three meanings in this course, and
# > the books do it too. $L$ alone, as in $A^{[L]}$, is the **number of layers**. $\mathcal{L}(\hat y, y)$, with
# > arguments, is the **loss** of one example (and $J$ is the cost, the mean loss). `L1` and `L2` in week 2 are two
# > particular **losses**, the sum of the absolute and of the squared differences; they are named after a
# > mathematician, Lebesgue, and have nothing to do with layers 1 and 2. How to tell: in square brackets it counts
# > layers; before round brackets it is a function; with a digit and no brackets it is a name.
#
# ## Getting the dimensions right
#
# Three rules give the shape of everything:
#
# 1. One **column** is one example: $Z^{[l]}$ and $A^{[l]}$ are $(n_l, m)$.
# 2. One **row** of $W^{[l]}$ is one unit of layer $l$, with a weight for each number that comes in:
#    $W^{[l]}$ is $(n_l, n_{l-1})$. Its bias is one number: $b^{[l]}$ is $(n_l, 1)$.
# 3. A **gradient** has the shape of what it belongs to.
#
# The check is in the product. The inner sizes meet and vanish, the outer sizes stay:
#
# $$\underset{(n_l,\ m)}{Z^{[l]}} \;=\; \underset{(n_l,\ n_{l-1})}{W^{[l]}}\;\underset{(n_{l-1},\ m)}{A^{[l-1]}}
# \;+\; \underset{(n_l,\ 1)}{b^{[l]}}$$
#
# The figure draws this for three layers as blocks of little squares, one square a number; the input has five features.
# Each size has its own colour: $n_0$ black, $n_1$ blue, $n_2$ orange, $n_3$ green, $m$ pink. The number at the left
# of a block counts its rows, the number on top its columns. **Before you move anything, predict:** which blocks
# change when $n_1$ grows by one, and which when $m$ does?

# %%
INK = {"n_0": "black", "n_1": BLUE, "n_2": ORANGE, "n_3": GREEN, "m": PINK, "1": "grey"}


def draw_block(ax, x, y, name, rows, columns, sizes):
    """Draw a block of squares, its upper left corner at (x, y)."""
    height, width = sizes[rows], sizes[columns]
    ax.add_patch(plt.Rectangle((x, y - height), width, height, facecolor="#EEEEEE", edgecolor="black"))
    for r in range(1, height):
        ax.plot([x, x + width], [y - r, y - r], color="white", lw=1)
    for c in range(1, width):
        ax.plot([x + c, x + c], [y, y - height], color="white", lw=1)
    ax.text(x - 0.25, y - height / 2, sizes[rows], color=INK[rows], ha="right", va="center", weight="bold")
    ax.text(x + width / 2, y + 0.2, sizes[columns], color=INK[columns], ha="center", va="bottom", weight="bold")
    ax.text(x + width / 2, y - height - 0.2, name, ha="center", va="top")


# %%
def draw_shapes(n_1=4, n_2=3, m=6):
    """The blocks W A + b = Z of three layers."""
    sizes = {"n_0": 5, "n_1": n_1, "n_2": n_2, "n_3": 1, "m": m, "1": 1}
    fig, ax = plt.subplots(figsize=(8, 5.4), layout="constrained")
    y = 0
    for l in (1, 2, 3):
        before, now = f"n_{l - 1}", f"n_{l}"
        draw_block(ax, 0, y, f"$W^{{[{l}]}}$", now, before, sizes)
        draw_block(ax, 8, y, f"$A^{{[{l - 1}]}}$", before, "m", sizes)
        draw_block(ax, 19, y, f"$b^{{[{l}]}}$", now, "1", sizes)
        draw_block(ax, 23.5, y, f"$Z^{{[{l}]}}$", now, "m", sizes)
        ax.text(17.2, y - 0.5, "+", ha="center", va="center", fontsize=13)
        ax.text(21.5, y - 0.5, "=", ha="center", va="center", fontsize=13)
        y -= max(sizes[now], sizes[before]) + 3.4
    ax.set(xlim=(-1.5, 32), ylim=(y + 1, 2), aspect="equal", title="The inner sizes meet, the outer ones stay")
    ax.axis("off")
    return fig


explore(draw_shapes, n_1=[1, 2, 3, 4, 5, 6], n_2=[1, 2, 3, 4, 5, 6], m=[1, 2, 4, 6, 8])

# %% [markdown]
# $n_1$ is the number of *rows* in layer 1 ($W$, $b$, $Z$) and the number of *columns* of $W^{[2]}$: whoever adds a unit
# to a layer must also give the next layer a weight for it. $m$ appears in no $W$ and in no $b$: the same parameters
# serve one example or a million.
#
# ### A table to fill in
#
# The four-layer network that this week trains on the cats has the sizes `[12288, 20, 7, 5, 1]`: 12,288 numbers a
# picture, hidden layers of 20, 7 and 5 units, one output. There are 209 pictures. Here it is, with its arrays still
# empty (only the shapes count). Put your guess, such as `(2, 3)`, in the place of each `...` and run the cell. Start
# with `W1`; it is not `(12288, 20)`.

# %%
SIZES = [12288, 20, 7, 5, 1]
W1, W2, W3, W4 = (np.zeros((n, before)) for before, n in pairwise(SIZES))
b1, b2, b3, b4 = (np.zeros((n, 1)) for n in SIZES[1:])
A0, A1, A2, A3, A4 = (np.zeros((n, 209)) for n in SIZES)

predict_shape(W1, ...)
predict_shape(b1, ...)
predict_shape(W2, ...)
predict_shape(W3 @ A2 + b3, ...)
predict_shape(A4, ...)

# %%
# The way back. Which shape has dZ3, and what comes out of the product that leads to layer 2?
dZ3 = np.zeros(A3.shape)
predict_shape(dZ3, ...)
predict_shape(W3.T @ dZ3, ...)
predict_shape(dZ3 @ A2.T, ...)

# %% [markdown]
# The next cell prints the whole table, and how many parameters each layer has. **Predict:** which share of all
# parameters lies in layer 1?

# %%
counts = [n * before + n for before, n in pairwise(SIZES)]
print("layer   W             b         Z and A     parameters")
for l, ((before, n), count) in enumerate(zip(pairwise(SIZES), counts, strict=True), start=1):
    print(f"{l:5}   {(n, before)!s:13} {(n, 1)!s:9} {(n, 209)!s:11} {count:10,}")
print(f"in all {sum(counts):,} parameters, {100 * counts[0] / sum(counts):.1f} % of them in layer 1")

# %% [markdown]
# All but 0.1 % lie in the first layer, because that is where the 12,288 features are. Three more layers cost next to
# nothing here: "deep" and "large" are two different things.
#
# ## Forward and backward as blocks
#
# The way back is a chain too, in the other direction. One general block does for a layer what the formulas of week 3
# did for two:
#
# $$\begin{aligned}
# dZ^{[l]} &= dA^{[l]} \odot g^{[l]\prime}\big(Z^{[l]}\big) & &\text{back through the activation}\\
# dW^{[l]} &= \tfrac1m\, dZ^{[l]} A^{[l-1]\top} & &\text{for the update}\\
# db^{[l]} &= \tfrac1m \textstyle\sum_i dZ^{[l](i)} & &\text{for the update}\\
# dA^{[l-1]} &= W^{[l]\top} dZ^{[l]} & &\text{to the layer before}
# \end{aligned}$$
#
# $dA$ and $dZ$ are gradients of each example's *loss*, one column an example. $dW$ and $db$ are gradients of the *cost*
# and carry the only $1/m$. The chain begins with the slope of the loss at the output; behind a sigmoid it shrinks to
# $dZ^{[L]} = A^{[L]} - Y$.
#
# As a block with plugs, every layer is alike:
#
# | block of layer $l$ | forward | backward |
# |---|---|---|
# | comes in | $A^{[l-1]}$ | $dA^{[l]}$ |
# | its own parameters | $W^{[l]}$, $b^{[l]}$ | $W^{[l]}$ |
# | cache | writes $A^{[l-1]}$, $Z^{[l]}$ | reads $A^{[l-1]}$, $Z^{[l]}$ |
# | goes out, to a neighbour | $A^{[l]}$, to layer $l+1$ | $dA^{[l-1]}$, to layer $l-1$ |
# | goes out, for the update | | $dW^{[l]}$, $db^{[l]}$ |
#
# The figure runs through one iteration of a four-layer network, step by step. The upper row, in blue, is the forward
# pass, from left to right; the lower row, in orange, the backward pass, from right to left; between them, in green, a
# cache for each layer, which is written by the block above and read by the block below. The block at work has a thick
# frame, and the line at the bottom says what goes in and out. It begins at step 6, where layer 3 works backward.
# **Predict, then move `step`:** when is the most remembered, and which cache is read first?

# %%
GREY = "#BBBBBB"


def box(ax, x, y, tall, text, colour, thick):
    """Draw a box around (x, y), with a text in it."""
    look = {"edgecolor": colour, "facecolor": "white", "lw": 4 if thick else 1.5}
    ax.add_patch(plt.Rectangle((x - 0.65, y - tall / 2), 1.3, tall, **look))
    ax.text(x, y, text, ha="center", va="center", color="grey" if colour == GREY else colour)


def arrow(ax, tail, head, colour, text=""):
    """Draw an arrow from tail to head, with a text above its middle."""
    ax.annotate("", head, tail, arrowprops={"arrowstyle": "->", "color": colour, "lw": 2})
    ax.text((tail[0] + head[0]) / 2, tail[1] + 0.55, text, ha="center", va="bottom", color=colour)


def says(step):
    """Return what goes in and out at this step."""
    l = step if step <= 4 else 9 - step
    kept = f"$A^{{[{l - 1}]}}, Z^{{[{l}]}}$"
    if step <= 4:
        return f"step {step}, layer {l} forward: in $A^{{[{l - 1}]}}$; out $A^{{[{l}]}}$; writes {kept}"
    out = f"out $dA^{{[{l - 1}]}}$, and $dW^{{[{l}]}}, db^{{[{l}]}}$"
    return f"step {step}, layer {l} backward: in $dA^{{[{l}]}}$; reads {kept}; {out}"


# %%
def draw_passes(step=6):
    """One iteration of four layers, up to this step: 1 to 4 forward, 5 to 8 backward."""
    fig, ax = plt.subplots(figsize=(8, 4.4), layout="constrained")
    for l in range(1, 5):
        back = 9 - l
        went, came, kept = step >= l, step >= back, l <= step <= back
        box(ax, 2 * l, 3, 1, f"layer {l}\nforward", BLUE if went else GREY, step == l)
        box(ax, 2 * l, 1.5, 0.6, f"$A^{{[{l - 1}]}}, Z^{{[{l}]}}$" if kept else "", GREEN if kept else GREY, False)
        box(ax, 2 * l, 0, 1, f"layer {l}\nbackward", ORANGE if came else GREY, step == back)
        arrow(ax, (2 * l, 2.45), (2 * l, 1.85), GREEN if went else GREY)
        arrow(ax, (2 * l, 1.15), (2 * l, 0.55), GREEN if came else GREY)
        ax.text(2 * l, -0.62, f"$dW^{{[{l}]}}, db^{{[{l}]}}$" if came else "", ha="center", va="top", color=ORANGE)
    for l in range(5):
        left, right = 2 * l + 0.65, 2 * l + 1.35
        arrow(ax, (left, 3), (right, 3), BLUE if step >= l else GREY, f"$A^{{[{l}]}}$")
        arrow(ax, (right, 0), (left, 0), ORANGE if step >= 8 - l and step > 4 else GREY, f"$dA^{{[{l}]}}$")
    arrow(ax, (9.5, 2.8), (9.5, 0.2), ORANGE if step > 4 else GREY)
    ax.text(9.6, 1.5, "slope of\nthe loss", va="center", color=ORANGE if step > 4 else "grey")
    ax.text(5.2, -1.5, says(step), ha="center", va="center")
    ax.set(xlim=(0.5, 11), ylim=(-1.8, 4), title="Forward fills the caches, backward empties them")
    ax.axis("off")
    return fig


explore(draw_passes, step=list(range(1, 9)))

# %% [markdown]
# After step 4 all four caches are full. The last one written is the first one read: layer 4 works backward first. At
# the end a $dA^{[0]}$ goes out, the slope of each example's loss by its own features. Nobody updates the data, so it is
# thrown away here.
#
# ### In code
#
# `gradients` goes through the list of pairs from the last to the first. Read it beside the four formulas. It doesn't
# need $Z$: the slope of ReLU is 1 where the unit was active and 0 elsewhere, and $A^{[l]} > 0$ says where.


# %%
def gradients(network, X, Y):
    """Return the gradients of the cost, a list of (dW, db), one pair a layer as in the network."""
    A = forward(network, X)
    dZ, pairs = A[-1] - Y, []
    for l in range(len(network), 0, -1):
        pairs.insert(0, (dZ @ A[l - 1].T / Y.size, dZ.mean(axis=1, keepdims=True)))
        if l > 1:
            W, _ = network[l - 1]
            dZ = W.T @ dZ * (A[l - 1] > 0)
    return pairs


def train(network, X, Y, rate, iterations):
    """Return the network after that many steps of gradient descent with this learning rate."""
    for _ in range(iterations):
        steps = gradients(network, X, Y)
        network = [(W - rate * dW, b - rate * db) for (W, b), (dW, db) in zip(network, steps, strict=True)]
    return network


def cost(network, X, Y):
    """Return the cost, the mean loss of the m examples; outputs of exactly 0 or 1 are moved by 1e-12."""
    A = forward(network, X)[-1].clip(1e-12, 1 - 1e-12)
    return -np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A))


def accuracy(network, X, Y):
    """Return the percentage of examples for which the network gives the larger probability to the true class."""
    return 100 * np.mean((forward(network, X)[-1] > 0.5) == Y)


# %% [markdown]
# Before we believe a word of it: the gradient check, on four layers and six examples. (`gradient_check` wants
# dictionaries, so the first function gives each array its name.)


# %%
def named(pairs, d=""):
    """Return a list of pairs as a dictionary {"W1": ..., "b1": ..., "W2": ...}, with d in front of each name."""
    return {f"{d}{kind}{l}": array for l, pair in enumerate(pairs, 1) for kind, array in zip("Wb", pair, strict=True)}


def cost_of(parameters):
    """Return the cost of the six examples, with parameters as `named` gives them."""
    arrays = list(parameters.values())
    return cost(list(zip(arrays[::2], arrays[1::2], strict=True)), six_X, six_Y)


rng = np.random.default_rng(3)
six_X, six_Y = rng.normal(size=(3, 6)), np.array([[0, 1, 1, 0, 1, 0]])
four = [(W, rng.normal(size=b.shape) / 4) for W, b in start([3, 5, 4, 3, 1], seed=2)]
gradient_check(cost_of, named(four), named(gradients(four, six_X, six_Y), "d"))

# %% [markdown]
# ## What to remember on the way: caching
#
# "It is worth caching $Z$ and $A$", say many notes on deep networks. Which of them, what for, and what is it worth?
# Look at what the backward block uses:
#
# | to compute | the backward pass needs | from where |
# |---|---|---|
# | $dZ^{[l]}$ | the slope $g'(Z^{[l]})$ | the cache: $Z^{[l]}$, or $A^{[l]}$ where the slope can be read from it |
# | $dW^{[l]}$ | $A^{[l-1]}$, what came in | the cache |
# | $db^{[l]}$ | nothing but $dZ^{[l]}$ | |
# | $dA^{[l-1]}$ | $W^{[l]}$ | the parameters, *before* this iteration's update |
#
# So $Z$ **or** $A$ is enough for the slope: tanh has $1 - a^2$, the sigmoid $a(1 - a)$, ReLU has 1 where $a > 0$. And
# $b^{[l]}$ isn't needed at all. (In the assignment the cache holds $A^{[l-1]}$, $W^{[l]}$, $b^{[l]}$ and $Z^{[l]}$:
# everything that came in, and the sum. That is more than is needed, easy to explain, and costs little.)
#
# **What if nothing were remembered?** The backward pass would have to compute each $A^{[l]}$ afresh, from $X$, when its
# turn comes: $L$ steps of the forward loop for $A^{[L]}$, $L - 1$ for $A^{[L-1]}$, and so on.
#
# **Predict:** for 10 layers, how many steps is that in all, instead of 10? And for 40 layers, instead of 40?


# %%
def recompute(network, X, l):
    """Return A[l] afresh from X, layer by layer, for a network of ReLU layers."""
    A = X
    for W, b in network[:l]:
        A = np.maximum(W @ A + b, 0)
    return A


def recompute_all(network, X):
    """Compute A[L], then A[L-1], ..., A[1], each one afresh: what a backward pass without caches asks for."""
    for l in range(len(network), 0, -1):
        recompute(network, X, l)


crowd = np.random.default_rng(0).normal(size=(30, 200))
print("layers   steps, remembered   steps, recomputed   measured, times as long")
for L in (5, 10, 20, 40):
    network = start([30] * (L + 1), seed=L)
    ratio = shortest(recompute_all, network, crowd) / shortest(forward, network, crowd)
    print(f"{L:6}   {L:17}   {sum(range(1, L + 1)):17}   {ratio:23.1f}")

# %% [markdown]
# $L$ steps become $L(L + 1)/2$: 55 for 10 layers, 820 for 40. The measured times follow, roughly. Remembering has a
# price too, which is memory: $m$ numbers for each unit of each layer. Where that doesn't fit (millions of activations
# an example), people keep some of the layers and compute those between them afresh. For our networks: remember
# everything.
#
# ## "We don't calculate dA[l] from Z[l]. Why?"
#
# A good question, and many who learn this leave it open. To answer it, write down in which order things are computed:
#
# $$\dots \to Z^{[l]} \to A^{[l]} \to Z^{[l+1]} \to A^{[l+1]} \to \dots \to A^{[L]} \to \text{loss}$$
#
# A gradient asks: *if this value moved a little, how would the loss move?* The answer lies on the way from the value to
# the loss, to its **right**. Once $A^{[l]}$ is given, $Z^{[l]}$ has done its work; it doesn't appear in anything that
# still has to be computed. $A^{[l]}$ reaches the loss only through
#
# $$Z^{[l+1]} = W^{[l+1]} A^{[l]} + b^{[l+1]}$$
#
# so $dA^{[l]}$ comes from $dZ^{[l+1]}$. Take unit $j$ of layer $l$. It feeds *every* unit $i$ of the next layer, with
# the weight $W^{[l+1]}_{ij}$. Each of them passes its own $dZ_i$ back, times that weight, and they add up:
#
# $$dA^{[l]}_j = \sum_i W^{[l+1]}_{ij}\, dZ^{[l+1]}_i \qquad\text{for all } j \text{ and all examples at once:}\qquad
# dA^{[l]} = W^{[l+1]\top}\, dZ^{[l+1]}$$
#
# In many notes you find $dZ^{[l+1]}\, W^{[l+1]}$. The idea is the same; the order comes from the chain rule for single
# numbers, where it doesn't matter. With matrices the shapes decide: $dA^{[l]}$ must be $(n_l, m)$, like $A^{[l]}$.
#
# $$\underset{(n_l,\ n_{l+1})}{W^{[l+1]\top}}\; \underset{(n_{l+1},\ m)}{dZ^{[l+1]}} \to (n_l, m)
# \qquad\text{but}\qquad \underset{(n_{l+1},\ m)}{dZ^{[l+1]}}\; \underset{(n_{l+1},\ n_l)}{W^{[l+1]}}
# \quad\text{don't meet}$$
#
# (Where examples are *rows*, as in many libraries, everything is transposed, and then $dZ\, W$ is right.)
#
# Now the test. `losses_from` is the rest of the network, from $A^{[1]}$ on. Look at its arguments: there is no
# $Z^{[1]}$, and no $X$. The cell moves each number of $A^{[1]}$ a little up and down, measures how the loss of its
# example changes, and compares with the formula.


# %%
def losses_from(A, layers, Y):
    """Return the loss of each example (1, m), from the activations A (n_l, m) on, through the layers that are left."""
    A = forward(layers, A)[-1]
    return -(Y * np.log(A) + (1 - Y) * np.log(1 - A))


A = forward(four, six_X)
_, (W_2, _), (W_3, _), (W_4, _) = four
dZ_4 = A[4] - six_Y
dZ_3 = W_4.T @ dZ_4 * (A[3] > 0)
dZ_2 = W_3.T @ dZ_3 * (A[2] > 0)
by_formula = W_2.T @ dZ_2

measured = np.zeros(A[1].shape)
for j in range(A[1].shape[0]):
    little = np.zeros(A[1].shape)
    little[j] = 1e-6  # unit j, in all six examples at once: no example touches another's loss
    up, down = losses_from(A[1] + little, four[1:], six_Y), losses_from(A[1] - little, four[1:], six_Y)
    measured[j] = (up - down) / 2e-6

print("dA[1] of the first example, measured:     ", *measured[:, 0].round(4))
print("the same by the formula, W[2].T @ dZ[2]:  ", *by_formula[:, 0].round(4))
print(f"largest difference in all {measured.size} numbers: {np.abs(measured - by_formula).max():.0e}")

# %%
# And the other order? NumPy's answer:
try:
    dZ_2 @ W_2
except ValueError as error:
    print("dZ[2]", dZ_2.shape, " W[2]", W_2.shape, " ->", str(error).split(" (")[0])

# %% [markdown]
# And where does $Z^{[l]}$ come in after all? One step later. Its *value* is used to get its own gradient from
# $dA^{[l]}$: $dZ^{[l]} = dA^{[l]} \odot g'(Z^{[l]})$. Values flow to the right, gradients to the left.
#
# ## Why deep? The argument from XOR, mended
#
# Many courses, and many notes, say: take the XOR of $x_1, x_2, \dots, x_n$; it shows that more layers are better than
# more units in one layer. The XOR of $n$ bits, or their **parity**, is 1 if an odd number of them is 1. Let us look
# at what this argument says.
#
# It is about **circuits of gates**. An AND gate says 1 if all that it is asked for is there; an OR gate, if anything
# is. In two layers, ANDs first and then one OR, each AND must name the value of *all* $n$ bits. (If it left one out,
# it would give the same answer for both values of that bit, and flipping one bit always changes the parity.) So there
# must be one AND for each pattern with an odd number of ones: $2^{n-1}$ of them. In a deep circuit, a tree of small
# XORs, $n - 1$ XORs are enough. For gates depth saves an enormous number.
#
# But is a ReLU unit a gate?

# %% [markdown] quiz="predict_parity"
# 1. A network with **one** hidden layer of ReLU units is to give the parity of 10 bits, exactly, for all
#    $2^{10} = 1024$ inputs. How many hidden units does it need at least, do you think?
#    - [ ] 512, one for each pattern with an odd number of ones.
#      > That is what AND gates need. A unit of a network doesn't have to ask for a pattern: it can add.
#    - [ ] It can't be done with one hidden layer.
#      > With enough units it can, that much is sure: one unit for each pattern would do. The question is how many.
#    - [x] 10 are enough.
#      > The rest of this section builds it. The parity depends on the *sum* of the bits alone, and adding is what a
#      > unit does first.

# %% [markdown]
# ### Build it
#
# A unit adds up its inputs. With all weights 1 it gets the sum of the bits, $s = x_1 + \dots + x_n$, one of the numbers
# $0, 1, \dots, n$. The parity is 0, 1, 0, 1, ... as $s$ grows. So the network needs no more than a **zigzag** in $s$.
# Hidden unit $k$, for $k = 0, 1, \dots, n - 1$, is $\text{ReLU}(s - k)$: zero up to $s = k$, then rising with
# slope 1.
#
# Three bits, three units: $\text{ReLU}(s)$, $\text{ReLU}(s - 1)$, $\text{ReLU}(s - 2)$. The output is their weighted
# sum. The weight 1 for the first makes $s = 0$ and $s = 1$ right. **Try it:** which weight must the second unit have,
# so that $s = 2$ gives 0? And then the third, so that $s = 3$ gives 1?

# %%
output_weights = [1, 0, 0]  # change the second, then the third

s = np.arange(4)
hidden = np.maximum(s - np.arange(3)[:, np.newaxis], 0)  # a row for each unit, a column for each s
print("sum of the bits    ", s)
print("parity, wanted     ", s % 2)
print("your network gives ", np.array(output_weights) @ hidden)

# %% [markdown]
# Up with slope 1; to turn down, the second unit must take away 1 and 1 more: $-2$. To turn up again, $+2$. So the
# output weights are $1, -2, 2, -2, 2, \dots$: each unit turns the zigzag once. The next cell builds the network for
# any $n$ and asks it for **all** $2^n$ inputs.


# %%
def parity_network(n):
    """Return (W1, b1), (W2, b2) of n ReLU units and a linear output, for the parity of n bits."""
    k = np.arange(n)[:, np.newaxis]
    W2 = 2.0 * (-1.0) ** k.T
    W2[0, 0] = 1
    return (np.ones((n, n)), -k), (W2, np.zeros((1, 1)))


def all_inputs(n):
    """Return all inputs of n bits, (n, 2**n), one a column."""
    return np.arange(2**n) >> np.arange(n)[:, np.newaxis] & 1


def count_right(n):
    """Return for how many of the 2**n inputs the parity network gives exactly the parity."""
    (W1, b1), (W2, b2) = parity_network(n)
    bits = all_inputs(n)
    return np.sum(W2 @ np.maximum(W1 @ bits + b1, 0) + b2 == bits.sum(axis=0) % 2)


print(" bits   inputs   right   ReLU units   AND gates")
for n in range(2, 15, 2):
    print(f"{n:5}   {2**n:6}   {count_right(n):5}   {n:10}   {2 ** (n - 1):9}")

# %% [markdown]
# Every input right, with as many hidden units as bits. The figure shows how, and you can move $n$. Left: the output
# (black) over the sum of the bits, with a dot at each whole number; the dashed lines are the weighted units, of which
# the zigzag is the sum (blue: a positive weight, rising; orange: a negative one, falling). Right, on a logarithmic
# scale: the number of ReLU units and the number of AND gates in two layers, for each number of bits. **Predict:**
# what happens to the output weights of the old units when $n$ grows by one?


# %%
def draw_parity(n=6):
    """The zigzag of the parity network of n bits, and what it costs."""
    (_, b1), (W2, _) = parity_network(n)
    s = np.linspace(0, n, 20 * n + 1)
    parts = W2.T * np.maximum(s + b1, 0)
    fig, (left, right) = plt.subplots(1, 2, figsize=(8, 3.6), layout="constrained")
    for part in parts:
        left.plot(s, part, "--", color=BLUE if part[-1] > 0 else ORANGE, lw=1)
    left.plot(s, parts.sum(axis=0), color="black", lw=2, label="their sum")
    left.plot(s[::20], parts.sum(axis=0)[::20], "o", color="black")
    left.set(xlabel="sum of the bits", ylabel="output", ylim=(-3, 4), title=f"{n} units make {n} pieces")
    left.set_xticks(range(n + 1))
    bits = np.arange(2, 13)
    right.semilogy(bits, 2.0 ** (bits - 1), "^--", color=ORANGE, label="AND gates")
    right.semilogy(bits, bits, "o-", color=BLUE, label="ReLU units")
    right.axvline(n, color="grey", ls=":")
    right.set(xlabel="bits", ylabel="needed in one hidden layer", title=f"{n} ReLU units, {2 ** (n - 1)} AND gates")
    right.legend()
    return fig


explore(draw_parity, n=[2, 3, 4, 5, 6, 8, 10, 12])

# %% [markdown]
# They stay as they are: one more unit adds one more turn. So **the parity doesn't show that networks must be deep.**
# It shows what depth saves for gates. A ReLU unit is more than a gate, because it can add and answer on a slope.
#
# ### And when it is trained?
#
# We have *set* those weights, knowing the answer. Perhaps a deep network *finds* the parity more easily? Here are two
# networks for 8 bits, trained on all 256 inputs, each from five random starts with plain gradient descent: one hidden
# layer of 32 units, and three of 16, 8 and 4. They have exactly the same number of parameters. The bits are given as
# $-1$ and $1$. (There are no other inputs of 8 bits, so this is about *learning to fit* and not about new examples.)
#
# **Predict:** of five starts, how many get all 256 right, with one layer and with three?

# %%
bits = all_inputs(8)
bits_X, bits_Y = 2.0 * bits - 1, bits.sum(axis=0, keepdims=True) % 2
shapes = {"32": [8, 32, 1], "16, 8, 4": [8, 16, 8, 4, 1]}
rate, iterations = 0.3, 2500

reached = {}
for name, sizes in shapes.items():
    networks = [train(start(sizes, seed), bits_X, bits_Y, rate, iterations) for seed in range(5)]
    reached[name] = [accuracy(network, bits_X, bits_Y) for network in networks]
    numbers = sum(W.size + b.size for W, b in networks[0])
    print(f"hidden {name:9} {numbers} parameters, right:", *(f"{right:5.1f} %" for right in reached[name]))
for name, scores in reached.items():
    print(f"hidden {name:9} all 256 right in {sum(score == 100 for score in scores)} of 5 starts")

# %% [markdown]
# All five starts of the single layer reach 100 %, and two of the five with three layers. The other three come close
# (97 to 99 %) in these 2500 iterations. So on this task, with this many parameters and this training, the shallow
# network is the easier one to train: the opposite of what the argument promised. It is one task and ten starts, no law.
#
# **Try it:** change `rate` to 0.1 or 1.0, or double `iterations`. Does the order turn round for any of them?
#
# ## What depth buys: folding
#
# So what does depth buy? Take a strip of paper and fold it in the middle: a cut through it now goes through two sheets.
# Fold it again: four. Each fold acts on *all* sheets at once, so the number doubles. Layers can do the same. The
# **tent** folds the line between 0 and 1 in the middle, and two ReLU units make it:
#
# $$\text{tent}(x) = 2\,\text{ReLU}(x) - 4\,\text{ReLU}\big(x - \tfrac12\big)$$
#
# It goes up from 0 to 1 with slope 2, and down again with slope $-2$. Put its output into another tent, and that into a
# third: a network of $k$ layers with two ReLU units each (the weighted sum of one layer goes into both units of the
# next).

# %% [markdown] quiz="predict_fold"
# 1. Of how many straight pieces does the output consist after $k = 5$ such layers, ten ReLU units in all?
#    - [ ] 10, two in each layer.
#      > That would be so if each layer *added* its two pieces. But a layer folds all that the layers before have made.
#    - [ ] 11, one more than there are ReLU units.
#      > That is the most that *one* hidden layer of ten units can do: each unit has one kink, and ten kinks make eleven
#      > pieces. Behind another layer a kink can appear in several places.
#    - [x] 32, twice as many with each layer.
#      > Each piece runs through the whole way from 0 to 1 (or back), so the next tent bends each of them once:
#      > $2^5 = 32$.

# %% [markdown]
# The figure draws it; move $k$. Left, the output after $k$ layers, with its pieces counted; a dot marks each kink.
# Right, on a logarithmic scale: the pieces of $k$ layers of two units (blue circles), and the most that one hidden
# layer with the same number of units, $2k$, can have (orange triangles): $2k + 1$, because on a line each ReLU unit
# gives one kink.


# %%
def tents(x, k):
    """Return the output of k layers of two ReLU units, for numbers x between 0 and 1."""
    for _ in range(k):
        x = 2 * np.maximum(x, 0) - 4 * np.maximum(x - 0.5, 0)
    return x


x_axis = np.linspace(0, 1, 2**10 + 1)  # in steps of 1/1024, which a computer holds exactly
pieces = [1 + np.count_nonzero(np.diff(np.diff(tents(x_axis, k)))) for k in range(1, 9)]
print("pieces after 1, 2, ..., 8 layers, counted:", *pieces)


def draw_fold(k=4):
    """The tent, put into itself k - 1 times, and how many pieces that makes."""
    fig, (left, right) = plt.subplots(1, 2, figsize=(8, 3.6), layout="constrained")
    left.plot(x_axis, tents(x_axis, k), color=BLUE, lw=1.5 if k < 6 else 0.5)
    kinks = np.arange(1, 2**k) / 2**k
    left.plot(kinks, tents(kinks, k), "o", color="black", ms=4 if k < 6 else 2)
    left.set(xlabel="x", ylabel="output", title=f"{k} layer{'s' * (k > 1)}: {pieces[k - 1]} pieces")
    layers = np.arange(1, 9)
    right.semilogy(layers, pieces, "o-", color=BLUE, label="$k$ layers of 2 units")
    right.semilogy(layers, 2 * layers + 1, "^--", color=ORANGE, label="one layer of $2k$ units")
    right.axvline(k, color="grey", ls=":")
    right.set(
        xlabel="k", ylabel="straight pieces", title=f"{2 * k} units: {pieces[k - 1]} pieces, or at most {2 * k + 1}"
    )
    right.legend()
    return fig


explore(draw_fold, k=[1, 2, 3, 4, 5, 6, 7])

# %% [markdown]
# After eight layers there are 256 pieces, from 16 units. One hidden layer would need a unit for each kink: 255.
# **That is what depth buys: layers use again what earlier layers have made**, where a single layer has to pay for
# each piece. (The parity of $n$ bits needs $n$ pieces and no more, so there was nothing to be saved.)
#
# And now the small print. The tents can do it; will a network do it by itself? The next cell draws random networks with
# 48 hidden ReLU units, in one layer, two, three or four, walks along a line, and counts how often some unit switches
# on or off. **Predict:** which of the four has most pieces?


# %%
def count_pieces(hidden, seed):
    """Return how many straight pieces a random network with these hidden layers has, for x from -2 to 2."""
    rng = np.random.default_rng(100 + seed)  # for the biases; with the seed of the weights they would be their twins
    A, changes = np.linspace(-2, 2, 10001)[np.newaxis], []
    for W, b in start([1, *hidden], seed):
        Z = b + W @ A + rng.normal(size=b.shape) / 2
        A = np.maximum(Z, 0)
        changes.append((A[:, 1:] > 0) != (A[:, :-1] > 0))
    return 1 + np.count_nonzero(np.vstack(changes).any(axis=0))


for hidden in ([48], [24, 24], [16, 16, 16], [12, 12, 12, 12]):
    found = [count_pieces(hidden, seed) for seed in range(10)]
    print(f"hidden {hidden!s:18} pieces, mean of 10 random networks: {np.mean(found):.0f}, the most {max(found)}")

# %% [markdown]
# No trace of doubling: a random network has somewhat fewer pieces than units, however they are stacked. Depth makes
# exponentially many pieces *possible*. A random start doesn't have them, and nothing here says that gradient descent
# finds them. So whether depth helps on a task is a question to the data. Let us ask ours.
#
# ## Depth on the cats, trained
#
# The pictures of week 2: 209 to learn from, 50 to test with, each a column of 12,288 numbers between 0 and 1.

# %%
train_pictures, cats_Y, test_pictures, test_Y, _ = data.cats()
cats_X = train_pictures.reshape(cats_Y.size, -1).T / 255
test_X = test_pictures.reshape(test_Y.size, -1).T / 255
for name, X, Y in [("to learn from", cats_X, cats_Y), ("to test with", test_X, test_Y)]:
    print(
        f"{name:13}: {X.shape}, {Y.sum()} cats; the larger class alone gets {100 * max(Y.mean(), 1 - Y.mean()):.1f} %"
    )

# %% [markdown]
# ### A smaller space
#
# Most of the work of a training would be the product $W^{[1]} X$, with its 12,288 columns. But 209 pictures span at
# most 209 directions. Write $X = QR$: the columns of $Q$ (12288, 209) are those directions, at right angles and of
# length 1, and $R$ (209, 209) holds the pictures in these coordinates. Then $W^{[1]} X = (W^{[1]} Q)\, R$, and since
# $dW^{[1]} = \frac1m\, dZ^{[1]} R^\top Q^\top$, the training moves $W^{[1]}$ in those directions only. So we train
# $W^{[1]} Q$, of shape $(n_1, 209)$, on $R$, and put what it has learned back into $W^{[1]}$. This is no
# approximation: the next cell takes ten steps in both ways, from the same start, and compares.


# %%
def train_in(Q, R, network, Y, rate, iterations):
    """Return the same network as train(network, X, Y, rate, iterations) with X = Q @ R, in a fraction of the time."""
    (W, b), *others = network
    (within, b), *others = train([(W @ Q, b), *others], R, Y, rate, iterations)
    return [(W + (within - W @ Q) @ Q.T, b), *others]


Q, R = np.linalg.qr(cats_X)
four_layers = start([12288, 20, 7, 5, 1], seed=1)
begin = time.perf_counter()
long_way = train(four_layers, cats_X, cats_Y, 0.0075, 10)
middle = time.perf_counter()
short_way = train_in(Q, R, four_layers, cats_Y, 0.0075, 10)
print(f"ten steps on X: {middle - begin:.2f} s, on R: {time.perf_counter() - middle:.3f} s")
long_way, short_way = named(long_way), named(short_way)
difference = max(np.abs(long_way[name] - short_way[name]).max() for name in long_way)
print(f"largest difference of any parameter: {difference:.0e}")

# %% [markdown]
# The difference is rounding. Now the question. Logistic regression (no hidden layer); one hidden layer of 7 units,
# and of 20; three hidden layers of 20, 7 and 5. The networks with hidden layers start from three random starts each,
# with $1/\sqrt{n_{l-1}}$, and learn at 0.0075 for 2500 iterations; logistic regression starts from zeros, as in week
# 2, and learns at 0.005 for 2000. The settings are those of the assignments, the starts are the seeds 1, 2 and 3:
# nothing is chosen by the test pictures here.
#
# **Predict:** in which order will they come on the test pictures, and how far apart will three starts of the *same*
# network lie?

# %%
zeros = [(np.zeros((1, 12288)), np.zeros((1, 1)))]
trained = {"none": [train_in(Q, R, zeros, cats_Y, 0.005, 2000)]}
for hidden in ([7], [20], [20, 7, 5]):
    starts = [start([12288, *hidden, 1], seed) for seed in (1, 2, 3)]
    trained[", ".join(map(str, hidden))] = [train_in(Q, R, network, cats_Y, 0.0075, 2500) for network in starts]

tested = {name: [accuracy(network, test_X, test_Y) for network in each] for name, each in trained.items()}
for name, each in trained.items():
    learned = " ".join(f"{accuracy(network, cats_X, cats_Y):5.1f}" for network in each)
    print(f"hidden {name:9}  learned: {learned:17}  test:", *(f"{right:4.0f}" for right in tested[name]))

# %% [markdown]
# The figure shows the test accuracies: a dot for each start, a bar for their mean, and as a black line one standard
# error up and down, which is what 50 pictures leave open. The dotted line is the larger class alone.

# %%
fig, ax = plt.subplots(figsize=(8, 4), layout="constrained")
for place, scores in enumerate(tested.values()):
    mean = np.mean(scores)
    error = np.sqrt(mean * (100 - mean) / 50)
    ax.bar(place, mean, width=0.5, color="#CFE3F1", edgecolor=BLUE, yerr=error, capsize=5)
    ax.plot(place + np.linspace(-0.12, 0.12, len(scores)), scores, "o", color=BLUE, label="" if place else "one start")
    ax.text(place, 4, f"{mean:.0f} ± {error:.0f}", ha="center", weight="bold")
ax.axhline(50, color="black", ls=":", label="larger class alone")
ax.set_xticks(range(len(tested)), ["none\n(logistic regression)", *list(tested)[1:]])
ax.set(
    xlabel="hidden layers",
    ylabel="right, in %",
    ylim=(0, 115),
    title="One hidden layer of 20 units does as well as three layers",
)
ax.legend(loc="upper left", ncols=2)
plt.show()

# %% [markdown]
# Nearly all networks know all of their 209 pictures. On the new ones every network is far better than the 50 % of the
# larger class. One template of weights (logistic regression) gets 74 %: half of the figures are light on a dark
# ground and half dark on a light one, and no single template is right for both. With 20 units in one hidden layer it
# is 88 %, more than two standard errors above. (7 units, with 79 %, lie between, and can't be told from logistic
# regression by 50 pictures.)
#
# And depth? The three hidden layers get 84 %, one of 20 units gets 88 %. With a standard error of 5 points these are
# the same, and three starts of the *same* deep network lie 14 points apart. So on this data **one hidden layer of 20
# units does as well as three hidden layers**. What the cats need is more than one unit. That they need depth can't be
# shown here.
#
# In the last assignment of this week you train such networks yourself, from other starts, with a validation set. Keep
# this figure in mind when you compare two of them there.
#
# > **People often think** that more layers always help. They have seen that the most famous networks are deep. Look at
# > what this lesson has measured: on the parity one layer was trained more easily than three with as many parameters;
# > on the cats three hidden layers were not better than one of 20 units. A deeper network *can* do more with the same
# > number of units (folding), and is harder to train: each layer makes the numbers that pass through it larger or
# > smaller, there and back. So begin with one hidden layer, and add more as long as *new* pictures say that it helps.
# > With large data, and pictures larger than ours, they often do.
#
# ## A good accuracy, and a bug
#
# > **People often think** that a program with a good accuracy has no bug. If the gradients were not right, how could it
# > learn? It can, because the other parameters make up for it. What follows is a training with a mistake in one sign.
#
# Logistic regression on the cats, in the smaller space. Once as it should be. Once with the sign of $db$ turned
# round, so that the bias *climbs*: each step moves it uphill. **Predict:** what will the accuracies of the second one
# be?


# %%
def logistic_regression(X, Y, new_X, new_Y, sign, rate=0.005, iterations=2000):
    """Train one sigmoid unit from zeros on X; sign 1 for a bias that goes downhill, -1 for one that climbs."""
    Q, R = np.linalg.qr(X)
    w, b = np.zeros((1, R.shape[0])), 0.0
    for _ in range(iterations):
        dZ = expit(w @ R + b) - Y
        w, b = w - rate * dZ @ R.T / Y.size, b - sign * rate * dZ.mean()
    learned = [(w @ Q.T, b)]
    right = f"learned {accuracy(learned, X, Y):5.1f} %, test {accuracy(learned, new_X, new_Y):.0f} %"
    return f"cost {cost(learned, X, Y):.4f}, {right}, bias {b:+.3f}"


print("as it should be:  ", logistic_regression(cats_X, cats_Y, test_X, test_Y, sign=1))
print("the bias climbs:  ", logistic_regression(cats_X, cats_Y, test_X, test_Y, sign=-1))

# %% [markdown]
# The same accuracies, to the last picture, and nearly the same cost. Only the bias itself tells: it has gone the other
# way. Whoever looks at 99.5 % and 74 % finds nothing to look for. (On the photographs of the original course a
# learner's notebook with this mistake got the accuracies of the right one too.)
#
# Why does it do no harm? No number of a picture is below zero, so all pictures have a good deal in common: the mean
# picture. A step of $w$ along the mean picture moves the $z$ of all pictures together, as a step of $b$ would, and is
# far stronger. So $w$ does the work of the bias, and pays for its mistakes too. Take the mean picture away, and the
# same bug is laid bare:

# %%
mean_picture = cats_X.mean(axis=1, keepdims=True)
print(f"squared length of the mean picture: {np.sum(mean_picture**2):.0f}; what the bias sees in its place: 1")
centred, new_centred = cats_X - mean_picture, test_X - mean_picture
print("centred, as it should be:  ", logistic_regression(centred, cats_Y, new_centred, test_Y, sign=1))
print("centred, the bias climbs:  ", logistic_regression(centred, cats_Y, new_centred, test_Y, sign=-1))

# %% [markdown]
# How to find such a bug *before* it meets data that doesn't forgive it? By asking the gradients themselves:

# %%
draw = np.random.default_rng(4).normal
some_X, some_Y = draw(size=(4, 7)), np.array([[0, 1, 1, 0, 1, 0, 0]])
unit = {"w": draw(size=(1, 4)), "b": 0.3}
errors = expit(unit["w"] @ some_X + unit["b"]) - some_Y
gradient_check(
    lambda moved: cost([(moved["w"], moved["b"])], some_X, some_Y),
    unit,
    {"dw": errors @ some_X.T / some_Y.size, "db": -errors.mean()},  # the turned sign
)

# %% [markdown]
# ## Hyperparameters, and how to look for them
#
# Some numbers are learned: $W$ and $b$. Others must be there before the learning begins:
#
# | | parameters | hyperparameters |
# |---|---|---|
# | which | all $W^{[l]}$ and $b^{[l]}$ | learning rate, number of iterations, $L$, the $n_l$, activation functions, the size of the first weights |
# | who sets them | gradient descent, step by step | you, before the training |
# | by what | the cost on the training examples | examples that were *not* trained on: the validation set |
#
# > **People often think** that hyperparameters are learned too: the training finds the best network, doesn't it? It
# > finds $W$ and $b$ of the network that it was given. There is no slope of the cost by "number of layers", and if the
# > training cost decided, it would always ask for more units and more iterations, until every training picture is known
# > by heart. A search for hyperparameters is a second loop around the training, and it needs other examples to judge
# > by.
#
# **By what to judge.** Not by the training examples: nearly every setting learns those. Not by the test pictures:
# what was chosen by them is no longer tested by them. So some training examples are set aside, the **validation
# set**: here we learn from 160 pictures and choose by the other 49.
#
# **On which scale.** Between a learning rate of 0.001 and one of 0.002 lies as much as between 0.1 and 0.2: a factor
# of two. Drawn evenly between 0 and 0.3, nine of ten trials would lie above 0.03. So draw the *exponent*:
# `rate = 10 ** rng.uniform(-4.5, -0.5)`.
#
# **Where to try.** Before you know which hyperparameter matters, don't lay a grid. The figure shows trials for two
# hyperparameters, on the left in a grid, on the right at random; the lines at the bottom mark the learning rates that
# are tried. **Predict:** how many different learning rates does a grid of 16 trials look at?


# %%
def draw_trials(trials=9):
    """The same number of trials in a grid and at random, with the learning rates that they look at."""
    side = int(trials**0.5)
    ticks = -4.5 + 4 * (np.arange(side) + 0.5) / side
    grid = [10.0 ** places.ravel() for places in np.meshgrid(ticks, 0.3 + 1.4 * (ticks + 4.5) / 4)]
    rng = np.random.default_rng(1)
    scattered = [10 ** rng.uniform(-4.5, -0.5, trials), 10 ** rng.uniform(0.3, 1.7, trials)]
    fig, axes = plt.subplots(1, 2, figsize=(8, 3.6), sharey=True, layout="constrained")
    for ax, (rates, units), name, look in zip(axes, (grid, scattered), ("grid", "random"), ("s", "o"), strict=True):
        colour = ORANGE if name == "grid" else BLUE
        ax.loglog(rates, units, look, color=colour)
        for tried in rates:
            ax.axvline(tried, ymax=0.07, color=colour)
        different = len(set(rates.round(12)))
        ax.set(xlim=(10**-4.5, 10**-0.5), ylim=(1.3, 60), xlabel="learning rate")
        ax.set_title(f"{name}, {trials} trials: {different} learning rates")
        ax.minorticks_off()
    axes[0].set_ylabel("hidden units")
    axes[0].set_yticks([2, 5, 10, 20, 50], ["2", "5", "10", "20", "50"])
    return fig


explore(draw_trials, trials=[4, 9, 16, 25])

# %% [markdown]
# A grid of 16 looks at four learning rates, four times each. If the number of units hardly matters, twelve of its
# sixteen trials are spent on nothing. At random each trial is a new value of *both*.
#
# ### A small search
#
# Thirty-six trials on the cats, one hidden layer, 300 iterations each: learning rate and number of hidden units, both
# drawn at random on a logarithmic scale. **Predict:** what will the cost look like at rates that are far too small,
# and at rates that are far too large?

# %%
order = np.random.default_rng(0).permutation(209)
learn, validate = order[:160], order[160:]
learn_Q, learn_R = np.linalg.qr(cats_X[:, learn])
rng = np.random.default_rng(3)

trials = []
for trial in range(36):
    rate, units = 10 ** rng.uniform(-4.5, -0.5), round(10 ** rng.uniform(0.3, 1.7))
    network = train_in(learn_Q, learn_R, start([12288, units, 1], trial), cats_Y[:, learn], rate, 300)
    costs = [cost(network, cats_X[:, part], cats_Y[:, part]) for part in (learn, validate)]
    trials.append([rate, units, *costs, accuracy(network, cats_X[:, validate], cats_Y[:, validate])])
trials = np.array(trials)

best = trials[trials[:, 3].argmin()]
print(f"best by validation cost: rate {best[0]:.4f}, {best[1]:.0f} units, cost {best[3]:.2f} there")
print(f"it has {best[4]:.0f} % of the 49 right; the larger class alone {100 - 100 * cats_Y[:, validate].mean():.0f} %")
lowest = trials[trials[:, 2].argmin()]
print(f"lowest cost of the learned pictures: {lowest[2]:.2f}, at the rate {lowest[0]:.3f}")
share = cats_Y[:, learn].mean()
print(f"cost of telling all 160 the share of cats: {-share * np.log(share) - (1 - share) * np.log(1 - share):.3f}")
fastest = trials[trials[:, 0] > 0.06]
print(f"{len(fastest)} trials with a rate above 0.06: costs", *fastest[:, 2].round(3))

# %% [markdown]
# The figure shows the cost of each trial over its learning rate, on the left for the 160 pictures that it learned
# from, on the right for the 49 of the validation set. Blue circles are networks of more than 8 hidden units, orange
# triangles those of 8 or fewer. The dotted line is $\log 2$, the cost of saying "one half" to everything.

# %%
fig, axes = plt.subplots(1, 2, figsize=(8, 4), sharey=True, layout="constrained")
few_units = trials[:, 1] <= 8
titles = ["160 learned pictures: a deep valley", "49 others: a shallow one"]
for ax, column, title in zip(axes, (2, 3), titles, strict=True):
    for chosen, look, colour, label in [(few_units, "^", ORANGE, "8 or fewer"), (~few_units, "o", BLUE, "more than 8")]:
        ax.semilogx(trials[chosen, 0], trials[chosen, column], look, color=colour, alpha=0.8, label=label)
    ax.axhline(np.log(2), color="black", ls=":")
    ax.set(xlabel="learning rate", ylim=(0, 0.95), title=title)
axes[0].set_ylabel("cost")
axes[0].legend(title="hidden units", loc="lower left")
plt.show()

# %% [markdown]
# On the left there are three regions. Below about 0.0005 the training has hardly begun after 300 iterations. Then the
# cost sinks with the rate, down to 0.12 near 0.03. Above 0.06 it is lost: large steps have switched the ReLU units
# off for all pictures, for good, and seven of the eight networks tell every picture the share of cats (the cost of
# that is printed above: 0.655).
# On the right the same valley is much shallower, and the circles lie mostly below the triangles: on new pictures a low
# training cost is worth only something, and more units seem to help.
#
# What can be decided with 49 pictures? That rates below 0.0005 and above 0.06 are out. Which of the circles in the
# valley is best, no: and the winner of 36 trials owes a part of its lead to luck. The next round would look between
# 0.003 and 0.03, with more than 8 units, more iterations, and more than one start each. **Try it:** change the two
# ranges in the cell, and the 300.
#
# ### Idea, code, experiment
#
# Nobody knows the right hyperparameters of a new task beforehand, however experienced. What the experienced do is to go
# round a circle quickly: an **idea** (fewer units?), a few lines of **code**, an **experiment** whose result gives
# the next idea. Everything that makes a round shorter is worth its effort: vectorised code, a smaller space, a small
# network and few iterations first. Write down every round, with its settings and its result; in a week you won't
# remember. And when data or computer change, look again: the best setting is the best one *there*.
#
# ## Questions to take home

# %% [markdown] quiz="after"
# 1. `forward` has a loop over the layers and none over the examples. Somebody says: "a real vectorised program has no
#    loop over the layers either". What do you answer?
#    - [ ] True: put all $W^{[l]}$ into one large matrix and multiply once.
#      > Between two layers stands an activation function. Without it the matrices could be multiplied into one, and the
#      > network would be a single linear layer.
#    - [x] The loop is needed: layer 2 takes what layer 1 has computed.
#      > The layers are a chain. The examples are not: none needs another one, so one matrix product serves all of them.
#    - [ ] True, but only for $L > 10$ is it worth the effort.
#      > It isn't a question of effort. The input of layer 2 doesn't exist before layer 1 has finished, whatever $L$ is.
# 2. A network has the sizes `[10, 6, 4, 1]`, and there are $m = 50$ examples. What does layer 2 hand back to layer 1?
#    - [ ] $dZ^{[2]} W^{[2]}$, of shape $(4, 6)$
#      > $dZ^{[2]}$ is $(4, 50)$ and $W^{[2]}$ is $(4, 6)$: the inner sizes, 50 and 4, don't meet. This is the order
#      > of a product of single numbers.
#    - [ ] $dA^{[1]} = W^{[1]\top} dZ^{[1]}$, of shape $(10, 50)$
#      > That is $dA^{[0]}$, which layer 1 would hand back to the input. $W^{[1]}$ leads *into* layer 1; what
#      > $A^{[1]}$ does to the loss goes through $W^{[2]}$.
#    - [x] $dA^{[1]} = W^{[2]\top} dZ^{[2]}$, of shape $(6, 50)$
#      > $(6, 4)(4, 50) \to (6, 50)$, the shape of $A^{[1]}$. Each unit of layer 1 collects from all four units that
#      > it feeds.
# 3. In a backward pass somebody updates $W^{[3]}$ at once, as soon as $dW^{[3]}$ is known, and then computes
#    $dA^{[2]} = W^{[3]\top} dZ^{[3]}$. What happens?
#    - [x] No error message; all gradients before layer 3 are a little off.
#      > They belong to a mixture of an old and a new network. The training goes on and may even learn; a gradient check
#      > finds it. That is why the update comes after the whole backward pass, or the old $W$ is kept in the cache.
#    - [ ] NumPy reports that the shapes don't fit.
#      > The new $W^{[3]}$ has the shape of the old one. Shapes can't tell old numbers from new ones.
#    - [ ] Nothing: a gradient doesn't depend on the weights.
#      > $dA^{[2]}$ is made of $W^{[3]}$. Look at the formula once more.
# 4. What does the parity of $n$ bits show about deep networks?
#    - [ ] That they need exponentially fewer units than networks with one hidden layer.
#      > For AND and OR gates that is so. ReLU units can add up the bits: $n$ of them in one hidden layer are enough.
#    - [ ] That one hidden layer is always as good as several.
#      > One task can't show that. Folding is a counterexample: 2 units a layer make $2^k$ pieces, and one hidden
#      > layer needs a unit for each kink.
#    - [x] Nothing of that kind: one hidden layer of $n$ ReLU units does it exactly.
#      > A claim about circuits of gates is not a claim about networks of ReLU units. What depth buys has to be shown by
#      > another example, and was: folding.
# 5. On 50 test pictures one network has 84 % right, another one 88 %. You may use only one. What do these numbers say?
#    - [ ] The second one is better: it makes a quarter fewer mistakes.
#      > Six mistakes in place of eight: two pictures. With 50 others it could be the other way round.
#    - [x] Very little: they are two pictures apart, and one standard error is about 5 points.
#      > Take the simpler one, or the faster one, or collect more pictures. The numbers give no reason to prefer either.
#    - [ ] Nothing at all: an accuracy on 50 pictures is worthless.
#      > It says that both are far above the 50 % of the larger class alone. It can't tell the two from each other.
# 6. Your training reaches the accuracy that the text of the assignment names, to the last digit. Is your backward
#    pass right?
#    - [ ] Yes: with a false gradient it couldn't have learned.
#      > Logistic regression with a climbing bias had the same accuracies as without the bug, because $w$ made up for
#      > it.
#    - [ ] Yes, if the cost has fallen at every iteration too.
#      > A step along a gradient that is partly false can still lead downhill, every time.
#    - [x] It may be; the gradient check will tell.
#      > It compares each gradient with a slope that is measured on the cost. In our example `db` had a relative error
#      > of 1 there, while the accuracies showed nothing.
# 7. You draw 100 learning rates with `rng.uniform(0.0001, 0.1)`. About how many of them lie below 0.001?
#    - [x] One.
#      > From 0.0001 to 0.001 is one hundredth of the interval, and one third of the range on the logarithmic scale.
#      > With `10 ** rng.uniform(-4, -1)` it would be about 33.
#    - [ ] 33
#      > That is what a logarithmic scale gives: three powers of ten, one third each. `uniform` knows lengths, not
#      > factors.
#    - [ ] 10
#      > 0.001 is a hundredth of 0.1, and not a tenth.
# 8. You try 30 settings, keep the one with the best *test* accuracy, 92 %, and report 92 %. What is the matter with it?
#    - [ ] Nothing: the network was trained on other pictures.
#      > $W$ and $b$ were. But the *setting* was chosen by the test pictures, and the best of 30 is partly the
#      > luckiest of 30.
#    - [x] It is too friendly: the test pictures were used to choose.
#      > The setting that suits these 50 pictures by chance has won, and that luck doesn't come along to new pictures.
#      > Choose on a validation set, then look at the test pictures once.
#    - [ ] It is too low: with more settings it would have been higher.
#      > It would have been, and would have meant even less: the more one tries, the luckier the winner.

# %% [markdown]
# ## Summary
#
# > - For every layer: $Z^{[l]} = W^{[l]} A^{[l-1]} + b^{[l]}$, $A^{[l]} = g^{[l]}(Z^{[l]})$. A loop over the layers
# >   is in its place, because they are a chain; a loop over the examples isn't, because they are independent.
# > - $W^{[l]}$ is $(n_l, n_{l-1})$, $b^{[l]}$ is $(n_l, 1)$, everything with examples is $(n_l, m)$, and a gradient
# >   has the shape of what it belongs to.
# > - The backward pass needs $A^{[l-1]}$ and the slope at $Z^{[l]}$: remember them. Without caches $L$ steps become
# >   $L(L + 1)/2$.
# > - $dA^{[l]} = W^{[l+1]\top} dZ^{[l+1]}$: a gradient comes from what happens afterwards, and $Z^{[l]}$ happened
# >   before.
# > - For the parity of $n$ bits $n$ ReLU units in one hidden layer are enough, so it doesn't show that depth is needed.
# >   Folding shows what depth can do: $k$ layers of two units, $2^k$ pieces. What it does on your data, only your
# >   data can tell: on the cats one hidden layer of 20 units does as well as three.
# > - A good accuracy doesn't prove that there is no bug. The gradient check finds a turned sign before the training.
# > - Hyperparameters are not learned. Search at random, on a logarithmic scale, judge on a validation set, and go round
# >   the circle of idea, code and experiment quickly.
#
# **Where next?** In *A deep network, step by step* you write all of this yourself, one function after another, and then
# train it on the cats.
#
# ---
# The course follows the outline of *Neural Networks and Deep Learning* by
# [DeepLearning.AI](https://www.deeplearning.ai/); text, code and data are our own. The pictures are adapted
# (recoloured, rotated, scaled, placed on generated grounds, reduced) from Noto Emoji, © Google, Inc., Apache
# License 2.0; Fluent Emoji, © Microsoft Corporation, MIT; Twemoji, © Twitter, Inc and other contributors, CC-BY
# 4.0; EmojiTwo, originally released as EmojiOne 2.2 by Ranks.com, CC-BY 4.0; Streamline Emojis by
# Streamline/Webalys, CC-BY 4.0. `datasets/` in the course's repository says more.
