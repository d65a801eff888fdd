"""`secretariat reminders preview`: a day as the page of the coming days shows it."""

import contextvars
import html
import re
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from secretariat import clock
from secretariat.cli import main
from secretariat.mail.letter import Kind
from secretariat.models.house import DemoClock
from secretariat.models.messages import MutedKind
from secretariat.models.people import Role
from secretariat.models.reminders import Reminder, ReminderRule
from tests import factories
from tests.factories import NOW
from tests.visitors import Visit

DUE = datetime(2025, 9, 19, 23, tzinfo=UTC)  # Friday, 18:00 in Lima; a week before is the 12th
# Just after 09:00 in Lima, and before it in Mexico City.
BETWEEN = "2025-09-12T14:30Z"


@pytest.fixture
def preview(app, session, engines, instance):
    with app.test_request_context():
        session.add(DemoClock(id=1, shift=NOW - clock.real()))
        session.commit()
    environ = engines.environ() | {
        "INSTANCE": str(instance), "DEMO": "1", "SECRET_KEY": "a-secret-of-32-characters-or-more",
    }  # fmt: skip

    def run(at):
        done = contextvars.copy_context().run(CliRunner(env=environ).invoke, main, ["reminders", "preview", "--at", at])
        return done.output

    return run


@pytest.fixture
def week_before(app, session):
    """One text of each of three countries, of which one is left out, one has a dead address and one wants none."""
    with app.test_request_context():
        rung = factories.add(ReminderRule(call_id=None, offset_days=-7))
        factories.add(ReminderRule(call_id=None, offset_days=-4))
        call = factories.call(due_at=DUE, opened_at=NOW, titles={"en": "Progress report"})
        people = {
            code: factories.user(Role.FOCAL_POINT, factories.country(code), name=f"Focal {code}")
            for code in ("PE", "MX", "BR")
        }
        texts = {code: factories.deliverable(call, factories.country(code)) for code in people}
        people["MX"].address_dead_at = NOW
        factories.add(MutedKind(user_id=people["BR"].id, kind=Kind.REMINDER, at=NOW))
        out = {"offset_days": -7, "audience": rung.audience, "decided_at": NOW, "reason": "Ministry on leave"}
        factories.add(Reminder(deliverable=texts["PE"], rule=rung, due_at=DUE, **out))
        session.commit()
        return rung


@pytest.mark.usefixtures("week_before")
@pytest.mark.parametrize("at", [BETWEEN, "2025-09-12", "2025-09-12T21:00:00-04:00"])
def test_a_day_is_printed_whole_with_what_keeps_a_reminder_from_whom(preview, at):
    lines = [" ".join(one.split()) for one in preview(at).splitlines()]
    assert lines[0] == "Progress report: 7 days before, Focal points, only if not sent; one person, 2 texts"
    assert [re.sub(r" <\S+>| \S+/\S+", "", one) for one in lines[1:-1]] == [
        "Brazil Friday 12 September, 09:00 Brasília not_started",
        "Focal BR, en, wants no reminders by mail",
        "Nobody there wants reminders by mail: only the last before the date is mailed. Call them.",
        "Peru Friday 12 September, 09:00 Lima not_started left out: Ministry on leave",
        "Focal PE, en",
        "Mexico Friday 12 September, 09:00 Mexico City not_started",
        "Focal MX, en, this address does not take mail",
    ]
    assert lines[-1].startswith("Friday 12 September 2025: 1 person, as things stand at 2025-09-08T14:00")


@pytest.mark.usefixtures("week_before")
def test_the_last_reminder_before_a_date_is_foreseen_for_those_too_who_want_none(preview):
    lines = [" ".join(one.split()) for one in preview("2025-09-15").splitlines()]
    (there,) = (one for one in lines if one.startswith("Focal BR"))
    assert there.endswith("wants no reminders by mail, but for the last before the date: this one")
    assert not any("Nobody there wants" in one for one in lines)


@pytest.mark.usefixtures("in_2025")
def test_the_page_of_the_coming_days_shows_the_same(app, preview, session, week_before):
    with app.test_request_context():
        session.get_one(ReminderRule, week_before.id).held_at = NOW
        officer = factories.user(Role.OFFICER)
        session.commit()
        page = html.unescape(Visit(app, officer).get("/messages/reminders").text)
    friday = page.split('id="rung-')[1]
    printed = preview(BETWEEN)
    for words in (
        "held: it leaves when somebody releases it", "Focal PE", "Focal MX", "Focal BR", "left out: Ministry on leave",
        "this address does not take mail", "wants no reminders by mail",
    ):  # fmt: skip
        assert (words in friday, words in printed) == (True, True), words


@pytest.mark.usefixtures("week_before")
def test_a_rung_of_another_day_is_not_printed(preview):
    assert preview("2025-09-16T20:00Z").startswith("Tuesday 16 September 2025: 0 people")
    assert "4 days before" in preview("2025-09-15")


def test_what_is_no_instant_is_refused(preview):
    assert "write it like 2025-09-12T14:00Z" in preview("tomorrow")
