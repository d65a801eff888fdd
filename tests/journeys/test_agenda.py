"""The officer builds an agenda by mouse and by keys and circulates it; delegations and visitors read it on a phone."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import looking
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.browser
AGENDA = "/meetings/fifth-ministerial/agenda"


def titles(page: Page) -> list[str]:
    """Return the titles of the agenda in their order."""
    return page.locator("[data-item]").evaluate_all("rows => rows.map(row => row.dataset.name)")


@pytest.mark.parametrize("size", looking.WIDTHS)
def test_an_item_is_added_moved_changed_and_removed_with_a_way_back(as_role: Visitor, size: str):
    page = as_role("officer@example.org", size, expected=(422,))
    page.goto(AGENDA)
    before = titles(page)
    page.get_by_role("link", name="Add an item").click()
    page.get_by_label("Title in English").fill(f"Border health ({size})")
    page.get_by_label("Minutes").fill("25")
    page.get_by_role("button", name="Add it").click()
    assert titles(page) == [*before, f"Border health ({size})"]

    page.get_by_role("link", name=f"Border health ({size})").focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("[data-order-words]")).to_have_text(f"Border health ({size}) is now number 9")
    page.reload()
    assert titles(page)[-2:] == [f"Border health ({size})", "Closing"]

    page.get_by_role("link", name=f"Border health ({size})").click()
    assert (looking.axe(page), looking.sideways(page)) == ([], 0)
    page.get_by_label("Minutes").fill("many")
    page.locator(".act .btn-primary").click()
    expect(page.locator(".wrong")).to_be_visible()
    assert page.get_by_label("Minutes").input_value() == "many"
    page.get_by_role("button", name="Remove it").click()
    assert titles(page) == before
    expect(page.locator(".strip form")).to_be_visible()


def test_an_item_is_dragged_and_what_follows_has_new_numbers_and_hours(as_role: Visitor):
    page = as_role("officer@example.org")
    page.goto(AGENDA)
    rows = page.locator("[data-item]")
    last = rows.last.get_attribute("data-item")
    rows.last.drag_to(page.locator("[data-kind=item][data-parent='']").nth(-2))
    expect(page.locator("[data-order-words]")).not_to_be_empty()
    page.reload()
    assert page.locator("[data-item][data-parent='']").nth(-2).get_attribute("data-item") == last
    page.keyboard.press("Tab")
    page.locator(f"[data-item='{last}'] a").first.focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("[data-order-words]")).not_to_be_empty()


def test_what_was_circulated_is_what_a_delegate_reads(as_role: Visitor):
    officer = as_role("officer@example.org")
    officer.goto(AGENDA)
    officer.get_by_role("link", name="Circulate…").click()
    symbol = officer.locator(".status").inner_text()
    officer.get_by_role("button", name="Circulate it now").click()
    expect(officer.locator(".strip")).to_be_visible()
    delegate = as_role("delegate.pe@example.org", "phone")
    delegate.goto(AGENDA)
    circulated = delegate.locator(".where .sym").inner_text()
    assert circulated in symbol
    expect(delegate.locator("[data-item]")).to_have_count(0)
    assert (looking.axe(delegate), looking.sideways(delegate)) == ([], 0)


@pytest.mark.parametrize("size", looking.WIDTHS)
@pytest.mark.parametrize("path", ["/meetings/", "/meetings/fifth-ministerial", "/presidency"])
def test_a_visitor_reads_meetings_and_the_presidency(as_role: Visitor, size: str, path: str):
    page = as_role(None, size)
    page.goto(path)
    expect(page.locator("main")).to_contain_text("Colombia")
    assert (looking.axe(page), looking.sideways(page)) == ([], 0)
