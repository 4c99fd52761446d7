"""What is asked in w4_cat_classifier: two whole trainings, with the ten functions of w4_deep_network."""

from functools import cache
from pathlib import Path

import numpy as np

from autograder import data
from autograder.exercise import Case, exercise, sizes, written

# --- what cases are made of -----------------------------------------------------------------------


@cache
def pictures():
    """The real pictures (209, 64, 64, 3), their labels (1, 209), and the pictures in the smaller space, (209, 209)."""
    images, Y, *_ = data.cats(Path(__file__).parents[2] / "datasets")
    return images, Y, np.linalg.qr(images.reshape(len(images), -1).T / 255)[1]


N_X = 64 * 64 * 3


def draw(rng, layers_dims, scales=None):
    """First parameters. W1 drawn in the smaller space is as normal as W1 Q is, since Q has orthonormal columns."""
    parameters = {}
    for l in range(1, len(layers_dims)):
        n, n_prev = layers_dims[l], layers_dims[l - 1]
        scale = scales[l - 1] if scales else 1.2 / np.sqrt(n_prev)
        parameters[f"W{l}"] = scale * rng.normal(size=(n, n_prev))
        parameters[f"b{l}"] = np.zeros((n, 1)) if scales else 0.1 * rng.normal(size=(n, 1))
    return parameters


def trained(solved, X, Y, parameters, rate, iterations):
    """The parameters and costs after so many steps; None where a hidden layer is all on or all off at the start."""
    costs = []
    for i in range(iterations):
        AL, caches = solved.L_model_forward(X, parameters)
        if i == 0 and not all((Z > 0).any() and (Z < 0).any() for _, Z in caches[:-1]):
            return None
        if i % 100 == 0:
            costs.append(solved.compute_cost(AL, Y))
        parameters = solved.update_parameters(parameters, solved.L_model_backward(AL, Y, caches), rate)
    return {**parameters, "costs": np.array(costs)}


MOVES = (lambda array: array * (1 + 1e-7), lambda array: array.astype(np.float32))


def start_of(rng, solved, X, Y, layers_dims, rate, iterations, scales=None):
    """First parameters from which the training can be compared: moved by 1e-7, or in float32, it comes out the same.

    A Z as near to ReLU's kink as that falls on one side here and on the other there. After 400 iterations of four
    layers on the pictures that is so in every second or third draw, after 800 of two in every tenth.
    """
    while True:
        start = draw(rng, layers_dims, scales)
        right = trained(solved, X, Y, start, rate, iterations)
        again = (
            right and trained(solved, move(X), Y, {p: move(start[p]) for p in start}, rate, iterations)
            for move in MOVES
        )
        if right and all(moved and alike(moved, right) for moved in again):
            return start


def alike(moved, right):
    """Closer than the comparison asks for: 1e-4 for float32, and 1e-6 for a cost, which is a number of its own."""
    return all(
        (
            np.abs(moved[name] - right[name])
            <= (5e-7 * np.abs(value) if name == "costs" else 2e-5 * np.abs(value).max())
        ).all()
        for name, value in right.items()
    )


def training(rng, solved, layers_dims, m, iterations, rate=None, print_cost=None, pretend=None):
    """A case of m random examples; `pretend` are the sizes that a learner may have written into the code."""
    # One example alone is small, so that a training from other first values ends at about the same cost.
    X, across = (0.4 if m == 1 else 1) * rng.normal(size=(layers_dims[0], m)), rng.normal(size=(1, layers_dims[0]))
    Y = (across @ X > 0).astype(int)
    start = start_of(rng, solved, X, Y, layers_dims, 0.0075 if rate is None else rate, iterations)
    starts = [(layers_dims, start)] + ([(pretend, draw(rng, pretend))] if pretend not in (None, layers_dims) else [])
    args = dict(X=X, Y=Y, layers_dims=layers_dims)
    args |= {} if rate is None else {"learning_rate": rate}
    args |= {"num_iterations": iterations} | ({} if print_cost is None else {"print_cost": print_cost})
    size = f"{m} example{'s' if m > 1 else ''}, layers of {', '.join(map(str, layers_dims))}"
    told = f"{iterations} iteration{'s' if iterations > 1 else ''}"
    label = f"{size}: {told}, {'default learning rate' if rate is None else f'learning rate {rate:.3f}'}"
    return Case(label, args, fixed=fixed(starts))


def fixed(starts):
    """Both initialisers answer with these first parameters: either is right where there are two layers."""
    two = [((dims[0], dims[1], dims[-1]), {p: start[p] for p in ("W1", "b1")} | last(start)) for dims, start in starts]
    return {"initialize_parameters": two, "initialize_parameters_deep": [((dims,), start) for dims, start in starts]}


def last(start):
    """W2 and b2 for a network of two layers, whatever the depth of `start`."""
    L, n_h = len(start) // 2, len(start["W1"])
    return {"W2": np.resize(start[f"W{L}"], (1, n_h)), "b2": start[f"b{L}"]}


def real(rng, solved, layers_dims, scales, iterations):
    """The real pictures in the smaller space, with the default learning rate."""
    _, Y, R = pictures()
    start = start_of(rng, solved, R, Y, layers_dims, 0.0075, iterations, scales)
    return Case(
        f"the cat pictures, {iterations} iterations",
        dict(X=R, Y=Y, layers_dims=layers_dims, num_iterations=iterations),
        fixed=fixed([(layers_dims, start)]),
        long=True,
    )


# --- mistakes that both models know ---------------------------------------------------------------

EVERY = "if i % 100 == 0:"
PRINTS = 'print(f"cost after iteration {i}: {costs[-1]:.6f}")'
UPDATE = "parameters = update_parameters(parameters, grads, learning_rate)"


def shared(model, AL, initialise, forward):
    """The mistakes of a training loop: `AL` is what the output is called, the others are lines of the solution."""
    cost = f"compute_cost({AL}, Y)"
    model.mistake(
        "the update is dropped",
        (UPDATE, UPDATE.removeprefix("parameters = ")),
        hint="update_parameters returns a new dictionary and leaves the old one alone: what happens to what it "
        "returns? Your costs stay at the first one.",
        public=model.name == "L_layer_model",
    )
    model.mistake(
        "initialised inside the loop",
        (forward[0], f"{initialise}\n        {forward[0]}"),
        hint="Each iteration begins again from the first values: initialise once, before the loop.",
    )
    for rate in ("0.0075", "0.01", "0.1", "1.2"):
        model.mistake(
            "learning rate hard-coded" if rate == "0.0075" else f"learning rate {rate}",
            ("grads, learning_rate)", f"grads, {rate})"),
            hint=f"Your steps always have the learning rate {rate}: use learning_rate, which the caller chose.",
        )
    model.mistake(
        "learning rate not passed on",
        ("grads, learning_rate)", "grads)"),
        hint="update_parameters has no learning rate of its own this week: which of your arguments does it need?",
        public=model.name == "L_layer_model",
    )
    model.mistake(
        "two updates in each iteration",
        (UPDATE, f"{UPDATE}\n        {UPDATE}"),
        hint="One iteration is one step: how often is update_parameters called?",
    )
    model.mistake(
        "gradients returned",
        (PRINTS, f"{PRINTS}\n    parameters = {{name[1:]: grads[name] for name in grads}}"),
        hint="These are the last gradients: what is to be returned are the parameters.",
    )
    model.mistake(
        "parameters alone returned",
        (PRINTS, f"{PRINTS}\n    return parameters"),
        hint="Two things go back, in this order: the parameters and the list of costs.",
    )
    model.mistake(
        "costs and parameters swapped",
        (PRINTS, f"{PRINTS}\n    return costs, parameters"),
        hint="Two things go back, in this order: first the parameters, then the list of costs.",
    )
    model.mistake(
        "one iteration short",
        ("range(num_iterations)", "range(1, num_iterations)"),
        hint="range(1, n) has n - 1 numbers and leaves iteration 0 out, whose cost is the first of the list.",
    )
    model.mistake(
        "one iteration too many",
        ("range(num_iterations)", "range(num_iterations + 1)"),
        hint="range(n) has n numbers, from 0 to n - 1: count the updates for num_iterations = 1.",
    )
    model.mistake(
        "stops after the first iteration",
        (PRINTS, f"{PRINTS}\n        return parameters, costs"),
        hint="A return inside the loop ends it at the first iteration: how far is it indented?",
    )
    model.mistake(
        "a cost of every iteration",
        (EVERY, "if True:"),
        hint="The list holds one cost every 100 iterations: of iteration 0, 100, 200 and so on.",
        public=model.name == "L_layer_model",
    )
    model.mistake(
        "a cost of the last iteration too",
        (EVERY, "if i % 100 == 0 or i == num_iterations - 1:"),
        hint="The list holds the costs of iterations 0, 100, 200 and so on: the last only where it is one of these.",
    )
    model.mistake(
        "costs kept only when printed",
        (EVERY, "if print_cost and i % 100 == 0:"),
        hint="print_cost decides about printing alone: the list of costs is returned in any case.",
    )
    model.mistake(
        "first cost left out",
        (EVERY, "if i > 0 and i % 100 == 0:"),
        hint="The list begins with the cost of iteration 0, before the first step.",
    )
    model.mistake(
        "a cost every 1000 iterations",
        (EVERY, "if i % 1000 == 0:"),
        hint="Every 100 iterations a cost is kept: count the zeros.",
    )
    model.mistake(
        "the last cost alone",
        (f"costs.append({cost})", f"costs = [{cost}]"),
        hint="The list is begun anew each time: the earlier costs are lost. Which method of a list adds to it?",
    )
    model.mistake(
        "cost in a list of its own",
        (f"costs.append({cost})", f"costs.append([{cost}])"),
        hint="Each entry of costs is one number.",
    )
    model.mistake(
        "no cost kept",
        (f"costs.append({cost})", "pass"),
        (PRINTS, PRINTS.replace("costs[-1]", cost)),
        hint="The list comes back empty: every 100 iterations the cost is appended to it.",
    )
    model.mistake(
        "cost after the step",
        (f"costs.append({cost})", f"costs.append(compute_cost({forward[1]}, Y))"),
        hint="The cost belongs to the forward pass of its own iteration, before the update: the first is that of the "
        "initial values.",
    )
    model.mistake(
        "output and labels swapped in the cost",
        (cost, f"compute_cost(Y, {AL})"),
        hint=f"compute_cost takes the output first, then the labels: the logarithm of a label 0 is minus infinity. "
        f"In which order do {AL} and Y stand?",
    )


# --- two_layer_model ------------------------------------------------------------------------------

LENGTH_TWO = 800
HIDDEN_FORWARD = 'linear_activation_forward(X, parameters["W1"], parameters["b1"], "relu")'
OUTPUT_FORWARD = 'linear_activation_forward(A1, parameters["W2"], parameters["b2"], "sigmoid")'
OUTPUT_BACK = 'linear_activation_backward(dA2, cache2, "sigmoid")'
HIDDEN_BACK = 'linear_activation_backward(dA1, cache1, "relu")'
DA2 = "-(Y / A2 - (1 - Y) / (1 - A2))"


@exercise(
    points=50,
    minutes=35,
    level=3,
    returns="{W1, b1, W2, b2}, costs",
    reaches="compute_cost(L_model_forward(X, returned[0])[0], Y)",
    trains=("num_iterations", "returned[0]"),
    hints=(
        "Once, before the loop: the first parameters. In every iteration: two layers forward, the slope of the loss, "
        "two layers back, one update; and every 100 iterations a cost. What does each hand on to the next?",
        "A1 is (n_h, m), A2 is (1, m); dA2 has the shape of A2, dA1 that of A1. Each layer's cache goes back into the "
        "same layer, so on the way back the second comes first. Gradients are filed as update_parameters reads them: "
        "a d before the name.",
        "Your own functions: initialize_parameters, linear_activation_forward, linear_activation_backward, "
        "update_parameters, compute_cost; and the list's append.",
    ),
)
def two_layer_model(rng, solved):
    """A whole training of two layers, from first values that are given."""
    (a, m_a), (b, _), (c, m_c), (d, m_d) = (
        ((n_x, n_h, 1), m + 8) for n_x, n_h, m in sizes(rng, 4, of=3, low=3, high=12)
    )
    rates = rng.permutation([0.04, 0.07, 0.1]) + rng.uniform(0, 0.02, size=3)
    seven = [(dims[0], 7, 1) for dims in (a, b, c, d)]
    yield training(rng, solved, a, m_a, int(rng.integers(101, 120)), float(rates[0]), True, seven[0])
    yield training(rng, solved, b, 1, int(rng.integers(2, 6)), float(rates[1]), False, seven[1])
    yield training(rng, solved, c, m_c, int(rng.integers(30, 60)), float(rates[2]), False, seven[2])
    yield training(rng, solved, d, m_d, int(rng.integers(10, 30)), pretend=seven[3])
    yield real(rng, solved, (len(pictures()[2]), 7, 1), (0.01, 0.01), LENGTH_TWO)


shared(
    two_layer_model,
    "A2",
    "parameters = initialize_parameters(n_x, n_h, n_y)",
    (
        f"A1, cache1 = {HIDDEN_FORWARD}",
        f'linear_activation_forward({HIDDEN_FORWARD}[0], parameters["W2"], parameters["b2"], "sigmoid")[0]',
    ),
)
two_layer_model.mistake(
    "parameters not refreshed",
    (
        "for i in progress",
        'W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))\n    for i in progress',
    ),
    (HIDDEN_FORWARD, HIDDEN_FORWARD.replace('parameters["W1"], parameters["b1"]', "W1, b1")),
    (OUTPUT_FORWARD, OUTPUT_FORWARD.replace('parameters["W2"], parameters["b2"]', "W2, b2")),
    hint="The forward pass always sees the first W1, b1, W2, b2: after an update they have to be taken out of "
    "parameters again.",
)
two_layer_model.mistake(
    "W2 and b2 not refreshed",
    ("for i in progress", 'W2, b2 = parameters["W2"], parameters["b2"]\n    for i in progress'),
    (OUTPUT_FORWARD, OUTPUT_FORWARD.replace('parameters["W2"], parameters["b2"]', "W2, b2")),
    hint="The second layer always sees the first W2 and b2: after an update they have to be taken out of parameters "
    "again.",
)
two_layer_model.mistake(
    "n_h hard-coded",
    ("initialize_parameters(n_x, n_h, n_y)", "initialize_parameters(n_x, 7, n_y)"),
    hint="Your hidden layer always has 7 units: its size is the middle one of layers_dims.",
)
two_layer_model.mistake(
    "caches or biases mixed up",
    (OUTPUT_BACK, OUTPUT_BACK.replace("cache2", "cache1")),
    (HIDDEN_BACK, HIDDEN_BACK.replace("cache1", "cache2")),
    hint="Two shapes don't meet. A cache belongs to the layer that made it: which one does the output layer need on "
    "the way back? And is db2 filed under its own name?",
)
two_layer_model.mistake(
    "sigmoid in the hidden layer",
    (HIDDEN_FORWARD, HIDDEN_FORWARD.replace("relu", "sigmoid")),
    (HIDDEN_BACK, HIDDEN_BACK.replace("relu", "sigmoid")),
    hint="The hidden layer's activation is ReLU, in both directions; the sigmoid is for the output.",
)
two_layer_model.mistake(
    "sigmoid in the hidden layer, forward only",
    (HIDDEN_FORWARD, HIDDEN_FORWARD.replace("relu", "sigmoid")),
    hint="The hidden layer's activation is ReLU: which one does your first forward step name?",
)
two_layer_model.mistake(
    "sigmoid in the hidden layer, backward only",
    (HIDDEN_BACK, HIDDEN_BACK.replace("relu", "sigmoid")),
    hint="On the way back each layer names the activation that it had on the way there.",
)
two_layer_model.mistake(
    "ReLU at the output, backward only",
    (OUTPUT_BACK, OUTPUT_BACK.replace("sigmoid", "relu")),
    hint="On the way back each layer names the activation that it had on the way there: the output had the sigmoid.",
)
two_layer_model.mistake(
    "activations swapped on the way back",
    (OUTPUT_BACK, OUTPUT_BACK.replace("sigmoid", "relu")),
    (HIDDEN_BACK, HIDDEN_BACK.replace("relu", "sigmoid")),
    hint="On the way back the layers come in reverse order, each with its own activation: which one had the sigmoid?",
)
two_layer_model.mistake(
    "ReLU at the output",
    (OUTPUT_FORWARD, OUTPUT_FORWARD.replace("sigmoid", "relu")),
    hint="The output is a probability. ReLU gives 0 or numbers above 1, whose logarithms are no numbers.",
)
two_layer_model.mistake(
    "climbs instead of descending",
    (DA2, DA2[1:]),
    hint="Your costs rise: somewhere a sign is turned round. The loss is minus a logarithm, so a larger output for a "
    "cat lowers it: which sign has dA2 there?",
)
two_layer_model.mistake(
    "a parenthesis in dA2",
    (DA2, "-Y / A2 - (1 - Y) / (1 - A2)"),
    hint="The minus in front of dA2 stands before the whole difference: what becomes of the sign of its second term?",
)
two_layer_model.mistake(
    "A2 - Y for dA2",
    (DA2, "A2 - Y"),
    hint="A2 - Y is dZ2, behind the sigmoid already: linear_activation_backward wants dA2 and goes through it itself.",
)
two_layer_model.mistake(
    "1/m in dA2",
    (DA2, f"{DA2} / Y.shape[1]"),
    hint="dA2 is the slope of each example's own loss, without 1/m: linear_backward puts the only one into dW and db.",
)
two_layer_model.mistake(
    "dA2 fed to the hidden layer",
    (HIDDEN_BACK, HIDDEN_BACK.replace("dA1", "dA2")),
    hint="The hidden layer gets what the output layer hands back, dA1. Broadcasting hides the slip.",
)
two_layer_model.mistake(
    "cost of the hidden layer",
    ("compute_cost(A2, Y)", "compute_cost(A1, Y)"),
    hint="The cost compares the network's output with the labels: which of A1 and A2 is the output?",
)
two_layer_model.mistake(
    "b1 from db2",
    ('"db1": db1', '"db1": db2'),
    hint="Each gradient is filed under its own name: look at db1. Broadcasting hides the slip.",
)
two_layer_model.mistake(
    "gradients under other names",
    ('"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2', '"W1": dW1, "b1": db1, "W2": dW2, "b2": db2'),
    hint="update_parameters looks for the gradients under dW1, db1, dW2, db2.",
)

# --- L_layer_model --------------------------------------------------------------------------------

LENGTH_DEEP = 400


@exercise(
    points=50,
    minutes=25,
    level=3,
    returns="{W*, b*}, costs",
    # As in two_layer_model four fifths for the parameters.
    weights={"W*": 2, "b*": 2, "costs": 1},
    reaches="compute_cost(L_model_forward(X, returned[0])[0], Y)",
    trains=("num_iterations", "returned[0]"),
    hints=(
        "The loop is that of two_layer_model. What took five lines there, two layers forward and two back, is one "
        "function each way here.",
        "AL is (1, m), like Y. caches is a list with one entry a layer; grads holds dW1, db1 up to the last layer.",
        "initialize_parameters_deep, then L_model_forward, L_model_backward, update_parameters; compute_cost for the "
        "list.",
    ),
)
def L_layer_model(rng, solved):
    """A whole training of any number of layers, from first values that are given."""
    ring = rng.permutation(np.arange(3, 11))
    a, b, c, d = ([*(int(n) for n in np.roll(ring, 2 * i)[:L]), 1] for i, L in enumerate((3, 2, 4, 4)))
    m_a, _, m_c, m_d = (int(m) for m in rng.permutation(np.arange(23, 32))[:4])
    rates = rng.permutation([0.02, 0.035, 0.05]) + rng.uniform(0, 0.01, size=3)
    pretend = [[dims[0], 20, 7, 5, 1] for dims in (a, b, c, d)]
    yield training(rng, solved, a, m_a, int(rng.integers(101, 120)), float(rates[0]), True, pretend[0])
    yield training(rng, solved, b, 1, int(rng.integers(2, 6)), float(rates[1]), False, pretend[1])
    yield training(rng, solved, c, m_c, int(rng.integers(30, 60)), float(rates[2]), False, pretend[2])
    yield training(rng, solved, d, m_d, int(rng.integers(10, 30)), pretend=pretend[3])
    dims = [len(pictures()[2]), 20, 7, 5, 1]
    yield real(rng, solved, dims, [1 / np.sqrt(n) for n in (N_X, *dims[1:-1])], LENGTH_DEEP)


INITIALISE = "initialize_parameters_deep(layers_dims)"

shared(
    L_layer_model,
    "AL",
    f"parameters = {INITIALISE}",
    ("AL, caches = L_model_forward(X, parameters)", "L_model_forward(X, parameters)[0]"),
)
L_layer_model.mistake(
    "climbs instead of descending",
    ("grads, learning_rate)", "grads, -learning_rate)"),
    hint="Your costs rise: update_parameters subtracts already, so who turns the sign round a second time?",
)
L_layer_model.mistake(
    "forward pass outside the loop",
    (
        "for i in progress(range(num_iterations)):\n        AL, caches = L_model_forward(X, parameters)",
        "AL, caches = L_model_forward(X, parameters)\n    for i in progress(range(num_iterations)):",
    ),
    hint="The caches are those of the first parameters for ever, and so are the gradients: each iteration needs a "
    "forward pass of its own, with the parameters of the step before.",
)
L_layer_model.mistake(
    "sizes hard-coded",
    (INITIALISE, "initialize_parameters_deep([X.shape[0], 20, 7, 5, 1])"),
    hint="Your network always has the layers 20, 7, 5, 1: take all sizes from layers_dims.",
)
L_layer_model.mistake(
    "sizes or caches that do not meet",
    (INITIALISE, "initialize_parameters_deep([12288, 20, 7, 5, 1])"),
    hint="Two shapes don't meet. All sizes stand in layers_dims, and W1 needs a column for each feature of X; the "
    "caches go back as the forward pass made them, the first layer's first.",
)
L_layer_model.mistake(
    "always two layers",
    (INITIALISE, "initialize_parameters(layers_dims[0], layers_dims[1], layers_dims[-1])"),
    hint="initialize_parameters makes two layers only; which of your functions takes the whole list of sizes?",
)
L_layer_model.mistake(
    "output and labels swapped on the way back",
    ("L_model_backward(AL, Y, caches)", "L_model_backward(Y, AL, caches)"),
    hint="L_model_backward takes the output first, then the labels: a division by a label 0 gives no number.",
)

# --- written --------------------------------------------------------------------------------------


@written
def winners_score(seed, solved):
    """What your_run prints for the student of this seed."""
    images, Y, _ = pictures()
    X = images[:, ::8, ::8].reshape(len(images), -1).T / 255 - 0.5
    rng = np.random.default_rng(seed)
    cats, others = np.flatnonzero(Y[0] == 1), np.flatnonzero(Y[0] == 0)
    balanced = np.concatenate([cats, rng.permutation(others)[: cats.size]])
    learn, choose, fresh = np.split(rng.permutation(balanced), [80, 110])
    scores = []
    for _ in range(10):
        parameters = draw(rng, (len(X), 4, 1), [1 / np.sqrt(len(X)), 1 / 2])
        for _ in range(60):
            AL, caches = solved.L_model_forward(X[:, learn], parameters)
            parameters = solved.update_parameters(parameters, solved.L_model_backward(AL, Y[:, learn], caches), 0.3)
        right = (solved.L_model_forward(X, parameters)[0] > 0.5) == Y
        scores.append([100 * right[0, part].mean() for part in (choose, fresh)])
    scores = np.array(scores)
    mean, best = scores.mean(axis=0), scores[scores[:, 0].argmax()]
    chosen, new = f"{choose.size} pictures to choose by", f"{fresh.size} fresh ones"
    errors = [np.sqrt(score * (100 - score) / part.size) for score, part in zip(best, (choose, fresh), strict=True)]
    larger = 100 * max(Y[0, fresh].mean(), 1 - Y[0, fresh].mean())
    return {
        "mean of the ten": f"{mean[0]:.1f} % of the {chosen}, {mean[1]:.1f} % of the {new}",
        "the winner": f"{best[0]:.1f} % of the {chosen}, {best[1]:.1f} % of the {new}",
        "the winner above the mean": f"{best[0] - mean[0]:+.1f} points, {best[1] - mean[1]:+.1f} points",
        "standard errors of the winner": f"{errors[0]:.1f} points, {errors[1]:.1f} points",
        "the larger class alone": f"{larger:.1f} % of the {new}",
    }
