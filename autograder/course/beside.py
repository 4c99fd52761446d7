"""What the cells of a bug hunt bring along, as source: two functions run on the same input, side by side.

Its text is copied into a notebook, so it needs nothing but NumPy.
"""

import copy

import numpy as np

__all__ = ["beside", "outputs_of", "same", "shown"]


def beside(yours, buggy, given, names):
    """Call both functions on copies of the same input, and print each output of both where they differ."""
    came = []
    for function in (yours, buggy):
        args = copy.deepcopy(given)
        np.random.seed(0)  # what is drawn is drawn alike
        try:
            with np.errstate(all="ignore"):
                returned = function(**args)
        except Exception as error:
            print(f"{function.__name__} stops with {type(error).__name__}: {error}")
            return
        changed = [name for name in given if not same(args[name], given[name])]
        came.append((outputs_of(returned, names), f"{', '.join(changed)} changed" if changed else "unchanged"))
    (outputs, kept), (others, left) = came
    for name, right in outputs.items():
        got = others.get(name, "missing")
        if same(got, right):
            print(f"{name}: the same")
        else:
            print(f"{name}: differs\n    {yours.__name__}: {shown(right)}\n    {buggy.__name__}: {shown(got)}")
    if kept == left:
        print(f"arguments: {kept}")
    else:
        print(f"arguments: differ\n    {yours.__name__}: {kept}\n    {buggy.__name__}: {left}")


def outputs_of(returned, names):
    """The outputs of a call by name: a dictionary's entries have names of their own."""
    parts = returned if len(names) > 1 and isinstance(returned, tuple) else (returned,)
    found = {}
    for name, part in zip(names, parts, strict=False):
        found.update(part if isinstance(part, dict) and name.startswith("{") else {name: part})
    return found


def same(one, two):
    """The same structure, the same shapes and, but for the last digits, the same numbers?"""
    if isinstance(one, dict):
        return isinstance(two, dict) and one.keys() == two.keys() and all(same(one[key], two[key]) for key in one)
    if isinstance(one, (list, tuple)):
        alike = isinstance(two, (list, tuple)) and len(one) == len(two)
        return alike and all(same(a, b) for a, b in zip(one, two, strict=True))
    if one is None or isinstance(one, (str, bool)) or isinstance(two, (dict, list, tuple, str)) or two is None:
        return one is two or one == two
    return np.shape(one) == np.shape(two) and np.allclose(one, two, rtol=1e-6, atol=1e-12, equal_nan=True)


def shown(value):
    """A value in a line: an array's shape and its first numbers."""
    if isinstance(value, np.ndarray) and value.ndim:
        numbers = " ".join(f"{number:.4g}" for number in value.flat[:8])
        return f"shape {value.shape}: {numbers}{' ...' if value.size > 8 else ''}"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {shown(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return f"{len(value)} values: " + "; ".join(shown(entry) for entry in value)
    return f"{value:.4g}" if isinstance(value, (float, np.floating)) else repr(value)
