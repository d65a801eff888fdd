"""The demonstration: a meeting of 22 countries six weeks before it opens, told through the use cases.

Versions, reviews, receipts, reminders, letters and the trail are not written here; they follow from the deeds.
"""

import io
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from contextvars import copy_context
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import func, select

from secretariat import clock
from secretariat.database import db
from secretariat.errors import Misconfigured
from secretariat.models.files import StoredFile
from secretariat.models.house import DemoClock
from secretariat.models.people import User
from secretariat.seed import calls, facts, house, letters, meeting, people, story
from secretariat.seed.annexes import Content, Folder
from secretariat.seed.cast import Cast
from secretariat.seed.script import script
from secretariat.settings import Settings
from secretariat.storage import Storage, store_at
from secretariat.workflow import files

STARTS = datetime(2025, 9, 8, 14, tzinfo=UTC)
FILED = datetime(2025, 8, 1, 12, tzinfo=UTC)
LOCK = 558_203_977  # any number, the same for every start
K = TypeVar("K")


@dataclass(frozen=True)
class Printed:
    """The files of the story as storage keeps them: of countries' texts, and of documents."""

    annexes: dict[tuple[str, str, str], StoredFile]
    documents: dict[str, StoredFile]


def load(settings: Settings, printed: Callable[[], object] | None = None) -> bool:
    """Load facts and story in the running transaction; return False, and change nothing, where they are there.

    The files are kept in the instance, so that a second loading takes less; printed waits for them where `printing`
    began before. The house's clock is set so that it shows STARTS at this moment of the machine. Raises Misconfigured
    outside a demonstration: its accounts have a password that everybody knows.
    """
    if not settings.demo:
        raise Misconfigured("This installation is not a demonstration; set DEMO=1 on an empty database to load one.")
    db.session.execute(select(func.pg_advisory_xact_lock(LOCK)))  # two starts at once load it once
    if db.session.scalar(select(User.id).where(User.email == f"officer@{people.DOMAIN}")):
        return False
    with nullcontext(printed) if printed else printing(settings) as wait:
        facts.load()
        cast = Cast(people.load())
        house.load(cast)
        wait()
    told = copy_context()
    told.run(clock.shift, STARTS - clock.real())  # the letters of the story are written in its year
    told.run(tell, cast, kept_files(settings))
    db.session.merge(DemoClock(id=1, shift=STARTS - clock.real()))
    db.session.flush()
    return True


@contextmanager
def printing(settings: Settings) -> Iterator[Callable[[], object]]:
    """Let a child print the files of the story beside what the caller does; yield what waits for them."""
    with ThreadPoolExecutor(1) as beside:
        yield beside.submit(print_files, settings).result


def print_files(settings: Settings) -> None:
    """Print the files of the story where they are not kept yet."""
    Folder(settings.instance / "annexes").print([*story.contents().values(), *meeting.document_contents().values()])


def kept_files(settings: Settings) -> Printed:
    """Put the printed files into storage."""
    annexes, documents = story.contents(), meeting.document_contents()
    folder, storage = Folder(settings.instance / "annexes"), store_at(settings.storage)
    return Printed(dict(kept(annexes, folder, storage)), dict(kept(documents, folder, storage)))


def kept(contents: Mapping[K, Content], folder: Folder, storage: Storage) -> Iterator[tuple[K, StoredFile]]:
    """Yield each file as storage keeps it. The damaged one is recorded as its sender announced it."""
    for key, content in contents.items():
        put = storage.put(io.BytesIO(folder.read(content)))
        pages = len(content["tables"]) + 1
        yield key, files.record(put, media_type="application/pdf", pages=pages, at=FILED)


def tell(cast: Cast, files_of_the_story: Printed) -> None:
    """Let everything happen, in the order of its instants."""
    asked = calls.load(cast)
    documents = meeting.load_documents(cast, files_of_the_story.documents)
    events = script(cast, asked, documents, files_of_the_story.annexes, STARTS)
    for event in sorted(events, key=lambda one: one.at):
        event.tell(event.at)
    meeting.load_participants(cast)
    letters.settle(cast, STARTS)
