"""Answers of every kind: an officer asks for them and sees the form as a country will; a country fills it."""

import re
from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys import looking
from tests.journeys.conftest import Visitor
from tests.journeys.test_call import write

pytestmark = pytest.mark.browser
DAYS = {"desk": "2025-10-07", "phone": "2025-10-09"}
# Of the demonstration's fourth call: a table and commitments that these two have not begun to fill.
COUNTRIES = {"desk": "focal.bb@example.org", "phone": "focal.sv@example.org"}


@pytest.mark.parametrize("size", looking.WIDTHS)
def test_an_officer_asks_for_a_choice_and_a_table_and_sees_them_as_a_country_does(as_role: Visitor, size: str):
    page = as_role("officer@example.org", size)
    write(page, f"Kinds, asked on a {size}", DAYS[size])
    ask(page, "choice", "Which day suits?", "Monday", "Tuesday", "Wednesday")
    ask(page, "table", "Who comes?", "Name", "Age")
    page.get_by_role("link", name="See it as a country").click()
    expect(page.get_by_label("Wednesday")).to_be_visible()
    page.get_by_role("button", name=re.compile("Add a row|fila|linha|ligne")).click()
    expect(page.locator("[data-row]")).to_have_count(3)
    assert (looking.axe(page), looking.sideways(page)) == ([], 0)


def ask(page: Page, kind: str, label: str, *rows: str) -> None:
    """Add a question with choices or columns, more of them than the form has room for at first."""
    page.get_by_role("link", name="Add a question").first.click()
    page.get_by_label("Kind of answer").select_option(kind)
    page.locator("#label-en").fill(label)
    part = page.locator(f"[data-for-kinds~={kind}]")
    expect(page.locator("[data-for-kinds]:visible")).to_have_count(1)
    for place, words in enumerate(rows):
        if part.locator("[data-row]").count() <= place:
            part.locator("[data-add-row]").click()
        part.locator("[data-row]").nth(place).locator("input[lang=en]").fill(words)
    assert (looking.axe(page), looking.sideways(page)) == ([], 0)
    page.locator(".act .btn-primary").click()
    expect(page.locator("#questions")).to_contain_text(label)


def fourth(page: Page) -> Locator:
    """Open the draft of the fourth call, in English."""
    page.goto("/deliverables/?lang=en")
    page.locator(".owe > li").filter(has_text="Update of commitments").locator("a.btn").click()
    expect(page.locator("form[data-save-url]")).to_be_visible()
    return page.locator("[data-save=activities]")


def saving(page: Page, *words: str) -> AbstractContextManager[object]:
    """Wait until a field whose form has these words is on the server."""
    return page.expect_response(
        lambda answer: answer.url.endswith("/save") and all(one in answer.request.post_data for one in words)
    )


@pytest.mark.parametrize("size", looking.WIDTHS)
def test_rows_save_themselves_a_wrong_figure_is_said_beside_them_and_all_is_there_again(as_role: Visitor, size: str):
    page = as_role(COUNTRIES[size], size, expected=(422,))
    table = fourth(page)
    cells = table.locator("[data-row] input:not([type=hidden])")
    with saving(page, "activities"):
        cells.nth(0).fill("Training of teachers")
    with saving(page, "activities"):
        cells.nth(1).fill("many")
    page.locator("[data-save=progress] textarea").focus()
    expect(table.locator(".wrong")).to_contain_text("Row 1: Write a number")
    with saving(page, "activities"):
        cells.nth(1).fill("1,240")
    expect(table.locator(".wrong")).to_have_count(0)
    table.locator("[data-add-row]").click()
    with saving(page, "activities"):
        table.locator("[data-row]").last.locator("input").first.fill("The third row")
    pledges = page.locator("[data-save=pledges]")
    with saving(page, "pledges"):
        pledges.locator("textarea").first.fill("A second office at the border")
    page.reload()
    shown = page.locator("[data-save=activities] [data-row] input:not([type=hidden])")
    assert [shown.nth(place).input_value() for place in range(3)] == ["Training of teachers", "1,240", "The third row"]
    expect(page.locator("[data-save=pledges] textarea").first).to_have_value("A second office at the border")
    page.evaluate("scrollTo(0, 0)")  # where the reload left it, a choice may lie half under the strip that stays
    assert (looking.axe(page), looking.sideways(page)) == ([], 0)


def test_of_two_who_fill_one_table_the_slower_finds_the_rows_of_the_other_beside_their_own(as_role: Visitor):
    first, second = as_role("focal.ar@example.org"), as_role("focal.ar@example.org")
    tables = [fourth(page) for page in (first, second)]
    for _more in range(3):
        tables[0].locator("[data-add-row]").click()
    for row in range(4):
        tables[0].locator("[data-row]").nth(row).locator("input").first.fill(f"Activity {row}")
    with saving(first, "activities", "Activity+4"):
        tables[0].locator("[data-row]").nth(4).locator("input").first.fill("Activity 4")
    with saving(second, "activities", "Mine"):
        tables[1].locator("[data-row] input").first.fill("Mine")
    second.locator("[data-save=progress] textarea").focus()
    for row, words in enumerate([*(f"Activity {row}" for row in range(5)), "Mine"]):
        expect(tables[1].locator("[data-row]").nth(row).locator("input").first).to_have_value(words)


@pytest.mark.parametrize("size", looking.WIDTHS)
def test_without_javascript_saving_brings_more_rows(as_role: Visitor, size: str):
    page = as_role("focal.hn@example.org", size, java_script_enabled=False)
    page.goto("/deliverables/?lang=en")
    page.locator(".owe > li").filter(has_text="Update of commitments").locator("a.btn").click()
    rows = page.locator("[data-save=activities] [data-row]")
    expect(rows).not_to_have_count(0)
    before = rows.count()
    rows.last.locator("input").first.fill(f"Written without JavaScript on a {size}")
    page.get_by_role("button", name="Save the draft").first.click()
    expect(page.locator("[data-save=activities] [data-row]")).to_have_count(before + 1)
