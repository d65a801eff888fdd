"""/healthz: this process answers. /readyz: everything it leans on does."""

from datetime import timedelta
from typing import Any

import redis
from flask import Blueprint, jsonify
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from secretariat import clock
from secretariat.database import db
from secretariat.models.house import Heartbeat, OutboxHold
from secretariat.models.messages import Message
from secretariat.packets import alone, office
from secretariat.pages import Answer, action, settings
from secretariat.rules.actions import Action
from secretariat.storage import Folder

bp = Blueprint("health", __name__)
OLDEST = timedelta(minutes=5)
PATIENCE = 0.5


@bp.get("/healthz")
@action(Action.READ_PUBLIC)
def healthz() -> Answer:
    """Say that this process answers."""
    return jsonify(status="ok")


@bp.get("/readyz")
@action(Action.READ_PUBLIC)
def readyz() -> Answer:
    """Say what is up and what is down; 503 when something is."""
    found: dict[str, Any] = {
        "database": _database(),
        "redis": _redis(),
        "storage": Folder(settings().storage).writable(),
        # Of what strangers send: whether it is opened without network, and whether Office files are shown as PDF.
        "children_without_network": alone.possible(),
        "office": office.able(),
        "outbox_on_hold": False,
        "oldest_unsent_seconds": None,
        "last_beat": None,
    }
    if found["database"]:
        oldest = db.session.scalar(
            select(func.min(Message.next_attempt_at)).where(Message.state == "waiting", Message.attempts == 0)
        )
        found["outbox_on_hold"] = db.session.get(OutboxHold, 1) is not None
        beat = db.session.scalar(select(Heartbeat.at).where(Heartbeat.part == "beat"))
        found["oldest_unsent_seconds"] = (clock.real() - oldest).total_seconds() if oldest else None
        found["last_beat"] = beat.isoformat() if beat else None
    waits = found["oldest_unsent_seconds"]
    well = found["database"] and found["redis"] and found["storage"]
    well = well and (waits is None or found["outbox_on_hold"] or waits < OLDEST.total_seconds())
    return jsonify(status="ready" if well else "not ready", **found), 200 if well else 503


def _database() -> bool:
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        db.session.rollback()
        return False
    return True


def _redis() -> bool:
    client = redis.from_url(settings().redis_url, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()
