"""Everything works without JavaScript: a text is written and sent, an item is moved, a deed is undone."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visitor
from tests.journeys.test_country import fill_in, pdf

pytestmark = pytest.mark.browser
AGENDA = "/meetings/fifth-ministerial/agenda"


def test_a_country_writes_and_sends(as_role: Visitor):
    page = as_role("focal.uy@example.org", java_script_enabled=False)
    page.goto("/")
    page.locator(".owe a.btn").first.click()
    fill_in(page)
    if page.locator("input[type=file]").count() and not page.locator("[data-files] li").count():
        page.locator("input[type=file]").first.set_input_files(pdf())
    page.locator("button[name=do][value=save]").click()
    expect(page.locator(".strip[role=status]")).to_be_visible()
    for point in range(page.locator("#points textarea").count()):
        page.locator("#points textarea").first.fill(f"Answer {point + 1}.")
        page.locator("#points button[value^='tick']").first.click()
    page.locator(".act .btn-primary").click()
    expect(page).to_have_url(re.compile("receipt"))


def test_an_item_is_moved_and_a_removal_undone(as_role: Visitor):
    page = as_role("officer@example.org", java_script_enabled=False)
    page.goto(AGENDA)
    rows = page.locator("[data-item]")
    first = rows.first.get_attribute("data-name")
    rows.first.locator("[data-move=down]").click()
    expect(rows.first).not_to_have_attribute("data-name", str(first))
    page.locator(f"[data-name='{first}'] [data-move=up]").click()
    expect(rows.first).to_have_attribute("data-name", str(first))

    count = rows.count()
    page.get_by_role("link", name="Closing").click()
    page.get_by_role("button", name="Remove it").click()
    expect(rows).to_have_count(count - 1)
    page.locator(".strip form button").click()
    expect(rows).to_have_count(count)
