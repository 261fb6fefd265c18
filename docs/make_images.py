"""Make the pictures in the documentation from the real product.

Simulates the example company, reports on it with the command that anybody would type, and takes
pictures of the report with a Chromium (named by CHROMIUM, or found on the path).

    .venv/bin/python docs/make_images.py
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

IMAGES = Path(__file__).parent / "images"
LEADS, SEED = "8000", "7"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SHOTS = (
    # name, width, height, scheme
    ("report", 1440, 1080, "light"),
    ("report-dark", 1440, 1080, "dark"),
    ("report-phone", 390, 844, "light"),
)


def main() -> int:
    """Make the pictures; say where they are, or what is missing."""
    chromium = (
        os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    )
    if chromium is None:
        print("No Chromium was found: install one, or name it with CHROMIUM=/path/to/it.")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        page = make_report(Path(folder))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
            for name, width, height, scheme in SHOTS:
                print(f"Wrote {shoot(browser, page, name, (width, height), scheme)}")
            browser.close()
    return 0


def make_report(folder: Path) -> Path:
    """Simulate the example company in a folder and report on it; return the page."""
    data, out = folder / "data", folder / "report"
    run("simulate", "--leads", LEADS, "--seed", SEED, "--out", str(data))
    run("report", str(data), "--definition", str(data / "definition"), "--out", str(out))
    return out / "report.html"


def run(*arguments: str) -> None:
    """Run a command of the product; its failure is ours."""
    subprocess.run([sys.executable, "-m", "meetworthy", *arguments], check=True)


def shoot(browser: Browser, page: Path, name: str, size: tuple[int, int], scheme: str) -> Path:
    """Take one picture of the top of a page."""
    width, height = size
    tab = browser.new_page(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    tab.goto(page.as_uri())
    path = IMAGES / f"{name}.png"
    path.parent.mkdir(exist_ok=True)
    tab.screenshot(path=path)
    tab.close()
    return path


if __name__ == "__main__":
    sys.exit(main())
