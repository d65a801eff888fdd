"""What was changed in an open call, as rows keep it and as sentences say it to the countries.

A change is {what, key, before, after}. what: 'asked' (a new question), 'retired' (one that was taken out), 'question'
(one that is asked otherwise), 'order' (of the questions, by key) or 'call' (its words, dates and consequences). before
and after hold what differs; where the date does, all that decides it.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext as _

from secretariat import formats
from secretariat.clock import SECRETARIAT_ZONE
from secretariat.models.calls import Call, CallField
from secretariat.models.countries import Country, Pillar, said
from secretariat.models.deliverables import Deliverable
from secretariat.rules import deadlines

Facts = dict[str, Any]
Change = dict[str, Any]
OF_A_QUESTION = (
    "kind", "labels", "helps", "required", "limit_words", "limit_characters", "required_from", "frozen_from", "details",
)  # fmt: skip
OF_A_CALL = (
    "titles", "instructions", "pillar", "due_at", "due_on", "due_time", "due_days", "grace_minutes", "soft",
    "needs_clearance", "ladder",
)  # fmt: skip
# What decides when a call is due.
DUE = {"due_at", "due_on", "due_time"}
# What the countries are not told: a distance shows by the day that it gives, and grace is not announced as time.
UNTOLD = {"due_days", "grace_minutes"}


def facts(thing: Call | CallField) -> Facts:
    """Return what a call or a question says, in JSON."""
    names = OF_A_CALL if isinstance(thing, Call) else OF_A_QUESTION
    return {name: _json(getattr(thing, name)) for name in names}


def _json(value: Any) -> Any:
    if isinstance(value, Pillar):
        return value.names
    return value.isoformat() if hasattr(value, "isoformat") else value


def between(what: str, key: str | None, before: Facts, after: Facts) -> list[Change]:
    """Return the change from one state to another, or nothing where they say the same."""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    if not names:
        return []
    if DUE & set(names):
        names += sorted(DUE - set(names))
    kept = {name: before[name] for name in names if name in before}
    return [{"what": what, "key": key, "before": kept, "after": {name: after[name] for name in names if name in after}}]


def told(change: Change) -> bool:
    """Tell whether the countries are told of a change."""
    return bool({*change["before"], *change["after"]} - UNTOLD)


@dataclass(frozen=True)
class Capital:
    """For whom dates are said: a country, on the clock of its capital, and the days on which that does not work.

    extended: until when it has time for its text, where it was given an extension.
    """

    country: Country
    holidays: Container[date]
    extended: datetime | None = None

    @classmethod
    def of(cls, text: Deliverable, holidays: Container[date]) -> "Capital":
        """Return the capital of the country that a text is from."""
        return cls(text.country, holidays, text.due_at if text.extension_reason else None)

    def moment(self, day: date, hour: time) -> datetime:
        """Return when a day that is meant for all ends there: on the next working day where it is none."""
        return deadlines.instant(deadlines.next_working_day(day, self.holidays), hour, self.country.zone)


def sentences(
    changes: Sequence[Change], labels: Mapping[str, dict[str, str]], language: str, capital: Capital | None = None
) -> list[str]:
    """Return what changed, a sentence each. labels: those of the call's questions now, by key.

    capital: where dates are said as its own; else days as the call has them, and instants on the clock of Washington.
    """
    found: list[str] = []
    for change in changes:
        name = said(change["after"].get("labels") or labels.get(change["key"]) or {}, language)
        match change["what"]:
            case "asked":
                found.append(_("New question: %(question)s", question=name))
            case "retired":
                found.append(_("No longer asked: %(question)s", question=said(change["before"]["labels"], language)))
            case "question":
                found.append(_("Asked otherwise: %(question)s", question=name) + _question(change, language))
            case "order":
                found.append(_order(change, labels, language))
            case _:
                found += _call(change, language, capital)
    return found


def _order(change: Change, labels: Mapping[str, dict[str, str]], language: str) -> str:
    names = [said(labels[key], language) for key in change["after"]["order"] if key in labels]
    numbered = formats.parts(f"{place}. {name}" for place, name in enumerate(names, 1))
    return _("The questions stand in another order: %(questions)s", questions=numbered)


def _question(change: Change, language: str) -> str:
    before, after = change["before"], change["after"]
    parts = [
        _worded(before, after, language),
        _must(after, language),
        *_limits(before, after, language),
        _fixed(after, language),
        _("what can be chosen or filled in has changed") if "details" in after else "",
    ]
    those = formats.parts(one for one in parts if one)
    return f" ({those})" if those else ""


def _worded(before: Facts, after: Facts, language: str) -> str:
    """Say what a question was called, where its words in this language are others now."""
    if "labels" not in before:
        return ""
    was = said(before["labels"], language)
    if was != said(after["labels"], language):
        return _("it was: %(before)s", before=was)
    return _("in another language only") if set(after) == {"labels"} else ""


def moved_days(changes: Sequence[Change], labels: Mapping[str, dict[str, str]], language: str) -> list[str]:
    """Return the days of questions that moved, a sentence for each question, with what they were until now."""
    return [
        _(
            "%(question)s: %(now)s. Until now: %(before)s.",
            question=said(labels[one["key"]], language),
            now=_days(one["after"], language),
            before=_days(one["before"], language),
        )
        for one in changes
    ]


def _days(facts: Facts, language: str) -> str:
    return formats.parts(part for part in (_must(facts, language), _fixed(facts, language)) if part)


def _limits(before: Facts, after: Facts, language: str) -> list[str]:
    """Say the limits that differ, with what they were; of one that stays as it was a change knows nothing."""
    words, characters = (after.get(name, "") for name in ("limit_words", "limit_characters"))
    if words is None and characters is None:
        return [_("no longer limited")]
    return [
        _words(words, before.get("limit_words"), language) if words else "",
        _characters(characters, before.get("limit_characters"), language) if characters else "",
        _("no limit of words any more") if words is None and not characters else "",
        _("no limit of characters any more") if characters is None and not words else "",
    ]


def _words(count: int, before: int | None, language: str) -> str:
    most = formats.number(count, language)
    if before:
        return _("at most %(count)s words, until now %(before)s", count=most, before=formats.number(before, language))
    return _("at most %(count)s words", count=most)


def _characters(count: int, before: int | None, language: str) -> str:
    most, was = formats.number(count, language), formats.number(before, language) if before else ""
    if was:
        return _("at most %(count)s characters, until now %(before)s", count=most, before=was)
    return _("at most %(count)s characters", count=most)


def _must(after: Facts, language: str) -> str:
    """Say when it must be answered: a question that names a day is not required before it."""
    if after.get("required_from"):
        return _("required from %(day)s", day=_day(after["required_from"], language))
    if not {"required", "required_from"} & set(after):
        return ""
    return _("required now") if after.get("required") else _("optional now")


def _fixed(after: Facts, language: str) -> str:
    if "frozen_from" not in after:
        return ""
    day = after["frozen_from"]
    return _("fixed from %(day)s on", day=_day(day, language)) if day else _("no longer fixed")


def _call(change: Change, language: str, capital: Capital | None) -> list[str]:
    after = change["after"]
    parts = [
        _("It is called: %(title)s", title=said(after["titles"], language)) if "titles" in after else "",
        _("The instructions have changed; please read them again.") if "instructions" in after else "",
        _due(change, language, capital) if DUE & set(after) else "",
        _pillar(after, language),
        _strictness(after),
        _clearance(after),
        _ladder(after["ladder"], language, capital) if "ladder" in after else "",
    ]
    return [one for one in parts if one]


def _due(change: Change, language: str, capital: Capital | None) -> str:
    before, now = (_moment(change[side], language, capital) for side in ("before", "after"))
    if not before or not now:  # of a change that kept only what differed
        return _("It is due at another time.")
    own = _in_zone(capital.extended, language, capital) if capital and capital.extended else now
    if own != now:
        return _("The call is now due on %(now)s. Your extension stands: you have until %(own)s.", now=now, own=own)
    if before == now:  # two days of a call that one capital's days off make the same
        return _("It is still due on %(now)s.", now=now)
    return _("It is due on %(now)s. Until now it was %(before)s.", now=now, before=before)


def _moment(facts: Facts, language: str, capital: Capital | None) -> str:
    if facts.get("due_at"):
        return _in_zone(datetime.fromisoformat(facts["due_at"]), language, capital)
    if not facts.get("due_on") or not facts.get("due_time"):
        return ""
    if capital:
        moment = capital.moment(date.fromisoformat(facts["due_on"]), time.fromisoformat(facts["due_time"]))
        return _in_zone(moment, language, capital)
    return _("%(day)s, %(hour)s in each capital", day=_day(facts["due_on"], language), hour=facts["due_time"][:5])


def _in_zone(moment: datetime, language: str, capital: Capital | None) -> str:
    of = capital.country if capital else None
    zone, city = (of.time_zone, of.capital(language)) if of else (SECRETARIAT_ZONE, "Washington")
    return _("%(when)s %(city)s", when=formats.when(moment, zone, language), city=city)


def _ladder(lines: Sequence[Facts], language: str, capital: Capital | None) -> str:
    if not lines:
        return _("Nothing follows any more when the date passes.")
    those = [
        (_("Until %(day)s", day=_last(one["on"], language, capital)) if one["on"] else _("Later"), one["texts"])
        for one in lines
    ]
    joined = " ".join(_("%(until)s: %(what)s", until=until, what=said(what, language)) for until, what in those)
    return _("This follows now when the date passes. %(lines)s", lines=joined)


def _last(text: str, language: str, capital: Capital | None) -> str:
    day = date.fromisoformat(text)
    return formats.day(deadlines.next_working_day(day, capital.holidays) if capital else day, language)


def _pillar(after: Facts, language: str) -> str:
    if "pillar" not in after:
        return ""
    if after["pillar"] is None:
        return _("It belongs to no pillar any more.")
    return _("It belongs to the pillar: %(pillar)s", pillar=said(after["pillar"], language))


def _strictness(after: Facts) -> str:
    if "soft" not in after:
        return ""
    return _("A late text is taken, and marked as late.") if after["soft"] else _("After the date nothing is taken.")


def _clearance(after: Facts) -> str:
    if "needs_clearance" not in after:
        return ""
    if after["needs_clearance"]:
        return _("The text is to be cleared in the capital before it is sent.")
    return _("The text need not be cleared in the capital any more.")


def _day(text: str, language: str) -> str:
    return formats.day(date.fromisoformat(text), language)
