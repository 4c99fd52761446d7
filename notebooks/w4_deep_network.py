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
# # Week 4: A deep network, step by step
#
# In week 3 you wrote a network with one hidden layer: each line for one layer, by name. Here you write the
# same steps once, for **any** layer, and stack as many as you like. Ten short functions; at the end they
# train a network of your own, and in the next notebook they tell cats from other pictures.
#
# **At the end you will be able to**
#
# - say the shape of every array in a network of $L$ layers,
# - write the forward and the backward step of one layer, with a cache that carries what the second needs
#   from the first,
# - chain them into whole passes for any number of layers,
# - test a network before you train it: first cost, numerical gradients, five examples learned by heart,
# - say what small first weights do to a deep network.
#
# **Before you start:** the network with one hidden layer (week 3), NumPy's `@`, `*`, `axis`, `keepdims`,
# f-strings such as `f"W{l}"`. **Time:** about 100 minutes.
# Symbols and shapes on one page: [notation](notation.html).
#
# {install}
#
# ## How it works
#
# - **Fill in.** Ten exercises, each one function. Put your code where it says `# YOUR CODE HERE`, and take
#   the `raise NotImplementedError()` away. The `return` below it is given: it says which names you have to
#   make. The steps are no longer listed: the docstring tells what comes in and what goes out.
# - **Check.** Run the cell, then the check below it. It calls your function on examples and says what is
#   right and what is not. Check as often as you like: it costs nothing. Grading asks the same kinds of
#   question with other numbers, other sizes and other depths.
# - **Stuck?** `hint("linear_forward")` in a cell of your own gives up to three hints, one at each call.
# - **One slip costs once.** A function that calls your earlier ones is judged by itself: where one of those
#   isn't right yet, the grader lends it the course's.
# - **Submit.** Restart the kernel and run all cells, press *Validate*, then hand the notebook in as your
#   course says. The one question answered in words is graded by a person.
#
# Please don't copy, split or delete the cells that are here; new cells of your own are welcome anywhere.

# %% plain="setup"
import matplotlib.pyplot as plt
import numpy as np
from scipy.special import expit

# grade is for the course's staff: their copy of each check cell calls it.
from autograder import check, data, grade, gradient_check, hint, predict_shape, progress

# %% [markdown]
# ## The network
#
# Layer $l$ takes the activations of the layer before, $A^{[l-1]}$, and makes its own. With $A^{[0]} = X$:
#
# $$Z^{[l]} = W^{[l]} A^{[l-1]} + b^{[l]}, \qquad A^{[l]} = g^{[l]}(Z^{[l]}), \qquad l = 1, \dots, L$$
#
# The activation $g^{[l]}$ is ReLU in all hidden layers, and the sigmoid in the last one, whose output
# $A^{[L]}$ is a probability for each example. In code it is called `AL`. The input isn't counted as a layer:
# week 3's network has $L = 2$.
#
# The sizes stand in a list, `layer_dims` $= [n_0, n_1, \dots, n_L]$, with $n_0 = n_x$ and $n_L = n_y$. These
# are all the shapes there are; come back to this table whenever one puzzles you. On the right, the four-layer
# network of the next notebook, with `layer_dims = [12288, 20, 7, 5, 1]` and $m = 209$ pictures:
#
# | array | shape | $l = 1$ | $l = 2$ | $l = 3$ | $l = 4 = L$ |
# |---|---|---|---|---|---|
# | $A^{[l-1]}$, $dA^{[l-1]}$ | $(n_{l-1}, m)$ | (12288, 209) | (20, 209) | (7, 209) | (5, 209) |
# | $W^{[l]}$, $dW^{[l]}$ | $(n_l, n_{l-1})$ | (20, 12288) | (7, 20) | (5, 7) | (1, 5) |
# | $b^{[l]}$, $db^{[l]}$ | $(n_l, 1)$ | (20, 1) | (7, 1) | (5, 1) | (1, 1) |
# | $Z^{[l]}$, $dZ^{[l]}$, $A^{[l]}$, $dA^{[l]}$ | $(n_l, m)$ | (20, 209) | (7, 209) | (5, 209) | (1, 209) |
#
# Three rules make the whole table: one column is one example, one row of $W^{[l]}$ is one unit of layer $l$,
# and a gradient has the shape of what it is the gradient of.
#
# ### There and back
#
# The **forward pass** goes through the layers from $X$ to $A^{[L]}$, and each layer keeps a **cache** of
# what it has seen: what came in, its weights, and its $Z$. The **backward pass** goes from the end to the
# beginning, and each layer takes its own cache out again. That is what a cache is for: without it everything
# would have to be computed a second time.
#
# The next cell draws this for three layers. Upper row, blue solid arrows from left to right: the activations
# $A^{[0]}$ to $A^{[3]}$ going through the layers' forward steps. Middle row, green: the three caches; an
# arrow leads down into each and down out of each. Lower row, orange dashed arrows from right to left: the
# gradients $dA^{[3]}$ to $dA^{[0]}$ going through the backward steps, each of which also gives $dW^{[l]}$ and
# $db^{[l]}$ for the update.

# %% demo="two_passes"
BLUE, ORANGE, GREEN = "#0072B2", "#D55E00", "#009E73"
fig, ax = plt.subplots(figsize=(12, 6))
ax.set(xlim=(0.6, 13), ylim=(-0.1, 6), title="One forward pass fills the caches, one backward pass uses them")
ax.axis("off")


def box(x, y, text, colour):
    """Draw a box around the place (x, y)."""
    ax.add_patch(plt.Rectangle((x - 1.1, y - 0.5), 2.2, 1, facecolor="white", edgecolor=colour, lw=2))
    ax.text(x, y, text, ha="center", va="center", fontsize=11, linespacing=1.5)


def arrow(start, end, colour, style, text, beside):
    """Draw an arrow from start to end, and a text at `beside` from its middle."""
    ax.annotate("", end, start, arrowprops={"arrowstyle": "-|>", "color": colour, "lw": 2, "ls": style})
    x, y = (start[0] + end[0]) / 2 + beside[0], (start[1] + end[1]) / 2 + beside[1]
    ax.text(x, y, text, fontsize=11, va="center", ha="left" if beside[0] else "center")


for l in (1, 2, 3):
    x = 3.2 * l
    g = "sigmoid" if l == 3 else "ReLU"
    box(x, 5.2, f"layer {l} forward\nlinear, then {g}", BLUE)
    box(x, 3.2, f"cache {l}\n$A^{{[{l - 1}]}}$, $W^{{[{l}]}}$, $b^{{[{l}]}}$,  $Z^{{[{l}]}}$", GREEN)
    box(x, 1.2, f"layer {l} backward\n{g}, then linear", ORANGE)
    arrow((x, 4.65), (x, 3.75), GREEN, "-", "keeps", (0.12, 0))
    arrow((x, 2.65), (x, 1.75), GREEN, "-", "uses", (0.12, 0))
    arrow((x, 0.65), (x, 0), ORANGE, "--", f"$dW^{{[{l}]}}$, $db^{{[{l}]}}$", (0.12, 0))
for l in range(4):
    near, far = 3.2 * l + 1.15, 3.2 * l + 2.05
    arrow((near, 5.2), (far, 5.2), BLUE, "-", f"$A^{{[{l}]}}${' $= X$' if l == 0 else ''}", (0, 0.25))
    arrow((far, 1.2), (near, 1.2), ORANGE, "--", f"$dA^{{[{l}]}}$", (0, 0.25))
ax.text(11.85, 4.3, "the cost compares\n$A^{[3]}$ with $Y$", ha="center", va="center", fontsize=11, linespacing=1.5)
arrow((11.65, 3.75), (11.65, 1.75), ORANGE, "--", "its slope", (0.12, 0))
plt.show()

# %% [markdown]
# ### Given: the activations, there and back
#
# Four small functions that you can use as they are.
#
# - `sigmoid(Z)` and `relu(Z)` return **two** things, the activation `A` and their own input `Z`, to be kept for
#   the way back. (The `sigmoid` of weeks 2 and 3 returned `A` alone: same name, other function.)
# - `sigmoid_backward(dA, cache)` and `relu_backward(dA, cache)`, with that `Z` as `cache`, turn $dA^{[l]}$ into
#   $dZ^{[l]} = dA^{[l]} \odot g'(Z^{[l]})$, where $\odot$ is the product entry by entry. The slope of the
#   sigmoid is $a(1 - a)$ with $a = \sigma(z)$. The slope of ReLU is 1 where $z > 0$ and 0 where $z < 0$: the
#   gradient passes where the unit was active, and stops where it wasn't. (At $z = 0$ exactly there is a kink and
#   no slope; we take 0.)
#
# All four keep the shape of what comes in.


# %% plain="activations"
def sigmoid(Z):
    """Return 1 / (1 + exp(-Z)) for every entry of Z, and Z itself for the way back: A, Z."""
    return expit(Z), Z


def relu(Z):
    """Return max(0, Z) for every entry of Z, and Z itself for the way back: A, Z."""
    return np.maximum(Z, 0), Z


def sigmoid_backward(dA, cache):
    """Return dZ, from dA and the cached Z of the same shape, for a sigmoid layer."""
    a = expit(cache)
    return dA * a * (1 - a)


def relu_backward(dA, cache):
    """Return dZ, from dA and the cached Z of the same shape, for a ReLU layer."""
    return dA * (cache > 0)


# %% [markdown]
# ### A network for pencil and paper
#
# One input, three hidden ReLU units, one output, two examples: `layer_dims = [1, 3, 1]`, $L = 2$, $m = 2$. It
# will go with us through the exercises with its numbers, so that you can compare in a cell of your own.
#
# $$X = (2,\ -1), \quad Y = (1,\ 0), \quad
# W^{[1]} = \begin{pmatrix} 1 \\ -1 \\ 0.5 \end{pmatrix}, \quad
# b^{[1]} = \begin{pmatrix} 0 \\ 1 \\ -0.5 \end{pmatrix}, \quad
# W^{[2]} = (0.5,\ -0.5,\ 1), \quad b^{[2]} = 0.5$$

# %% plain="pencil"
pencil_X = np.array([[2.0, -1.0]])
pencil_Y = np.array([[1, 0]])
pencil_parameters = {
    "W1": np.array([[1.0], [-1.0], [0.5]]),
    "b1": np.array([[0.0], [1.0], [-0.5]]),
    "W2": np.array([[0.5, -0.5, 1.0]]),
    "b2": np.array([[0.5]]),
}

# %% [markdown]
# ## Exercise 1: the first parameters of two layers
#
# {declared:initialize_parameters}
#
# To warm up, the function that you know from week 3: weights from a normal distribution with mean 0 and
# standard deviation 0.01, so that no two units are twins; biases zero.
#
# For the sizes of the pencil network, `initialize_parameters(1, 3, 1)`, the result has `W1` (3, 1), `b1` (3, 1),
# `W2` (1, 3) and `b2` (1, 1), for instance `W1` = (0.016, -0.006, -0.005) as a column.


# %% solution="initialize_parameters"
def initialize_parameters(n_x, n_h, n_y):
    """Return small random weights and zero biases of a network with one hidden layer.

    n_x, n_h, n_y: the layer sizes
    -> {"W1": (n_h, n_x), "b1": (n_h, 1), "W2": (n_y, n_h), "b2": (n_y, 1)}
    """
    ### BEGIN SOLUTION
    W1 = np.random.randn(n_h, n_x) * 0.01
    b1 = np.zeros((n_h, 1))
    W2 = np.random.randn(n_y, n_h) * 0.01
    b2 = np.zeros((n_y, 1))
    ### END SOLUTION
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


# %% check="initialize_parameters"
check("initialize_parameters")

# %% [markdown]
# Now you can start a network of two layers. Next: of any number.
#
# ## Exercise 2: the first parameters of $L$ layers
#
# {declared:initialize_parameters_deep}
#
# The same for a list of sizes. Layer $l = 1, \dots, L$ gets
#
# | key | shape | value |
# |---|---|---|
# | `f"W{l}"` | $(n_l, n_{l-1})$ | normal, times 0.01 |
# | `f"b{l}"` | $(n_l, 1)$ | 0 |
#
# The list has one number more than there are layers, because it begins with the input: `layer_dims[l]` is $n_l$,
# and `layer_dims[0]` is no layer. For `layer_dims = [5, 3, 4, 1]` that makes six arrays:
#
# | `W1` | `b1` | `W2` | `b2` | `W3` | `b3` |
# |---|---|---|---|---|---|
# | (3, 5) | (3, 1) | (4, 3) | (4, 1) | (1, 4) | (1, 1) |
#
# (In the next notebook you will meet a given function of the same name that divides the draw by
# $\sqrt{n_{l-1}}$ instead of a hundred. Here it is 0.01 in every layer; the end of this notebook shows what comes
# of it.)

# %%
# W2 @ W1 @ X for layer_dims = [5, 3, 4, 1] and seven examples: which shape? Put your guess, such as (2, 3), in the
# place of the dots, and run the cell.
predict_shape(np.ones((4, 3)) @ np.ones((3, 5)) @ np.ones((5, 7)), ...)


# %% solution="initialize_parameters_deep"
def initialize_parameters_deep(layer_dims):
    """Return small random weights and zero biases for every layer.

    layer_dims [n_0, n_1, ..., n_L] -> {"W1": (n_1, n_0), "b1": (n_1, 1), ..., "WL": (n_L, n_{L-1}), "bL": (n_L, 1)}
    with the number of the layer in the place of L: "W3", "b3" for three layers
    """
    ### BEGIN SOLUTION
    parameters, L = {}, len(layer_dims) - 1
    for l in range(1, L + 1):
        parameters[f"W{l}"] = np.random.randn(layer_dims[l], layer_dims[l - 1]) * 0.01
        parameters[f"b{l}"] = np.zeros((layer_dims[l], 1))
    ### END SOLUTION
    return parameters


# %% check="initialize_parameters_deep"
check("initialize_parameters_deep")

# %% [markdown]
# Now you can start a network of any depth.
#
# ## Exercise 3: the linear step forward
#
# {declared:linear_forward}
#
# A layer's first half, with `A` for the activations that come in, $A^{[l-1]}$:
#
# $$Z = W A + b$$
#
# The product is a matrix product; $b$, a column, is added to every column. Put what came in into the cache, a
# tuple of three in this order: `A`, `W`, `b`.
#
# Shapes: $(n_l, n_{l-1})(n_{l-1}, m) \to (n_l, m)$, plus $(n_l, 1)$.
#
# Layer 1 of the pencil network:
#
# $$\begin{pmatrix} 1 \\ -1 \\ 0.5 \end{pmatrix} (2,\ -1) + \begin{pmatrix} 0 \\ 1 \\ -0.5 \end{pmatrix}
# = \begin{pmatrix} 2 & -1 \\ -2 & 1 \\ 1 & -0.5 \end{pmatrix} + \begin{pmatrix} 0 \\ 1 \\ -0.5 \end{pmatrix}
# = \begin{pmatrix} 2 & -1 \\ -1 & 2 \\ 0.5 & -1 \end{pmatrix}$$

# %%
# What shape has this Z?
predict_shape(np.ones((4, 3)) @ np.ones((3, 6)) + np.ones((4, 1)), ...)


# %% solution="linear_forward"
def linear_forward(A, W, b):
    """Return the linear part of a layer, and the cache for the way back.

    A (n_{l-1}, m) of the layer before, W (n_l, n_{l-1}), b (n_l, 1)
    -> Z (n_l, m), and the cache: the tuple (A, W, b)
    """
    ### BEGIN SOLUTION
    Z = W @ A + b
    cache = (A, W, b)
    ### END SOLUTION
    return Z, cache


# %% check="linear_forward"
check("linear_forward")

# %% [markdown]
# Now you can compute the weighted sums of any layer.
#
# ## Exercise 4: a whole layer forward
#
# {declared:linear_activation_forward}
#
# The linear step, then the activation that is asked for, `"sigmoid"` or `"relu"`:
#
# $$Z = W A_{prev} + b, \qquad A = g(Z)$$
#
# Both halves hand you something for the way back: `linear_forward` its cache, and the activation its `Z`. The
# cache of the whole layer is the pair of the two, in that order:
#
# $$\big(\,(A_{prev},\ W,\ b),\ \ Z\,\big)$$
#
# `sigmoid` and `relu` return two things. Take them apart, or `A` will be a tuple.
#
# Shapes: as before, $A$ and $Z$ are both $(n_l, m)$. Layer 1 of the pencil network with `"relu"`, and layer 2, which
# gets that result, with `"sigmoid"`:
#
# $$A^{[1]} = \begin{pmatrix} 2 & 0 \\ 0 & 2 \\ 0.5 & 0 \end{pmatrix}, \qquad
# Z^{[2]} = (2,\ -0.5), \qquad A^{[2]} = (0.8808,\ 0.3775)$$

# %%
# Does an activation change the shape?
predict_shape(relu(np.ones((4, 3)) @ np.ones((3, 6)))[0], ...)


# %% solution="linear_activation_forward"
def linear_activation_forward(A_prev, W, b, activation):
    """Return the activation of a layer, and the cache for the way back.

    A_prev (n_{l-1}, m), W (n_l, n_{l-1}), b (n_l, 1), activation "sigmoid" or "relu"
    -> A (n_l, m), and the cache: the pair ((A_prev, W, b), Z) with Z (n_l, m)
    """
    ### BEGIN SOLUTION
    Z, linear_cache = linear_forward(A_prev, W, b)
    A, activation_cache = sigmoid(Z) if activation == "sigmoid" else relu(Z)
    cache = (linear_cache, activation_cache)
    ### END SOLUTION
    return A, cache


# %% check="linear_activation_forward"
check("linear_activation_forward")

# %% [markdown]
# Now you have a layer. The rest is stacking.
#
# ## Exercise 5: the whole forward pass
#
# {declared:L_model_forward}
#
# Layers $1$ to $L - 1$ with ReLU, each fed with the result of the one before, then layer $L$ with the sigmoid:
#
# $$X = A^{[0]} \to A^{[1]} \to \dots \to A^{[L-1]} \to A^{[L]}$$
#
# Collect the caches in a list, all $L$ of them, the first layer's first. Here a loop is in its place: layer 2 can't
# begin before layer 1 has finished. (Over the *examples* there is still none.)
#
# Where is $L$? Not among the arguments: each layer has two entries in `parameters`.
#
# Shapes: $(n_0, m) \to (n_1, m) \to \dots \to (1, m)$. The pencil network has `AL` = (0.8808, 0.3775) and two caches:
#
# | | `A_prev` | `W`, `b` | `Z` |
# |---|---|---|---|
# | `caches[0]` | $X = (2, -1)$ | `W1`, `b1` | $Z^{[1]}$, (3, 2) |
# | `caches[1]` | $A^{[1]}$, (3, 2) | `W2`, `b2` | $Z^{[2]} = (2, -0.5)$ |
#
# Mind the counting: layers begin at 1, lists at 0. The cache of layer $l$ is `caches[l - 1]`.

# %%
# Three layers of sizes [3, 4, 2, 1], activations left out: what shape comes out for six examples?
predict_shape(np.ones((1, 2)) @ (np.ones((2, 4)) @ (np.ones((4, 3)) @ np.ones((3, 6)))), ...)


# %% solution="L_model_forward"
def L_model_forward(X, parameters):
    """Return the network's output for every example, and the caches of all layers.

    X (n_0, m), parameters as initialize_parameters_deep returns them, with n_L = 1
    -> AL (1, m), and a list of L caches, each as in linear_activation_forward, the first layer's first
    """
    ### BEGIN SOLUTION
    A, caches, L = X, [], len(parameters) // 2
    for l in range(1, L):
        A, cache = linear_activation_forward(A, parameters[f"W{l}"], parameters[f"b{l}"], "relu")
        caches.append(cache)
    AL, cache = linear_activation_forward(A, parameters[f"W{L}"], parameters[f"b{L}"], "sigmoid")
    caches.append(cache)
    ### END SOLUTION
    return AL, caches


# %% check="L_model_forward"
check("L_model_forward")

# %% [markdown]
# Now you can ask a network of any depth for its opinion.
#
# ## Exercise 6: the cost
#
# {declared:compute_cost}
#
# The same cost as ever, the mean of the $m$ losses; it doesn't see how deep the network is:
#
# $$J = -\frac{1}{m} \sum_{i=1}^{m} \Big( y^{(i)} \log a^{[L](i)} +
# (1 - y^{(i)}) \log\big(1 - a^{[L](i)}\big) \Big)$$
#
# Shapes: $A^{[L]}$ and $Y$ are both $(1, m)$; $J$ is one number.
#
# The pencil network: $J = -\frac12 \big(\log 0.8808 + \log(1 - 0.3775)\big) = \frac12 (0.1269 + 0.4741) = 0.3005$.

# %%
# What shape has the sum of all entries? (A tuple with nothing in it is written ().)
predict_shape(np.sum(np.ones((1, 6)) * np.ones((1, 6))), ...)


# %% solution="compute_cost"
def compute_cost(AL, Y):
    """Return the cross-entropy cost, the mean loss of the m examples.

    AL (1, m) of numbers between 0 and 1, Y (1, m) of 0 and 1 -> cost, a scalar
    """
    ### BEGIN SOLUTION
    m = Y.shape[1]
    cost = -np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)) / m
    ### END SOLUTION
    return cost


# %% check="compute_cost"
check("compute_cost")

# %% [markdown]
# Now you can say in one number how wrong it is. Half of the way is done: from here on, backwards.
#
# ## Exercise 7: the linear step back
#
# {declared:linear_backward}
#
# Layer $l$ has made $Z = W A_{prev} + b$. On the way back $dZ$ comes in, and three gradients go out:
#
# $$dA_{prev} = W^\top dZ, \qquad dW = \tfrac{1}{m}\, dZ\, A_{prev}^\top, \qquad
# db = \tfrac{1}{m} \sum_{i=1}^{m} dZ^{(i)}$$
#
# **Where $1/m$ lives.** $dZ$ and $dA$ are gradients of each example's own *loss*, one column an example, without
# $1/m$: what the first example does to its loss is no business of the second's. $dW$ and $db$ are gradients of the
# *cost* $J$, which is a mean over all examples, and theirs is the only $1/m$. So $dA_{prev}$ has none. (Measure how
# $J$ itself changes when one entry of $A$ is moved, and you find $dA/m$. We shall do that below.)
#
# **Why $W^\top$?** Unit $j$ of the layer before feeds *every* unit $i$ of this layer, each with its own weight
# $W_{ij}$. So its gradient collects from all of them: $\sum_i W_{ij}\, dZ_i$. That is row $j$ of $W^\top dZ$. The
# shapes say so too: $(n_{l-1}, n_l)(n_l, m) \to (n_{l-1}, m)$, the shape of $A_{prev}$. The other order, $dZ\,W$,
# is found in many notes (it is right where examples are rows); here it is $(n_l, m)(n_l, n_{l-1})$, and these
# don't meet.
#
# **Why do we get $dA^{[l-1]}$ from $dZ^{[l]}$ and $W^{[l]}$, not from $Z^{[l-1]}$?** A gradient comes from what
# happens *afterwards*. Everything that $A^{[l-1]}$ does to the cost, it does through $Z^{[l]} = W^{[l]} A^{[l-1]} +
# b^{[l]}$, in the layer after it. $Z^{[l-1]}$ lies before: it made $A^{[l-1]}$, and it gets its own gradient *from*
# $dA^{[l-1]}$, in the next step back. The chain on the way back reads
#
# $$dA^{[l]} \xrightarrow{\ \odot\, g'(Z^{[l]})\ } dZ^{[l]} \xrightarrow{\ W^{[l]\top}\ } dA^{[l-1]}
# \xrightarrow{\ \odot\, g'(Z^{[l-1]})\ } dZ^{[l-1]} \to \dots$$
#
# Shapes: a gradient has the shape of what it belongs to. The sum in $db$ runs over the examples and leaves a column,
# $(n_l, 1)$, which needs `keepdims`.
#
# Layer 2 of the pencil network. $dZ^{[2]} = (-0.1192,\ 0.3775)$ comes in, and $m = 2$:
#
# $$dA^{[1]} = \begin{pmatrix} 0.5 \\ -0.5 \\ 1 \end{pmatrix} (-0.1192,\ 0.3775)
# = \begin{pmatrix} -0.0596 & 0.1888 \\ 0.0596 & -0.1888 \\ -0.1192 & 0.3775 \end{pmatrix}$$
#
# $$dW^{[2]} = \tfrac12 (-0.1192,\ 0.3775) \begin{pmatrix} 2 & 0 & 0.5 \\ 0 & 2 & 0 \end{pmatrix}
# = (-0.1192,\ 0.3775,\ -0.0298), \qquad db^{[2]} = \tfrac12 (-0.1192 + 0.3775) = 0.1292$$

# %%
# W is (4, 3), dZ is (4, 6): what shape has the gradient that goes to the layer before?
predict_shape(np.ones((4, 3)).T @ np.ones((4, 6)), ...)


# %% solution="linear_backward"
def linear_backward(dZ, cache):
    """Return the gradients of the linear part of a layer.

    dZ (n_l, m) of each example's loss, cache (A_prev, W, b) as in linear_forward
    -> dA_prev (n_{l-1}, m) of each example's loss, dW (n_l, n_{l-1}) and db (n_l, 1) of the cost
    """
    ### BEGIN SOLUTION
    A_prev, W, _ = cache
    m = A_prev.shape[1]
    dA_prev = W.T @ dZ
    dW = dZ @ A_prev.T / m
    db = np.sum(dZ, axis=1, keepdims=True) / m
    ### END SOLUTION
    return dA_prev, dW, db


# %% check="linear_backward"
check("linear_backward")

# %% [markdown]
# Now you can carry a gradient through the weights.
#
# ## Exercise 8: a whole layer back
#
# {declared:linear_activation_backward}
#
# The two halves of the layer in reverse order: first back through the activation, then through the linear step.
#
# $$dZ = dA \odot g'(Z), \qquad\text{then } dA_{prev},\ dW,\ db \text{ from } dZ$$
#
# `sigmoid_backward` and `relu_backward` do the first for you, if you give each its part of the cache. The cache is
# the pair that your `linear_activation_forward` made: one half for each of the two steps back.
#
# Shapes: $dA$ and $dZ$ are $(n_l, m)$, like $A$ and $Z$; the rest as in `linear_backward`.
#
# Layer 1 of the pencil network, `"relu"`. $dA^{[1]}$ comes in from above; $Z^{[1]}$ is positive in three places:
#
# $$dZ^{[1]} = \begin{pmatrix} -0.0596 & 0.1888 \\ 0.0596 & -0.1888 \\ -0.1192 & 0.3775 \end{pmatrix} \odot
# \begin{pmatrix} 1 & 0 \\ 0 & 1 \\ 1 & 0 \end{pmatrix}
# = \begin{pmatrix} -0.0596 & 0 \\ 0 & -0.1888 \\ -0.1192 & 0 \end{pmatrix}$$
#
# and from it $dW^{[1]} = (-0.0596,\ 0.0944,\ -0.1192)$ and $db^{[1]} = (-0.0298,\ -0.0944,\ -0.0596)$, both columns,
# and $dA^{[0]} = (-0.1192,\ 0.1888)$.

# %%
# Does the step back through an activation change the shape?
predict_shape(relu_backward(np.ones((4, 6)), np.ones((4, 6))), ...)


# %% solution="linear_activation_backward"
def linear_activation_backward(dA, cache, activation):
    """Return the gradients of a whole layer.

    dA (n_l, m) of each example's loss, cache ((A_prev, W, b), Z) as in linear_activation_forward,
    activation "sigmoid" or "relu"
    -> dA_prev (n_{l-1}, m) of each example's loss, dW (n_l, n_{l-1}) and db (n_l, 1) of the cost
    """
    ### BEGIN SOLUTION
    linear_cache, Z = cache
    dZ = sigmoid_backward(dA, Z) if activation == "sigmoid" else relu_backward(dA, Z)
    dA_prev, dW, db = linear_backward(dZ, linear_cache)
    ### END SOLUTION
    return dA_prev, dW, db


# %% check="linear_activation_backward"
check("linear_activation_backward")

# %% [markdown]
# Now you have a layer in both directions.
#
# ## Exercise 9: the whole backward pass
#
# {declared:L_model_backward}
#
# The chain begins with the slope of the loss, entry by entry:
#
# $$dA^{[L]} = -\left(\frac{Y}{A^{[L]}} - \frac{1 - Y}{1 - A^{[L]}}\right)$$
#
# Then layer $L$, which had the sigmoid, then layers $L - 1$ down to $1$, which had ReLU. Each takes the $dA^{[l]}$
# that the layer after it has left, and its own cache, `caches[l - 1]`; it leaves three gradients:
#
# | | comes in | goes into `grads` |
# |---|---|---|
# | layer $L$ | $dA^{[L]}$ | `f"dA{L-1}"`, `f"dW{L}"`, `f"db{L}"` |
# | layer $l$ | $dA^{[l]}$ | `f"dA{l-1}"`, `f"dW{l}"`, `f"db{l}"` |
# | layer 1 | $dA^{[1]}$ | `"dA0"`, `"dW1"`, `"db1"` |
#
# So $dA^{[l-1]}$ is filed under its own number, one less than the layer's. `dA0` is how each example's loss would
# change with its input. (Behind the sigmoid $dZ^{[L]}$ shrinks to $A^{[L]} - Y$. That is the same thing, and welcome.
# But it is a $dZ$, not a $dA$: it doesn't go through `sigmoid_backward` again.)
#
# The pencil network: $dA^{[2]} = -\big(\frac{1}{0.8808},\ -\frac{1}{1 - 0.3775}\big) = (-1.1353,\ 1.6065)$; the
# slopes of the sigmoid are $(0.1050,\ 0.2350)$; so $dZ^{[2]} = (-0.1192,\ 0.3775)$, with which exercise 7 began.
# Exercise 8 did the rest.

# %%
# Two layers back, from dZ (1, 6) through W (1, 4) and W (4, 3), activations left out: what shape has dA0?
predict_shape(np.ones((4, 3)).T @ (np.ones((1, 4)).T @ np.ones((1, 6))), ...)


# %% solution="L_model_backward"
def L_model_backward(AL, Y, caches):
    """Return the gradients of all layers.

    AL (1, m) and the list of L caches as in L_model_forward, Y (1, m)
    -> for l = 1 to L {"dA{l-1}": (n_{l-1}, m) of each example's loss, "dW{l}": (n_l, n_{l-1}), "db{l}": (n_l, 1) of the
    cost}, with numbers in the braces: "dA0", "dW1", "db1", ...
    """
    ### BEGIN SOLUTION
    L, grads = len(caches), {}
    dAL = -(Y / AL - (1 - Y) / (1 - AL))
    last = linear_activation_backward(dAL, caches[L - 1], "sigmoid")
    grads[f"dA{L - 1}"], grads[f"dW{L}"], grads[f"db{L}"] = last
    for l in range(L - 1, 0, -1):
        hidden = linear_activation_backward(grads[f"dA{l}"], caches[l - 1], "relu")
        grads[f"dA{l - 1}"], grads[f"dW{l}"], grads[f"db{l}"] = hidden
    ### END SOLUTION
    return grads


# %% check="L_model_backward"
check("L_model_backward")

# %% [markdown]
# Now you can tell every weight of a network of any depth which way to move. That was the summit.
#
# ## Exercise 10: the update
#
# {declared:update_parameters}
#
# One step of gradient descent for every $W^{[l]}$ and $b^{[l]}$, with the learning rate $\alpha$:
#
# $$W^{[l]} := W^{[l]} - \alpha\, dW^{[l]}, \qquad b^{[l]} := b^{[l]} - \alpha\, db^{[l]}, \qquad l = 1, \dots, L$$
#
# Return **new** arrays in a new dictionary, and leave `params` and `grads` as they came. A copy of the dictionary
# alone isn't enough: it still holds the caller's arrays, and `-=` writes into them. Let `params` tell you which
# arrays there are: `grads` may hold more, such as the $dA$.
#
# Shapes: as they came in. With the pencil network and $\alpha = 0.5$ the new $W^{[2]}$ is
# $(0.5,\ -0.5,\ 1) - 0.5 \cdot (-0.1192,\ 0.3775,\ -0.0298) = (0.5596,\ -0.6888,\ 1.0149)$.

# %%
# A trap: b is (4, 1), and a db that was summed without keepdims is (4,). What shape has the "new b"?
predict_shape(np.ones((4, 1)) - 0.5 * np.ones(4), ...)


# %% solution="update_parameters"
def update_parameters(params, grads, learning_rate):
    """Return the parameters after one step of gradient descent, as a new dictionary.

    params {"W1", "b1", ..., "WL", "bL"}, grads with at least {"dW1", "db1", ..., "dWL", "dbL"} of the same shapes
    -> {"W1", "b1", ..., "WL", "bL"}, same shapes; the arguments stay unchanged
    """
    ### BEGIN SOLUTION
    parameters = {name: value - learning_rate * grads[f"d{name}"] for name, value in params.items()}
    ### END SOLUTION
    return parameters


# %% check="update_parameters"
check("update_parameters")

# %% [markdown]
# Now you have all the pieces. One step takes the pencil network from a cost of 0.3005 to 0.2055; the next cell does
# it with your functions.

# %% demo="pencil_step"
pencil_AL, pencil_caches = L_model_forward(pencil_X, pencil_parameters)
pencil_grads = L_model_backward(pencil_AL, pencil_Y, pencil_caches)
pencil_moved = update_parameters(pencil_parameters, pencil_grads, 0.5)
print(f"cost before the step: {compute_cost(pencil_AL, pencil_Y):.4f}")
print(f"cost after the step:  {compute_cost(L_model_forward(pencil_X, pencil_moved)[0], pencil_Y):.4f}")

# %% [markdown]
# ## Three tests before any training
#
# A slip in a backward pass rarely stops a training: it goes on, and learns badly. So whoever writes a network by hand
# tests it first. Three tests, each takes a second, each on the code that *you* wrote.
#
# They need two small functions, given here. `seeded` draws the weights of a network anew from a seed, so that
# everybody gets the same numbers: 0.01 times a normal draw, as in exercise 2. `rescaled` divides by
# $\sqrt{n_{l-1}}$ instead of by 100: its weights are larger, the fewer units feed a layer.


# %% plain="starts"
def seeded(parameters, seed):
    """Return parameters of the same shapes, the weights drawn anew from this seed with standard deviation 0.01."""
    rng = np.random.default_rng(seed)
    draw = {"W": lambda value: 0.01 * rng.standard_normal(value.shape), "b": np.zeros_like}
    return {name: draw[name[0]](value) for name, value in parameters.items()}


def rescaled(parameters):
    """Return parameters whose weights have standard deviation 1 / sqrt(n_{l-1}) where it was 0.01."""
    return {
        name: value * 100 / np.sqrt(value.shape[1]) if name.startswith("W") else value
        for name, value in parameters.items()
    }


# %% [markdown]
# ### Test 1: the first cost is near $\log 2$
#
# A network with small weights says almost 0.5 to everything, so before any training its cost must be near
# $\log 2 = 0.6931$. Another number means a slip in the forward pass or in the cost. The data are week 3's flower,
# divided by 4 so that both coordinates lie between about $-1$ and $1$.

# %% demo="first_cost"
flower_X, flower_Y = data.flower()
flower_X = flower_X / 4
first_AL, _ = L_model_forward(flower_X, initialize_parameters_deep([2, 16, 8, 1]))
print(f"first cost: {compute_cost(first_AL, flower_Y):.6f}   log 2: {np.log(2):.6f}")

# %% [markdown]
# ### Test 2: the gradients are those of the cost
#
# A gradient says how much the cost changes when a number is moved a little. So move it a little, and look: that is
# all `gradient_check` does, for each number of each parameter in turn, and it compares what it measures with your
# backward pass. Too slow for training (two forward passes for every single weight), but a test that leaves little
# room for doubt.
#
# The network has three layers of 5, 4 and 1 units, for six examples of 3 features, with the larger weights of
# `rescaled`: with 0.01 the gradients would be so small that rounding hides them. Relative errors should be below
# $10^{-7}$. (ReLU has a kink at 0. If some $z$ lies so close to it that the little step crosses it, the measured slope
# is a mix of two and the error lies somewhere in between, although nothing is wrong. Then take other numbers.)
#
# The last line is about $1/m$. The check moves the entries of the *input*, and measures how the **cost** changes.
# Your `dA0` is the gradient of each example's **loss**; the cost is the mean of the losses; so the measured
# slope is `dA0 / m`.

# %% demo="measured_gradients"
small_rng = np.random.default_rng(4)
small_X, small_Y = small_rng.normal(size=(3, 6)), np.array([[0, 1, 1, 0, 1, 0]])
small_net = rescaled(seeded(initialize_parameters_deep([3, 5, 4, 1]), seed=4))


def small_cost(parameters):
    """The cost of the small network with these parameters."""
    return compute_cost(L_model_forward(small_X, parameters)[0], small_Y)


def small_cost_of_input(moved):
    """The cost of the small network with this input."""
    return compute_cost(L_model_forward(moved["A0"], small_net)[0], small_Y)


small_AL, small_caches = L_model_forward(small_X, small_net)
small_grads = L_model_backward(small_AL, small_Y, small_caches)
gradient_check(small_cost, small_net, small_grads)
print("\nThe input, with dA0 / m for the gradient:")
gradient_check(small_cost_of_input, {"A0": small_X}, {"dA0": small_grads["dA0"] / small_X.shape[1]})

# %% [markdown]
# ### Test 3: it can learn five examples by heart
#
# Any network that works can learn five points by heart: the cost must go below 0.05. If it doesn't, no amount of
# data will help. `descend` puts your pieces together in the order that you know: forward, cost, backward, update.
# (It shows a progress bar where it takes longer than a second.)


# %% demo="overfit_five"
def descend(network, points, classes, rate, steps):
    """Take `steps` steps of gradient descent; return the trained network, and the cost before each step."""
    seen = []
    for _ in progress(range(steps)):
        output, kept = L_model_forward(points, network)
        seen.append(compute_cost(output, classes))
        network = update_parameters(network, L_model_backward(output, classes, kept), rate)
    return network, seen


five = [20, 120, 180, 250, 350]
five_net, five_costs = descend(
    rescaled(seeded(initialize_parameters_deep([2, 16, 8, 1]), seed=1)), flower_X[:, five], flower_Y[:, five], 0.3, 1000
)
print(f"cost of five examples: first {five_costs[0]:.4f}, after 1000 steps {five_costs[-1]:.4f}, to be below 0.05")

# %% [markdown]
# ## Train it: four layers on the flower
#
# Now the whole flower, 400 points, with four layers: `layer_dims = [2, 16, 12, 8, 1]`, learning rate 0.1, 1500
# iterations, a second or two. Twice, and the two trainings differ in nothing but the size of the first weights: once
# 0.01, as in exercise 2, once rescaled to $1/\sqrt{n_{l-1}}$.
#
# **Predict first:** what will the cost of each be after 1500 iterations?

# %% demo="two_starts"
flower_start = seeded(initialize_parameters_deep([2, 16, 12, 8, 1]), seed=1)
timid_net, timid_costs = descend(flower_start, flower_X, flower_Y, 0.1, 1500)
bold_net, bold_costs = descend(rescaled(flower_start), flower_X, flower_Y, 0.1, 1500)
print(f"weights of 0.01:          first cost {timid_costs[0]:.4f}, last {timid_costs[-1]:.4f}")
print(f"weights of 1/sqrt(n_prev): first cost {bold_costs[0]:.4f}, last {bold_costs[-1]:.4f}")

CLASSES = [("class 0", "#0072B2", "#D6E6F2", "o"), ("class 1", "#D55E00", "#F9DFCC", "^")]
fig, (left, right) = plt.subplots(1, 2, figsize=(12, 5))
left.plot(timid_costs, color="#D55E00", ls="--", lw=2, label="weights of 0.01")
left.plot(bold_costs, color="#0072B2", lw=2, label=r"weights of $1/\sqrt{n_{l-1}}$")
left.set(xlabel="iteration", ylabel="cost", ylim=(0, 0.8), title="The same network, two sizes of first weights")
left.legend(loc="lower left")
ticks = np.linspace(-1.25, 1.25, 300)
grid = np.stack(np.meshgrid(ticks, ticks))
says = L_model_forward(grid.reshape(2, -1), bold_net)[0].reshape(300, 300) > 0.5
right.contourf(*grid, says, levels=[-0.5, 0.5, 1.5], colors=[ground for _, _, ground, _ in CLASSES])
right.contour(*grid, says, levels=[0.5], colors="black", linewidths=1)
for j, (label, colour, _, marker) in enumerate(CLASSES):
    points = flower_X[:, flower_Y[0] == j]
    right.scatter(*points, s=22, c=colour, marker=marker, label=label, edgecolors="white", lw=0.4)
accuracy = 100 * np.mean((L_model_forward(flower_X, bold_net)[0] > 0.5) == flower_Y)
right.set(xlabel="$x_1$ / 4", ylabel="$x_2$ / 4", aspect="equal", title=f"The rescaled one: {accuracy:.1f} % right")
right.legend(loc="upper right", fontsize="small")
plt.show()

# %% [markdown]
# Left: the cost of both. The rescaled network (blue, solid) comes down to about 0.22. The other one (orange,
# dashed) draws a level line at 0.693 = $\log 2$: after 1500 iterations it hasn't begun to learn. Your functions are
# right, the three tests have shown it. It is the start that is too small.
#
# Right: the plane as the rescaled network divides it, with about 92.5 % of the points right. The ground is coloured
# by the network's answer, the black line lies between the answers. It is made of straight pieces, because ReLU is.
# (One thing to know if you go on playing: with larger learning rates or more iterations some outputs become exactly
# 0 or 1 in floating-point numbers; then the cost and $dA^{[L]}$ divide by zero, and everything turns to `nan`. A
# smaller rate or fewer iterations help.)
#
# ## Your own run: where does the gradient go?
#
# To see why, follow the numbers through a network. The next cells make a flower of your own, drawn from your user
# name, and a network of five layers, `layer_dims = [2, 20, 20, 20, 20, 1]`, also drawn from it. One forward and one
# backward pass, no training. For each layer you get the mean of $|A^{[l]}|$ and the mean of $|dA^{[l]}|$, for both
# starts.

# %%
# The name under which you hand in; if this is another one, write it here in quotes.
user_name = data.user_name()

# %% demo="your_run"
your_seed = data.seed_of(user_name)
your_X, your_Y = data.flower(seed=your_seed)
your_X = your_X / 4
your_start = seeded(initialize_parameters_deep([2, 20, 20, 20, 20, 1]), your_seed)


def sizes_on_the_way(network):
    """Mean |A| and mean |dA| for l = 0 to 4, the largest |dW|, and how much one step of 0.1 lowers the cost."""
    AL, caches = L_model_forward(your_X, network)
    grads = L_model_backward(AL, your_Y, caches)
    forward = [np.abs(cache[0][0]).mean() for cache in caches]
    back = [np.abs(grads[f"dA{l}"]).mean() for l in range(5)]
    largest = max(np.abs(grads[f"dW{l}"]).max() for l in range(1, 6))
    after = L_model_forward(your_X, update_parameters(network, grads, 0.1))[0]
    return forward, back, largest, compute_cost(AL, your_Y) - compute_cost(after, your_Y)


fig, axes = plt.subplots(1, 2, figsize=(12, 4.5), sharey=True)
starts = [("weights of 0.01", your_start), ("weights of 1/sqrt(n_prev)", rescaled(your_start))]
for ax, (called, network) in zip(axes, starts, strict=True):
    forward, back, largest, gained = sizes_on_the_way(network)
    print(f"{user_name}, {called}")
    print("   l             ", "".join(f"{l:>10}" for l in range(5)))
    print("   mean |A[l]|   ", "".join(f"{value:10.1e}" for value in forward))
    print("   mean |dA[l]|  ", "".join(f"{value:10.1e}" for value in back))
    print(f"   largest |dW| of all layers {largest:.1e}; one step lowers the cost by {gained:.1e}\n")
    ax.semilogy(range(5), forward, "o-", color="#0072B2", lw=2, ms=8, label="mean $|A^{[l]}|$, computed left to right")
    ax.semilogy(range(5), back, "^--", color="#D55E00", lw=2, ms=8, label="mean $|dA^{[l]}|$, computed right to left")
    ax.set(xlabel="layer $l$", title=called.replace("sqrt(n_prev)", r"$\sqrt{n_{l-1}}$"), xticks=range(5))
    ax.grid(alpha=0.3)
axes[0].set_ylabel("mean size (logarithmic)")
axes[1].legend(loc="lower center")
plt.show()

# %% [markdown]
# Blue circles with a solid line are the activations, which the forward pass computes from left to right; orange
# triangles with a dashed line are the gradients, which the backward pass computes from right to left. The vertical
# axis is logarithmic: a straight slope means that each layer multiplies by the same factor. On the left (0.01) both
# lose more than a factor of ten with every layer, each in its own direction. On the right both stay within the same
# one or two powers of ten.
#
# ## In your own words
#
# **Ten points, graded by a person.** In at most 80 words, with numbers from *your* run:
#
# 1. With weights of 0.01, by about what factor do the activations shrink from one layer to the next, and the
#    gradients on the way back?
# 2. Why does this leave $dW$ tiny in *every* layer, the last ones too? ($dW = \frac1m dZ A_{prev}^\top$.)
# 3. What does dividing by $\sqrt{n_{l-1}}$ change?

# %% [markdown] written="shrinking" points=10
# ### BEGIN SOLUTION
# **Model answer** (the numbers are one student's; each has other ones, printed beside the answer)
#
# With 0.01 the activations shrink about 30-fold a layer (3e-3, 8e-5, 3e-6, 1e-7), and $|dA|$ about as much on the
# way back. $dW$ multiplies both: in the first layers the gradient that arrives is tiny, in the last ones the
# activation that comes in is. So no weight moves and the cost stays at 0.693. Divided by $\sqrt{n_{l-1}}$ the
# weights are so large that a layer nearly keeps the size (a factor near 1.5), forward and back, and every layer
# gets a gradient.
#
# **Rubric**
#
# - Level 2, 10 points: gives both factors from the student's own run (right within a factor of 2), says that $dW$
#   is a product of a gradient and an activation of which one or both are tiny in each layer, and that the rescaled
#   start keeps sizes about the same. *Anchor:* "A shrinks about 30 times per layer and dA also about 30 times going
#   back. dW is dZ times A_prev, early layers have tiny dZ, late layers have tiny A, so all are below 1e-7 and
#   nothing learns. With 1/sqrt(n) both shrink less than 2 times per layer, so dW is about 0.03."
# - Level 1, 5 points: own numbers, but only one direction is explained, or the product is missing; or a right
#   explanation without the student's numbers. *Anchor:* "My activations go from 3e-3 to 1e-7, so about 30 times
#   smaller each layer, because the weights are small. The gradient is therefore small. Dividing by the root makes
#   the weights bigger."
# - Level 0, 0 points: no numbers from the run and no mechanism, or numbers that aren't this student's together with a
#   wrong one. *Anchor:* "The network is too deep and the learning rate is too small, so it does not learn. With
#   sqrt it works better."
# ### END SOLUTION

# %% [markdown]
# ## Summary
#
# > - One layer: linear, then activation. On the way back: activation, then linear. A deep network is a loop over
# >   layers, in both directions; over the examples there is none.
# > - The cache of a layer, $\big((A^{[l-1]}, W^{[l]}, b^{[l]}), Z^{[l]}\big)$, carries what the way back needs.
# > - $dA^{[l-1]} = W^{[l]\top} dZ^{[l]}$: what comes after a layer's output tells its gradient. $dZ$ and $dA$
# >   belong to each example's loss; $dW$ and $db$ belong to the cost and carry the only $1/m$.
# > - Before training: the first cost near $\log 2$, the gradient check, five examples learned by heart.
# > - Weights of 0.01 make a deep network fall silent, forward and back. Divided by $\sqrt{n_{l-1}}$ they keep the
# >   sizes.
#
# **Where next?** In the next notebook you put these ten functions to work on pictures: cat or no cat, with two layers
# and with four.
#
# ---
# The course follows the outline of *Neural Networks and Deep Learning* by
# [DeepLearning.AI](https://www.deeplearning.ai/); text, code and data are our own.
