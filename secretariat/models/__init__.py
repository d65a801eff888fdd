"""KNOW: the tables, and what a row knows of itself."""

from secretariat.models import (
    agendas,
    audit,
    calls,
    commitments,
    countries,
    deliverables,
    files,
    house,
    meetings,
    messages,
    notices,
    packets,
    people,
    presidencies,
    reminders,
    reviews,
)

__all__ = [
    "agendas",
    "audit",
    "calls",
    "commitments",
    "countries",
    "deliverables",
    "files",
    "house",
    "meetings",
    "messages",
    "notices",
    "packets",
    "people",
    "presidencies",
    "reminders",
    "reviews",
]
