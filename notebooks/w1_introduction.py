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
# # Week 1: Introduction to deep learning
#
# What is a neural network made of, what is it good for, and why has it become good at it only in recent
# years? This lesson answers with figures that you can move and with trainings that you can repeat. On the way
# stands the first function of this course. It is one line long: it is here so that you have been through the
# whole round once, from opening a notebook to reading your feedback, before anything depends on it.
#
# **At the end you will be able to**
#
# - say what a unit computes, what a densely connected layer is, and count its parameters,
# - write ReLU, the activation function of most deep networks, for arrays of any shape,
# - choose the kind of network that fits a table, a picture or a sequence,
# - explain with a measured chart when more data helps, and when a small model is the better choice,
# - say why networks of ReLU units train faster than networks of sigmoid units: it is a matter of slopes,
# - fill in, check, validate and submit an assignment.
#
# **Before you start:** a little Python (functions, `import`, lists, loops) and the slope of a straight line.
# **Time:** about 60 minutes. Run a cell with Shift+Enter, from top to bottom. Symbols and shapes on one page:
# [notation](notation.html).
#
# {install}

# %% plain="setup"
import matplotlib.pyplot as plt
import numpy as np
from scipy.special import expit  # the sigmoid

# grade is for the course's staff: their copy of each check cell calls it.
from autograder import check, data, explore, grade, hint, predict_shape, quiz

# %% [markdown]
# ## What you bring along
#
# Three questions to begin with. Nothing here is graded; every answer tells you something when you open it.

# %% [markdown] quiz="before"
# 1. A function is given by $f(x) = 2x - 6$. What is $f(1)$?
#    - [ ] 2
#      > 2 is what $x$ is multiplied by. After that 6 is taken away.
#    - [x] $-4$
#      > $2 \cdot 1 - 6 = -4$. A number goes in, a number comes out: that is all a function is. A network is a large one.
#    - [ ] 4
#      > The size is right, the sign is not: $2 - 6$ lies below zero.
# 2. A straight line goes through the points $(0, 1)$ and $(2, 7)$. What is its slope?
#    - [ ] 6
#      > That is how far it rises in two steps to the right. The slope is the rise in **one** step.
#    - [ ] 7
#      > That is the height at $x = 2$. The slope says how fast the height changes.
#    - [x] 3
#      > It rises by $7 - 1 = 6$ on a way of 2, so by 3 for each step of 1. Slopes are what training follows.
# 3. In Python, `sizes = [80, 120, 45]`. What is `[2 * size for size in sizes]`?
#    - [x] `[160, 240, 90]`
#      > Each number by itself is doubled, and the list keeps its length and its order. Lists of numbers are what networks eat.
#    - [ ] `[80, 120, 45, 80, 120, 45]`
#      > That is `2 * sizes`: a list times 2 is repeated. The loop takes the numbers out one by one.
#    - [ ] `490`
#      > That would be twice the sum. Here every entry stays by itself.

# %% [markdown]
# ## The goal of the course, and a map: recognise a cat
#
# Build a neural network, train it with data, and let it tell cats from other things: that is the goal of the
# four weeks.
#
# The next figure shows eight pictures of the set that you will train on, four cats above, four others below.
# They are drawings of 64 × 64 points. **Predict:** you tell a cat at a glance. Could you write down the rule, as
# a list of `if`s about the numbers of a picture?

# %% demo="goal"
pictures, labels, *_ = data.cats()
fig, axes = plt.subplots(2, 4, figsize=(6.5, 3.8))
shown = [*np.flatnonzero(labels[0] == 1)[:4], *np.flatnonzero(labels[0] == 0)[:4]]
for ax, number in zip(axes.flat, shown, strict=True):
    ax.imshow(pictures[number])
    ax.set_title("cat: y = 1" if labels[0, number] else "no cat: y = 0", fontsize="medium")
    ax.axis("off")
fig.tight_layout()
print(f"one picture: {pictures[0].shape}, so {pictures[0].size:,} numbers; what is asked for: one number, y")

# %% [markdown]
# Nobody has found such a list of `if`s. A pointed ear is dark here and light there, and never in the same
# place. So we turn the task round: we don't write the rule, we write a function with thousands of numbers in
# it that may still be changed, show it examples with their right answers, and let it change those numbers
# until its answers agree with the examples. The function is the **network**, the changeable numbers are its
# **parameters**, and the changing is called **training**.
#
# | week | you build | and meet |
# |---|---|---|
# | 1 | ReLU, one line | units, layers, which network for which data, why now |
# | 2 | the NumPy of neural networks; then one unit that looks for cats | cost, gradient descent, working without loops |
# | 3 | a network with one hidden layer | forward and backward pass, the random start |
# | 4 | a network of any depth; then the cat classifier | why deeper, what to choose by hand |
#
# ## A unit: from the size of a house to its price
#
# Pictures are for later; we begin with one number. The next cell holds twelve made-up houses: the size of each
# in square metres, and its price in thousands. We want a function from size to price.
#
# The smallest network does it with one **unit**. (Other texts say *neuron* or *node*; it is the same thing.) A
# unit has two parameters here, a **weight** $w$ and a **bias** $b$, and works in two steps:
#
# $$z = w \cdot \text{size} + b, \qquad a = \max(0, z)$$
#
# First a straight line, then an **activation function**: what is negative becomes zero, because no price is
# negative. How far the unit is off at one house is its **loss** there; the mean over all houses is its
# **cost**. The lower the cost, the better the parameters.

# %%
BLUE, ORANGE, GREEN, PINK = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
SIZES = [18, 25, 34, 42, 55, 63, 78, 90, 104, 118, 135, 150]
PRICES = [5, 2, 0, 31, 90, 82, 160, 165, 240, 250, 330, 345]


def price(size, w, b):
    """Return what one unit says of a house of this size."""
    return max(0, w * size + b)


def house_cost(w, b):
    """Return the mean distance, in thousands, between what the unit says and the prices."""
    return np.mean([abs(price(size, w, b) - true) for size, true in zip(SIZES, PRICES, strict=True)])


# %% [markdown]
# The figure shows the houses as orange points and what the unit says as a blue line; a thin grey line at each
# house is its loss. **Predict:** which slider turns the line, and which one moves the bend to the side? Then
# find the two values with the lowest cost, with the mouse or the arrow keys. You are the training now.


# %%
def draw_unit(w=2, b=-60):
    """Draw the houses, and the unit with weight w and bias b."""
    fig, ax = plt.subplots(figsize=(6.5, 4))
    ax.vlines(SIZES, PRICES, [price(size, w, b) for size in SIZES], color="0.6", lw=1)
    ticks = np.arange(0, 161)
    ax.plot(ticks, [price(size, w, b) for size in ticks], color=BLUE, lw=2, label="what the unit says")
    ax.plot(SIZES, PRICES, "o", color=ORANGE, label="twelve houses")
    ax.set(xlabel="size in m²", ylabel="price in thousands", ylim=(-15, 420))
    ax.set_title(f"w = {w}, b = {b}: cost {house_cost(w, b):.1f} thousand")
    ax.legend(loc="upper left")
    return fig


explore(draw_unit, w=[0, 1, 2, 3, 4, 5], b=[-150, -120, -90, -60, -30, 0, 30])

# %% [markdown]
# The weight is the slope: how much a square metre more adds to the price. The bias shifts the line up and
# down, and with it the bend, which lies where $w \cdot \text{size} + b = 0$. Left of it the unit says zero.
#
# Your best pair can be compared with all 42 pairs of the sliders:

# %%
pairs = [(w, b) for w in range(6) for b in range(-150, 31, 30)]
best = min(pairs, key=lambda pair: house_cost(*pair))
print(f"best of {len(pairs)} pairs: w = {best[0]}, b = {best[1]}, cost {house_cost(*best):.1f} thousand")
print(f"a house of 10 m² there: the straight line says {best[0] * 10 + best[1]}, the unit {price(10, *best)}")

# %% [markdown]
# Trying everything works for two parameters. A unit that looks at a picture has a weight for each of 12,288
# numbers; with six values each there would be more combinations than anyone could write down, let alone try.
# Week 2 shows what is done instead: ask for the **slope** of the cost, and step downhill. Keep in mind that
# training lives on slopes: this lesson comes back to it.
#
# ## ReLU
#
# A unit of a neural network computes a weighted sum of its inputs and hands it through an **activation
# function**. In deep networks that is most often ReLU, the *rectified linear unit*:
#
# $$\text{ReLU}(x) = \max(0, x)$$
#
# What is positive passes as it is; what is negative becomes zero. The price of a house can't be below zero,
# for instance, whatever a straight line through the data says.
#
# The figure shows ReLU (blue, solid) and the sigmoid (orange, dashed), an older activation function that you
# meet in week 2. To the right ReLU goes on rising with slope 1, while the sigmoid levels off. Learning follows
# slopes: where a function is flat, there is next to nothing to follow. That is one reason why networks of ReLU
# units learn faster than networks of sigmoid units.

# %% demo="relu_picture"
fig, ax = plt.subplots(figsize=(6, 3.5))
ax.plot([-5, 0, 5], [0, 0, 5], color="#0072B2", lw=2, label="ReLU")
ticks = np.linspace(-5, 5, 101)
ax.plot(ticks, expit(ticks), color="#D55E00", lw=2, ls="--", label="sigmoid")
ax.set(xlabel="x", ylabel="activation", title="ReLU keeps rising, the sigmoid levels off")
ax.legend(loc="upper left")
ax.grid(alpha=0.3)

# %% [markdown]
# ## How an exercise works
#
# Now it is your turn to write it. An exercise goes like this:
#
# 1. **Open.** You have done that. Run a cell with Shift+Enter, and run the cells from top to bottom.
# 2. **Fill in.** Put your code where it says `# YOUR CODE HERE`, and take the `raise NotImplementedError()`
#    away. The `return` below it is given: it says which name you have to make.
# 3. **Check.** Run the cell, then the check below it. It calls your function on examples and says what is
#    right and what is not. Check as often as you like: it costs nothing. If you are stuck, `hint("relu")` in
#    a cell of your own gives up to three hints.
# 4. **Validate.** Restart the kernel and run all cells (*Run* menu), then press *Validate*. It runs your
#    notebook from the top, as the grader will, and finds what works only because of a cell that you ran
#    earlier and have deleted since.
# 5. **Submit.** Hand the notebook in as your course says: from nbgrader's *Assignment List*, or as this file.
#    Grading asks the same kinds of question with other numbers and other sizes. Your feedback shows the points,
#    what was tried, and what to look at.
#
# Please don't copy, split or delete the cells that are here; new cells of your own are welcome anywhere.

# %% [markdown]
# ## Exercise: `relu`
#
# {declared:relu}
#
# Write ReLU for a whole array at once: every entry goes through $\max(0, x)$ by itself, and the result has the
# shape of the input. For example
#
# $$\begin{pmatrix} 2 & -3 & 0 \\ -0.5 & 1.5 & -1 \end{pmatrix} \quad\longrightarrow\quad
# \begin{pmatrix} 2 & 0 & 0 \\ 0 & 1.5 & 0 \end{pmatrix}$$
#
# With a loop, for a list of numbers, it is `[max(0, number) for number in numbers]`. NumPy has a function that
# does this for arrays of any shape, and for a single number too, without a loop.
#
# Return a **new** array and leave `x` as it came: whoever called you may still need it.

# %%
# What shape has the result? Put your guess, such as (4,), in the place of the dots, and run the cell.
predict_shape(np.ones((2, 3)) * -1, ...)


# %% solution="relu"
def relu(x):
    """Return max(0, x) for every entry of x.

    x a number or an array of any shape -> the same shape; x stays unchanged
    """
    # 1. a = np.____(0, x)
    ### BEGIN SOLUTION
    a = np.maximum(0, x)
    ### END SOLUTION
    return a


# %% check="relu"
check("relu")

# %% [markdown]
# Now you can write the activation function that the deep networks of week 4 are made of, and you know what a
# check looks like. Save, restart and run all, validate, submit: now, or when you have come to the end of the
# lesson. Nothing after this line is graded.
#
# ## Another one, if you like: leaky ReLU
#
# This one isn't graded. ReLU has slope 0 for negative $x$, so a unit whose input is always negative never
# learns again. **Leaky ReLU** leaves a little slope there:
#
# $$\text{leaky}(x) = \begin{cases} x & x > 0 \\ 0.01\,x & \text{otherwise} \end{cases}$$
#
# Put your line in the place of the dots, then compare with three values worked out by hand. (One way is
# `np.where(condition, this, that)`: entries of `this` where the condition holds, of `that` where it does not.)


# %%
def leaky_relu(x, slope=0.01):
    """Return x where x is positive, and slope * x elsewhere, for every entry of x."""
    return ...


# %%
by_hand = np.array([-0.02, 0.0, 3.0])
yours = leaky_relu(np.array([-2.0, 0.0, 3.0]))
if yours is ...:
    print("leaky_relu is still empty.")
else:
    print("by hand:", by_hand, " yours:", yours, " equal:", np.allclose(yours, by_hand))

# %% [markdown]
# ## Several units, densely connected: a layer
#
# A house is more than its size. Say there are three **features**: size, rooms, and the distance to the centre.
# Then a unit has a weight for each of them and computes a weighted sum:
#
# $$z = w_1 \cdot \text{size} + w_2 \cdot \text{rooms} + w_3 \cdot \text{distance} + b, \qquad a = \max(0, z)$$
#
# And why only one unit? Several of them side by side, all looking at the same house, are a **layer**. One might
# come to stand for "room for a family", another for "close to work". If **every** input is connected to
# **every** unit, the layer is **densely connected**. Nobody tells a unit what to look at: it has a weight for
# everything, and training may bring some of them close to zero.
#
# What the units say is not the answer yet. One more unit, the output, weighs their opinions. A layer between
# input and output is called **hidden**, because the data have no column that says what should come out there.
#
# The next cell lets three hidden units look at one house, with weights made up by hand. **Predict:** which of
# the three says zero? (In your head, roughly: one sum for each.)


# %%
def look(features, weights, bias):
    """Return what one unit says of one example: the weighted sum, then ReLU."""
    z = bias
    for feature, weight in zip(features, weights, strict=True):
        z += weight * feature
    return max(0, z)


house = [90, 4, 5]  # 90 m², 4 rooms, 5 km to the centre
units = [
    ([3, 0, -10], -90),  # three weights and a bias
    ([0.5, 30, 0], -100),
    ([-1, -20, 4], 100),
]
opinions = [look(house, weights, bias) for weights, bias in units]
print("the hidden units say", opinions)
print("the output says", look(opinions, [1, 0.5, 2], 20), "thousand")

# %% [markdown]
# The third: $-90 - 80 + 20 + 100 = -50$, below zero, so this unit has nothing to say about this house. With
# another house it may.
#
# The figure shows such a network: features as squares, units as circles, a line for every weight. **Predict:**
# you double the units of the hidden layer. What happens to its weights, what to its biases? And if you double
# the features?


# %%
def draw_layer(features=3, units=4):
    """Draw a network with one densely connected hidden layer."""
    fig, ax = plt.subplots(figsize=(6.5, 4.2))
    left, middle, right = ([(x, (n - 1) / 2 - i) for i in range(n)] for x, n in enumerate([features, units, 1]))
    for from_layer, to_layer in [(left, middle), (middle, right)]:
        for (x0, y0), (x1, y1) in [(start, end) for start in from_layer for end in to_layer]:
            ax.plot([x0, x1], [y0, y1], color="0.7", lw=1, zorder=1)
    for places, marker, colour in [(left, "s", ORANGE), (middle, "o", BLUE), (right, "o", GREEN)]:
        ax.scatter(*zip(*places, strict=True), s=330, marker=marker, c=colour, edgecolors="black", zorder=2)
    for x, words in enumerate([f"input\n$n_x = {features}$", f"hidden layer\n$n_h = {units}$", "output\n$n_y = 1$"]):
        ax.text(x, -max(features, units) / 2 - 0.9, words, ha="center", va="center")
    ax.set(xlim=(-0.3, 2.3), ylim=(-5.6, 4.1))
    ax.set_title(f"Hidden layer: weights {units} × {features} = {units * features}, biases {units}")
    ax.axis("off")
    return fig


explore(draw_layer, features=[1, 2, 3, 4, 6, 8], units=[1, 2, 3, 4, 6, 8])

# %% [markdown]
# Twice the units: twice the weights and twice the biases. Twice the features: twice the weights, and as many
# biases as before, since a bias belongs to a unit and not to a connection. A layer has
# $n_h \cdot n_x$ weights and $n_h$ biases.

# %% [markdown] quiz="predict_parameters"
# 1. A picture of 64 × 64 points has 12,288 numbers. How many parameters has a densely connected layer of 20 units that looks at it?
#    - [ ] 12,308
#      > That is 12,288 + 20: one weight for each number, shared by all units. But every unit has weights of its own.
#    - [ ] 245,760
#      > These are the weights, 20 times 12,288. The biases are parameters too, one a unit.
#    - [x] 245,780
#      > 20 times 12,288 weights and 20 biases. It is the first hidden layer of the cat classifier of week 4, and the reason why nobody sets parameters by hand.

# %% [markdown]
# ### What a hidden layer buys: bends
#
# One ReLU unit on one feature is a line with one bend. A hidden layer of several units has several bends, and
# the output adds them up. The next cell makes up thirty more houses, which differ in their age: new ones are
# dear, those of sixty years are cheap, old ones with some charm are dear again.
#
# The bends are spread evenly from 0 to 120 years; half of the units look at the younger houses, half at the
# older ones. Only the weights of the output are fitted here, by a formula for the least squared distances; from
# week 3 on gradient descent will find all parameters, the places of the bends included.

# %%
rng = np.random.default_rng(1)


def some_houses(m):
    """Return the ages (m,) of m made-up houses, and their prices (m,) in thousands."""
    ages = rng.uniform(0, 120, m)
    return ages, 150 + 0.03 * (ages - 60) ** 2 + rng.normal(scale=15, size=m)


ages, age_prices = some_houses(30)
new_ages, new_prices = some_houses(1000)


def fitted(n_h):
    """Return a network of n_h hidden units, fitted to the thirty houses: a function from ages to prices."""
    bends = np.linspace(0, 120, n_h + 2)[1:-1]
    directions = [-1 if unit < n_h // 2 else 1 for unit in range(n_h)]

    def with_ones(ages):
        z = [way * (ages - bend) for way, bend in zip(directions, bends, strict=True)]
        return np.stack([*(line * (line > 0) for line in z), np.ones_like(ages)], axis=1)

    output = np.linalg.lstsq(with_ones(ages), age_prices)[0]
    return lambda ages: with_ones(ages) @ output


# %% [markdown]
# The figure shows the thirty houses and the line that the network draws. Its title gives the cost on these houses
# and on 1000 new ones. **Predict:** one unit, two, six, twenty: which one will be best on the thirty houses, and
# which on the new ones?


# %%
def draw_bends(hidden_units=2):
    """Draw the thirty houses and what a network of so many hidden units says of every age."""
    network, ticks = fitted(hidden_units), np.linspace(0, 120, 481)
    learned, new = (np.mean(abs(network(a) - p)) for a, p in [(ages, age_prices), (new_ages, new_prices)])
    fig, ax = plt.subplots(figsize=(6.5, 4))
    ax.plot(ticks, network(ticks), color=BLUE, lw=2, label="what the network says")
    ax.plot(ages, age_prices, "o", color=ORANGE, label="thirty houses")
    ax.set(xlabel="age in years", ylabel="price in thousands", ylim=(90, 310))
    ax.set_title(f"{hidden_units} hidden unit{'s' * (hidden_units > 1)}: cost {learned:.1f}, on new houses {new:.1f}")
    ax.legend(loc="upper center")
    return fig


explore(draw_bends, hidden_units=[1, 2, 4, 6, 10, 15, 20])

# %% [markdown]
# One unit bends once: 22.5 thousand off on the thirty houses, 25.6 on new ones. Two units already follow the
# valley: 11.2 and 12.7. From there on the first number keeps falling, down to 7.0 with twenty units. The second
# doesn't: it stays near 13 up to six units, and is higher with ten and more. Look at ten units: between 67 and 86
# years there are no houses, nothing holds the line, and it falls through the floor. Spare bends follow
# chance, unless there are enough examples to hold them.
#
# **Try it:** make the thirty houses 300 (`some_houses(300)`), run that cell and the one with the figure again,
# and move the slider to 20. What happens to the two costs?
#
# ## Structured and unstructured data
#
# Data in a table are called **structured**: every column has a meaning of its own, such as size, rooms or
# price. Pictures, sound and text are called **unstructured**. They are numbers too, but no single number
# means anything by itself. Computers have always been good with tables. What is new with deep learning is that
# they get along with the other kind, which people read without effort.
#
# The next figure shows one cat three times: as it is, moved by eight points to the right, and with its
# 4,096 points scrambled. **Predict:** how many of the 12,288 numbers change when the cat moves by **one**
# point? And by number, point for point, which picture is more like the cat on the left: the same cat moved by
# eight points, or the most similar picture of something else?

# %% demo="moved_cat"
cat, others = pictures[shown[0]], pictures[labels[0] == 0].astype(float)
places = np.random.default_rng(1).permutation(64 * 64)
versions = {"a cat": cat, "moved by 8 points": np.roll(cat, 8, axis=1)}
versions["scrambled"] = cat.reshape(-1, 3)[places].reshape(cat.shape)
fig, axes = plt.subplots(1, 3, figsize=(7, 2.8))
for ax, (name, version) in zip(axes, versions.items(), strict=True):
    ax.imshow(version)
    ax.set_title(name)
    ax.axis("off")
fig.tight_layout()

moved = np.roll(cat, 1, axis=1)
print(f"moved by one point: {100 * np.mean(moved != cat):.0f} % of the numbers change")
print(f"mean difference to the cat moved by 8: {np.mean(abs(versions['moved by 8 points'] - cat.astype(float))):.1f}")
print(f"to the most similar of {len(others)} other things: {abs(others - cat).mean(axis=(1, 2, 3)).min():.1f}")

# %% [markdown]
# Moved by one point, 86 % of the numbers change. And the cat that has moved by eight differs from itself by 53.6
# on average, more than from the most similar of the 130 other things, 52.2. (What leaves on the right comes back
# on the left.) Number by number, a cat eight points further to the right is a stranger. What makes the cat is how
# the numbers lie together, not what stands in one place: that is what "unstructured" means.
#
# The scrambled picture holds a surprise. Scramble **all** pictures, each in the same way, and a densely
# connected network has exactly as much to go on as before: every unit is connected to every number, so the
# order of the numbers means nothing to it. It never knew which points are neighbours. It can do without, as
# you will see in week 4; but whoever uses what is known about the data needs fewer parameters and fewer
# examples. That is why there are other kinds of networks.
#
# ## Which network for which data?
#
# | data | examples | network | what it makes use of |
# |---|---|---|---|
# | tables | house → price, customer → buys or not | standard, densely connected | every column has a meaning of its own, and no order |
# | pictures | photograph → cat or not, X-ray → finding | **convolutional** (CNN) | neighbours belong together, and a cat may be anywhere: the same small unit looks at one patch after the other |
# | sequences: audio, text, time series | speech → text, sentence → translation | **recurrent** (RNN), today mostly **transformers** | order matters: a recurrent network reads step by step and keeps a memory; in a transformer every place can look at every other place |
# | several at once | camera, radar and map → steering | parts of several kinds in one network | each part what suits its data |
#
# This course builds the first kind. What you learn about it, layers, cost, gradients, holds for the others: they
# differ in which inputs a unit is connected to and in which units share their weights.
#
# > **People often think** that deep learning is the best method for all data, because it is the best for pictures
# > and language. On tables of ordinary size, methods made of many small decision trees are often as good and
# > quicker to set up. Deep learning is ahead where the data are unstructured and plenty. How to see it: keep a
# > simple method beside every network, on the same data, as this course does.
#
# ## Why now?
#
# Units like ours were described in the 1940s and 1950s, and the way to train layers of them has been well known
# since the 1980s. Three things have changed since then:
#
# - **data:** telephones, cameras, sensors and the web record more of everything, and much of it is unstructured;
# - **computation:** processors made for graphics do thousands of multiplications side by side;
# - **algorithms:** networks have learned to train faster, by changes as small as another activation function.
#
# Each of the three has a section now, and two of them a measurement.
#
# ## Data: the famous chart, measured
#
# A chart is often drawn to explain the rise of deep learning. It shows how good a method gets when it has more
# and more data: an older algorithm levels off, a small network goes higher, a large network higher still. The
# next figure shows that chart. It is a sketch: nobody has measured anything.

# %%
amount = np.linspace(0, 1, 200)
fig, ax = plt.subplots(figsize=(6, 3.5))
for name, height, speed, colour, line in [
    ("large network", 1.0, 2.5, BLUE, "-"),
    ("small network", 0.72, 3.5, GREEN, "-."),
    ("older algorithm", 0.45, 7.0, ORANGE, "--"),
]:
    ax.plot(amount, height * (1 - np.exp(-speed * amount)), line, color=colour, lw=2, label=name)
ax.set(xlabel="amount of data", ylabel="performance", xticks=[], yticks=[], title="A sketch, not a measurement")
ax.legend(loc="lower right")
fig.tight_layout()

# %% [markdown]
# We can do better and measure one. The next cell makes up examples with two features, as many as we like. What
# is above a border is class 1, what is below is class 0. There are two tasks: in one the border is a wave, in
# the other a straight line. One label in twenty is turned round, by chance, as labels in real data sometimes
# are: so nobody can be right in more than about 95 % of new examples. One example is one column of $X$, as
# everywhere in this course.
#
# The figure shows 320 examples of each task, class 0 as blue circles, class 1 as orange triangles, and the true
# border in black.


# %%
BORDERS = {"wave": lambda x: 0.7 * np.sin(2.5 * np.pi * x), "straight line": lambda x: 0.5 * x}


def some_examples(m, rng, border):
    """Return X (2, m), features between -1 and 1, and Y (1, m) of 0 and 1."""
    X = rng.uniform(-1, 1, (2, m))
    above = X[1] > border(X[0])
    return X, (above != (rng.random(m) < 0.05)).astype(float)[np.newaxis]


fig, axes = plt.subplots(1, 2, figsize=(7.5, 3.9), sharey=True)
for ax, (name, border) in zip(axes, BORDERS.items(), strict=True):
    X, Y = some_examples(320, np.random.default_rng(1), border)
    for j, colour, marker in [(0, BLUE, "o"), (1, ORANGE, "^")]:
        ax.scatter(*X[:, Y[0] == j], s=20, c=colour, marker=marker, label=f"class {j}")
    ticks = np.linspace(-1, 1, 200)
    ax.plot(ticks, border(ticks), color="black", lw=1)
    ax.set(xlabel="$x_1$", ylabel="$x_2$" if ax is axes[0] else "", title=f"Border: a {name}", aspect="equal")
axes[0].legend(loc="lower right", fontsize="small")
fig.tight_layout()

# %% [markdown]
# Three methods shall learn from $m$ examples, for $m$ from 10 to 640: **logistic regression**, the classical
# algorithm of week 2, which draws one straight line; a **small network** with 6 hidden ReLU units; and a **large
# network** with 50. Each is trained with at most 150 steps, and then asked about 4000 new examples. All that
# is done for eight draws of the $m$ examples, since with ten examples luck decides a lot.

# %% [markdown] quiz="predict_data"
# 1. The border is a wave, and there are only 10 examples to learn from. Which method will be best on new examples?
#    - [ ] The large network: it can bend as often as it has to.
#      > It can, but ten points don't say where to bend. Look at the left end of the curves below.
#    - [ ] The small network: it is the golden mean.
#      > Being in the middle is no reason. Look at the left end of the curves below, and at how far they scatter.
#    - [x] Hard to say; logistic regression, if any.
#      > With ten examples the results scatter so much that the order changes from draw to draw. A straight line at least can't bend where chance tells it to.
# 2. The border is a straight line, and there are 160 examples. How will the large network do beside logistic regression?
#    - [ ] Better, since it is larger.
#      > What could it win? The straight line is the truth here, and logistic regression draws straight lines.
#    - [ ] It stays near 50 %, since it can't draw a straight line.
#      > It can: units whose bends lie outside the data are straight inside.
#    - [x] Some points worse.
#      > It has to find out from the data that nothing bends, and some of its bends follow turned labels.

# %% [markdown]
# The next cell does the training; you needn't read it now, its ideas are those of weeks 2 and 3. Gradient
# descent is replaced by a cousin from SciPy that needs fewer steps and no learning rate.

# %%
from scipy import optimize


def with_ones(A):
    """Return A (n, m) with a row of ones below it: (n + 1, m). The weights of that row are the biases."""
    return np.vstack([A, np.ones(A.shape[1])])


def trained(X, Y, n_h, rng):
    """Train n_h hidden ReLU units (0: logistic regression) on X (2, m), Y (1, m); return what answers (2, k)."""
    X, y = with_ones(X), Y[0]
    cut = 3 * n_h

    def forward(theta, X):
        z_hidden = theta[:cut].reshape(n_h, 3) @ X
        seen = with_ones(z_hidden * (z_hidden > 0)) if n_h else X
        return z_hidden > 0, seen, theta[cut:] @ seen

    def cost_and_slopes(theta):
        active, seen, z = forward(theta, X)
        off = (expit(z) - y) / y.size
        slopes = seen @ off
        if n_h:
            to_hidden = np.outer(theta[cut:-1], off) * active @ X.T
            slopes = np.concatenate([to_hidden.ravel(), slopes])
        return np.mean(np.logaddexp(0, z) - y * z), slopes

    output = rng.normal(size=(n_h or 2) + 1) / np.sqrt(n_h or 1)
    start = np.concatenate([rng.normal(size=cut), output])
    found = optimize.minimize(cost_and_slopes, start, jac=True, method="L-BFGS-B", options={"maxiter": 150})
    return lambda points: forward(found.x, with_ones(points))[2] > 0


# %% demo="measured_chart"
AMOUNTS, DRAWS = [10, 20, 40, 80, 160, 320, 640], 8
METHODS = {"logistic regression": 0, "small network (6)": 6, "large network (50)": 50}
right = {}
for task, border in BORDERS.items():
    X_new, Y_new = some_examples(4000, np.random.default_rng(1000), border)
    print(f"border: {task:12s}" + "".join(f"{m:10d}" for m in AMOUNTS))
    for method, n_h in METHODS.items():
        right[task, method] = np.zeros((len(AMOUNTS), DRAWS))
        for i, m in enumerate(AMOUNTS):
            for draw in range(DRAWS):
                rng = np.random.default_rng([m, draw])  # the same examples for all methods
                answers = trained(*some_examples(m, rng, border), n_h, rng)(X_new)
                right[task, method][i, draw] = 100 * np.mean(answers == Y_new[0])
        print(f"{method:20s}" + "".join(f"{row.mean():6.1f}±{row.std():.1f}" for row in right[task, method]))

# %% [markdown]
# Each number is the percentage of new examples that are answered right, the mean of eight draws; behind ± stands
# how far the draws scatter (their standard deviation). The figure shows the same: lines are the means, bands the
# scatter.

# %% demo="measured_chart_picture"
fig, axes = plt.subplots(1, 2, figsize=(8, 4), sharey=True)
looks = [(ORANGE, "--", "s"), (GREEN, "-.", "^"), (BLUE, "-", "o")]
for ax, task in zip(axes, BORDERS, strict=True):
    for method, (colour, line, marker) in zip(METHODS, looks, strict=True):
        mean, scatter = right[task, method].mean(axis=1), right[task, method].std(axis=1)
        ax.plot(AMOUNTS, mean, line, marker=marker, color=colour, label=method)
        ax.fill_between(AMOUNTS, mean - scatter, mean + scatter, color=colour, alpha=0.2, lw=0)
    ax.axhline(95, color="black", ls=":", lw=1, label="95 %")
    ax.set(xscale="log", xlabel="examples to learn from, m", title=f"The border is a {task}")
    ax.set_xticks(AMOUNTS, [str(m) for m in AMOUNTS])
    ax.minorticks_off()
    ax.grid(alpha=0.3)
axes[0].set_ylabel("right answers on new examples, %")
axes[1].legend(loc="lower right")
fig.tight_layout()

# %% [markdown]
# **The wave.** Logistic regression comes to about 75 % and stays there, whatever it is given: no straight line
# can do much better. The small network gets to about 80 %. (Six bends could follow the wave more closely;
# training rarely finds them, and a larger network finds its way more easily.) The large network is ahead from
# 80 examples on, and with 640 it is at 92 % and still rising. So the famous chart is true here.
#
# **Its left end.** With 10 and with 20 examples the three means lie within four points of one another, and
# single draws scatter by up to seven. The order is not clear there: with other draws it might be another.
#
# **The straight line.** With the same methods there is another picture. From 40 to 160 examples logistic
# regression is ahead of the large network, by 4 to 6 points: it can't bend, which is what the task asks for.
# From 320 examples on all three lie within about a point of one another. There is nothing left that a larger
# network could win. (That 20 examples do worse than 10 is chance: eight draws are few.)
#
# So it is not data alone. Two things meet: how many examples there are, and how much there is to be learned
# from them. With few examples begin with the simple model; when its curve has gone level although more examples
# come, take a larger one. All this is measured on two made-up tasks in the plane, with at most 150 steps of
# training; on pictures you will make the same comparison yourself, in weeks 2 and 4.
#
# **Try it:** make the wave gentler, 1.0 for 2.5 in `BORDERS`, run that cell and then the cells with the
# training and the chart. Where do the curves of the two networks meet now?
#
# ## Computation: the cycle of idea, code and experiment
#
# Nobody gets a network right at first. One has an **idea**, writes the **code**, runs the **experiment**, looks
# at what came out, and has the next idea. Faster processors don't only make one training shorter; they let that
# cycle turn more often, and that is how people learn what works.
#
# Say a round takes an hour of thinking and writing, and then the experiment. **Predict:** an experiment falls
# from 10 hours to one hour. How many times more rounds fit into a week of 40 hours: ten times, or fewer? And
# from one hour to 6 minutes?

# %%
THINKING, WEEK = 1, 40  # hours
experiments = {"40 hours": 40, "10 hours": 10, "1 hour": 1, "6 minutes": 0.1, "1 minute": 1 / 60}
rounds = [WEEK / (THINKING + hours) for hours in experiments.values()]
fig, ax = plt.subplots(figsize=(6, 3.2))
bars = ax.barh(list(experiments), rounds, color=BLUE)
ax.bar_label(bars, fmt="%.1f", padding=4)
ax.set(xlabel="rounds of idea, code, experiment in a week", ylabel="one experiment takes", xlim=(0, 46))
ax.set_title("Short experiments, many rounds")
fig.tight_layout()

# %% [markdown]
# The bars show the rounds in a week. From 10 hours to one: from 3.6 to 20 rounds, 5.5 times as many. From one
# hour to 6 minutes: from 20 to 36.4, less than twice as many, and after that next to nothing is gained: then it
# is you who takes the time. **Try it:** make `THINKING` a quarter of an hour.
#
# ## Algorithms: why ReLU trains faster than the sigmoid
#
# One of the changes that made training faster was to replace the sigmoid in the hidden layers by ReLU. It is
# often told, and rarely shown why. First let us see whether it is so.
#
# The data are sixty points on two circles, one class inside, one outside (week 3 meets them again). The
# networks have 1, 2 or 3 hidden layers of 8 units. At the end stands one sigmoid unit: what it says lies between
# 0 and 1, and is read as the probability of class 1. They are trained with gradient descent: the **learning
# rate** says how far a step goes. Both kinds of networks begin with the same
# five random starts, and only the activation function of the hidden layers differs. The
# cost is again a mean of losses, of another loss than with the houses (week 2 has it): it is low where the
# right class gets a high probability. A network that says "one half" to everything has the cost
# $\log 2 = 0.693$; below half of that, 0.35, it has understood most of the task.
#
# Again you needn't read the training now: week 4 builds it, step by step. Here it trains all starts and all
# learning rates at once.

# %%
RATES, STARTS, STEPS = [0.1, 0.3, 1.0, 3.0], 5, 1000
circles_X, circles_Y = data.circles(60)


def cost_curves(g, slope, layers):
    """Train hidden layers with the activation function g; return the costs (STEPS, rates, starts)."""
    rng = np.random.default_rng(1)
    sizes = [2] + [8] * layers + [1]
    W = [rng.normal(size=(STARTS, sizes[l + 1], sizes[l])) / np.sqrt(sizes[l]) for l in range(layers + 1)]
    W = [np.tile(each, (len(RATES), 1, 1)) for each in W]
    b = [np.zeros((*each.shape[:2], 1)) for each in W]
    rate = np.repeat(RATES, STARTS)[:, np.newaxis, np.newaxis]
    inputs, costs = np.tile(circles_X, (len(rate), 1, 1)), []
    for _ in range(STEPS):
        A, Z = [inputs], []
        for l in range(layers + 1):
            Z.append(W[l] @ A[l] + b[l])
            A.append(g(Z[l]))
        costs.append(np.mean(np.logaddexp(0, Z[-1]) - circles_Y * Z[-1], axis=(1, 2)))
        back = (expit(Z[-1]) - circles_Y) / circles_Y.size
        for l in range(layers, -1, -1):
            steps = back @ A[l].swapaxes(1, 2), back.sum(axis=2, keepdims=True)
            if l:
                back = W[l].swapaxes(1, 2) @ back * slope(Z[l - 1])
            W[l], b[l] = (old - rate * step for old, step in zip((W[l], b[l]), steps, strict=True))
    return np.reshape(costs, (STEPS, len(RATES), STARTS))


ACTIVATIONS = {
    "sigmoid": (expit, lambda z: (1 - np.tanh(z / 2) ** 2) / 4),
    "ReLU": (lambda z: z * (z > 0), lambda z: z > 0),
}

# %% [markdown]
# The figure shows the cost at every step, five starts each: orange and dashed with sigmoids in the hidden
# layers, blue and solid with ReLU. **Predict:** what will a second and a third hidden layer do to the two? And
# can a larger learning rate make up for the sigmoid's slowness? Move the sliders and see.

# %% demo="race"
curves = {
    (name, layers): cost_curves(*functions, layers) for name, functions in ACTIVATIONS.items() for layers in (1, 2, 3)
}


def draw_race(hidden_layers=1, rate=1.0):
    """Draw the cost curves of both activation functions, five starts each."""
    fig, ax = plt.subplots(figsize=(7, 4))
    for name, colour, line in [("sigmoid", ORANGE, "--"), ("ReLU", BLUE, "-")]:
        lines = ax.plot(curves[name, hidden_layers][:, RATES.index(rate)], line, color=colour, lw=1.5)
        lines[0].set_label(f"{name}, five starts")
    ax.axhline(np.log(2), color="black", ls=":", lw=1, label="one half to everything, 0.693")
    ax.set(xlabel="steps of gradient descent", ylabel="cost", ylim=(-0.02, 1.0))
    ax.set_title(f"{hidden_layers} hidden layer{'s' * (hidden_layers > 1)}, learning rate {rate}")
    ax.legend(loc="upper right")
    return fig


explore(draw_race, hidden_layers=[1, 2, 3], rate=RATES)

# %% [markdown]
# A fair race gives each runner the learning rate that suits it best. The next cell looks for it: steps until the
# cost is below 0.35, the median of the five starts, for the best of the four learning rates.


# %% demo="steps_needed"
def steps_needed(name, layers):
    """Return how many steps to a cost below 0.35, and with which learning rate, in words."""
    below = curves[name, layers] < 0.35
    steps = np.median(np.where(below.any(axis=0), below.argmax(axis=0), np.inf), axis=1)
    fastest = int(steps.argmin())
    return f"{steps[fastest]:4.0f} (rate {RATES[fastest]})" if steps[fastest] < np.inf else "not in 1000"


for layers in (1, 2, 3):
    print(f"{layers} hidden: " + "     ".join(f"{name} {steps_needed(name, layers):15s}" for name in ACTIVATIONS))

# %% [markdown]
# With one hidden layer ReLU needs 20 steps where the sigmoid needs 208; with two, 35 and 623; with three the
# sigmoid doesn't get there in 1000 steps with any of the four rates. So it is true here: ten times fewer steps with
# one layer, and the more layers, the larger the gap.
#
# The sliders show two things more. A larger learning rate does help the sigmoid, as long as there are one or
# two hidden layers (with two, its curves leap about before they come down). And ReLU has its own limit: with
# the rate 3 and two or three hidden layers some or all of its curves get stuck, most of them at 0.693. There
# one step went so far that no unit of the last hidden layer was active for any example any more. No activity,
# no slope; no slope, no further step. That is what leaky ReLU is for.
#
# ### The slopes are the reason
#
# Training lives on slopes. On the way from the cost back to the parameters of the first layer, the slope passes
# through every layer, and in each it is **multiplied by the slope of the activation function** at that unit's
# $z$ (and by weights, which are the same for both kinds at the start). So let us look at these slopes.
#
# The figure shows on the left the two functions with their tangents at $z$, and on the right what is left of a
# slope of 1 after it has passed through the given number of layers, all at that $z$. **Predict:** at which $z$
# is the sigmoid steepest, and how steep is it there?


# %%
def draw_slopes(z=2, layers=3):
    """Draw the tangents of ReLU and the sigmoid at z, and the slope that passes through several layers."""
    fig, (left, right) = plt.subplots(1, 2, figsize=(8, 3.9), width_ratios=[3, 2])
    ticks = np.linspace(-6, 6, 121)
    at_z = {"sigmoid": (expit(z), (1 - np.tanh(z / 2) ** 2) / 4), "ReLU": (max(0, z), 1 if z > 0 else 0)}
    kinds = [("sigmoid", expit(ticks), ORANGE, "--", "s"), ("ReLU", ticks * (ticks > 0), BLUE, "-", "o")]
    for name, curve, colour, line, marker in kinds:
        height, slope = at_z[name]
        left.plot(ticks, curve, line, color=colour, lw=2, label=f"{name}: slope {slope:.3f}")
        left.plot([z - 1.5, z + 1.5], [height - 1.5 * slope, height + 1.5 * slope], color="black", lw=1)
        left.plot(z, height, marker, color=colour, markeredgecolor="black")
    left.set(xlabel="z", ylabel="activation", xlim=(-6.2, 6.2), ylim=(-0.5, 6.5), title=f"Slopes at z = {z}")
    left.legend(loc="upper left")
    passed = [at_z[name][1] ** layers for name, *_ in kinds]
    bars = right.bar([name for name, *_ in kinds], passed, color=[ORANGE, BLUE], hatch=["//", ""], edgecolor="black")
    right.bar_label(bars, [f"{share:.2g}" for share in passed], padding=3)
    right.set(ylim=(0, 1.15), ylabel="what is left of 1", title=f"After {layers} layer{'s' * (layers > 1)}")
    fig.tight_layout()
    return fig


explore(draw_slopes, z=[-6, -4, -2, -1, 0, 1, 2, 4, 6], layers=[1, 2, 3, 4, 6, 8])

# %% [markdown]
# The sigmoid is steepest at $z = 0$, and even there its slope is only $\frac14$. On **both** sides it vanishes:
# at $z = 4$ and at $z = -4$ it is 0.018. After three layers at most $\frac14 \cdot \frac14 \cdot \frac14 =
# 0.016$ is left. ReLU has slope 1 wherever the unit is active, and $1 \cdot 1 \cdot 1 = 1$; where $z$ is
# negative its slope is 0, and that unit learns nothing from that example. (At the bend itself there is no
# slope; one takes 0.) In a layer some units are active for nearly every example, and through them the slope
# passes on whole.
#
# ### A test of the explanation
#
# An explanation should be tested. If it is the slopes, then a sigmoid with larger slopes should train faster,
# although it levels off on both sides like the other one. Write $\sigma(z)$ for the sigmoid of $z$, and take
# $\sigma(4z)$: the same curve, four times steeper, so its largest slope is 1. **Predict:** two hidden layers,
# learning rate 0.3. Where will its curves lie: with the sigmoid's, with ReLU's, or between?

# %% demo="steep_sigmoid"
for layers in (1, 2, 3):
    curves["steep sigmoid", layers] = cost_curves(lambda z: expit(4 * z), lambda z: 1 - np.tanh(2 * z) ** 2, layers)
    print(f"{layers} hidden: steep sigmoid {steps_needed('steep sigmoid', layers)}")

fig, ax = plt.subplots(figsize=(7, 4))
for name, colour, line in [("sigmoid", ORANGE, "--"), ("steep sigmoid", PINK, "-."), ("ReLU", BLUE, "-")]:
    lines = ax.plot(curves[name, 2][:, RATES.index(0.3)], line, color=colour, lw=1.5)
    lines[0].set_label(f"{name}, five starts")
ax.set(xlabel="steps of gradient descent", ylabel="cost", ylim=(-0.02, 0.85))
ax.set_title("A steeper sigmoid trains too: 2 hidden layers, rate 0.3")
ax.legend(loc="center right")
ax.grid(alpha=0.3)

# %% [markdown]
# The steep sigmoid trains where the other one hardly moves. Each at its own best rate, for one, two and
# three hidden layers:
#
# | hidden layers | sigmoid | steep sigmoid | ReLU |
# |---|---|---|---|
# | 1 | 208 steps | 52 | 20 |
# | 2 | 623 steps | 76 | 35 |
# | 3 | not in 1000 | 102 | 54 |
#
# The slope near $z = 0$ explains most of the difference, then. It doesn't explain all of it: ReLU remains about
# twice as fast. The steep sigmoid is still flat on both sides, and a unit that has got there hardly moves.
#
# This is one small data set, one size of layer, five starts. Week 3 explains the rest: why the slopes multiply,
# tanh, an activation function whose largest slope is 1 as well, and the small random start that keeps $z$ near
# zero, where slopes are large.
#
# > **People often think** that ReLU makes training faster because $\max(0, z)$ is quicker to compute than a
# > sigmoid. It is quicker, but that shortens each step by little. The gain is in the **number** of steps, as the
# > horizontal axis of the last figures shows: it counts steps, not seconds.
#
# ## What have you taken with you?

# %% [markdown] quiz="after"
# 1. A ReLU unit has the weight $w = 2$ and the bias $b = -6$. The input is 2. What happens to its output when $b$ is raised to $-3$?
#    - [ ] It rises by 3, from $-2$ to 1.
#      > $z$ does that. The output of a ReLU unit is never negative: it was 0 before.
#    - [x] It rises from 0 to 1.
#      > $z = 2 \cdot 2 - 6 = -2$, so the output is 0. With $b = -3$ it is $z = 1$, and the unit is active.
#    - [ ] It stays at 0, since the unit is switched off.
#      > A unit is off only as long as its $z$ is negative. The larger bias has lifted it above zero.
# 2. A densely connected layer has 5 inputs and 4 units. You add one input. How many parameters are new?
#    - [ ] 1
#      > Every unit gets a weight for the new input, not the layer as a whole.
#    - [x] 4
#      > One weight for each of the 4 units. The biases stay: they belong to units.
#    - [ ] 5
#      > There are 5 inputs, but the new one has to reach the units, and of those there are 4.
#    - [ ] 8
#      > Four weights, yes. But no unit gets a second bias.
# 3. A clinic has a table of 200 patients with 12 columns. What do you try first?
#    - [ ] A convolutional network, since these are the strongest.
#      > It makes use of neighbours. The columns of a table have none: their order means nothing.
#    - [ ] A large densely connected network, since deep learning is the best method today.
#      > It may be tried later. With 200 examples it can bend in many places where only chance tells it to.
#    - [x] Something simple, such as logistic regression, and keep its score to compare with.
#      > With little data the order of methods is open, and the simple one is quick, steady and easy to explain.
# 4. All pictures of a set are scrambled, each in the same way. What does that mean for a densely connected network trained on them?
#    - [x] Nothing: the same information reaches every unit, in another order.
#      > The weights are scrambled along. For a convolutional network it would be a heavy loss: it relies on neighbours.
#    - [ ] It can't learn anything any more, as no person could.
#      > People see by neighbourhood. A densely connected unit has one weight for each number, wherever that number stands.
#    - [ ] It needs more units, to unscramble them first.
#      > There is nothing to unscramble: in a dense layer no order is better than another.
# 5. Logistic regression is right in 75 % of new examples with 160 examples, and in 75 % with 640. What will probably help?
#    - [ ] Ten times more examples.
#      > Its curve is level: four times more have brought nothing. It is the straight line that limits it, not the data.
#    - [ ] Longer training.
#      > Its cost is convex and was minimised to the end: week 2 says more. A straight line stays a straight line.
#    - [x] A network that can bend, since there is data enough for it now.
#      > A level curve says that the model is too small for the task. In the measured chart the networks still rose there.
# 6. In a hidden sigmoid unit $z = 10$ for every example. What does a step of gradient descent do to the weights of this unit?
#    - [x] Next to nothing.
#      > The sigmoid is flat there, its slope is about 0.00005, and everything that reaches these weights is multiplied by it.
#    - [ ] It moves them far, since $z$ is large.
#      > A large $z$ is the trouble here: there the sigmoid is flat, and training lives on slopes.
#    - [ ] It moves them as any others: the step is set by the learning rate.
#      > The step is the learning rate **times the slope**. The slope is nearly zero.
# 7. A network of ReLU units is trained with the learning rate 3, and its cost stays at 0.693 from some step on. What may have happened?
#    - [ ] It has found the best parameters.
#      > 0.693 is the cost of saying "one half" to everything. With a smaller rate the same network got far below.
#    - [ ] ReLU units can't learn from circles.
#      > With the rates 0.1, 0.3 and 1 they did.
#    - [x] One step went so far that all units of a layer were negative for every example.
#      > There ReLU has slope 0, so no slope comes back, and nothing ever moves these units again. Leaky ReLU, or a smaller rate, would help.
# 8. An experiment takes 2 minutes, thinking and writing an hour. A new computer would be ten times faster. What does it do for your week?
#    - [ ] Ten times more rounds.
#      > Only if the experiment took nearly all of the time. Here it is 2 of 62 minutes.
#    - [x] Hardly more rounds; but larger networks and more data fit into the same 2 minutes.
#      > From 62 to 60.2 minutes a round. Faster computers are often spent on larger experiments, not on shorter ones.
#    - [ ] Nothing at all.
#      > Little for today's experiment. But you may now try what took too long before.

# %% [markdown]
# ## Summary
#
# > - A unit computes a weighted sum of its inputs plus a bias, and hands it through an activation function. In
# >   a densely connected layer every unit sees every input: $n_h \cdot n_x$ weights and $n_h$ biases.
# > - ReLU is $\max(0, x)$, entry by entry: the shape stays.
# > - It has slope 1 wherever a unit is active, where the sigmoid levels off.
# > - Tables: dense networks, or something simpler. Pictures: convolutional. Sequences: recurrent, today mostly
# >   transformers.
# > - Data, computation and algorithms have made deep learning possible. More data helps a model that is large
# >   enough to use it; with little data the order is not clear, and a simple model is a good start.
# > - Training lives on slopes. The sigmoid's is at most $\frac14$ in each layer, and they multiply; that is why
# >   ReLU networks train in fewer steps.
# > - Fill in, check, restart and run all, validate, submit.
#
# **Where next?** In week 2 you meet the NumPy that neural networks are written in.
#
# ---
# The course follows the outline of *Neural Networks and Deep Learning* by
# [DeepLearning.AI](https://www.deeplearning.ai/); text, code and data are our own.
