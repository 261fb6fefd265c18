"""Building the kernel with whatever C compiler there is.

This file imports nothing of ours, so that the package can be built with it before it is
installed (``hatch_build.py``).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent / "kernel"
LIBRARY = FOLDER / ("kernel.dylib" if sys.platform == "darwin" else "kernel.so")
FLAGS = ("-O3", "-std=c11", "-ffp-contract=off", "-fPIC", "-shared")
"""No contraction: a fused multiply-add would round differently from the interpreter."""


class NoCompiler(RuntimeError):
    """The kernel is not built, and there is nothing to build it with or nowhere to put it."""


def build(target: Path = LIBRARY) -> Path:
    """Compile the kernel's C into a shared library and return it; `NoCompiler` if that fails."""
    compiler = os.environ.get("CC") or shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        raise NoCompiler("There is no C compiler. Install one (gcc or clang) and try again.")
    sources = [str(source) for source in sorted(FOLDER.glob("*.c"))]
    fresh = target.with_name(f"{target.name}.{os.getpid()}")
    command = [compiler, *FLAGS, "-o", str(fresh), *sources, "-lm"]
    # the command is ours: a compiler, our flags, our sources
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    if done.returncode != 0:
        raise NoCompiler(f"{compiler} could not build the kernel: {done.stderr.strip()}")
    fresh.replace(target)
    return target
