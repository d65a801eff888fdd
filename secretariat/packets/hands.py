"""The two jobs that children do for a build: print sheets, and look at what was attached."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import cache
from importlib import metadata
from pathlib import Path

import structlog
from flask_babel import gettext as _

from secretariat.errors import StorageFull
from secretariat.packets import cleaning, fitting, graft, inspect, tags
from secretariat.packets.child import Answer, Job
from secretariat.packets.crew import Crew
from secretariat.packets.fragments import Fragments
from secretariat.packets.inspect import Verdict
from secretariat.packets.parts import AttachedPdf, Reason, fingerprint
from secretariat.packets.typeset import Sheet

log = structlog.get_logger()
PRESS = "secretariat.packets.compile"
EYES = "secretariat.packets.inspect"
# What a file's content decides; a file that was missing may come, and one that was too heavy had a busy machine.
LASTING = {Reason.EMPTY, Reason.NOT_PDF, Reason.ENCRYPTED, Reason.CORRUPT, Reason.NO_PAGES, Reason.TOO_LONG}
Order = tuple[str, Callable[[], Sheet]]


def printed(crew: Crew, fragments: Fragments, orders: Sequence[Order]) -> Iterator[tuple[int, bool]]:
    """Have each order (its key, and how its sheet is made) printed unless it is there already.

    Yield its place, and whether it is there now.
    """
    waiting = []
    for place, (key, _make) in enumerate(orders):
        if fragments.get(key):
            yield place, True
        else:
            waiting.append(place)
    jobs = (print_job(fragments, *orders[place]) for place in waiting)
    for number, answer in crew.run(jobs):
        yield waiting[number], succeeded(answer)


def print_job(fragments: Fragments, key: str, make: Callable[[], Sheet]) -> Job:
    """Return what the press is told. Stamps are no text of their own, so they bear no tags."""
    sheet = make()
    return {
        "sheet": sheet.name,
        "data": json.dumps(sheet.data),
        "out": str(fragments.path(key)),
        "tagged": sheet.name != "stamps",
    }


def looked_at(crew: Crew, fragments: Fragments, attached: Sequence[AttachedPdf]) -> Iterator[tuple[int, Verdict]]:
    """Have each attached file looked at and prepared, unless that was done; yield its place and the verdict."""
    waiting = []
    for place, one in enumerate(attached):
        known = known_verdict(fragments, one)
        if known:
            yield place, known
        else:
            waiting.append(place)
    with ExitStack() as left:
        fetched = {place: left.enter_context(ExitStack()) for place in waiting}
        jobs = (look_job(fragments, attached[place], fetched[place]) for place in waiting)
        for number, answer in crew.run(jobs):
            fetched[waiting[number]].close()
            succeeded(answer)
            one, verdict = attached[waiting[number]], inspect.verdict(answer)
            if one.sha256 and verdict.reason in LASTING:
                fragments.note(prepared_key(one), verdict.reason)
            yield waiting[number], verdict


def known_verdict(fragments: Fragments, one: AttachedPdf) -> Verdict | None:
    """Return what an earlier look has found, where that cannot have changed."""
    key = prepared_key(one)
    if fragments.get(key):
        return Verdict()
    word = fragments.noted(key)
    return Verdict(reason=Reason(word)) if word in LASTING else None


def look_job(fragments: Fragments, one: AttachedPdf, fetched: ExitStack) -> Job:
    """Return what the eyes are told; the file is there until `fetched` is closed."""
    path = fetched.enter_context(one.fetch())
    return {"path": str(path), "sha256": one.sha256, "out": str(fragments.path(prepared_key(one)))}


def prepared_key(one: AttachedPdf) -> str:
    """Return the name under which the prepared copy of a file is kept."""
    return fingerprint([one.content_hash(""), care()])


@cache
def care() -> str:
    """Return what changes when we prepare files in another way."""
    ours = [Path(str(module.__file__)) for module in (cleaning, fitting, graft, inspect, tags)]
    return fingerprint([[path.read_text(encoding="utf-8") for path in ours], metadata.version("pikepdf")])


def succeeded(answer: Answer) -> bool:
    """Tell whether a job was done; raise StorageFull where the machine, not the part, was at fault."""
    if answer.get("error") == "disk":
        raise StorageFull(_("The packet could not be written: %(why)s.", why=answer["detail"]))
    if "error" in answer:
        log.warning("part_not_made", **answer)
    return "error" not in answer
