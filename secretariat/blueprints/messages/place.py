"""The blueprint of what is sent and of what came in."""

from flask import Blueprint

from secretariat.database import db
from secretariat.models.messages import Message

bp = Blueprint("messages", __name__, url_prefix="/messages")
ROWS = 25


def one(id: int) -> Message | None:  # noqa: A002  the address says id
    """Return a message by its id."""
    return db.session.get(Message, id)
