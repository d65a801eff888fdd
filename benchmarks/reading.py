"""How long the next text takes in the browser, from the key to the painted page, and how much of a hand it needs.

The house as `secretariat up` runs it with its demonstration, the system's Chromium. Prints the median and the slowest
in milliseconds: going on by the key `j`, and from the press on a verdict to the text after it; and beside them what a
whole load of the same pages takes, as without JavaScript.
"""

import shutil
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks.pages import SETTLE, running

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-headless-shell")
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
ROUNDS = 20
# From the key to the frame after the one in which the new title stands: then it is painted.
NEXT = """async press => {
  const title = document.querySelector('h1');
  const began = performance.now();
  press === 'j' ? document.querySelector('[data-key=j]').click() : document.querySelector('.act .btn-primary').click();
  while (document.querySelector('h1') === title) await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  return performance.now() - began;
}"""


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder, running(Path(folder, "instance")) as port, sync_playwright() as play:
        time.sleep(SETTLE)  # worker and beat come up after the web
        browser = play.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        page = browser.new_page(base_url=f"http://127.0.0.1:{port}")
        sign_in(page)
        line("next text, key j", [step(page, "j") for _round in range(ROUNDS)])
        line("next text, whole load", [load(page) for _round in range(ROUNDS)])
        line("after a verdict", [step(page, "verdict") for _round in range(5)])
        browser.close()


def sign_in(page: Page) -> None:
    """Open the first text of the reviewer's queue."""
    page.goto("/login")
    page.fill("#email", "reviewer@example.org")
    page.fill("#password", "demo")
    page.press("#password", "Enter")
    page.wait_for_url(lambda url: "/login" not in url)
    page.goto("/reviews/")
    page.locator(".act .btn-primary").click()
    page.wait_for_load_state("networkidle")


def step(page: Page, press: str) -> float:
    """Go on, and return the milliseconds; before it the page is read for a moment, as people do."""
    page.wait_for_timeout(1_500)
    return float(page.evaluate(NEXT, press))


def load(page: Page) -> float:
    """Load the next text as a page of its own, and return the milliseconds until it is there."""
    address = page.locator("[data-key=j]").get_attribute("href")
    began = time.perf_counter()
    page.goto(str(address), wait_until="load")
    return (time.perf_counter() - began) * 1000


def line(name: str, figures: list[float]) -> None:
    """Print the median and the slowest."""
    print(f"{name:24}{statistics.median(figures):8.0f} ms   slowest {max(figures):6.0f} ms", flush=True)


if __name__ == "__main__":
    main()
