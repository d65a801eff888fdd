"""A table of a hundred rows, without a script: its first rows at once, all of it at a press, and all of it printed."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from secretariat.rules import prose
from tests.journeys import looking

pytestmark = pytest.mark.browser
STATIC = Path(__file__).parents[2] / "secretariat/static"
WORDS = "Open a window for regularisation in the district and train the officers of the municipality"


@pytest.fixture
def text(house):
    """A hundred measures in four columns; the words of the fifty-seventh are spoken of."""
    rows = [f"| {one} {WORDS} | {one * 37} | {WORDS} | Superintendency |" for one in range(1, 101)]
    with house.test_request_context():
        whole = prose.html("\n".join(["| Measure | People | Where and with whom | By |", "|---|---|---|---|", *rows]))
    return whole.replace(">57 Open", "><mark>57 Open</mark>")


@pytest.mark.parametrize("size", looking.WIDTHS)
def test_a_hundred_rows_take_a_few_screens_until_they_are_opened(browser: Browser, text: str, size: str):
    width, height = looking.WIDTHS[size]
    context = browser.new_context(viewport={"width": width, "height": height}, java_script_enabled=False)
    page = context.new_page()
    page.set_content(f'<style>{(STATIC / "house.css").read_text()}</style><div class="prose">{text}</div>')
    rows = page.locator("tbody tr:visible")
    assert rows.count() == 11
    assert page.locator("tr:visible", has_text="57 Open").count() == 1
    assert max(one.bounding_box()["height"] for one in rows.all()) < 420
    assert page.locator("table").bounding_box()["width"] <= width
    assert (
        page.locator("summary").inner_text().split()
        == ["▸", "All", "100", "rows", "the", "first", "10", "are", "shown"][1:]
    )
    page.emulate_media(media="print")
    assert (rows.count(), page.locator("summary:visible").count()) == (100, 0)
    page.emulate_media(media="screen")
    page.locator("summary").click()
    assert rows.count() == 100
    context.close()
