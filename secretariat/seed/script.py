"""Everything that happens in the demonstration, as events with their instants."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time
from functools import partial

from sqlalchemy import select

from secretariat.database import db
from secretariat.models.calls import Call
from secretariat.models.files import StoredFile
from secretariat.models.meetings import Document
from secretariat.models.presidencies import HandoverTask
from secretariat.seed import data
from secretariat.seed.cast import Cast
from secretariat.seed.events import SECRETARIAT_NET, Event, through_the_web
from secretariat.seed.meeting import BUILT, EDITED, Agenda
from secretariat.seed.story import Storyteller
from secretariat.workflow import audit, presidencies
from secretariat.workflow.calls import open_call

TICKED = time(16)  # UTC


def script(
    cast: Cast,
    calls: dict[str, Call],
    documents: dict[str, Document],
    annexes: dict[tuple[str, str, str], StoredFile],
) -> Iterator[Event]:
    """Yield all events, in no order."""
    yield from openings(cast, calls)
    yield from agenda(Agenda(cast, documents))
    yield from handover(cast)
    yield from Storyteller(cast, calls, annexes).events()


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
