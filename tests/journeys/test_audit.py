"""The auditor reads who did what, and sees that the chain is whole."""

import pytest
from playwright.sync_api import expect

from tests.journeys import looking
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", looking.WIDTHS)
def test_the_auditor_reads_the_trail_and_changes_nothing(as_role: Visitor, size: str):
    page = as_role("auditor@example.org", size)
    page.goto("/audit")
    expect(page.locator(".status")).to_contain_text("chain is whole")
    page.get_by_role("searchbox").first.fill("Rosa Quispe")
    page.locator(".tools button").click()
    expect(page.locator("tbody tr").first).to_contain_text("Rosa Quispe")
    assert (looking.axe(page), looking.sideways(page), page.locator("form[method=post]").count()) == ([], 0, 0)
