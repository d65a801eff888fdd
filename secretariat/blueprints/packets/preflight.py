"""What would be missing if the packet were compiled now."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy import select

from secretariat import clock
from secretariat.database import db
from secretariat.models.files import StoredFile
from secretariat.models.packets import Packet
from secretariat.packets.collect import collect
from secretariat.packets.crew import Crew
from secretariat.packets.hands import EYES, looked_at
from secretariat.packets.parts import AttachedPdf, NotIncluded, Omission, Part, Reason
from secretariat.packets.publish import fragments
from secretariat.pages import settings
from secretariat.storage import Storage, store_at


@dataclass(frozen=True)
class Preflight:
    """What is missing: things, each with a reason, and texts, by call and reason. files: how many were looked at."""

    lines: list[Omission]
    texts: list[str]
    files: int


def preflight(packet: Packet, *, thoroughly: bool) -> Preflight:
    """Look at what a packet would hold. thoroughly: open every file, which takes a moment the first time."""
    storage = store_at(settings().storage)
    with force_locale(packet.language):
        found = collect(packet, at=clock.now(), storage=storage)
    attached = [one for one in found.parts if isinstance(one, AttachedPdf)]
    known = [line for one in found.parts if isinstance(one, NotIncluded) for line in one.lines]
    bad = opened(attached) if thoroughly else marked(attached, storage)
    lines = [*known, *(Omission(title=one.title, under=one.under, reason=reason) for one, reason in bad)]
    about_texts = {Reason.NOT_APPROVED, Reason.NOT_SUBMITTED}
    texts = [*found.silent, *(one for one in lines if one.reason in about_texts)]
    return Preflight([one for one in lines if one.reason not in about_texts], by_call(texts), len(attached))


def marked(attached: Iterable[AttachedPdf], storage: Storage) -> list[tuple[Part, Reason]]:
    """Return the files that are not there, or that were found damaged before."""
    files = list(attached)
    hashes = {one.sha256 for one in files}
    rows = select(StoredFile.sha256, StoredFile.damage).where(
        StoredFile.sha256.in_(hashes), StoredFile.damage.is_not(None)
    )
    damage = {sha256: Reason(reason) for sha256, reason in db.session.execute(rows) if reason in set(Reason)}
    gone = {one.sha256: Reason.MISSING for one in files if not storage.has(one.sha256)}
    return [(one, (damage | gone)[one.sha256]) for one in files if one.sha256 in damage | gone]


def opened(attached: Iterable[AttachedPdf]) -> list[tuple[Part, Reason]]:
    """Open every file, as compiling would; those that are sound are then prepared already."""
    files = list(attached)
    with Crew(EYES) as eyes:
        verdicts = list(looked_at(eyes, fragments(settings()), files))
    return [
        (files[place], verdict.reason) for place, verdict in sorted(verdicts, key=lambda one: one[0]) if verdict.reason
    ]


def by_call(lines: Iterable[Omission]) -> list[str]:
    """Say for each call how many texts stay out: 'Contributions: 2 wait for a reviewer, 17 are not submitted yet'."""
    counted: dict[str, Counter[Reason]] = {}
    for one in lines:
        counted.setdefault(one.title, Counter())[one.reason] += 1
    return [_("%(call)s: %(counts)s", call=call, counts=counts(reasons)) for call, reasons in counted.items()]


def counts(reasons: Counter[Reason]) -> str:
    """Say how many texts stay out for which reason."""
    words = []
    if reasons[Reason.NOT_APPROVED]:
        waits = reasons[Reason.NOT_APPROVED]
        words.append(ngettext("%(num)s is not approved yet", "%(num)s are not approved yet", waits))
    if reasons[Reason.NOT_SUBMITTED]:
        owed = reasons[Reason.NOT_SUBMITTED]
        words.append(ngettext("%(num)s is not submitted yet", "%(num)s are not submitted yet", owed))
    return ", ".join(words)
