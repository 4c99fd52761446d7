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
# 2. You know the activation $a = \tanh(z) = 0.6$ of a unit, and have lost its $z$. Can you tell the slope of tanh there?
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
#      > That is $dZ^{[1]}$, one column an example. In $dW^{[1]} = \frac1m\, dZ^{[1]} X^\top$ the examples are summed up.

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
# up $n_{l-1}$ products, and with this factor the sum is about as large as one of the things added.


# %%
def start(sizes, seed):
    """Return a network, a list of (W, b): W (n_l, n_{l-1}) random, b (n_l, 1) zero; sizes [n_0, n_1, ..., n_L]."""
    rng = np.random.default_rng(seed)
    return [(rng.normal(size=(n, before)) / np.sqrt(before), np.zeros((n, 1))) for before, n in pairwise(sizes)]


def forward(network, X):
    """Return the activations of all layers, [A0, A1, ..., AL], each (n_l, m), for X (n_0, m)."""
    A = [X]
    for l, (W, b) in enumerate(network, start=1):
        Z = W @ A[-1] + b
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
# Four arrays for three layers, because the input is counted as number 0 in the list and isn't a layer. Down goes the
# size of the layer; across, all the way, go the five examples.
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
# The next cell runs the same network over 2000 examples in both ways. **Predict:** is the loop over the examples 2
# times slower, 20 times, or more than 100 times?

# %%
crowd = np.random.default_rng(0).normal(size=(2, 2000))
clock = [time.perf_counter()]
together = forward(small, crowd)[-1]
clock.append(time.perf_counter())
one_by_one = np.hstack([forward(small, crowd[:, i : i + 1])[-1] for i in range(crowd.shape[1])])
clock.append(time.perf_counter())
at_once, looped = np.diff(clock)
print("the same answers:", np.allclose(together, one_by_one))
print(f"all 2000 at once: {1000 * at_once:.2f} ms    one after another: {1000 * looped:.0f} ms")
print(f"the loop over the examples takes {looped / at_once:.0f} times as long")

# %% [markdown]
# The factor depends on your computer and on the sizes; with layers as small as these it is in the hundreds. Both ways
# have the loop over the three layers.
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
# Each size has its own colour: $n_0$ black, $n_1$ blue, $n_2$ orange, $n_3$ green, $m$ pink. The number at the left of a
# block counts its rows, the number on top its columns. **Before you move anything, predict:** which blocks change when
# $n_1$ grows by one, and which when $m$ does?

# %%
INK = {"n_0": "black", "n_1": BLUE, "n_2": ORANGE, "n_3": GREEN, "m": PINK, "1": "grey"}


def draw_block(ax, x, y, name, rows, columns, sizes):
    """Draw a block of squares, its upper left corner at (x, y); return the place of its right edge."""
    height, width = sizes[rows], sizes[columns]
    ax.add_patch(plt.Rectangle((x, y - height), width, height, facecolor="#EEEEEE", edgecolor="black"))
    for r in range(1, height):
        ax.plot([x, x + width], [y - r, y - r], color="white", lw=1)
    for c in range(1, width):
        ax.plot([x + c, x + c], [y, y - height], color="white", lw=1)
    ax.text(x - 0.25, y - height / 2, sizes[rows], color=INK[rows], ha="right", va="center", weight="bold")
    ax.text(x + width / 2, y + 0.2, sizes[columns], color=INK[columns], ha="center", va="bottom", weight="bold")
    ax.text(x + width / 2, y - height - 0.2, name, ha="center", va="top")
    return x + width


def draw_shapes(n_1=4, n_2=3, m=6):
    """The blocks W A + b = Z of three layers."""
    sizes = {"n_0": 5, "n_1": n_1, "n_2": n_2, "n_3": 1, "m": m, "1": 1}
    fig, ax = plt.subplots(figsize=(8, 5.4), layout="constrained")
    y = 0
    for l in (1, 2, 3):
        before, now = f"n_{l - 1}", f"n_{l}"
        x = draw_block(ax, 0, y, f"$W^{{[{l}]}}$", now, before, sizes)
        x = draw_block(ax, x + 1.8, y, f"$A^{{[{l - 1}]}}$", before, "m", sizes)
        ax.text(x + 1, y - 0.5, "+", ha="center", va="center", fontsize=13)
        x = draw_block(ax, x + 2.7, y, f"$b^{{[{l}]}}$", now, "1", sizes)
        ax.text(x + 1, y - 0.5, "=", ha="center", va="center", fontsize=13)
        draw_block(ax, x + 2.9, y, f"$Z^{{[{l}]}}$", now, "m", sizes)
        y -= max(sizes[now], sizes[before]) + 3.4
    ax.set(xlim=(-1.5, 32), ylim=(y + 1, 2), aspect="equal", title="The inner sizes meet, the outer ones stay")
    ax.axis("off")
    return fig


explore(draw_shapes, n_1=[1, 2, 3, 4, 5, 6], n_2=[1, 2, 3, 4, 5, 6], m=[1, 2, 4, 6, 8])

# %% [markdown]
# $n_1$ is the number of *rows* in layer 1 ($W$, $b$, $Z$) and the number of *columns* of $W^{[2]}$: whoever adds a unit
# to a layer must also give the next layer a weight for it. $m$ appears in no $W$ and in no $b$: the same parameters serve
# one example or a million.
#
# ### A table to fill in
#
# The four-layer network that this week trains on the cats has the sizes `[12288, 20, 7, 5, 1]`: 12,288 numbers a picture,
# hidden layers of 20, 7 and 5 units, one output. There are 209 pictures. Here it is, with its arrays still empty (only
# the shapes count). Put your guess, such as `(2, 3)`, in the place of each `...` and run the cell. Start with `W1`; it is
# not `(12288, 20)`.

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


def says(step):
    """The line below the figure: which block works at this step, and its plugs."""
    if step <= 4:
        l = step
        return f"step {l}, layer {l} forward: in $A^{{[{l - 1}]}}$; out $A^{{[{l}]}}$; writes $A^{{[{l - 1}]}}, Z^{{[{l}]}}$"
    l = 9 - step
    out = f"out $dA^{{[{l - 1}]}}$, and $dW^{{[{l}]}}, db^{{[{l}]}}$"
    return f"step {step}, layer {l} backward: in $dA^{{[{l}]}}$; reads $A^{{[{l - 1}]}}, Z^{{[{l}]}}$; {out}"


def draw_passes(step=6):
    """One iteration of four layers, up to this step: 1 to 4 forward, 5 to 8 backward."""
    fig, ax = plt.subplots(figsize=(8, 4.2), layout="constrained")
    for l in range(1, 5):
        went, came, kept = step >= l, step >= 9 - l, l <= step <= 9 - l
        for y, text, on, colour, now in [
            (3, f"layer {l}\nforward", went, BLUE, step == l),
            (1.5, f"$A^{{[{l - 1}]}}, Z^{{[{l}]}}$" if kept else "", kept, GREEN, False),
            (0, f"layer {l}\nbackward", came, ORANGE, step == 9 - l),
        ]:
            tall = 0.6 if y == 1.5 else 1
            colour = colour if on else GREY
            look = {"edgecolor": colour, "facecolor": "white", "lw": 4 if now else 1.5}
            ax.add_patch(plt.Rectangle((2 * l - 0.65, y - tall / 2), 1.3, tall, **look))
            ax.text(2 * l, y, text, ha="center", va="center", color=colour if on else "grey")
        links = [(2.45, 1.85, went, f"W, b {l}"), (1.15, 0.55, came, "")]
        for top, bottom, on, _ in links:
            ax.annotate("", (2 * l, bottom), (2 * l, top), arrowprops={"arrowstyle": "->", "color": GREEN if on else GREY})
    for l in range(5):
        left, right = 2 * l + 0.65, 2 * l + 1.35
        for y, tail, head, on, colour, name in [
            (3, left, right, step >= l, BLUE, f"$A^{{[{l}]}}$"),
            (0, right, left, step >= 8 - l, ORANGE, f"$dA^{{[{l}]}}$"),
        ]:
            colour = colour if on else GREY
            ax.annotate("", (head, y), (tail, y), arrowprops={"arrowstyle": "->", "color": colour, "lw": 2})
            ax.text(2 * l + 1, y + 0.55, name, ha="center", va="bottom", color=colour)
    turn = ORANGE if step > 4 else GREY
    ax.annotate("", (9.5, 0.2), (9.5, 2.8), arrowprops={"arrowstyle": "->", "color": turn, "lw": 2})
    ax.text(9.6, 1.5, "slope of\nthe loss", va="center", color=turn)
    ax.text(5.2, -1.1, says(step), ha="center", va="center")
    ax.set(xlim=(0.5, 11), ylim=(-1.4, 4), title="Forward fills the caches, backward empties them")
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
    """Return the cost, the mean loss of the m examples."""
    hidden = forward(network[:-1], X) if len(network) == 1 else forward_hidden(network, X)
    return hidden
