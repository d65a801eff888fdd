"""A year of 22 countries with calendars, extensions and downtimes that nobody has thought of: who is reminded when."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from secretariat.database import db
from secretariat.mail.letter import Kind
from secretariat.models.countries import Country, Holiday
from secretariat.models.deliverables import WITH_THE_COUNTRY, Deliverable, State
from secretariat.models.messages import Message
from secretariat.models.people import Role, User
from secretariat.models.reminders import Reminder, ReminderRule
from secretariat.rules import deadlines
from secretariat.seed import facts
from secretariat.workflow import deliverables, reminders
from tests import factories

MANY = os.environ.get("TRIALS") == "many"
DAYS, EXAMPLES = (365, 30) if MANY else (60, 3)
FIRST = date(2025, 1, 6)
# By then 09:00 has passed in every capital, in summer and in winter.
HOUR = timedelta(hours=18)
MORNING = timedelta(hours=5)
days = st.integers(0, DAYS - 1)


@dataclass(frozen=True)
class Story:
    """What becomes of a text: the days on which it is sent, comes back and is extended, and by how many days."""

    sent: int | None
    back: int | None
    extended: int | None
    more: int


@dataclass(frozen=True)
class Course:
    """What happens in a simulated year, by the number of the day."""

    down: set[int]
    holidays: list[tuple[int, int]]
    stories: list[Story]


stories = st.builds(
    Story, sent=st.none() | days, back=st.none() | days, extended=st.none() | days, more=st.integers(1, 40)
)
courses = st.builds(
    Course,
    down=st.sets(days, min_size=DAYS // 6, max_size=DAYS // 3),
    holidays=st.lists(st.tuples(st.integers(0, 21), days), min_size=20, max_size=60),
    stories=st.lists(stories, min_size=44, max_size=44),
)


def moment(day: int, hour: timedelta = HOUR) -> datetime:
    return datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC) + timedelta(days=day) + hour


@dataclass
class House:
    """The house of the simulation, and what has happened in it."""

    texts: Sequence[Deliverable]
    officer: User
    off: dict[int, set[date]]
    moved: dict[int, datetime] = field(default_factory=dict)
    last_run: datetime = field(default_factory=lambda: moment(-1))

    def live(self, course: Course, day: int) -> None:
        """Let the morning of a day come."""
        at = moment(day, MORNING)
        for text, story in zip(self.texts, course.stories, strict=True):
            if story.sent == day and text.state in WITH_THE_COUNTRY:
                text.state, text.changed_at = State.SUBMITTED, at
            elif story.back == day and text.state == State.SUBMITTED:
                text.state, text.changed_at = State.CHANGES_REQUESTED, at
            elif story.extended == day and text.state in WITH_THE_COUNTRY:
                until = text.due_at + timedelta(days=story.more)
                deliverables.extend(text, until=until, reason="Elections", by=self.officer, at=at)
                self.moved[text.id] = at

    def evening(self, day: int) -> None:
        """Let the reminders run, and hold what they wrote against what should be."""
        at, before = moment(day), newest()
        reminders.run(at)
        new = db.session.scalars(select(Message).where(Message.kind == Kind.REMINDER, Message.id > before)).all()
        by_id = {one.id: one for one in self.texts}
        for letter in new:
            assert all(by_id[one].state in WITH_THE_COUNTRY for one in letter.about), "reminded after submitting"
        assert len({one.user_id for one in new}) == len(new), "two mails on one day"
        self.nobody_is_forgotten(at, {one.id for one in new})
        assert reminders.run(at) == 0, "a rung came twice"
        self.last_run = at

    def nobody_is_forgotten(self, at: datetime, new: set[int]) -> None:
        """Each rung that has come is decided; one that came since the last run was told in a letter of today."""
        decided = {
            (one.deliverable_id, one.rule_id, one.due_at): one.message_id
            for one in db.session.scalars(select(Reminder))
        }
        rules = db.session.scalars(select(ReminderRule)).all()
        for text in (one for one in self.texts if one.state in WITH_THE_COUNTRY):
            off = self.off.get(text.country_id, set())
            rungs = deadlines.rungs_until(rules, text.due_at, text.country.zone, off, at)
            for come, rung in rungs:
                assert (text.id, rung.id, text.due_at) in decided, (text, come)
            fresh = bool(rungs) and rungs[-1][0] > max(self.last_run, self.since(text))
            told = {rung.id for _come, rung in rungs if decided[text.id, rung.id, text.due_at] in new}
            assert told == ({rungs[-1][1].id} if fresh else set()), (text, rungs, told)

    def since(self, text: Deliverable) -> datetime:
        """Return from when on rungs speak: before, a letter of another kind has told it."""
        opened = text.call.opened_at
        assert opened is not None
        back = text.changed_at if text.state == State.CHANGES_REQUESTED else opened
        return max(opened, back, self.moved.get(text.id, opened))


def newest() -> int:
    return db.session.scalar(select(func.coalesce(func.max(Message.id), 0))) or 0


@pytest.fixture
def house(session):
    facts.load()
    session.flush()


def begin(course: Course) -> House:
    """Lay two calls to 22 countries, each with a focal point, and the holidays of the course."""
    countries = db.session.scalars(select(Country).order_by(Country.id)).all()
    off: dict[int, set[date]] = {}
    for number, day in course.holidays:
        there = off.setdefault(countries[number].id, set())
        there.add(FIRST + timedelta(days=day))
    db.session.query(Holiday).delete()
    for country_id, closed in off.items():
        db.session.add_all(Holiday(country_id=country_id, day=one, names={"en": "Closed"}) for one in closed)
    found = []
    # Two weeks apart, so that a rung of the one comes with a rung of the other.
    for due in (DAYS // 2, DAYS // 2 + 14):
        call = factories.call(due_at=moment(due, timedelta(hours=22)), opened_at=moment(2, MORNING))
        found += [factories.deliverable(call, one, changed_at=moment(2, MORNING)) for one in countries]
    for one in countries:
        factories.user(Role.FOCAL_POINT, one, language=one.language)
    return House(found, factories.user(Role.OFFICER), off)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=not MANY,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(course=courses)
def run_a_year(course: Course) -> None:
    with db.session.begin_nested() as year:
        house = begin(course)
        for day in range(3, DAYS):
            house.live(course, day)
            if day not in course.down:
                house.evening(day)
        year.rollback()
    db.session.expire_all()


@pytest.mark.timeout(0 if MANY else 400)
@pytest.mark.usefixtures("house")
def test_in_a_year_nobody_is_reminded_after_submitting_nobody_is_forgotten_and_no_rung_comes_twice():
    run_a_year()
