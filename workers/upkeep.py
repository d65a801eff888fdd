"""Upkeep: that the parts of the house are alive, and that nothing is kept which is over."""

from sqlalchemy.dialects.postgresql import insert

from secretariat import clock
from secretariat.database import db, transaction
from secretariat.models.house import Heartbeat
from secretariat.workflow import accounts, received
from workers.task import task

PARTS = ("beat", "worker")
MOST = 2000


@task("upkeep.heartbeat")
def heartbeat() -> None:
    """Note that a beat sent this and a worker ran it; both at once, since neither is worth much alone."""
    rows = insert(Heartbeat).values([{"part": part, "at": clock.real()} for part in PARTS])
    db.session.execute(rows.on_conflict_do_update(index_elements=["part"], set_={"at": rows.excluded.at}))


@task("upkeep.purge", one_transaction=False)
def purge() -> None:
    """Delete sessions that have ended, old sign-in failures and resets, and mail that came in long ago."""
    left = True
    while left:
        with transaction():
            left = accounts.purge(at=clock.real(), most=MOST)
            left |= received.purge(at=clock.now(), most=MOST)
