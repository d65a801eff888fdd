"""A season in which the mail server is away for days, people change their roles, and officers stop letters.

Who is told of what: nobody who still owes is forgotten, and nobody hears the same twice on a day.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from secretariat.database import db
from secretariat.mail import truth
from secretariat.mail.letter import Kind
from secretariat.models.countries import Country
from secretariat.models.deliverables import Deliverable, State
from secretariat.models.messages import Message
from secretariat.models.people import Membership, Role, User
from secretariat.models.reminders import Audience, OnlyIf, Reminder, ReminderRule
from secretariat.rules import reminders as rules
from secretariat.seed import facts
from secretariat.workflow import reminders
from tests import factories

FIRST = date(2025, 1, 6)
DAYS, COUNTRIES = 30, 3
STOPPED = "an officer stopped it, or a server refused it"
HOUR = timedelta(hours=18)
days = st.integers(0, DAYS - 1)
people = st.integers(0, 2 * COUNTRIES - 1)
texts = st.integers(0, 2 * COUNTRIES - 1)


@dataclass(frozen=True)
class Course:
    """What happens, by the number of the day.

    away: the mail server takes nothing · stopped, refused: to whom the newest letter that waits is · ended, begun:
    whose role as a focal point ends, and begins anew · states: into which a text comes.
    """

    away: set[int]
    stopped: set[tuple[int, int]]
    refused: set[tuple[int, int]]
    ended: set[tuple[int, int]]
    begun: set[tuple[int, int]]
    states: set[tuple[int, int, State]]


busy = st.integers(13, 24)  # when reminders come
some = st.sets(st.tuples(busy, people), max_size=12)
courses = st.builds(
    Course,
    away=st.sets(busy, min_size=4),
    stopped=some,
    refused=some,
    ended=st.sets(st.tuples(busy, people), min_size=5, max_size=20),
    begun=some,
    states=st.sets(
        st.tuples(days, texts, st.sampled_from([State.DRAFT, State.SUBMITTED, State.CHANGES_REQUESTED])), max_size=12
    ),
)


@dataclass
class Season:
    """The house, and what was written. fresh: what each letter told of when it was written, until one could leave.

    handed: when texts were last handed in, or came back; what was written before need not be said any more.
    """

    course: Course
    texts: Sequence[Deliverable]
    readers: Sequence[User]
    fresh: dict[int, list[int]] = field(default_factory=dict)
    handed: dict[int, datetime] = field(default_factory=dict)
    newest: int = 0

    def live(self, day: int) -> None:
        """Let a day pass: roles and texts change, reminders are written, and what waits is tried."""
        at = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC) + timedelta(days=day) + HOUR
        self.change(day, at)
        reminders.run(at)
        for one in self.letters():
            if one.id > self.newest:
                self.fresh[one.id], self.newest = list(one.about), one.id
        self.attempt(at, away=True)
        self.stop(day)
        if day not in self.course.away:
            # Once, and each minute later: each may wait for the next newer one.
            for _minute in range(5):
                self.attempt(at, away=False)
            self.check(at)

    def letters(self) -> Sequence[Message]:
        """Return all reminders."""
        return db.session.scalars(select(Message).where(Message.kind == Kind.REMINDER).order_by(Message.id)).all()

    def change(self, day: int, at: datetime) -> None:
        """Let roles end and begin, and texts change."""
        for number, reader in enumerate(self.readers):
            focal = [one for one in reader.memberships if one.role == Role.FOCAL_POINT]
            if (day, number) in self.course.ended and focal[-1].until is None:
                focal[-1].until = at
            elif (day, number) in self.course.begun and focal[-1].until:
                row = Membership(country_id=focal[-1].country_id, role=Role.FOCAL_POINT, since=at)
                reader.memberships.append(row)
        for when, number, state in self.course.states:
            if when == day:
                text = self.texts[number]
                if State.SUBMITTED in {state, text.state}:
                    self.handed[text.id] = at
                text.state, text.changed_at = state, at
        db.session.flush()

    def stop(self, day: int) -> None:
        """Let an officer stop the newest letter to somebody, or a server refuse it."""
        for state, whose in (("cancelled", self.course.stopped), ("refused", self.course.refused)):
            for number in (one for when, one in whose if when == day):
                mine = [one for one in self.letters() if one.user_id == self.readers[number].id]
                if mine and mine[-1].state == "waiting":
                    mine[-1].state, mine[-1].reply = state, STOPPED
        db.session.flush()

    def attempt(self, at: datetime, *, away: bool) -> None:
        """Try what waits."""
        for one in self.letters():
            if one.state == "waiting" and truth.holds(one, at) and not away:
                one.state, one.sent_at = "sent", at
            db.session.flush()

    def check(self, at: datetime) -> None:
        """Hold what has left against what was promised."""
        letters = self.letters()
        assert all(one.state != "waiting" for one in letters)
        today = Counter((one.user_id, number) for one in letters if one.sent_at == at for number in one.about)
        assert max(today.values(), default=1) == 1, "the same twice on a day"
        told = {(one.user_id, number, one.id) for one in letters if one.state == "sent" for number in one.about}
        for letter in letters:
            for number in self.fresh.get(letter.id, ()) if letter.state in {"sent", "cancelled"} else ():
                if self.holds(letter, number, at) and letter.reply != STOPPED:
                    heard = [one for who, what, one in told if (who, what) == (letter.user_id, number)]
                    assert max(heard, default=0) >= letter.id, ("forgotten", letter.id, number)
        self.fresh.clear()
        self.each_rung_was_heard(letters)

    def each_rung_was_heard(self, letters: Sequence[Message]) -> None:
        """Hold each rung that spoke against what left: somebody has heard it, or a letter that said it was stopped."""
        for one in db.session.scalars(select(Reminder).where(Reminder.message_id.is_not(None))):
            since = [letter for letter in letters if letter.created_at >= one.decided_at]
            about = [letter for letter in since if one.deliverable_id in letter.about]
            heard = any(letter.state == "sent" or letter.reply == STOPPED for letter in about)
            holds = self.handed.get(one.deliverable_id, one.decided_at) <= one.decided_at
            needed = holds and rules.applies(one.rule, one.deliverable)
            assert heard or not needed, ("unheard", one.deliverable_id, one.rule_id)

    def holds(self, letter: Message, number: int, at: datetime) -> bool:
        """Tell whether a focal point is still to hear of a text, by the rungs that spoke when a letter was written."""
        text = db.session.get_one(Deliverable, number)
        if self.handed.get(number, letter.created_at) > letter.created_at or not rules.owed(text):
            return False
        if not rules.belongs(letter.user, text, at, Audience.FOCAL_POINTS):
            return False
        of_then = (Reminder.deliverable_id == number, Reminder.decided_at == letter.created_at)
        spoke = db.session.scalars(select(Reminder).where(*of_then, Reminder.message_id.is_not(None))).all()
        reach = [one.rule for one in spoke if rules.belongs(letter.user, text, at, Audience(one.audience))]
        return not reach or any(rules.applies(one, text) for one in reach)


def begin(course: Course) -> Season:
    """Lay two calls to some countries, each with two focal points, of whom one approves too."""
    found = db.session.scalars(select(Country).order_by(Country.id).limit(COUNTRIES)).all()
    opened = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC)
    asked = [factories.call(due_at=opened + timedelta(days=due), opened_at=opened) for due in (20, 24)]
    owed = [factories.deliverable(one, country, changed_at=opened) for one in asked for country in found]
    readers = [
        factories.user(Role.FOCAL_POINT, country, email=f"{number}.{country.id}@example.org")
        for country in found
        for number in range(2)
    ]
    for one in readers[::2]:
        row = Membership(country_id=one.memberships[0].country_id, role=Role.APPROVER, since=opened)
        one.memberships.append(row)
    for offset, audience, only_if in (
        (-6, Audience.APPROVERS, OnlyIf.NOT_SENT),
        (-4, Audience.APPROVERS, OnlyIf.NOT_BEGUN),
        (-5, Audience.FOCAL_POINTS, OnlyIf.NOT_BEGUN),
        (-2, Audience.FOCAL_POINTS, OnlyIf.NOT_SENT),
    ):
        for call in asked:
            factories.add(ReminderRule(call_id=call.id, offset_days=offset, audience=audience, only_if=only_if))
    return Season(course, owed, readers)


@pytest.fixture
def house(session):
    facts.load()
    session.flush()


@settings(
    max_examples=8,
    phases=[Phase.generate],
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(course=courses)
def run_a_season(course: Course) -> None:
    with db.session.begin_nested() as season:
        found = begin(course)
        for day in range(12, DAYS):
            found.live(day)
        season.rollback()
    db.session.expire_all()


@pytest.mark.timeout(400)
@pytest.mark.usefixtures("house")
def test_whatever_becomes_of_the_newer_reminder_nobody_is_forgotten_and_nobody_hears_the_same_twice_on_a_day():
    run_a_season()
