"""A headless Chromium that opens pages, waits for what they should hold, and says what they do."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

CHROMIUM, DRIVER = Path("/usr/bin/chromium"), Path("/usr/bin/chromedriver")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1400,2000",
)
PATIENCE = 12.0  # seconds for a page to show what it should

# Texts as a reader sees them; values of fields; images with the width that they really have.
LOOK = """
const all = selector => [...document.querySelectorAll(selector)];
return {
  text: document.body ? document.body.innerText : '',
  values: all('input, textarea, .cm-content, [role=combobox], .p-select-button')
    .map(e => (e.value || e.innerText || '').trim()).filter(Boolean),
  images: all('img').filter(e => e.src.startsWith('data:'))
    .map(e => ({alt: e.alt, width: e.complete ? e.naturalWidth : 0})),
  cells: all('tbody tr').map(row => [...row.querySelectorAll('td')].map(e => e.innerText.trim())),
};
"""
PRESS = """
const wanted = arguments[0];
const found = [...document.querySelectorAll('button, [role=tab], [role=menuitem], li')]
  .filter(e => e.innerText.trim() === wanted || e.ariaLabel === wanted);
return found.length ? found[found.length - 1] : null;
"""


@dataclass(frozen=True)
class Page:
    """A page: its file's name, address, what to press, and texts without which it isn't there.

    A text `image: ALT` is an image that is drawn.
    """

    name: str
    url: str
    holds: tuple[str, ...]
    press: tuple[str, ...] = ()


@dataclass(frozen=True)
class Seen:
    """What stood on a page. `missing` are the texts that did not come in time."""

    url: str
    text: str
    values: list[str]
    images: list[dict[str, Any]]
    cells: list[list[str]]
    missing: list[str]
    seconds: float


def absent() -> str | None:
    """Why no browser can be used here; None when one can."""
    for path in (CHROMIUM, DRIVER):
        if not path.exists():
            return f"{path} is not installed"
    try:
        import selenium  # noqa: F401
    except ImportError:
        return "selenium is not installed"
    return None


@contextmanager
def browser() -> Iterator[Any]:
    """A Chromium with a fresh profile, ended with the block."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    with TemporaryDirectory(prefix="coxswain-chromium-", ignore_cleanup_errors=True) as profile:
        options = webdriver.ChromeOptions()
        options.binary_location = str(CHROMIUM)
        options.page_load_strategy = "none"  # the pages load the rest themselves anyway
        for flag in (*FLAGS, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        driver = webdriver.Chrome(options=options, service=Service(str(DRIVER)))
        try:
            yield driver
        finally:
            driver.quit()


def shoot(driver: Any, page: Page, folder: Path) -> Seen:
    """Open a page, press what is to be pressed, and keep its picture."""
    began = time.monotonic()
    driver.get("about:blank")
    driver.get(page.url)
    for patience in (PATIENCE / 4, PATIENCE):  # a press is lost while the page is still starting
        unpressed = [label for label in page.press if not _press(driver, label)]
        seen, missing = _wait(driver, page, patience if page.press else PATIENCE)
        missing = [*(f"the button {label!r}" for label in unpressed), *missing]
        if not missing or not page.press:
            break
    driver.save_screenshot(str(folder / f"{page.name}.png"))
    return Seen(page.url, **seen, missing=missing, seconds=round(time.monotonic() - began, 1))


def keep(seen: dict[str, Seen], folder: Path) -> None:
    """Write what was seen beside the pictures."""
    content = {name: asdict(one) for name, one in seen.items()}
    (folder / "pages.json").write_text(json.dumps(content, indent=1), encoding="utf-8")


def _press(driver: Any, label: str) -> bool:
    from selenium.webdriver.common.action_chains import ActionChains

    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if element := driver.execute_script(PRESS, label):
            try:
                ActionChains(driver).move_to_element(element).click().perform()
            except Exception:  # noqa: BLE001 - drawn anew in between: look again
                continue
            return True
        time.sleep(0.1)
    return False


def _wait(driver: Any, page: Page, patience: float) -> tuple[dict[str, Any], list[str]]:
    deadline = time.monotonic() + patience
    while True:
        seen = driver.execute_script(LOOK)
        drawn_ones = (f"image: {image['alt']}" for image in seen["images"] if image["width"])
        there = "\n".join([seen["text"], *seen["values"], *drawn_ones])
        missing = [text for text in page.holds if text not in there]
        drawn = all(image["width"] for image in seen["images"])
        if (not missing and drawn) or time.monotonic() > deadline:
            return seen, missing
        time.sleep(0.1)
