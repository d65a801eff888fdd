"""The Celery application: `celery -A workers.app worker` and `celery -A workers.app beat`."""

import gc
import importlib
import pkgutil

from celery import Celery
from celery.signals import worker_process_init

import workers
from secretariat import queue
from secretariat.app import create_app
from secretariat.database import db
from secretariat.mail.server import Server
from secretariat.settings import Settings
from workers.schedule import schedule
from workers.task import HouseTask

# How long a broker may keep a message that was taken and not acknowledged, in seconds: above the longest task.
# Celery reads it in three places, by what asks (celery#5935).
VISIBILITY = 900


def make() -> Celery:
    """Connect Celery to the house and register the tasks of every module here."""
    settings = Settings.read()
    if settings.smtp_url:
        Server.read(settings.smtp_url)  # a wrong address ends the start, not the first mail
    HouseTask.house = create_app(settings)
    # Publishing from a request gives up after half a second; a worker may wait for a broker that is busy.
    patience = {"socket_connect_timeout": 5, "socket_timeout": 5, "health_check_interval": 15}
    queue.celery.conf.update(
        beat_schedule=schedule(settings),
        broker_transport_options={"visibility_timeout": VISIBILITY, **patience},
        result_backend_transport_options={"visibility_timeout": VISIBILITY},
        visibility_timeout=VISIBILITY,
        broker_connection_max_retries=None,
        worker_prefetch_multiplier=1,
        worker_send_task_events=False,
        worker_hijack_root_logger=False,
        worker_proc_alive_timeout=60,
        timezone="UTC",
    )
    for module in pkgutil.iter_modules(workers.__path__):
        importlib.import_module(f"workers.{module.name}")
    return queue.celery


def forget_connections(**_of_the_signal: object) -> None:
    """Begin a child without its parent's connections: a pool shared across a fork mixes up answers."""
    with HouseTask.house.app_context():
        db.engine.dispose(close=False)


worker_process_init.connect(forget_connections, weak=False)


app = make()
# What is read in once stays shared with the children: a collection there would touch, and so copy, every page.
gc.collect()
gc.freeze()
