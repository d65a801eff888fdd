"""What pages weigh on the line, packed and with their heads: 80 KB and 8 requests at first, 20 KB each further page."""

from pathlib import Path

import pytest

from tests.journeys.conftest import Visitor
from tests.journeys.looking import Wire

pytestmark = pytest.mark.browser
KB = 1000
FIRST, FURTHER, REQUESTS = 80 * KB, 20 * KB, 8
STATIC = Path(__file__).parents[2] / "secretariat/static"
PLACES = {
    "sign-in": (None, "/login"),
    "home of a country": ("focal.pe@example.org", "/"),
    "home of the secretariat": ("officer@example.org", "/"),
    "form": ("focal.pe@example.org", "form"),
    "matrix": ("officer@example.org", "/deliverables"),
    "queue": ("reviewer@example.org", "/reviews"),
    "agenda": ("officer@example.org", "/meetings/fifth-ministerial/agenda"),
    "presidency": (None, "/presidency"),
    "messages": ("officer@example.org", "/messages"),
    "audit": ("auditor@example.org", "/audit"),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_page_is_light_at_first_sight_and_lighter_afterwards(as_role: Visitor, place: str, record_testsuite_property):
    email, path = PLACES[place]
    if path == "form":
        home = as_role(email)
        home.goto("/")
        path = home.locator(".act a").get_attribute("href")
    page = as_role(email)
    wire = Wire.of(page.context, page)
    page.goto(path, wait_until="networkidle")
    first, requests = wire.bytes, wire.requests
    wire.clear()
    page.goto(path, wait_until="networkidle")
    record_testsuite_property(place, f"{first / KB:.1f} KB in {len(requests)} requests, then {wire.bytes / KB:.1f} KB")
    assert first <= FIRST
    assert len(requests) <= REQUESTS, requests
    assert wire.bytes <= FURTHER


def test_the_style_sheet_stays_within_its_24_kilobytes():
    assert len((STATIC / "house.css").read_bytes()) <= 24_576
