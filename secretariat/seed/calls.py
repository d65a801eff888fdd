"""The five calls of the fifth ministerial meeting, as rows that are not open yet."""

from datetime import timedelta
from typing import Any

from secretariat.database import db
from secretariat.models.calls import Call, CallField
from secretariat.models.countries import LANGUAGES
from secretariat.seed import data
from secretariat.seed.cast import Cast


def load(cast: Cast) -> dict[str, Call]:
    """Write the calls; return them by key."""
    found = {row["key"]: call(row, number, cast) for number, row in enumerate(data.tree("calls")["call"], 1)}
    db.session.add_all(found.values())
    db.session.flush()
    return found


def call(row: dict[str, Any], number: int, cast: Cast) -> Call:
    """Return a call with its questions and its consequence ladder."""
    return Call(
        meeting=cast.fifth,
        number=number,
        titles=row["title"],
        instructions=row["instructions"],
        due_on=row["due"].date(),
        due_time=row["due"].time(),
        due_days=row.get("due_days"),
        grace_minutes=row["grace_minutes"],
        ladder=[rung(one, row) for one in row["ladder"]],
        fields=[field(one, place) for place, one in enumerate(row["fields"], 1)],
    )


def rung(row: dict[str, Any], call_row: dict[str, Any]) -> dict[str, Any]:
    """Return a line of the ladder: until a day, or later."""
    day = (call_row["due"] + timedelta(days=row["days"])).date().isoformat() if "days" in row else None
    return {"on": day, "texts": {language: row[language] for language in LANGUAGES}, "goes": row.get("goes", "main")}


def field(row: dict[str, Any], place: int) -> CallField:
    """Return a question."""
    return CallField(
        key=row["key"],
        position=place,
        kind=row["kind"],
        labels=row["label"],
        helps=row["help"],
        required=row["required"],
        limit_words=row.get("max_words"),
        limit_characters=row.get("max_characters"),
        details=row.get("details", {}),
    )
