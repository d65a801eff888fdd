"""/healthz: this process answers. /readyz: everything it leans on does."""

from datetime import datetime, timedelta
from typing import Any

import redis
from flask import current_app, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from secretariat import clock
from secretariat.blueprints.health import metrics
from secretariat.blueprints.health.place import bp
from secretariat.database import db
from secretariat.models.house import OutboxHold
from secretariat.packets import alone, office
from secretariat.pages import Answer, action, settings
from secretariat.queries import health
from secretariat.rules.actions import Action
from secretariat.storage import store_at

ROOMS = (metrics,)
__all__ = ["ROOMS", "bp"]

OLDEST = timedelta(minutes=5)
SILENCE = timedelta(minutes=2)
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
        "storage": store_at(settings().storage).writable(),
        # Of what strangers send: whether it is opened without network, and whether Office files are shown as PDF.
        "children_without_network": alone.possible(),
        "office": office.able(),
        "outbox_on_hold": False,
        "oldest_unsent_seconds": None,
        "last_beat": None,
        "beat_is_heard": False,
    }
    if found["database"]:
        oldest, beat = health.oldest_unsent(), health.last_beat()
        found["outbox_on_hold"] = db.session.get(OutboxHold, 1) is not None
        found["oldest_unsent_seconds"] = (clock.real() - oldest).total_seconds() if oldest else None
        found["last_beat"] = beat.isoformat() if beat else None
        found["beat_is_heard"] = heard(beat)
    well = found["database"] and found["redis"] and found["storage"] and found["beat_is_heard"]
    well = well and (found["outbox_on_hold"] or not stuck(health.oldest_stuck()))
    return jsonify(status="ready" if well else "not ready", **found), 200 if well else 503


def stuck(oldest: datetime | None) -> bool:
    """Tell whether a message has waited for too long, and not for its turn."""
    return oldest is not None and clock.real() - oldest >= OLDEST


def heard(beat: datetime | None) -> bool:
    """Tell whether beat, and the worker that carries out what it sends, were heard; a start gives them as long."""
    began: datetime = current_app.config["BEGAN"]
    return clock.real() - max(began, beat or began) < SILENCE


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
