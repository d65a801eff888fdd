"""What every task gets from the house: its application, its transaction, its log line, its second try."""

import random
import time
from collections.abc import Callable
from typing import Any, ClassVar

import structlog
from celery import Task
from celery.worker.request import Request
from flask import Flask
from sqlalchemy.exc import DBAPIError

from secretariat import queue
from secretariat.database import db, transaction
from secretariat.errors import GiveUp, TryAgain
from secretariat.failpoints import reach

log = structlog.get_logger()
TRIES = 3
PAUSE = 0.2  # seconds, doubled for each try


class OneMoreTime(Request):  # type: ignore[misc]  # Celery brings no types
    """A task whose process was lost is given to another one, once.

    What ends two processes would end a third (Mailman's lesson); the sweep finds the work that remains.
    """

    def reject(self, requeue: bool = False) -> None:  # noqa: FBT001, FBT002  the signature is Celery's
        """Put the message back, unless it was put back before."""
        super().reject(requeue=requeue and not self.delivery_info.get("redelivered"))


class HouseTask(Task):  # type: ignore[misc]  # Celery brings no types
    """Runs its function within the application; the error's class says whether to try again.

    one_transaction: False for a task that opens short transactions of its own. Safe to run five times at once:
    the broker only wakes, and the rows say what is to be done.
    """

    Request = f"{OneMoreTime.__module__}:{OneMoreTime.__qualname__}"
    house: ClassVar[Flask]
    one_transaction = True
    ignore_result = True
    acks_late = True
    reject_on_worker_lost = True

    def __call__(self, *args: Any, **kwargs: Any) -> None:
        """Run, trying again at once, and at most three times, where the other side was busy."""
        with self.house.app_context(), structlog.contextvars.bound_contextvars(task=self.name):
            for again in range(1, TRIES + 1):
                try:
                    self._once(*args, **kwargs)
                except (TryAgain, DBAPIError) as error:
                    db.session.remove()
                    log.warning("task_tries_again", error=type(error).__name__, tries=again)
                    time.sleep(PAUSE * 2**again * random.random())  # noqa: S311  it spreads load and hides nothing
                else:
                    break
            else:
                log.error("task_left_to_the_sweep")
            reach("before_ack")

    def _once(self, *args: Any, **kwargs: Any) -> None:
        try:
            if self.one_transaction:
                with transaction():
                    self.run(*args, **kwargs)
            else:
                self.run(*args, **kwargs)
        except GiveUp:
            log.exception("task_gave_up")


def task(name: str, *, one_transaction: bool = True) -> Callable[[Callable[..., None]], HouseTask]:
    """Make a task of a function. The name is the one that queue.wake() is given."""
    decorate: Callable[[Callable[..., None]], HouseTask] = queue.celery.task(
        name=name, base=HouseTask, one_transaction=one_transaction
    )
    return decorate
