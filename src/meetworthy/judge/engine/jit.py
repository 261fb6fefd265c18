"""The compiler of the kernel, where it is installed; without it the kernel is plain Python."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

try:
    import numba
except ImportError:  # slower, and the same
    COMPILED = False
else:
    COMPILED = True


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function once, keep it on disk, and let it run beside other threads."""
    if not COMPILED:
        return function
    return numba.njit(cache=True, nogil=True, error_model="numpy")(function)  # type: ignore[no-any-return]
