"""Compiling a version that was ordered: claimed by a lease, told in short transactions, kept by its content.

Whoever dies over it leaves finished fragments and a lease that runs out; the sweep then gives the work to
another. The version that readers have stays where it is until a person publishes a new one.
"""

import math
import time
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import or_, select, update

from secretariat import clock
from secretariat.database import transaction
from secretariat.errors import GiveUp, SecretariatError, StorageAway, StorageFull
from secretariat.failpoints import reach
from secretariat.models.files import StoredFile
from secretariat.models.packets import Build
from secretariat.packets.build import Progress, build
from secretariat.packets.collect import Collected, collect
from secretariat.packets.fragments import Fragments
from secretariat.packets.manifest import Manifest
from secretariat.packets.parts import AttachedPdf, Part
from secretariat.packets.words import words
from secretariat.queries.packets import OPEN
from secretariat.settings import Settings
from secretariat.storage import Storage, store_at
from secretariat.workflow import files

log = structlog.get_logger()
TRIES = 3
OFTEN = 0.4  # seconds between two notes of progress: as often as a person looks


class Stopped(SecretariatError):
    """Somebody stopped it, or another worker has taken it over."""


def fragments(settings: Settings) -> Fragments:
    """Return the folder of finished fragments. It may be lost: all in it can be made again."""
    return Fragments(settings.instance / "fragments")


def run(build_id: int, settings: Settings) -> None:
    """Compile a version, unless another worker has it; safe to be called any number of times at once."""
    turn = claim(build_id, settings)
    if turn is None:
        return
    try:
        make(build_id, turn, settings)
    except Stopped:
        log.info("build_stopped", build=build_id)
    except (GiveUp, StorageFull) as error:
        fail(build_id, turn, str(error) or _("There is no room left for files."))
    except StorageAway:
        give_back(build_id, turn)
        raise


def give_back(build_id: int, turn: int) -> None:
    """Let a build wait on until its lease runs out, as if nobody had tried: the store of files does not answer."""
    with suppress(Stopped), transaction() as session:
        mine(session, build_id, turn).attempts = turn - 1


def claim(build_id: int, settings: Settings) -> int | None:
    """Take a build that nobody works on; return which try this is, or None where there is nothing to do."""
    with transaction() as session:
        idle = or_(Build.lease_until.is_(None), Build.lease_until < clock.real())
        wanted = select(Build).where(Build.id == build_id, Build.state.in_(OPEN), idle)
        row = session.scalars(wanted.with_for_update(skip_locked=True, of=Build)).one_or_none()
        if row is None:
            return None
        if row.attempts >= TRIES:
            row.state, row.ended_at, row.lease_until = "failed", clock.now(), None
            row.failure = _("Three workers were lost over it.")
            return None
        row.state, row.attempts, row.lease_until = "building", row.attempts + 1, lease(settings)
        return row.attempts


def lease(settings: Settings) -> datetime:
    """Return until when a worker has a build for itself, unless it says that it goes on."""
    return clock.real() + timedelta(seconds=settings.packet_lease)


def mine(session: Any, build_id: int, turn: int) -> Build:
    """Lock a build that this worker has; raise Stopped where it has it no more."""
    row: Build | None = session.scalars(
        select(Build).where(Build.id == build_id).with_for_update(of=Build).execution_options(populate_existing=True)
    ).one_or_none()
    if row is None or row.state != "building" or row.attempts != turn:
        raise Stopped
    return row


def make(build_id: int, turn: int, settings: Settings) -> None:
    """Collect, compile, keep."""
    collected, language, calls = plan(build_id, turn, settings)
    reach("packet_collected")
    out = settings.instance / "packets" / f"{build_id}.{turn}.pdf"
    with force_locale(language):
        try:
            manifest = build(
                collected.parts,
                words=words(),
                edition=collected.edition,
                fragments=fragments(settings),
                out=out,
                listen=Teller(build_id, turn, settings),
            )
            reach("packet_compiled")
            keep(build_id, turn, manifest, collected, calls, out, store_at(settings.storage))
        finally:
            with suppress(OSError):
                out.unlink()


def plan(build_id: int, turn: int, settings: Settings) -> tuple[Collected, str, list[int] | None]:
    """Collect the parts as they stand now, and write down which will be bound."""
    with transaction() as session:
        row = mine(session, build_id, turn)
        language, calls = row.packet.language, (row.manifest or {}).get("calls")
        with force_locale(language):
            collected = collect(
                row.packet, at=row.ordered_at, storage=store_at(settings.storage), number=row.number, calls=calls
            )
        row.done, row.total, row.part = 0, len(collected.parts), ""
        row.manifest = {"calls": calls, "plan": [planned(one) for one in collected.parts], "done": []}
        return collected, language, calls


def planned(part: Part) -> dict[str, Any]:
    """Return what a page says of a part while it is not bound."""
    return {"id": part.id, "title": part.called, "under": list(part.under)}


class Teller:
    """Notes progress, often enough to be looked at and no more; raises Stopped where the build was taken away."""

    def __init__(self, build_id: int, turn: int, settings: Settings) -> None:
        self.build_id = build_id
        self.turn = turn
        self.settings = settings
        self.done: list[str] = []
        self.told = -math.inf  # the first step is told at once: whoever waits sees that it has begun

    def __call__(self, step: Progress) -> None:
        """Note a step."""
        self.done.append(step.part.id)
        if time.monotonic() - self.told < OFTEN and step.done < step.total:
            return
        self.told = time.monotonic()
        with transaction() as session:
            row = mine(session, self.build_id, self.turn)
            row.done, row.total, row.part = step.done, step.total, step.part.called
            row.manifest = (row.manifest or {}) | {"done": self.done}
            row.lease_until = lease(self.settings)
        reach("packet_told")


def keep(
    build_id: int,
    turn: int,
    manifest: Manifest,
    collected: Collected,
    calls: list[int] | None,
    out: Path,
    storage: Storage,
) -> None:
    """Put the packet into storage and say that it is ready."""
    kept = storage.put_file(out)
    reach("packet_kept")
    with transaction() as session:
        row = mine(session, build_id, turn)
        row.file = files.record(kept, media_type="application/pdf", pages=manifest.pages, at=clock.now())
        row.manifest = manifest.as_json() | {"calls": calls}
        row.state, row.ended_at, row.lease_until = "ready", clock.now(), None
        row.done = row.total = len(manifest.parts)
        for sha256, reason in damaged(manifest, collected):
            unmarked = StoredFile.damage.is_(None)
            session.execute(update(StoredFile).where(StoredFile.sha256 == sha256, unmarked).values(damage=reason))


def damaged(manifest: Manifest, collected: Collected) -> list[tuple[str, str]]:
    """Return the files that could not be bound, by SHA-256, and why."""
    sent = {one.id: one.sha256 for one in collected.parts if isinstance(one, AttachedPdf)}
    return [(sent[one.id], one.stand_in) for one in manifest.parts if one.stand_in and one.id in sent]


def fail(build_id: int, turn: int, why: str) -> None:
    """Say that a build ended without a packet, and why."""
    with transaction() as session:
        try:
            row = mine(session, build_id, turn)
        except Stopped:
            return
        row.state, row.ended_at, row.lease_until, row.failure = "failed", clock.now(), None, why
    log.error("build_failed", build=build_id, why=why)
