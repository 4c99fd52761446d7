"""Data sets for the notebooks; needs NumPy only, since learners' code imports it inside the sandbox too."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["flower"]


def flower(m: int = 400, seed: int = 1) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Return X (2, m) and Y (1, m) of 0 and 1: a flower of eight petals, four of each class.

    Class j walks along the rose r = 4 sin 4t around the origin, at the points (r sin t, r cos t), for t from
    j pi to (j + 1) pi; t and r carry Gaussian noise of standard deviation 0.2. The first m/2 columns are
    class 0, the others class 1. The same m and seed give the same flower. Raises ValueError unless m is even
    and at least 2.
    """
    if m < 2 or m % 2:
        raise ValueError(f"a flower needs an even number of points, at least 2, not m={m}")
    rng = np.random.default_rng(seed)
    half = m // 2
    petals = []
    for j in (0, 1):
        t = np.linspace(j * np.pi, (j + 1) * np.pi, half) + 0.2 * rng.standard_normal(half)
        r = 4 * np.sin(4 * t) + 0.2 * rng.standard_normal(half)
        petals.append(np.stack([r * np.sin(t), r * np.cos(t)]))
    X = np.concatenate(petals, axis=1)
    Y = np.repeat(np.array([[0, 1]], dtype=np.int64), half, axis=1)
    return X, Y
