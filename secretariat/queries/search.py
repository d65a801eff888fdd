"""Searching all texts: what was sent last, in the four languages, whoever asks and however they write accents."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, case, cast, func, or_, select
from sqlalchemy.dialects.postgresql import REGCONFIG
from sqlalchemy.orm import joinedload

from secretariat.database import db
from secretariat.models.deliverables import Deliverable, Version
from secretariat.models.search import CurrentWords
from secretariat.rules import policy
from secretariat.rules.actions import Action
from secretariat.rules.filters import View, conditions
from secretariat.rules.predicates import Who

ROWS = 20
LONGEST = 200
MANY = 1000
# Around what was found; no text that people type holds them, so that the page can tell its marks from markup.
OPEN, CLOSE = "\x02", "\x03"
SHOWN = f"StartSel={OPEN}, StopSel={CLOSE}, MaxFragments=2, MaxWords=24, MinWords=12, FragmentDelimiter= … "
CONFIGURATIONS = {"en": "english", "es": "spanish", "pt": "portuguese", "fr": "french"}


@dataclass(frozen=True)
class Hit:
    """A text in which something was found: pieces of it, each with whether it is what was looked for."""

    text: Deliverable
    language: str
    pieces: list[tuple[str, bool]]


@dataclass(frozen=True)
class Found:
    """A page of what was found, the newest first. more: there are others after it."""

    hits: list[Hit]
    more: bool


def look(words: str, who: Who, view: View, *, page: int = 1) -> Found:
    """Return the texts that somebody may read and in which all of the words stand; "…" for a phrase, - for without."""
    asked = words[:LONGEST].replace("\x00", " ")
    rows = db.session.execute(_matching(asked, who, view).limit(ROWS + 1).offset((page - 1) * ROWS)).all()
    shown = _pieces([row[0] for row in rows[:ROWS]], asked)
    texts = _texts([row[1] for row in rows[:ROWS]])
    return Found([Hit(texts[row[1]], *shown[row[0]]) for row in rows[:ROWS]], more=len(rows) > ROWS)


def _matching(asked: str, who: Who, view: View) -> Select[int, int]:
    """Return the ids of versions and texts; each is asked in its own language.

    What stands in a few texts only is gathered first: PostgreSQL cannot know that it does, and would walk through all
    of them from the newest on. What stands in many is found soon on that walk.
    """
    stands = or_(*(and_(CurrentWords.language == one, _holds(one, asked)) for one in CONFIGURATIONS))
    few = db.session.scalars(select(CurrentWords.version_id).where(stands).limit(MANY + 1)).all()
    return (
        select(CurrentWords.version_id, CurrentWords.deliverable_id)
        .join(Deliverable, Deliverable.id == CurrentWords.deliverable_id)
        .where(
            CurrentWords.version_id.in_(few) if len(few) <= MANY else stands,
            policy.visible(who, Deliverable, Action.READ_VERSION),
            *conditions(view, who.at),
        )
        .order_by(CurrentWords.version_id.desc())
    )


def _holds(language: str, asked: str) -> ColumnElement[bool]:
    return CurrentWords.words.op("@@", is_comparison=True)(func.house_query(language, asked))


def _pieces(version_ids: Sequence[int], asked: str) -> dict[int, tuple[str, list[tuple[str, bool]]]]:
    """Return the language of each version, and the places in it where the words stand."""
    configuration = cast(case(CONFIGURATIONS, value=Version.language, else_="simple"), REGCONFIG)
    query = func.house_query(Version.language, asked)
    said = func.ts_headline(configuration, func.house_text(Version.answers), query, SHOWN)
    rows = db.session.execute(select(Version.id, Version.language, said).where(Version.id.in_(version_ids)))
    return {row[0]: (row[1], split(row[2])) for row in rows}


def split(text: str) -> list[tuple[str, bool]]:
    """Return the pieces of a text, each with whether it is what was looked for."""
    parts = re.split(f"{OPEN}([^{CLOSE}]*){CLOSE}", " ".join(text.split()))
    return [(part, number % 2 == 1) for number, part in enumerate(parts) if part]


def _texts(ids: Sequence[int]) -> dict[int, Deliverable]:
    found = select(Deliverable).where(Deliverable.id.in_(ids)).options(joinedload(Deliverable.call))
    return {one.id: one for one in db.session.scalars(found).unique()}
