"""The view as a table for spreadsheets: comma-separated, in UTF-8 with a mark, since Excel guesses otherwise."""

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from secretariat.blueprints.audit import sentences
from secretariat.models.audit import AuditEntry
from secretariat.queries import audit as queries

COLUMNS = (
    "number", "at", "actor", "sentence", "action", "thing", "thing kind", "thing id",
    "door", "network", "details", "previous", "hash",
)  # fmt: skip
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\0", "{=")


def written(entries: Sequence[AuditEntry], language: str) -> str:
    """Return the table with its head."""
    people = queries.actors(entries)
    out = io.StringIO()
    write = csv.writer(out)
    write.writerow(COLUMNS)
    for one in entries:
        said = sentences.sentence(one, sentences.home(one, people, language), language)
        write.writerow([harmless(value) for value in row(one, said)])
    return f"\ufeff{out.getvalue()}"


def row(entry: AuditEntry, said: str) -> list[Any]:
    """Return the columns of an entry."""
    return [
        entry.number,
        entry.at.isoformat(),
        entry.actor,
        said,
        entry.action,
        entry.thing,
        entry.thing_kind,
        entry.thing_id,
        entry.door,
        entry.address,
        json.dumps(entry.details, ensure_ascii=False, sort_keys=True),
        entry.previous,
        entry.hash,
    ]


def harmless(value: Any) -> str:
    """Return a cell that no spreadsheet takes for a formula (ASVS 1.2.10)."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(DANGEROUS) else text
