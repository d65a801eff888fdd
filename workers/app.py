"""The workers' Celery application: `celery -A workers.app worker`."""

import gc
import importlib
import pkgutil
import sys

from celery import Celery
from celery.signals import worker_process_init

import workers
from secretariat import queue
from secretariat.app import create_app
from secretariat.database import db
from secretariat.errors import Misconfigured
from secretariat.settings import Settings
from workers import broker
from workers.task import HouseTask

NO_TASKS = {"app", "beat", "broker", "consumer", "schedule", "task"}


def make() -> Celery:
    """Connect Celery to the house and register the tasks of every module here."""
    settings = Settings.read()
    HouseTask.house = create_app(settings)
    broker.configure(settings)
    for name in {module.name for module in pkgutil.iter_modules(workers.__path__)} - NO_TASKS:
        importlib.import_module(f"workers.{name}")
    return queue.celery


def forget_connections(**_of_the_signal: object) -> None:
    """Begin a child without its parent's connections: a pool shared across a fork mixes up answers."""
    with HouseTask.house.app_context():
        db.engine.dispose(close=False)


worker_process_init.connect(forget_connections, weak=False)


gc.disable()  # until the house is read in: nearly nothing of what it makes by then is garbage
try:
    app = make()
except Misconfigured as error:
    sys.exit(f"Error: {error}")
# What is read in once stays shared with the children: a collection there would touch, and so copy, every page.
gc.collect()
gc.freeze()
gc.enable()
