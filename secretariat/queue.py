"""Waking the workers: by task name and row id, after the commit, and never at the price of the request.

The broker only wakes; the sweep decides. So a wake-up that cannot be published is dropped with a line in the
log, and the work is found by the next sweep.
"""

from typing import Any

import structlog
from celery import Celery
from sqlalchemy import event
from sqlalchemy.orm import Session

from secretariat.database import db
from secretariat.settings import Settings

log = structlog.get_logger()
celery = Celery("secretariat")


def connect(settings: Settings) -> Celery:
    """Point the queue at its broker; publishing gives up within half a second (celery#4296)."""
    patience = {"socket_connect_timeout": 0.4, "socket_timeout": 0.4, "retry_on_timeout": False}
    celery.conf.update(
        broker_url=settings.redis_url,
        broker_connection_retry_on_startup=True,
        broker_transport_options={"visibility_timeout": 600, **patience, "max_retries": 0},
        task_publish_retry=False,
        task_ignore_result=True,
    )
    return celery


def wake(task: str, thing: int | None = None) -> None:
    """Ask for a task to be run once this transaction has committed; asking twice wakes once."""
    db.session().info.setdefault("wakes", {})[task, thing] = None


@event.listens_for(Session, "after_commit")
def _send(session: Session) -> None:
    for task, thing in session.info.pop("wakes", {}):
        arguments: list[Any] = [] if thing is None else [thing]
        try:
            celery.send_task(task, arguments, retry=False)
        except Exception as error:  # noqa: BLE001  whatever the broker says, the sweep will find the work
            log.warning("wake_not_sent", task=task, error=type(error).__name__)
            return


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, _previous: object) -> None:
    session.info.pop("wakes", None)
