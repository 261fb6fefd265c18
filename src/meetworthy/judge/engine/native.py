"""Loading the compiled kernel.

It is a plain shared library of a few hundred lines of C: no Python headers are needed to
build it, any Python can load it, and it is built when the package is installed.  Where it
can't be built, judging goes on with the interpreter, slower.
"""

from __future__ import annotations

import ctypes
from functools import lru_cache

import numpy as np

from .build import LIBRARY, NoCompiler, build
from .layout import SIZES


@lru_cache(maxsize=1)
def is_there() -> bool:
    """Say whether the kernel can be used: it is built, or a compiler builds it now (a second)."""
    if LIBRARY.exists():
        return True
    try:
        build()
    except (NoCompiler, OSError):
        return False
    return True


@lru_cache(maxsize=1)
def kernel() -> ctypes.CDLL:
    """Return the kernel, checked to have the structs that Python thinks it has."""
    library = ctypes.CDLL(str(LIBRARY))
    sizes = np.zeros(len(SIZES), np.int64)
    library.meetworthy_sizes(ctypes.c_void_p(sizes.ctypes.data))
    if tuple(sizes.tolist()) != SIZES:
        raise RuntimeError(
            f"the kernel in {LIBRARY} is of another version; `meetworthy warm` builds it"
        )
    return library
