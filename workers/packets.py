"""Packets: compiled when they are ordered; the sweep finds what no wake-up told of, and what a lost worker left."""

import time

from flask import current_app

from secretariat import clock
from secretariat.database import transaction
from secretariat.packets import publish
from secretariat.queries import packets as queries
from workers.task import task

# Fragments that no build has used for so long are thrown away; they can be made again.
UNUSED = 30 * 24 * 3600.0


@task("packets.build", one_transaction=False)
def build(build_id: int) -> None:
    """Compile the version that was ordered."""
    publish.run(build_id, current_app.config["SETTINGS"])


@task("packets.sweep", one_transaction=False)
def sweep() -> None:
    """Compile what nobody works on."""
    with transaction(keep=False):
        waiting = queries.unfinished(clock.real())
    for build_id in waiting:
        publish.run(build_id, current_app.config["SETTINGS"])


@task("packets.tidy", one_transaction=False)
def tidy() -> None:
    """Throw away old fragments."""
    publish.fragments(current_app.config["SETTINGS"]).sweep(time.time() - UNUSED)
