"""Compiles the judging kernel while the package is built, so that nobody waits for it later."""

from __future__ import annotations

import runpy
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ENGINE = Path("src/meetworthy/judge/engine")


class KernelHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's own configuration
    """Puts the compiled kernel into the wheel, which is then for this platform and any Python."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the kernel; without a compiler the wheel goes without it."""
        builder = runpy.run_path(str(Path(self.root) / ENGINE / "build.py"))
        try:
            library = builder["build"]()
        except builder["NoCompiler"] as reason:
            self.app.display_warning(f"{reason} Judging will use the interpreter, slower.")
            return
        if version == "editable":
            return
        build_data["artifacts"].append(str(library.relative_to(self.root)))
        platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{platform}"
