"""Files that storage keeps, as rows."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from secretariat.database import db
from secretariat.models.files import StoredFile
from secretariat.storage import Kept


def record(kept: Kept, *, media_type: str, pages: int | None, at: datetime, damage: str | None = None) -> StoredFile:
    """Return the row of a content; the same content sent twice at once is one row."""
    db.session.execute(
        insert(StoredFile)
        .values(sha256=kept.sha256, size=kept.size, media_type=media_type, pages=pages, damage=damage, created_at=at)
        .on_conflict_do_nothing()
    )
    return db.session.scalars(select(StoredFile).where(StoredFile.sha256 == kept.sha256)).one()
