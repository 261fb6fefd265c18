"""The written definition of the example company: two versions, with their dates filled in."""

from __future__ import annotations

from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

from .clock import DAY_SECONDS
from .world import World, day_after

VERSIONS = ("v1", "v2")
COMPETITORS_FILE = "competitors.csv"


def write_definitions(folder: Path, world: World, competitors: list[str]) -> None:
    """Write the versions of the definition, and the list of competitors' domains they name."""
    folder.mkdir(parents=True, exist_ok=True)
    change = day_after(world.start, round(world.change / DAY_SECONDS))
    dates = {"v1": day_after(world.start, -30), "v2": change}
    for version in VERSIONS:
        text = (files(__package__) / "northwind" / f"{version}.yaml").read_text("utf-8")
        (folder / f"{version}.yaml").write_text(_dated(text, version, dates[version]), "utf-8")
    rows = ["domain", *competitors]
    (folder / COMPETITORS_FILE).write_text("\n".join(rows) + "\n", encoding="utf-8")


def _dated(text: str, version: str, day: date) -> str:
    signed = day - timedelta(days=5)
    return text.replace(f"{{{version}}}", f"{day.isoformat()}T00:00").replace(
        f"{{{version}_signed}}", signed.isoformat()
    )
