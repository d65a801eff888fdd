"""Making the clean copy of a content that waits for it; claimed by a lease, so that one worker at a time does."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from sqlalchemy import and_, or_, select, update

from secretariat import clock
from secretariat.database import transaction
from secretariat.errors import StorageAway, StorageFull
from secretariat.models.files import Shown, StoredFile
from secretariat.packets import office, reception
from secretariat.packets.child import Answer
from secretariat.packets.parts import Reason
from secretariat.packets.reception import Verdict
from secretariat.rules.media import OFFICE
from secretariat.settings import Settings
from secretariat.storage import store_at
from secretariat.workflow import files

log = structlog.get_logger()
LEASE = timedelta(minutes=3)
TRIES = 3


@dataclass(frozen=True)
class Turn:
    """A content that a worker has for itself."""

    file_id: int
    sha256: str
    media: str
    lease_until: datetime


def waiting(at: datetime) -> list[int]:
    """Return the contents that nobody works on; those too for which an office suite was missing and is there now."""
    idle = or_(StoredFile.lease_until.is_(None), StoredFile.lease_until < at)
    wanted = and_(StoredFile.shown_state == Shown.WAITING, idle)
    if office.able():
        lacking = and_(StoredFile.shown_state == Shown.IMPOSSIBLE, StoredFile.damage == Reason.NO_OFFICE)
        wanted = or_(wanted, lacking)
    with transaction(keep=False) as session:
        return list(session.scalars(select(StoredFile.id).where(wanted).order_by(StoredFile.id).limit(50)))


def run(file_id: int, settings: Settings) -> None:
    """Make the copy of a content, unless another worker does; safe to be called any number of times at once."""
    turn = claim(file_id)
    if turn is None:
        return
    storage = store_at(settings.storage)
    with ExitStack() as stack:
        stack.enter_context(given_back(turn))
        printed, copy = (stack.enter_context(storage.scratch()) for _ in range(2))
        verdict = made(turn, stack.enter_context(storage.local(turn.sha256)), printed, copy)
        kept = storage.put_file(copy) if verdict.reason is None else None
    with transaction() as session:
        locked = select(StoredFile).where(StoredFile.id == file_id).with_for_update(of=StoredFile)
        file = session.scalars(locked).one_or_none()
        if file is None or file.shown_state == Shown.READY:
            return
        if kept is not None:
            files.ready(file, kept, verdict, at=clock.now())
        else:
            file.shown_state, file.damage, file.lease_until = Shown.IMPOSSIBLE, verdict.reason, None
            log.warning("file_not_shown", file=file_id, reason=verdict.reason)


@contextmanager
def given_back(turn: Turn) -> Iterator[None]:
    """Let a content wait on, as if nobody had tried, where the store of files and not the content was at fault."""
    try:
        yield
    except (StorageFull, StorageAway):
        with transaction() as session:
            mine = (StoredFile.id == turn.file_id, StoredFile.lease_until == turn.lease_until)
            freed = {"attempts": StoredFile.attempts - 1, "lease_until": None}
            session.execute(update(StoredFile).where(*mine).values(**freed))
        raise


def claim(file_id: int) -> Turn | None:
    """Take a content that waits; None where there is nothing to do."""
    with transaction() as session:
        now = clock.real()
        idle = or_(StoredFile.lease_until.is_(None), StoredFile.lease_until < now)
        wanted = select(StoredFile).where(
            StoredFile.id == file_id, StoredFile.shown_state.in_((Shown.WAITING, Shown.IMPOSSIBLE)), idle
        )
        file = session.scalars(wanted.with_for_update(skip_locked=True, of=StoredFile)).one_or_none()
        if file is None or (file.shown_state == Shown.IMPOSSIBLE and file.damage != Reason.NO_OFFICE):
            return None
        if file.attempts >= TRIES and file.shown_state == Shown.WAITING:
            # Whatever ended three workers would end a fourth.
            file.shown_state, file.damage = Shown.IMPOSSIBLE, Reason.TOO_HEAVY
            return None
        file.lease_until, file.attempts = now + LEASE, file.attempts + 1
        return Turn(file.id, file.sha256, file.media_type, file.lease_until)


def made(turn: Turn, path: Path, printed: Path, copy: Path) -> Verdict:
    """Make the clean copy of a content as `copy`."""
    if turn.media in OFFICE:
        if not office.able():
            return Verdict(reason=Reason.NO_OFFICE)
        answer = machine_well(office.asked(path, turn.media, printed))
        if "done" not in answer:
            return Verdict(reason=Reason(answer.get("reason", Reason.TOO_HEAVY)))
        path = printed
    found = reception.verdict(machine_well(reception.asked(path, copy)))
    if turn.media in OFFICE and found.reason is None:
        return Verdict(turn.media, found.pages)  # what the suite put in is none of the country's doing
    return found


def machine_well(answer: Answer) -> Answer:
    """Return a child's answer; raise StorageFull where the machine, not the file, was at fault."""
    if answer.get("error") == "disk":
        raise StorageFull
    return answer
