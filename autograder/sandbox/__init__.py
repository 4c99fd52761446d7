"""The only wing that meets students' code: ask a submission's functions from outside, get values back."""

from __future__ import annotations

from .confine import Limits
from .session import Cell, CellRun, Raised, Reply, Session, Zygote
from .tiers import LAYERS, MEANINGS, MINIMUM, TIERS, Layer, NotIsolated, isolation, missing
from .wire import Opaque

__all__ = [
    "LAYERS",
    "MEANINGS",
    "MINIMUM",
    "TIERS",
    "Cell",
    "CellRun",
    "Layer",
    "Limits",
    "NotIsolated",
    "Opaque",
    "Raised",
    "Reply",
    "Session",
    "Zygote",
    "isolation",
    "missing",
]
