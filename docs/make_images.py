"""Make the pictures in the documentation from the real product.

Reports on the example company with the command that anybody would type, opens the demo, signs in
as a salesperson, and takes pictures with a Chromium (named by CHROMIUM, or found on the path).

    .venv/bin/python docs/make_images.py
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
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


PORT = 8_731
MQLS, SQLS = "leads?stage=mql&is=open", "leads?stage=sql&is=open"
LEAD = "main a[href*='/leads/0']"
PAGES = (
    # name, the page, what is clicked on it, width, height, scheme
    ("inbox", "inbox?whose=all", None, 1360, 790, "light"),
    ("inbox-dark", "inbox?whose=all", None, 1360, 790, "dark"),
    ("inbox-phone", "inbox?whose=all", None, 390, 844, "light"),
    ("leads", MQLS, None, 1360, 820, "light"),
    ("leads-dark", MQLS, None, 1360, 820, "dark"),
    ("lead", SQLS, LEAD, 1360, 900, "light"),
    ("lead-dark", SQLS, LEAD, 1360, 900, "dark"),
    ("lead-phone", SQLS, LEAD, 390, 844, "light"),
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
            with the_demo(Path(folder)) as url:
                for shot in PAGES:
                    print(f"Wrote {shoot_page(browser, url, *shot)}")
            browser.close()
    return 0


def make_report(folder: Path) -> Path:
    """Simulate the example company in a folder and report on it; return the page."""
    data, out = folder / "data", folder / "report"
    run("simulate", "--leads", LEADS, "--seed", SEED, "--out", str(data))
    run("report", str(data), "--definition", str(data / "definition"), "--out", str(out))
    return out / "report.html"


@contextmanager
def the_demo(folder: Path) -> Iterator[str]:
    """Run the demo until the pictures are taken; gives its URL."""
    arguments = ("demo", "--data", str(folder / "demo"), "--port", str(PORT))
    process = subprocess.Popen([sys.executable, "-m", "meetworthy", *arguments])
    url = f"http://localhost:{PORT}"
    try:
        while not answers(f"{url}/readyz"):
            if process.poll() is not None:
                raise SystemExit("the demo has ended")
            time.sleep(1)
        yield url
    finally:
        process.terminate()
        process.wait()


def answers(url: str) -> bool:
    """Say whether a page is there."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def shoot_page(
    browser: Browser,
    url: str,
    name: str,
    page: str,
    click: str | None,
    width: int,
    height: int,
    scheme: str,
) -> Path:
    """Take one picture of a page of the demo, as a salesperson sees it."""
    tab = browser.new_page(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    tab.goto(f"{url}/accounts/login/")
    tab.fill("input[name=login]", "katharina.vogt@northwind.example")
    tab.fill("input[name=password]", "northwind-demo")
    tab.click("button[type=submit]")
    tab.goto(f"{url}/w/northwind/{page}")
    if click is not None:
        tab.click(click)
    tab.wait_for_timeout(1000)
    path = IMAGES / f"{name}.png"
    tab.screenshot(path=path)
    tab.context.close()
    return path


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
