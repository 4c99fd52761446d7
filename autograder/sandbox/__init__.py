"""The only wing that meets students' code: ask a submission's functions from outside, get values back."""

from __future__ import annotations

from .confine import Limits
from .doctor import isolation
from .session import Cell, CellRun, Raised, Reply, Session, Zygote
from .wire import Opaque

__all__ = ["Cell", "CellRun", "Limits", "Opaque", "Raised", "Reply", "Session", "Zygote", "isolation"]
