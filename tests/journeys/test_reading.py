"""Sixty texts by Friday: from text to text without waiting, deciding by keys, by thumb, and without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import looking
from tests.journeys.apart import address, signed_in  # noqa: F401  fixtures
from tests.journeys.conftest import Visitor
from tests.journeys.hands import Hands

pytestmark = pytest.mark.browser
# pretalx takes 41 and Indico 55 interactions to review and decide five texts.
MOST_FOR_FIVE = 18
POINT = "Please name the office that leads."


def ready(page: Page) -> None:
    """Wait until the keys of the text that is shown now are at work."""
    expect(page.get_by_role("button", name="Switch keys off")).to_be_visible()


def decided(page: Page, before: str) -> None:
    """Wait for the text after a verdict, and see that the verdict is reported on it."""
    expect(page).not_to_have_url(before)
    expect(page.locator(".strip")).to_contain_text("Back to it")
    ready(page)


def test_five_texts_are_reviewed_and_decided_by_keys(as_role: Visitor):
    page = as_role("reviewer@example.org")
    page.goto("/")
    hands = Hands(page)
    hands.click("nav.menu a[href^='/reviews']")
    hands.click(".act .btn-primary")
    ready(page)
    page.evaluate("window.loaded = 'once'")
    for number in range(5):
        before = page.url
        if number in {1, 3}:
            hands.press("c")
            hands.write(POINT)
            hands.press("Escape", "r", "Enter")
        else:
            hands.press("a", "Enter")
        decided(page, before)
    assert hands.count <= MOST_FOR_FIVE
    assert page.evaluate("window.loaded") == "once"
    assert (looking.axe(page), looking.sideways(page)) == ([], 0)


def test_going_to_the_next_text_and_back_keeps_history_title_focus_and_what_was_typed(as_role: Visitor):
    page = as_role("reviewer@example.org")
    page.goto("/reviews/")
    page.locator(".act .btn-primary").click()
    ready(page)
    page.evaluate("window.loaded = 'once'")
    first, title = page.url, page.title()
    page.locator("#internal").fill("Half a thought")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page).not_to_have_url(first)
    assert page.title() != title
    expect(page.locator("h1")).to_be_focused()
    expect(page.locator("#internal")).to_have_value("")
    assert looking.axe(page) == []
    page.go_back()
    expect(page).to_have_url(first)
    expect(page.locator("h1")).to_contain_text(title.split(",")[0])
    expect(page.locator("#internal")).to_have_value("Half a thought")
    assert page.evaluate("window.loaded") == "once"


def test_the_keys_stand_in_sight_from_the_first_line_to_the_last_and_say_what_they_do(as_role: Visitor):
    page = as_role("reviewer@example.org")
    page.goto("/reviews/")
    page.locator(".act .btn-primary").click()
    ready(page)
    keys = page.locator("aside .keys")
    expect(keys).to_be_in_viewport(ratio=1)
    page.locator("#words").evaluate("form => form.scrollIntoView({block: 'end'})")
    expect(keys).to_be_in_viewport(ratio=1)
    expect(page.locator("[data-key=a]")).to_have_attribute("aria-keyshortcuts", "a")
    page.keyboard.press("?")
    expect(keys.get_by_text("to ‘Approve’; Enter presses it")).to_be_visible()
    expect(keys.locator("summary")).to_be_focused()
    assert looking.axe(page) == []
    page.keyboard.press("?")
    expect(keys.get_by_text("to ‘Approve’; Enter presses it")).to_be_hidden()
    page.get_by_role("button", name="Switch keys off").click()
    expect(page.locator("[aria-keyshortcuts]")).to_have_count(0)
    page.get_by_role("button", name="Switch keys on").click()


def test_words_that_are_selected_become_the_passage_of_a_comment(as_role: Visitor):
    page = as_role("reviewer@example.org")
    page.goto("/reviews/")
    page.locator(".act .btn-primary").click()
    ready(page)
    passage = page.locator("[data-answer] p").first
    passage.click(click_count=3)
    page.get_by_role("button", name="Comment on the selected words").click()
    quote = page.locator("#quote").input_value()
    assert quote in " ".join(passage.inner_text().split())
    page.locator("#internal").fill("Where is this from?")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.locator("main q").first).to_have_text(quote)
    page.get_by_role("link", name="in the text").click()
    mark = page.locator("mark:target")
    expect(mark).to_be_in_viewport()
    page.locator("sup a").first.click()
    expect(page.locator(".note:target")).to_contain_text("Where is this from?")
    assert (looking.axe(page), looking.sideways(page)) == ([], 0)


def test_two_texts_are_decided_by_mouse_and_by_thumb_in_as_few_steps(as_role: Visitor):
    page = as_role("reviewer2@example.org")
    page.goto("/")
    hands = Hands(page)
    hands.click("nav.menu a[href^='/reviews']")
    hands.click(".act .btn-primary")
    ready(page)
    to_begin = hands.count
    first = page.url
    hands.click(".act .btn-primary")
    decided(page, first)
    to_approve = hands.count - to_begin
    page.set_viewport_size(dict(zip(("width", "height"), looking.WIDTHS["phone"], strict=True)))
    assert (looking.axe(page), looking.sideways(page)) == ([], 0)
    second = page.url
    hands.click("#point")
    hands.write(POINT)
    hands.click("#words [formaction$=request-changes], #words [formaction$=request_changes]")
    decided(page, second)
    to_ask = hands.count - to_begin - to_approve
    assert (looking.axe(page), looking.sideways(page)) == ([], 0)
    # As by keys: five texts, of which two are asked for a change.
    assert to_begin + 3 * to_approve + 2 * to_ask <= MOST_FOR_FIVE


def test_a_text_is_read_quoted_and_decided_without_javascript(as_role: Visitor):
    page = as_role("reviewer@example.org", java_script_enabled=False)
    page.goto("/reviews/phrases")
    page.locator("#text").fill(POINT)
    page.get_by_role("button", name="Keep it").click()
    page.goto("/reviews/")
    page.locator(".act .btn-primary").click()
    first = page.url
    page.get_by_role("link", name="next text").click()
    expect(page).not_to_have_url(first)
    page.get_by_role("link", name="previous text").click()
    expect(page).to_have_url(first)
    page.get_by_role("button", name="Put it in").click()
    expect(page.locator("#point")).to_have_value(POINT)
    page.locator("summary", has_text="On a passage").click()
    words = " ".join(page.locator("[data-answer] p").first.inner_text().split()[:3])
    page.locator("#quote").fill(words)
    page.get_by_role("button", name="Add as a point").click()
    expect(page.locator(".box-out q")).to_have_text(words)
    page.locator(".act .btn-primary", has_text="Ask for one change").click()
    expect(page.locator(".strip")).to_contain_text(re.compile("your points are sent"))
