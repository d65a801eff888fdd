"""Everything that happens in the demonstration, as events with their instants."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from secretariat.database import db
from secretariat.models.calls import Call
from secretariat.models.files import StoredFile
from secretariat.models.meetings import Document
from secretariat.models.presidencies import HandoverTask
from secretariat.rules import deadlines
from secretariat.rules.deadlines import DEFAULT_LADDER as LADDER
from secretariat.seed import data
from secretariat.seed.cast import Cast
from secretariat.seed.events import SECRETARIAT_NET, Event, through_the_web
from secretariat.seed.meeting import BUILT, EDITED, Agenda
from secretariat.seed.story import Storyteller
from secretariat.workflow import audit, overdue, presidencies, reminders
from secretariat.workflow.calls import open_call

TICKED = time(16)  # UTC
NINE_O_CLOCK = (12, 13, 14, 15)  # UTC: from Buenos Aires to Mexico City
LAST_DAYS = timedelta(days=5)


def script(
    cast: Cast,
    calls: dict[str, Call],
    documents: dict[str, Document],
    annexes: dict[tuple[str, str, str], StoredFile],
    until: datetime,
) -> Iterator[Event]:
    """Yield all events up to an instant, in no order; of two at the same instant the first one happens first."""
    yield from openings(cast, calls)
    yield from agenda(Agenda(cast, documents))
    yield from handover(cast)
    yield from Storyteller(cast, calls, annexes).events()
    yield from mornings(until)


def by_the_officer(tell: Callable[[datetime], object]) -> Callable[[datetime], None]:
    """Return the same deed, so told that it came through the web."""

    def told(at: datetime) -> None:
        with through_the_web(SECRETARIAT_NET):
            tell(at)

    return told


def openings(cast: Cast, calls: dict[str, Call]) -> Iterator[Event]:
    """Yield the writing of each call, and its opening to the 22 countries."""
    for row in data.tree("calls")["call"]:

        def wrote(at: datetime, key: str = row["key"]) -> None:
            audit.write("create_call", calls[key], by=cast.people["officer"], at=at, copied=None)

        def opened(at: datetime, key: str = row["key"]) -> None:
            open_call(calls[key], list(cast.countries.values()), by=cast.people["officer"], at=at)

        yield Event(row["written"], by_the_officer(wrote))
        yield Event(row["opens"], by_the_officer(opened))


def agenda(built: Agenda) -> Iterator[Event]:
    """Yield the building, the first circulation, the revision and the second circulation of the agenda."""
    tree = data.tree("agenda")
    for event in (
        *built.building(tree["circulated"] - BUILT),
        Event(tree["circulated"], built.circulate),
        *built.revising(tree["revised"] - EDITED),
        Event(tree["revised"], built.circulate),
    ):
        yield Event(event.at, by_the_officer(event.tell))


def handover(cast: Cast) -> Iterator[Event]:
    """Yield the lines of the handover checklist that were ticked off."""
    tasks = db.session.scalars(select(HandoverTask).order_by(HandoverTask.position))
    for task, row in zip(tasks, data.tree("presidencies")["handover"], strict=True):
        if "done" in row:
            at = datetime.combine(row["done"], TICKED, UTC)
            yield Event(at, by_the_officer(partial(tick, task, cast)))


def tick(task: HandoverTask, cast: Cast, at: datetime) -> None:
    """Tick a line off: the secretariat's by the officer, those of a country by Colombia, which presides."""
    by = cast.people["officer" if task.owners["en"] == "Secretariat" else "approver.co"]
    presidencies.tick(task, done=True, by=by, at=at)


def mornings(until: datetime) -> Iterator[Event]:
    """Yield when reminders leave, on the days on which a rung can come, and when the officers hear of late texts.

    A worker asks every minute. Here each asking makes the first start slower, so that it is asked once a day when
    all capitals have begun theirs, and only in the last days, which are read first, as each of them begins.
    """
    ladders = [rung for row in data.tree("calls")["call"] for rung in rungs(row)]
    for day in sorted({day for _offset, day in ladders}):
        hours = NINE_O_CLOCK if until.date() - day < LAST_DAYS else NINE_O_CLOCK[-1:]
        events = [Event(datetime.combine(day, time(hour), UTC), reminders.run) for hour in hours]
        if any(offset > 0 for offset, one in ladders if one == day):
            events.append(Event(datetime.combine(day, overdue.NOON, overdue.OFFICE).astimezone(UTC), overdue.report))
        yield from (one for one in events if one.at <= until)


def rungs(row: dict[str, Any]) -> Iterator[tuple[int, date]]:
    """Yield a call's ladder as offsets and days, those from before it was opened left out."""
    for offset in LADDER:
        day = deadlines.next_working_day(row["due"].date() + timedelta(days=offset), ())
        if day >= row["opens"].date():
            yield offset, day
