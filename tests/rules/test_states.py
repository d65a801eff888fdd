"""The table of states, and its picture in the documentation."""

from pathlib import Path

from secretariat.models.deliverables import State
from secretariat.rules import states
from secretariat.rules.policy import POLICY


def test_every_state_is_reached_and_every_step_has_its_line_in_the_policy():
    reached = {one.after for one in states.TABLE} | {State.NOT_STARTED}
    assert reached == set(State)
    assert {one.action for one in states.TABLE} <= set(POLICY)


def test_nothing_leads_on_from_what_is_published_but_the_secretariats_reopening():
    assert states.possible(State.PUBLISHED) == ["reopen"]


def test_the_picture_in_the_documentation_is_the_table():
    page = Path(__file__).parents[2] / "docs" / "states.md"
    assert states.diagram() in page.read_text()
