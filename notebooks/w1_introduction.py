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
# # Week 1: Introduction
#
# The first function of this course is one line long. It is here so that you have been through the whole
# round once, from opening a notebook to reading your feedback, before anything depends on it.
#
# **At the end you will be able to**
#
# - write ReLU, the activation function of most deep networks, for arrays of any shape,
# - fill in, check, validate and submit an assignment.
#
# **Before you start:** a little Python (functions, `import`). **Time:** about 15 minutes.
#
# {install}
#
# ## How it works
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

# %% plain="setup"
import matplotlib.pyplot as plt
import numpy as np
from scipy.special import expit  # the sigmoid

# grade is for the course's staff: their copy of each check cell calls it.
from autograder import check, data, grade, hint, predict_shape

# %% [markdown]
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
# check looks like. Save, restart and run all, validate, submit.
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
# ## Summary
#
# > - ReLU is $\max(0, x)$, entry by entry: the shape stays.
# > - It has slope 1 wherever a unit is active, where the sigmoid levels off.
# > - Fill in, check, restart and run all, validate, submit.
#
# **Where next?** In week 2 you meet the NumPy that neural networks are written in.
#
# ---
# The course follows the outline of *Neural Networks and Deep Learning* by
# [DeepLearning.AI](https://www.deeplearning.ai/); text, code and data are our own.
