"""A figure that the reader can move: `explore(draw, rate=[0.1, 0.5, 1.0])`."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["explore"]

VIEW = "application/vnd.jupyter.widget-view+json"


def explore(draw: Callable[..., Figure], **values: Sequence[Any]) -> None:
    """Show the figure that draw(...) returns, with a slider for each argument over the values given for it.

    It begins with the arguments' defaults, or the first values. The figure is an output of its own, below the sliders:
    a notebook that is printed, or shown where no sliders run, keeps it as it began. Returns None. Raises ValueError for
    an argument that draw doesn't have, for no values, and for a default that is not among them.
    """
    start = {name: first(draw, name, choices) for name, choices in values.items()}
    try:
        from IPython import get_ipython
        from IPython.display import display
    except ImportError:  # a plain Python, without a screen for figures
        draw(**start)
        return
    in_notebook = getattr(get_ipython(), "kernel", None) is not None
    sliders = controls(start, values) if in_notebook else {}
    if sliders:
        display(beside(sliders, values), raw=True)
    shown = display(closed(draw(**start)), display_id=True)

    def again(change: Any) -> None:
        shown.update(closed(draw(**{name: slider.value for name, slider in sliders.items()})))

    for slider in sliders.values():
        slider.observe(again, "value")


def first(draw: Callable[..., Any], name: str, choices: Sequence[Any]) -> Any:
    """Where a slider begins."""
    parameters = inspect.signature(draw).parameters
    if name not in parameters:
        raise ValueError(f"{draw.__name__} has no argument {name!r}; it has: {', '.join(parameters)}")
    if not len(choices):
        raise ValueError(f"{name} has no values to choose from")
    default = parameters[name].default
    if default is inspect.Parameter.empty:
        return choices[0]
    if default not in choices:
        raise ValueError(f"{name} begins with {default!r}, which is not among its values, {list(choices)}")
    return default


def controls(start: dict[str, Any], values: dict[str, Sequence[Any]]) -> dict[str, Any]:
    """A slider for each argument; none where ipywidgets is not installed."""
    try:
        from ipywidgets import Layout, SelectionSlider
    except ImportError:
        return {}
    return {
        name: SelectionSlider(
            # A label for each: the values may be arrays' numbers, which print as np.float64(0.1).
            options=[(str(choice), choice) for choice in choices],
            value=start[name],
            description=name.replace("_", " "),
            layout=Layout(width="min(30em, 100%)"),
            style={"description_width": "9em"},
        )
        for name, choices in values.items()
    }


def beside(sliders: dict[str, Any], values: dict[str, Sequence[Any]]) -> dict[str, Any]:
    """The sliders to be displayed, and what is said in their place where they can't be."""
    from ipywidgets import VBox

    box = VBox(list(sliders.values()))
    choices = "; ".join(f"{name} = {', '.join(map(str, of))}" for name, of in values.items())
    return {
        VIEW: {"model_id": box.model_id, "version_major": 2, "version_minor": 0},
        "text/plain": f"Run this cell to move: {choices}",
    }


def closed(figure: Figure) -> Figure:
    """The figure, which pyplot is not to show by itself once more at the end of the cell."""
    from matplotlib import pyplot as plt

    plt.close(figure)
    return figure
