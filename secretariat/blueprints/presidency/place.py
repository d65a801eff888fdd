"""The blueprint, and how a term and a line of its checklist are loaded."""

import re
from dataclasses import dataclass

from flask import Blueprint

from secretariat.models.countries import Pillar, said
from secretariat.models.presidencies import HandoverTask, Presidency
from secretariat.pages import language
from secretariat.queries import presidencies as queries

bp = Blueprint("presidency", __name__, url_prefix="/presidency")
# A line ends with the numeral of its pillar, in brackets, where it belongs to one.
NUMERAL = re.compile(r"\s*\((I{1,3}|IV|VI?)\)\s*(\.?)$")


@dataclass(frozen=True)
class Priority:
    """A line of the priorities, and the pillar that it names."""

    text: str
    pillar: Pillar | None


def term(presidency_id: int) -> Presidency | None:
    """Load a term."""
    return queries.one(presidency_id)


def line(task_id: int) -> HandoverTask | None:
    """Load a line of a checklist."""
    return queries.task(task_id)


def priorities(presidency: Presidency, pillars: dict[str, Pillar]) -> list[Priority]:
    """Return a term's priorities in the reader's language. pillars: by numeral."""
    found = []
    for written in said(presidency.priorities, language()).splitlines():
        named = NUMERAL.search(written)
        pillar = pillars.get(named[1]) if named else None
        text = NUMERAL.sub(r"\2", written) if pillar else written
        if text.strip():
            found.append(Priority(text.strip(), pillar))
    return found
