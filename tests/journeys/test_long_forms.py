"""A table of forty rows on its form: its first and last rows at once, the others at a press, none of them lost."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import looking
from tests.journeys.conftest import Visitor
from tests.journeys.test_kinds import fourth, saving

pytestmark = pytest.mark.browser
# Of the demonstration's fourth call: a table that these two have not begun to fill.
COUNTRIES = {"desk": "focal.jm@example.org", "phone": "focal.gy@example.org"}
ROWS = 40


def fill(page: Page) -> None:
    """Write forty rows, as a script that types fast."""
    table = fourth(page)
    while table.locator("[data-row]").count() < ROWS:
        table.locator("[data-add-row]").click()
    with saving(page, "activities", f"Activity+{ROWS}"):
        table.evaluate(
            """(field) => field.querySelectorAll("[data-row]").forEach((row, place) => {
                const cell = row.querySelector("input:not([type=hidden])");
                cell.value = `Activity ${place + 1}`;
                cell.dispatchEvent(new Event("input", { bubbles: true }));
            })"""
        )


@pytest.mark.parametrize("size", looking.WIDTHS)
def test_forty_rows_are_folded_opened_by_keyboard_saved_and_open_where_one_is_wrong(as_role: Visitor, size: str):
    page = as_role(COUNTRIES[size], size, expected=(422,))
    fill(page)
    table = fourth(page)
    heads = table.locator("details.batch > summary")
    expect(heads).to_have_count(4)
    expect(heads.nth(1)).to_contain_text("Rows 11 to 20 Activity 11 – Activity 20")
    assert table.locator("[data-row]:visible").count() == 10 + 10 + 2
    assert (looking.axe(page), looking.sideways(page)) == ([], 0)
    heads.nth(1).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    with saving(page, "activities", "Written+by+keyboard"):
        page.keyboard.type("Written by keyboard")
    table.locator("[data-add-row]").click()
    expect(table.locator("[data-row]")).to_have_count(ROWS + 3)
    without_script(as_role(COUNTRIES[size], size, expected=(422,), java_script_enabled=False))


def without_script(page: Page) -> None:
    """Send a wrong figure from a folded row: its rows stand open, and what was written in others is there."""
    table = fourth(page)
    batch = table.locator("details.batch").nth(2)
    batch.locator("summary").click()
    row = batch.locator("[data-row]").nth(4).locator("input:not([type=hidden])")
    row.nth(1).fill("many")
    batch.locator("summary").click()
    page.get_by_role("button", name="Save the draft").first.click()
    expect(table.locator(".wrong")).to_contain_text("Row 25: Write a number")
    expect(row.nth(1)).to_be_visible()
    expect(table.locator("[data-row].amiss")).to_have_count(1)
    expect(table.locator("[data-row]").nth(10).locator("input").first).to_have_value("Written by keyboard")
