"""A reviewer selects words of an answer, and a button beside them makes them the passage of a comment."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys import looking
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.browser
EACH_SIZE = pytest.mark.parametrize("size", looking.WIDTHS)
LABEL = "Comment on the selected words"
# Selects from a character of one element's first text to a character of another's.
SELECT = """([from, begin, to, end]) => {
  const text = (selector, at) => document.createTreeWalker(document.querySelectorAll(selector)[at], 4).nextNode()
  getSelection().setBaseAndExtent(text(...from), begin, text(...to), end)
}"""
# By how much the button overlaps the lines that are selected, and whether it stands in the window, off what is fixed.
STANDS = """button => {
  const [at, fixed] = [button.getBoundingClientRect(), document.querySelector('.act .btn-primary')]
  const lines = [...getSelection().getRangeAt(0).getClientRects()]
  const gaps = lines.map(one => Math.max(one.top - at.bottom, at.top - one.bottom))
  const floor = getComputedStyle(fixed).position === 'fixed' ? fixed.getBoundingClientRect().top : innerHeight
  return {
    gap: Math.round(Math.min(...gaps)),
    inside: at.left >= 0 && at.right <= document.documentElement.clientWidth && at.top >= 0 && at.bottom <= floor,
  }
}"""
# From the second character of an answer to the second of its second paragraph.
HALVES = """answer => {
  const [from, to] = answer.querySelectorAll('p')
  const words = part => document.createTreeWalker(part, NodeFilter.SHOW_TEXT).nextNode()
  getSelection().setBaseAndExtent(words(from), 1, words(to), 1)
}"""
BESIDE = {"gap": 8, "inside": True}


def text_with_answers(visit: Visitor, size: str) -> Page:
    """Open the first text of a reviewer's queue that has two answers in words."""
    page = visit("reviewer@example.org", size)
    page.goto("/reviews/")
    paths = page.evaluate("[...document.querySelectorAll('main a')].map(one => one.pathname)")
    for path in [one for one in dict.fromkeys(paths) if one.rpartition("/")[2].isdecimal()]:
        page.goto(path)
        if page.locator("div[data-answer]").count() > 1:
            expect(page.get_by_role("button", name="Switch keys off")).to_be_visible()
            return page
    pytest.fail("no text in the queue has two answers")


def button(page: Page) -> Locator:
    return page.get_by_role("button", name=LABEL)


def select(page: Page, begin: tuple[str, int, int], end: tuple[str, int, int]) -> None:
    """Select from (selector, which of them, character) to another."""
    page.evaluate(SELECT, [begin[:2], begin[2], end[:2], end[2]])


def word(page: Page, paragraph: Locator) -> str:
    """Select the first word of a paragraph as a mouse does, and return it."""
    paragraph.dblclick(position={"x": 3, "y": 12})
    return str(page.evaluate("getSelection().toString().trim()"))


@EACH_SIZE
def test_a_button_stands_beside_the_words_that_are_selected_and_quotes_them(as_role: Visitor, size: str):
    page = text_with_answers(as_role, size)
    paragraph = page.locator("[data-answer] p").last
    chosen = word(page, paragraph)
    expect(button(page)).to_be_visible()
    assert button(page).evaluate(STANDS) == BESIDE
    assert (looking.axe(page), looking.sideways(page)) == ([], 0)
    button(page).click()
    assert page.locator("#quote").input_value() == chosen
    assert page.locator("#key").input_value() == page.locator("[data-answer]").last.get_attribute("data-answer")
    expect(page.locator("#point")).to_be_focused()
    expect(button(page)).to_have_count(0)


@EACH_SIZE
def test_the_button_stands_above_the_words_where_there_is_no_room_below(as_role: Visitor, size: str):
    page = text_with_answers(as_role, size)
    paragraph = page.locator("[data-answer] p").last
    room = 100 if size == "phone" else 40
    top = "one => scrollBy(0, one.getBoundingClientRect().top - innerHeight + ROOM)".replace("ROOM", str(room))
    paragraph.evaluate(top)
    paragraph.evaluate("one => getSelection().setBaseAndExtent(one.firstChild, 0, one.firstChild, 3)")
    expect(button(page)).to_be_visible()
    assert button(page).evaluate(STANDS) == BESIDE
    above = button(page).bounding_box()
    assert above
    assert above["y"] < page.evaluate("getSelection().getRangeAt(0).getBoundingClientRect().top")
    # It scrolls with the words.
    page.evaluate("scrollBy(0, 60)")
    assert button(page).evaluate(STANDS) == BESIDE


@EACH_SIZE
def test_words_of_the_house_are_not_offered(as_role: Visitor, size: str):
    page = text_with_answers(as_role, size)
    house = [("h1", 0), ("#q-help, [id^=q-]", 0), (".help", 0), ("aside dd", 0), ("label[for=key]", 0)]
    for selector, at in house:
        select(page, ("[data-answer] p", 0, 0), ("[data-answer] p", 0, 3))
        expect(button(page)).to_be_visible()
        select(page, (selector, at, 0), (selector, at, 4))
        expect(page.locator(".quotes")).to_have_count(0)
    select(page, ("[data-answer] p", 0, 0), ("[data-answer] p", 0, 3))
    expect(button(page)).to_be_visible()
    select(page, ("h1", 0, 0), ("[data-answer] p", 0, 4))
    expect(page.locator(".quotes")).to_have_count(0)


@EACH_SIZE
def test_a_selection_over_two_answers_is_told_that_a_passage_stands_in_one(as_role: Visitor, size: str):
    page = text_with_answers(as_role, size)
    select(page, ("div[data-answer]", 0, 2), ("div[data-answer]", 1, 3))
    line = page.get_by_role("status").filter(has_text="Two answers are selected")
    expect(line).to_be_visible()
    expect(button(page)).to_have_count(0)
    assert line.evaluate(STANDS) == BESIDE
    assert (looking.axe(page), looking.sideways(page)) == ([], 0)
    page.evaluate("getSelection().removeAllRanges()")
    expect(page.locator(".quotes")).to_have_count(0)


def test_a_long_selection_is_told_how_much_may_be_quoted(as_role: Visitor):
    page = text_with_answers(as_role, "desk")
    page.locator("[data-answer] p").first.evaluate("one => one.firstChild.data = 'word '.repeat(121)")
    select(page, ("[data-answer] p", 0, 0), ("[data-answer] p", 0, 604))
    expect(page.get_by_text("Quote at most 600 characters of the text.")).to_be_visible()


@pytest.mark.parametrize("way", ["s", "Tab"])
def test_words_are_selected_and_quoted_by_keys(as_role: Visitor, way: str):
    page = text_with_answers(as_role, "desk")
    paragraph = page.locator("[data-answer] p").last
    chosen = word(page, paragraph)
    page.keyboard.press("Control+Shift+ArrowRight")
    more = " ".join(page.evaluate("getSelection().toString()").split())
    assert len(more) > len(chosen)
    expect(button(page)).to_be_visible()
    page.keyboard.press(way)
    expect(button(page)).to_be_focused()
    page.keyboard.press("Enter")
    assert page.locator("#quote").input_value() == more
    expect(page.locator("#point")).to_be_focused()


def test_half_a_word_becomes_the_whole_word_over_paragraphs_too_and_the_server_takes_it(as_role: Visitor):
    page = text_with_answers(as_role, "desk")
    answer = page.locator("div[data-answer]:has(p + p)").first
    whole = " ".join(answer.locator("p").first.inner_text().split())
    answer.evaluate(HALVES)
    button(page).click()
    quote = page.locator("#quote").input_value()
    assert quote.startswith(f"{whole} ")
    page.locator("#internal").fill("Over two paragraphs.")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.locator("main q", has_text=quote)).to_have_count(1)
    page.get_by_role("button", name="Take out: Over two paragraphs.").click()
    expect(page.locator("main q", has_text=quote)).to_have_count(0)
