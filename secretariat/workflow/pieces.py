"""Files that come in pieces: begun, grown piece by piece by any web process, attached when they are whole."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, select

from secretariat.database import db
from secretariat.errors import Refused, StorageFull
from secretariat.models.calls import CallField
from secretariat.models.deliverables import Attachment, Deliverable
from secretariat.models.files import PartialUpload
from secretariat.models.people import User
from secretariat.settings import Place
from secretariat.storage import store_at
from secretariat.storage.parts import parts_at
from secretariat.workflow import deliverables, handing

MOST_PIECE = 4 * 1024 * 1024  # bytes
MOST_OPEN = 10  # files of one text that are under way at once
MOST_FILES = 60  # files that were ever attached to one text (ASVS 5.2.4)
ROOM = 64 * 1024 * 1024  # bytes that stay free for everything else


def begin(
    deliverable: Deliverable, field: CallField, *, name: str, size: int, by: User, at: datetime, place: Place
) -> PartialUpload:
    """Begin a file of `size` bytes. Raises Refused where there are too many, StorageFull where it would not fit."""
    deliverables.begin(deliverable, by=by, at=at, deed=handing.right(deliverable, field, by=by, at=at))
    deliverables.not_frozen(deliverable, field, at)
    enough(deliverable, field)
    if store_at(place).free() < size + ROOM:
        raise StorageFull
    row = PartialUpload(
        token=secrets.token_urlsafe(24),
        deliverable_id=deliverable.id,
        field_id=field.id,
        by_id=by.id,
        name=name,
        size=size,
        received=0,
        began_at=at,
        touched_at=at,
    )
    db.session.add(row)
    db.session.flush()
    return row


def enough(deliverable: Deliverable, field: CallField) -> None:
    """Refuse a file where a text has more than anybody needs."""
    under_way = select(func.count()).where(
        PartialUpload.deliverable_id == deliverable.id, PartialUpload.ended_at.is_(None)
    )
    if (db.session.scalar(under_way) or 0) >= MOST_OPEN:
        raise Refused(
            _("%(most)s files are under way already; stop one of them first.", most=MOST_OPEN), field=field.key
        )
    attached = select(func.count()).where(Attachment.deliverable_id == deliverable.id)
    if (db.session.scalar(attached) or 0) >= MOST_FILES:
        raise Refused(
            _("This text has had %(most)s files already. Put several into one.", most=MOST_FILES), field=field.key
        )


def under_way(deliverable: Deliverable, token: str, *, by: User) -> PartialUpload | None:
    """Return a file that this person has begun, its row locked: two requests never write one file at once."""
    return db.session.scalars(
        select(PartialUpload)
        .where(
            PartialUpload.token == token,
            PartialUpload.deliverable_id == deliverable.id,
            PartialUpload.by_id == by.id,
        )
        .with_for_update()
    ).one_or_none()


def unfinished(deliverable: Deliverable, *, by: User) -> Sequence[PartialUpload]:
    """Return the files that this person has begun and that have not come whole, in the order of their beginning."""
    mine = (PartialUpload.deliverable_id == deliverable.id, PartialUpload.by_id == by.id)
    found = select(PartialUpload).where(*mine, PartialUpload.ended_at.is_(None)).order_by(PartialUpload.id)
    return db.session.scalars(found).all()


def add(row: PartialUpload, at_byte: int, piece: bytes, *, at: datetime, place: Place) -> bool:
    """Add a piece; False, and nothing done, where it does not begin at the byte that comes next."""
    parts = parts_at(place)
    if parts.size(row.token) < row.received:  # the disk was put back to an earlier state
        row.received = 0
    if row.ended_at is not None or at_byte != row.received or row.received + len(piece) > row.size:
        return False
    parts.append(row.token, row.received, piece)
    row.received += len(piece)
    row.touched_at = at
    db.session.flush()
    return True


def end(row: PartialUpload, *, at: datetime, place: Place) -> None:
    """Note that a file was attached; its pieces are not needed any more."""
    row.ended_at = row.touched_at = at
    db.session.flush()
    parts_at(place).drop(row.token)


def give_up(row: PartialUpload, *, place: Place) -> None:
    """Forget a file that is not wanted, or not taken."""
    db.session.delete(row)
    db.session.flush()
    parts_at(place).drop(row.token)
