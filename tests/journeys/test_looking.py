"""What journeys look with can see: each of these pages has one fault, and it is found."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys import looking

pytestmark = pytest.mark.browser
HOME = "http://localhost"
SOUND = "<html lang='en'><title>A</title><main><h1>A</h1>{}</main></html>"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page that nobody watches."""
    page = browser.new_page()
    yield page
    page.close()


def test_axe_finds_a_picture_without_words(page: Page):
    page.set_content(SOUND.format("<img src='data:,'>"))
    assert [line.partition(":")[0] for line in looking.axe(page)] == ["image-alt"]


def test_axe_finds_nothing_on_a_sound_page(page: Page):
    page.set_content(SOUND.format("<p>Text</p>"))
    assert looking.axe(page) == []


def test_axe_leaves_out_what_was_seen_and_only_that(page: Page):
    page.set_content(SOUND.format("<img src='data:,1'>") + "<footer><img src='data:,2'></footer>")
    (found,) = looking.axe(page, beside="main")
    assert "data:,2" in found


def test_a_page_that_is_too_wide_is_measured(page: Page):
    page.set_content(SOUND.format("<table><tr><td><pre>" + "x" * 400 + "</pre></table>"))
    assert looking.sideways(page) > 0


def test_an_error_in_the_console_is_noted(page: Page):
    watch = looking.Watch(HOME)
    watch.over(page)
    page.evaluate("console.error('broken')")
    assert watch.seen == ["error: broken"]
