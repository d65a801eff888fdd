"""Files that storage keeps, as rows."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from secretariat import queue
from secretariat.database import db
from secretariat.models.files import PartialUpload, Shown, StoredFile
from secretariat.rules.media import Media
from secretariat.settings import Place
from secretariat.storage import Kept, store_at
from secretariat.storage.parts import parts_at

SHOW = "files.show"
PATIENCE = timedelta(days=7)  # a line may be broken over a holiday
REMEMBERED = timedelta(days=1)
MANY = 1000


class Looked(Protocol):
    """What a look at a file found: its media type, the pages of its clean copy, and what that copy lacks."""

    @property
    def media(self) -> str: ...  # noqa: D102

    @property
    def pages(self) -> int | None: ...  # noqa: D102

    @property
    def removed(self) -> Sequence[str]: ...  # noqa: D102


def record(kept: Kept, *, media_type: str, pages: int | None, at: datetime, damage: str | None = None) -> StoredFile:
    """Return the row of a content; the same content sent twice at once is one row."""
    db.session.execute(
        insert(StoredFile)
        .values(sha256=kept.sha256, size=kept.size, media_type=media_type, pages=pages, damage=damage, created_at=at)
        .on_conflict_do_nothing()
    )
    return db.session.scalars(select(StoredFile).where(StoredFile.sha256 == kept.sha256)).one()


def record_sent(kept: Kept, shown: Kept | None, found: Looked, *, at: datetime) -> StoredFile:
    """Return the row of a content that somebody sent, with that of its clean copy; wake a worker to make one.

    A content that was sent before keeps the copy that it has.
    """
    file = record(kept, media_type=found.media, pages=found.pages, at=at)
    if file.shown_id is not None or (file.shown_state == Shown.WAITING and shown is None):
        return file
    if shown is None:
        file.shown_state = Shown.WAITING
        db.session.flush()
        queue.wake(SHOW, file.id)
    else:
        ready(file, shown, found, at=at)
    return file


def ready(file: StoredFile, shown: Kept, found: Looked, *, at: datetime) -> None:
    """Note the clean copy of a content."""
    file.shown = record(shown, media_type=Media.PDF, pages=found.pages, at=at)
    file.shown_state, file.pages, file.removed = Shown.READY, found.pages, list(found.removed)
    file.damage = file.lease_until = None
    db.session.flush()


def tidy(place: Place, *, before: float, now: datetime) -> None:
    """Remove what nobody needs from storage: contents without a row, files of which the rest never came.

    before: what is newer may belong to a transaction that is under way; in seconds since 1970 · now: the machine's.
    """
    storage, parts = store_at(place), parts_at(place)
    storage.sweep(before)
    old = list(storage.old(before))
    for start in range(0, len(old), MANY):
        some = set(old[start : start + MANY])
        for sha256 in some - set(db.session.scalars(select(StoredFile.sha256).where(StoredFile.sha256.in_(some)))):
            storage.drop(sha256, before)
    given_up = (PartialUpload.touched_at < now - PATIENCE) | (PartialUpload.ended_at < now - REMEMBERED)
    db.session.execute(delete(PartialUpload).where(given_up))
    known = set(db.session.scalars(select(PartialUpload.token).where(PartialUpload.ended_at.is_(None))))
    for token in parts.names() - known:
        parts.drop(token)
