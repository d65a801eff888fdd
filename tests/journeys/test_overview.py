"""The officer finds and reminds those who owe; counted, since nothing is done so often."""

import pytest
from playwright.sync_api import expect

from tests.journeys import looking
from tests.journeys.conftest import Visitor
from tests.journeys.hands import Hands

pytestmark = pytest.mark.browser
MOST = 3  # interactions from home until the reminder is on its way


@pytest.mark.parametrize("size", looking.WIDTHS)
def test_those_who_owe_are_found_and_reminded_in_three_steps_from_home(as_role: Visitor, size: str):
    page = as_role("officer@example.org", size)
    page.goto("/")
    hands = Hands(page)
    hands.click(page.get_by_role("link", name="Write to them"))
    expect(page.locator("h1")).to_have_text("Write to these")
    expect(page.locator("aside .note").first).to_contain_text("and the date has passed")
    assert (looking.axe(page), looking.sideways(page)) == ([], 0)
    hands.click(page.get_by_role("button", name="Send it to"))
    expect(page.locator("main")).to_contain_text("The letter is on its way to")
    assert hands.count <= MOST
    assert (looking.axe(page), looking.sideways(page)) == ([], 0)


@pytest.mark.parametrize("size", looking.WIDTHS)
def test_a_view_goes_along_from_matrix_to_list_to_picture(as_role: Visitor, size: str):
    page = as_role("officer@example.org", size)
    page.goto("/deliverables/matrix?state=arrived")
    page.get_by_role("link", name="List", exact=True).click()
    expect(page.locator("#f-state")).to_have_value("arrived")
    assert (looking.axe(page), looking.sideways(page)) == ([], 0)
    row = page.locator("tbody tr").first.bounding_box()
    assert row
    assert row["y"] < looking.WIDTHS[size][1]
    if size == "phone":
        page.locator("summary", has_text="Filters").click()
    page.locator("#f-country").select_option(label="Peru")
    page.get_by_role("button", name="Show", exact=True).click()
    page.get_by_role("link", name="Over time", exact=True).click()
    page.wait_for_url("**/over-time*")
    assert "country=PE" in page.url
    assert "state=arrived" in page.url
    assert (looking.axe(page), looking.sideways(page)) == ([], 0)
    page.goto("/countries/PE")
    expect(page.locator("h1")).to_have_text("Peru")
    assert (looking.axe(page), looking.sideways(page)) == ([], 0)
