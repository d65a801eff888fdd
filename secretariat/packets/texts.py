"""The deliverables: by pillar and country where they belong to a pillar, else each call an annex."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from functools import partial
from string import ascii_uppercase
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from secretariat import formats
from secretariat.models.calls import Call, FieldKind
from secretariat.models.countries import said
from secretariat.models.deliverables import WITH_THE_SECRETARIAT, Deliverable, State, Version
from secretariat.models.files import Shown, StoredFile
from secretariat.packets.front import Names
from secretariat.packets.parts import (
    Answer,
    AttachedPdf,
    DeliverableText,
    Money,
    Omission,
    Part,
    Pillar,
    Prose,
    Reason,
    SlipSheet,
    StandIn,
    YesNo,
)
from secretariat.queries import packets as queries
from secretariat.rules import answers, deadlines
from secretariat.storage import Storage

IN = (State.APPROVED, State.PUBLISHED)
OUT = (State.WAIVED, State.WITHDRAWN, State.REJECTED)


@dataclass(frozen=True)
class Setting:
    """What a text needs to know of its packet.

    headings: by the number of a pillar, the title under which its texts stand · presenting: by alpha2, the number
    of the pillar whose item a country presents · files: the contents that were sent with the texts, by SHA-256.
    """

    language: str
    names: Names
    storage: Storage
    headings: dict[int, str]
    presenting: dict[str, int]
    files: Mapping[str, StoredFile] = field(default_factory=dict)


@dataclass
class Texts:
    """The texts of a packet. missing: whose are not in it, and why · unbound: files of which there is no PDF."""

    by_pillar: dict[int, list[Part]] = field(default_factory=dict)
    annexes: list[Part] = field(default_factory=list)
    missing: list[Omission] = field(default_factory=list)
    unbound: list[Omission] = field(default_factory=list)


def collect(calls: Sequence[Call], setting: Setting) -> Texts:
    """Return the approved texts of calls, in the order of the countries' names, and what is missing."""
    found = Texts()
    order = formats.sort_key(setting.language)
    everything = sorted(
        queries.texts([one.id for one in calls]),
        key=lambda one: (order(one.country.name(setting.language)), one.call.number),
    )
    approved = [one for one in everything if one.state in IN and one.latest]
    sent = [file["sha256"] for one in approved if one.latest for file in one.latest.files]
    setting = replace(setting, files=queries.contents(sent))
    by_place: dict[str, list[Deliverable]] = defaultdict(list)
    for one in approved:
        by_place[goes(one)].append(one)
    approved = by_place[deadlines.MAIN]
    pillared: dict[int, list[Deliverable]] = {}
    for one in approved:
        number = pillar_number(one, setting)
        if number:
            pillared.setdefault(number, []).append(one)
    found.by_pillar = {number: section(number, pillared[number], setting) for number in sorted(pillared)}
    letters = iter(ascii_uppercase)
    for call in calls:
        own = [one for one in approved if one.call_id == call.id and not pillar_number(one, setting)]
        if own:
            found.annexes += annex(call, next(letters, "Z"), own, setting)
    if by_place[deadlines.SUPPLEMENT]:
        found.annexes += supplement(by_place[deadlines.SUPPLEMENT], setting)
    found.missing = [spoken(one, setting.language) for one in by_place[deadlines.ORAL]]
    found.missing += [one for one in (omission(text, setting.language) for text in everything) if one]
    for parts in (*found.by_pillar.values(), found.annexes):
        found.unbound += [
            Omission(title=one.title, under=one.under, reason=one.reason) for one in parts if isinstance(one, StandIn)
        ]
    return found


def pillar_number(one: Deliverable, setting: Setting) -> int | None:
    """Return the pillar of a text: the call's; where a call asks for a sum, that of the item its country presents.

    A contribution 'goes into the packet under the item of your action package'; a fact sheet does not.
    """
    if one.call.pillar:
        return one.call.pillar.number
    asks_for_money = any(field.kind == FieldKind.MONEY for field in one.call.fields)
    return setting.presenting.get(one.country.alpha2) if asks_for_money else None


def section(number: int, texts: Sequence[Deliverable], setting: Setting) -> list[Part]:
    """Return the contributions to a pillar, by country, behind a sheet of their own."""
    pillar = setting.names.pillars[number]
    heading = setting.headings.get(number, pillar.title)
    slip = SlipSheet(
        id=f"pillar/{number}",
        title=_("Contributions of countries"),
        under=(heading,),
        pillar=pillar,
        documents=contents(texts, setting.language),
    )
    parts: list[Part] = [slip]
    for one in texts:
        country = one.country.name(setting.language)
        parts += text(one, (heading, country), pillar, setting)
    return parts


def annex(call: Call, letter: str, texts: Sequence[Deliverable], setting: Setting) -> list[Part]:
    """Return the texts of a call that belongs to no pillar, by country."""
    slip = SlipSheet(
        id=f"call/{call.id}",
        number=letter,
        title=call.title(setting.language),
        facts=((_("Texts"), ngettext("%(num)s country", "%(num)s countries", len(texts))), (_("Symbol"), call.symbol)),
        documents=contents(texts, setting.language),
    )
    parts: list[Part] = [slip]
    for one in texts:
        parts += text(one, (slip.called,), None, setting)
    return parts


def goes(one: Deliverable) -> str:
    """Return where the line of the ladder puts a text that applied when it was first sent."""
    rungs, applied = deadlines.thawed(one.latest.rung if one.latest else None)
    return rungs[applied].goes if applied is not None else deadlines.MAIN


def supplement(texts: Sequence[Deliverable], setting: Setting) -> list[Part]:
    """Return the texts that came too late for their place, behind a sheet of their own."""
    slip = SlipSheet(id="supplement", title=_("Supplement"), documents=contents(texts, setting.language))
    parts: list[Part] = [slip]
    for one in texts:
        under = (slip.called, one.call.title(setting.language))
        parts += text(one, under, None, setting)
    return parts


def spoken(one: Deliverable, language: str) -> Omission:
    """Say that a text came so late that its country presents it orally."""
    return Omission(title=one.call.title(language), under=(one.country.name(language),), reason=Reason.ORAL)


def contents(texts: Iterable[Deliverable], language: str) -> tuple[tuple[str, str], ...]:
    """Return what a sheet lists: symbol and country of each text."""
    return tuple((one.symbol, one.country.name(language)) for one in texts)


def text(one: Deliverable, under: tuple[str, ...], pillar: Pillar | None, setting: Setting) -> list[Part]:
    """Return a text and the files that were sent with it."""
    version, language = one.latest, setting.language
    assert version is not None
    part = DeliverableText(
        id=f"deliverable/{one.id}",
        title=one.call.title(language),
        symbol=one.symbol,
        version=str(version.number),
        under=under,
        pillar=pillar,
        country=one.country.name(language),
        language=version.language,
        answers=tuple(answer(given, language) for given in version.answers if given["kind"] != FieldKind.FILE),
        facts=facts(one, version, language),
        files=tuple(file_words(file) for file in version.files),
        sha256=version.sha256,
    )
    return [part, *(attached(file, part, setting) for file in version.files)]


def facts(one: Deliverable, version: Version, language: str) -> tuple[tuple[str, str], ...]:
    """Return what stands above a text."""
    spoken = formats.tongue(version.language, language)
    when = formats.when(version.submitted_at, one.country.time_zone, language, year=True)
    return (
        (_("Symbol"), version.symbol),
        (_("Language"), spoken),
        (_("Submitted"), _("%(when)s %(city)s", when=when, city=one.country.capital(language))),
    )


def file_words(file: dict[str, Any]) -> str:
    """Return a file as a text names it."""
    if not file.get("pages"):
        return str(file["name"])
    return f"{file['name']}, " + ngettext("one page", "%(num)s pages", file["pages"])


def attached(file: dict[str, Any], part: DeliverableText, setting: Setting) -> AttachedPdf | StandIn:
    """Return a file that was sent with a text, as the clean PDF of it; where there is none, what stands in for it."""
    content = setting.files.get(file["sha256"])
    id_, title, under = f"attachment/{file['attachment']}", file["name"], (*part.under, part.called)
    if content and content.shown_state in {Shown.WAITING, Shown.IMPOSSIBLE}:
        reason = Reason(content.damage) if content.damage else Reason.NOT_SHOWN
        return StandIn(id=id_, title=title, under=under, pillar=part.pillar, reason=reason, name=title)
    sha256 = content.given.sha256 if content else file["sha256"]
    return AttachedPdf(
        id=id_,
        title=title,
        under=under,
        pillar=part.pillar,
        fetch=partial(setting.storage.local, sha256),
        name=title,
        sha256=sha256,
    )


def answer(given: dict[str, Any], language: str) -> Answer:
    """Return an answer as a version froze it."""
    return Answer(label=said(given["labels"], language), value=value(given, language))


def value(given: dict[str, Any], language: str) -> str | Prose | Money | YesNo | None:
    """Return the value of an answer; one that is empty, or that no version should hold, counts as none."""
    there = given["value"]
    if not there:
        return None
    match given["kind"]:
        case FieldKind.MONEY:
            return money(there)
        case FieldKind.YES_NO:
            yes = there.get("answer")
            return None if yes is None else YesNo(yes=yes, explanation=there.get("explanation") or "")
        case FieldKind.TEXT:
            return str(there)
        case _:
            return Prose(markdown=answers.markdown(given, language))


def money(given: dict[str, Any]) -> Money | None:
    """Return a sum, or None where its amount is empty."""
    try:
        return Money(amount=Decimal(given.get("amount") or ""), currency=given.get("currency") or "")
    except InvalidOperation:
        return None


def omission(one: Deliverable, language: str) -> Omission | None:
    """Say why a text is not in the packet; None where it is, or where nobody waits for it."""
    if one.state in (*IN, *OUT):
        return None
    reason = Reason.NOT_APPROVED if one.state in WITH_THE_SECRETARIAT else Reason.NOT_SUBMITTED
    return Omission(title=one.call.title(language), under=(one.country.name(language),), reason=reason)
