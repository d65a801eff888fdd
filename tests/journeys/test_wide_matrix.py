"""The matrix on a phone: however many calls there are, no word runs into the next one."""

from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from secretariat.assets import BOOTSTRAP
from secretariat.database import db
from secretariat.models.deliverables import State
from secretariat.models.people import Role
from tests.factories import call, country, deliverable, user
from tests.journeys import looking
from tests.texts import signed_in

pytestmark = pytest.mark.browser
STYLES = (BOOTSTRAP, Path(__file__).parents[2] / "secretariat/static/house.css")
STATES = (State.APPROVED, State.CHANGES_REQUESTED, State.WITHDRAWN, State.SUBMITTED)
# The words of a row, and where each begins and ends: of what is seen, not of the cells that hold it.
WORDS = """row => [...row.cells].flatMap(cell => [...cell.querySelectorAll('.slim[aria-hidden], td a > span')])
  .map(one => one.getBoundingClientRect()).filter(one => one.width > 1).map(one => [one.left, one.right])"""


@pytest.mark.parametrize("calls", [5, 6, 12])
def test_no_word_of_the_matrix_runs_into_the_next_on_a_phone(browser: Browser, app: Flask, session, calls: int):
    for number in range(calls):
        asked = call(number=number + 1, titles={"en": "Contributions to the ministerial meeting"})
        deliverable(asked, country("PE"), state=STATES[number % len(STATES)])
    officer = user(Role.OFFICER)
    db.session.commit()
    page = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False).new_page()
    styles = "".join(one.read_text(encoding="utf-8") for one in STYLES)
    page.set_content(f"<style>{styles}</style>{signed_in(app, officer).get('/deliverables/').text}")
    assert looking.sideways(page) == 0, looking.widest(page)
    rows = page.locator(".matrix thead tr, .matrix tbody tr").all()
    for words in (row.evaluate(WORDS) for row in rows):
        assert len(words) >= calls
        assert all(before[1] <= after[0] + 0.5 for before, after in pairwise(words)), words
    frame = page.locator(".sideways")
    if calls > 5:
        assert frame.evaluate("one => (one.scrollLeft = 9999, one.scrollLeft)") > 0
        assert page.locator(".matrix tbody th").first.bounding_box()["x"] < 40
    page.context.close()
