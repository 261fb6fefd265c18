"""Loading the compiled kernel, and building it.

It is a plain shared library of a few hundred lines of C: no Python headers are needed to
build it, any Python can load it, and it is built when the package is installed.  Where it
can't be built, judging goes on with the interpreter, slower.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

import numpy as np

from .layout import SIZES

FOLDER = Path(__file__).parent / "kernel"
LIBRARY = FOLDER / ("kernel.dylib" if sys.platform == "darwin" else "kernel.so")
FLAGS = ("-O3", "-std=c11", "-ffp-contract=off", "-fPIC", "-shared")
"""No contraction: a fused multiply-add would round differently from the interpreter."""


class NoCompiler(RuntimeError):
    """The kernel is not built, and there is nothing to build it with."""


def build(target: Path = LIBRARY) -> Path:
    """Compile the kernel's C into a shared library and return it; `NoCompiler` if there is none."""
    compiler = os.environ.get("CC") or shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        raise NoCompiler("There is no C compiler. Install one (gcc or clang) and try again.")
    sources = [str(source) for source in sorted(FOLDER.glob("*.c"))]
    fresh = target.with_name(f"{target.name}.{os.getpid()}")
    command = [compiler, *FLAGS, "-o", str(fresh), *sources, "-lm"]
    # the command is ours: a compiler, our flags, our sources
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        raise NoCompiler(f"{compiler} could not build the kernel: {done.stderr.strip()}")
    fresh.replace(target)
    return target


def is_built() -> bool:
    """Say whether the compiled kernel is there."""
    return LIBRARY.exists()


@lru_cache(maxsize=1)
def kernel() -> ctypes.CDLL:
    """Return the kernel, checked to have the structs that Python thinks it has."""
    if not is_built():
        build()
    library = ctypes.CDLL(str(LIBRARY))
    sizes = np.zeros(len(SIZES), np.int64)
    library.meetworthy_sizes(ctypes.c_void_p(sizes.ctypes.data))
    if tuple(sizes.tolist()) != SIZES:
        raise RuntimeError(f"the kernel in {LIBRARY} is of another version; build it again")
    return library
