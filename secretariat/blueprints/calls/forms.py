"""What officers type about a call, read into what the workflow takes, or said what is wrong."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from secretariat import pages
from secretariat.clock import SECRETARIAT_ZONE
from secretariat.models.calls import Call
from secretariat.models.countries import LANGUAGES
from secretariat.rules import consequences, deadlines, meant, opening
from secretariat.rules.answers import CONTROL
from secretariat.workflow.drafts import Wanted

WASHINGTON = ZoneInfo(SECRETARIAT_ZONE)
END_OF_DAY = time(18)
MOST_DAYS = 730
TITLE, LONG, LINE = 200, 5_000, 500
Form = Mapping[str, str]
T = TypeVar("T")


@dataclass
class Reading:
    """A form that is being read: what was wrong, by the name of its control."""

    form: Form
    wrong: dict[str, str] = field(default_factory=dict)

    def typed(self, name: str) -> str:
        """Return what was typed, without the spaces around it."""
        return self.form.get(name, "").strip().replace("\r\n", "\n")

    def texts(self, name: str, most: int, *, needed: str = "") -> dict[str, str]:
        """Return a text by language; where one is needed, any language will do."""
        found = {one: self.typed(f"{name}.{one}") for one in LANGUAGES}
        for one, text in found.items():
            if len(text) > most:
                self.wrong[f"{name}.{one}"] = _("At most %(most)s characters fit here.", most=most)
            elif CONTROL.search(text):
                self.wrong[f"{name}.{one}"] = _("This text contains control characters; paste it again as plain text.")
        if needed and not any(found.values()):
            self.wrong[f"{name}.en"] = needed
        return {one: text for one, text in found.items() if text}

    def whole(self, name: str, least: int, most: int, default: int = 0) -> int:
        """Return a whole number between two."""
        typed = self.typed(name)
        if typed.isdecimal() and len(typed) < 10 and least <= int(typed) <= most:  # noqa: PLR2004
            return int(typed)
        self.wrong[name] = _("Write a whole number from %(least)s to %(most)s.", least=least, most=most)
        return default

    def day(self, name: str) -> date | None:
        """Return a day, as browsers send it: 2025-09-19."""
        typed = self.typed(name)
        try:
            found = date.fromisoformat(typed) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", typed) else None
        except ValueError:
            found = None
        wrong = meant.out_of_range(found) if found else _("Choose a day.")
        if wrong:
            self.wrong[name] = wrong
            return None
        return found

    def hour(self, name: str) -> time | None:
        """Return a time of day, as browsers send it: 18:00."""
        typed = self.typed(name)
        if re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d(:00)?", typed):
            return time.fromisoformat(typed)
        self.wrong[name] = _("Write an hour, such as 18:00.")
        return None

    def moment(self, day: str, hour: str, zone: ZoneInfo) -> datetime | None:
        """Return the instant at which two controls say it is due, on the clock of a zone."""
        on, at = self.day(day), self.hour(hour)
        return deadlines.instant(on, at, zone) if on and at else None


def read_call(
    form: Form, pillar_ids: set[int], first_day: date, call: Call | None = None
) -> tuple[Wanted | None, dict[str, str]]:
    """Return what a call is to say, or None and what is wrong by the name of the control.

    first_day: of the meeting, from which a distance is reckoned; call: the one that is changed.
    """
    reading = Reading(form)
    distance = reading.whole("days", 0, MOST_DAYS) if reading.typed("due") == "distance" else None
    day = first_day - timedelta(days=distance) if distance is not None else reading.day("day")
    hour = reading.hour("hour")
    instant = reading.typed("due") == "instant"
    pillar = reading.typed("pillar")
    wanted = Wanted(
        number=reading.whole("number", 1, 999, 1),
        titles=reading.texts("title", TITLE, needed=_("Give the call a title, in one language at least.")),
        instructions=reading.texts("instructions", LONG),
        pillar_id=int(pillar) if pillar.isdecimal() and int(pillar) in pillar_ids else None,
        due_at=deadlines.instant(day, hour, WASHINGTON) if instant and day and hour else None,
        due_on=None if instant else day,
        due_days=distance,
        due_time=hour or END_OF_DAY,
        grace_minutes=reading.whole("grace", 0, 1440),
        soft=reading.typed("soft") != "hard",
        needs_clearance=bool(reading.typed("needs_clearance")),
        ladder=_ladder(reading, day, opening.decided(call) if call else None),
    )
    return (None if reading.wrong else wanted), reading.wrong


def _ladder(reading: Reading, due: date | None, before: consequences.Decided | None) -> list[dict[str, Any]]:
    """Read the consequences line by line; an empty line is left out, and one that contradicts the others refused.

    due: the day of the call, from which a line without a day keeps the distance that it had in an earlier call.
    before: what the date decides until now, of a call that is changed.
    """
    lines: dict[int, dict[str, Any]] = {}
    for place in range(deadlines.MOST_RUNGS):
        texts = reading.texts(f"rung.{place}.text", LINE)
        if not texts and not reading.typed(f"rung.{place}.on"):
            continue
        on = reading.day(f"rung.{place}.on") if reading.typed(f"rung.{place}.on") else _apart(reading, place, due)
        if not texts:
            reading.wrong[f"rung.{place}.text.en"] = _("Say what follows.")
        goes = reading.typed(f"rung.{place}.goes")
        goes = goes if goes in deadlines.GOES else deadlines.MAIN
        lines[place] = {"on": on.isoformat() if on else None, "texts": texts, "goes": goes}
    found = list(lines.values())
    if not any(name.endswith(".on") for name in reading.wrong):
        soft = reading.typed("soft") != "hard"
        for one in consequences.faults(found, due=due, soft=soft, language=pages.language(), before=before):
            reading.wrong[f"rung.{list(lines)[one.place]}.{one.part}"] = one.sentence
    return found


def _apart(reading: Reading, place: int, due: date | None) -> date | None:
    """Return the day of a line that keeps its distance from the due day, or None where it has none."""
    apart = re.fullmatch(r"-?\d{1,3}", reading.typed(f"rung.{place}.apart"))
    return due + timedelta(days=int(apart[0])) if apart and due else None


def typed_call(call: Call) -> dict[str, str]:
    """Return what a call says as its form shows it; without the due moment where the call is only a pattern."""
    typed = {
        "number": str(call.number),
        "pillar": str(call.pillar_id or ""),
        "due": "instant" if call.due_at else "distance" if call.due_days is not None else "capitals",
        "days": "" if call.due_days is None else str(call.due_days),
        "grace": str(call.grace_minutes),
        "soft": "soft" if call.soft else "hard",
        "needs_clearance": "1" if call.needs_clearance else "",
        **by_language("title", call.titles),
        **by_language("instructions", call.instructions),
        **_typed_due(call),
    }
    for place, line in enumerate(call.ladder):
        typed[f"rung.{place}.goes"] = line.get("goes", "")
        typed |= {f"rung.{place}.on": line["on"] or "", **by_language(f"rung.{place}.text", line["texts"])}
    return typed


def _typed_due(call: Call) -> dict[str, str]:
    if call.due_at:
        there = call.due_at.astimezone(WASHINGTON)
        return {"day": there.date().isoformat(), "hour": there.strftime("%H:%M")}
    return {"day": call.due_on.isoformat() if call.due_on else "", "hour": call.due_time.strftime("%H:%M")}


def pattern(call: Call | None, number: int) -> dict[str, str]:
    """Return the form of a new call: empty, or as an earlier one but for number and days.

    The lines of its ladder keep their distance from the due day: rung.0.apart, in days.
    """
    empty = {"number": str(number), "due": "capitals", "hour": "18:00", "grace": "60", "soft": "soft"}
    if call is None:
        return empty
    copied = {name: text for name, text in typed_call(call).items() if name != "day" and not name.endswith(".on")}
    return copied | _distances(call) | {"number": str(number)}


def _distances(call: Call) -> dict[str, str]:
    due = _typed_due(call)["day"]
    return {
        f"rung.{place}.apart": str((date.fromisoformat(line["on"]) - date.fromisoformat(due)).days)
        for place, line in enumerate(call.ladder)
        if line["on"] and due
    }


def by_language(name: str, texts: Mapping[str, str]) -> dict[str, str]:
    """Return a text in languages as the controls of a form."""
    return {f"{name}.{language}": text for language, text in texts.items()}
