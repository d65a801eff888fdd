"""The officer orders the packet, follows it part by part, opens one PDF, and publishes it to the delegations."""

import io
import re

import pikepdf
import pytest
from playwright.sync_api import Page, expect

from tests.journeys import looking
from tests.journeys.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.processes]
PACKET = "/meetings/fifth-ministerial/packets"
# One packet for each size.
LANGUAGES = {"desk": "en", "phone": "pt"}
PATIENCE = 90_000  # milliseconds


@pytest.mark.parametrize("size", looking.WIDTHS)
def test_a_packet_is_ordered_followed_opened_and_published(as_role: Visitor, size: str):
    page = as_role("officer@example.org", size)
    page.goto(f"{PACKET}?language={LANGUAGES[size]}&audience=delegations")
    assert (looking.axe(page), looking.sideways(page)) == ([], 0)
    page.locator(".act [form=order]").click()
    expect(page.locator(".status")).to_contain_text(re.compile(r"waits for a worker|being compiled|is ready"))
    publish = page.get_by_role("button", name=re.compile("^Publish version"))
    expect(publish).to_be_visible(timeout=PATIENCE)
    expect(page.locator("main")).to_contain_text("Not included, and why")
    assert (looking.axe(page), looking.sideways(page)) == ([], 0)
    made = opened(page)
    count = re.search(r"(\d+) pages", page.locator(".status").inner_text())
    assert (len(made.pages), bool(made.Root.get("/Outlines"))) == (int(count[1]), True)
    publish.click()
    expect(page.locator(".status")).to_contain_text("Its readers have version")
    delegate = as_role("delegate.br@example.org", size)
    delegate.goto(f"{PACKET}?language={LANGUAGES[size]}")
    expect(delegate.locator("main a[href*='/packets/']").first).to_be_visible()
    assert (looking.axe(delegate), looking.sideways(delegate)) == ([], 0)


def opened(page: Page) -> pikepdf.Pdf:
    """Download the newest PDF that the page offers."""
    link = page.get_by_role("link", name="PDF").first
    answer = page.request.get(str(link.get_attribute("href")), max_retries=2)
    assert answer.headers["content-type"] == "application/pdf"
    return pikepdf.open(io.BytesIO(answer.body()))
