"""The order of an agenda changes by keys, by buttons and by dragging."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.scripted import Script

pytestmark = pytest.mark.browser


@pytest.fixture
def agenda(page: Page, script: Script) -> Page:
    page.goto(f"{script.home}/agenda")
    return page


def order_after(page: Page, script: Script) -> str:
    expect(page.locator("[data-order-words]")).not_to_be_empty()
    return script.got[-1]["order"]


def test_alt_and_an_arrow_move_a_part_past_its_sister(agenda, script):
    agenda.get_by_role("link", name="Item 3").focus()
    agenda.keyboard.press("Alt+ArrowUp")
    assert order_after(agenda, script) == "1: 3:1 2:1 4: 5:4"
    expect(agenda.get_by_role("status")).to_have_text("Item 3 is now number 2")
    expect(agenda.locator("[data-item='3'] a")).to_be_focused()


def test_a_part_at_the_edge_goes_over_to_the_neighbouring_item(agenda, script):
    agenda.get_by_role("link", name="Item 5").focus()
    agenda.keyboard.press("Alt+ArrowUp")
    assert order_after(agenda, script) == "1: 2:1 3:1 5:1 4:"


def test_an_item_takes_along_what_hangs_below_it(agenda, script):
    agenda.get_by_role("button", name="Down: 1").click()
    assert order_after(agenda, script) == "4: 5:4 1: 2:1 3:1"
    expect(agenda.get_by_role("button", name="Down: 1")).to_be_focused()


def test_several_steps_are_sent_once(agenda, script):
    agenda.get_by_role("link", name="Item 2").focus()
    for _step in range(2):
        agenda.keyboard.press("Alt+ArrowDown")
    assert (order_after(agenda, script), len(script.got)) == ("1: 3:1 4: 2:4 5:4", 1)


def test_a_part_is_dragged_into_another_item(agenda, script):
    agenda.locator("[data-item='2']").drag_to(agenda.locator("[data-item='5']"))
    assert order_after(agenda, script) == "1: 3:1 4: 5:4 2:4"


def test_the_first_cannot_go_further_up(agenda, script):
    agenda.get_by_role("button", name="Up: 1").click()
    agenda.wait_for_timeout(900)
    assert script.got == []
