"""Upkeep: that the parts of the house are alive."""

from sqlalchemy.dialects.postgresql import insert

from secretariat import clock
from secretariat.database import db
from secretariat.models.house import Heartbeat
from workers.task import task

PARTS = ("beat", "worker")


@task("upkeep.heartbeat")
def heartbeat() -> None:
    """Note that a beat sent this and a worker ran it; both at once, since neither is worth much alone."""
    rows = insert(Heartbeat).values([{"part": part, "at": clock.real()} for part in PARTS])
    db.session.execute(rows.on_conflict_do_update(index_elements=["part"], set_={"at": rows.excluded.at}))
