"""What a build holds, part by part, so that any two builds can be compared."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self


class Change(StrEnum):
    """How a part stands against an earlier build."""

    SAME = "same"
    CHANGED = "changed"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A part as it was bound. first: its first page, counted from 1. stand_in: why it is not there itself."""

    id: str
    kind: str
    title: str
    symbol: str
    version: str
    under: tuple[str, ...]
    pillar: int | None
    content_hash: str
    first: int
    pages: int
    stand_in: str | None = None


@dataclass(frozen=True, kw_only=True)
class Missing:
    """What is not included, and why."""

    title: str
    under: tuple[str, ...]
    reason: str


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """All parts of a build in order, its pages, size in bytes and SHA-256, and what it lacks."""

    parts: tuple[Entry, ...]
    missing: tuple[Missing, ...]
    pages: int
    size: int
    sha256: str

    def as_json(self) -> dict[str, Any]:
        """Return the manifest as it is kept."""
        return asdict(self)

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """Return a manifest from what was kept."""
        return cls(
            parts=tuple(Entry(**one | {"under": tuple(one["under"])}) for one in kept["parts"]),
            missing=tuple(Missing(**one | {"under": tuple(one["under"])}) for one in kept["missing"]),
            pages=kept["pages"],
            size=kept["size"],
            sha256=kept["sha256"],
        )


def compare(before: Manifest | None, after: Manifest) -> dict[str, Change]:
    """Say for each part, by id, how it changed; first those that are there, then those that are gone."""
    old = {one.id: one.content_hash for one in before.parts} if before else {}
    now = {one.id: verdict(old.get(one.id), one.content_hash) for one in after.parts}
    return now | {gone: Change.GONE for gone in old if gone not in now}


def verdict(before: str | None, after: str) -> Change:
    """Compare two hashes."""
    if before is None:
        return Change.NEW
    return Change.SAME if before == after else Change.CHANGED
