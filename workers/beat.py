"""The beat's Celery application, without the house behind it: `celery -A workers.beat beat`."""

from secretariat import queue
from secretariat.settings import Settings
from workers import broker

broker.configure(Settings.read())
app = queue.celery
