"""What the page of a packet shows: its versions, part by part, and what is missing before and after."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from secretariat.models.packets import Build, Packet
from secretariat.packets.manifest import Change, Entry, Manifest, compare
from secretariat.queries.packets import OPEN, READABLE


@dataclass(frozen=True)
class Group:
    """All parts below one title of the contents. state: of `macros/states.html`; word: instead of its own."""

    title: str
    state: str
    word: str | None
    first: int | None
    pages: int
    pillar: int | None
    against: str
    changed: bool

    @property
    def span(self) -> str:
        """The pages, such as '19–58'."""
        if self.first is None:
            return ""
        last = self.first + self.pages - 1
        return str(self.first) if last == self.first else f"{self.first}–{last}"

    @property
    def label(self) -> str:
        """What stands above it in the picture: its number or letter."""
        head = self.title.partition(" ")[0]
        return head if len(head) == 1 or head.replace(".", "").isdigit() else ""


@dataclass(frozen=True)
class Sheet:
    """The versions of a packet as its page shows them. builds: the newest first."""

    packet: Packet
    builds: Sequence[Build]

    @property
    def open(self) -> Build | None:
        """The version that is being compiled, or waits."""
        return next((one for one in self.builds if one.state in OPEN), None)

    @property
    def newest(self) -> Build | None:
        """The version ordered last, whatever became of it."""
        return next(iter(self.builds), None)

    @property
    def ready(self) -> Build | None:
        """The newest version that can be read."""
        return next((one for one in self.builds if one.state in READABLE), None)

    @property
    def published(self) -> Build | None:
        """The version that the readers have."""
        return next((one for one in self.builds if one.state == "published"), None)

    @property
    def before(self) -> Build | None:
        """The version against which the newest readable one is compared: the one published before it."""
        older = [one for one in self.builds if self.ready and one.number < self.ready.number]
        return next((one for one in older if one.state == "published"), next(iter(older), None))

    @property
    def next_number(self) -> int:
        """The number of the version that would be ordered now."""
        return self.newest.number + 1 if self.newest else 1

    @property
    def manifest(self) -> Manifest | None:
        """What the newest readable version holds."""
        return manifest(self.ready)

    def groups(self) -> list[Group]:
        """Return the parts by title: those being bound while a version is compiled, else those of the newest one."""
        if self.open:
            return under_way(self.open.manifest or {})
        found = self.manifest
        if found is None:
            return []
        before = manifest(self.before)
        return bound(found, compare(before, found) if before else {})


def manifest(build: Build | None) -> Manifest | None:
    """Return what a version holds, once it is compiled."""
    if build is None or build.state not in READABLE or not build.manifest:
        return None
    return Manifest.read(build.manifest)


def under_way(kept: Mapping[str, Any]) -> list[Group]:
    """Return the parts of a version that is being compiled."""
    done = set(kept.get("done", []))
    found: dict[str, list[str]] = {}
    for one in kept.get("plan", []):
        found.setdefault((one["under"] or [one["title"]])[0], []).append(one["id"])
    return [unfinished(title, len(ids), len(done.intersection(ids))) for title, ids in found.items()]


def unfinished(title: str, count: int, done: int) -> Group:
    """Return a group of which so many parts are bound."""
    state = "bound" if done == count else "building" if done else "waiting"
    word = _("%(done)s of %(total)s", done=done, total=count) if state == "building" else None
    return Group(title, state, word, None, 0, None, "", changed=False)


def bound(found: Manifest, changes: Mapping[str, Change]) -> list[Group]:
    """Return the parts of a version, each group against the one before; what is gone stands in no group."""
    groups: dict[str, list[Entry]] = {}
    for one in found.parts:
        groups.setdefault(one.under[0] if one.under else one.title, []).append(one)
    return [group(title, entries, changes) for title, entries in groups.items()]


def group(title: str, entries: Sequence[Entry], changes: Mapping[str, Change]) -> Group:
    """Return one group."""
    missing = sum(1 for one in entries if one.stand_in)
    own = [changes[one.id] for one in entries if one.id in changes]
    word = ngettext("%(num)s stand-in page", "%(num)s stand-in pages", missing) if missing else None
    return Group(
        title=title,
        state="stand_in" if missing else "bound",
        word=word,
        first=entries[0].first,
        pages=sum(one.pages for one in entries),
        pillar=next((one.pillar for one in entries if one.pillar), None),
        against=against(own) if changes else "",
        changed=any(one is not Change.SAME for one in own),
    )


def against(changes: Iterable[Change]) -> str:
    """Say how a group stands against the version before: 'as before', '2 changed, 1 new'."""
    counted = Counter(changes)
    words = []
    if counted[Change.CHANGED]:
        words.append(ngettext("%(num)s changed", "%(num)s changed", counted[Change.CHANGED]))
    if counted[Change.NEW]:
        words.append(ngettext("%(num)s new", "%(num)s new", counted[Change.NEW]))
    return ", ".join(words) or _("as before")


def picture_words(groups: Iterable[Group]) -> str:
    """Say in words what the picture of the pages shows."""
    parts = ", ".join(f"{one.title} {one.span}" for one in groups if one.first)
    return _("Pages by part: %(parts)s", parts=parts)
