"""A version as a reviewer reads it: question by question, set against an earlier version, with what was said."""

import math
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from secretariat import pages
from secretariat.models.countries import said
from secretariat.models.deliverables import Deliverable, Version
from secretariat.models.reviews import Comment
from secretariat.rules import answers, difference, marks, passages, prose
from secretariat.rules.difference import Piece

EARLIER = "earlier"


@dataclass(frozen=True)
class File:
    """A file of a version: kind is 'same', 'new' or 'gone'."""

    kind: str
    facts: dict[str, Any]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph with its difference, or a heading inside an answer."""

    pieces: list[Piece]
    heading: bool

    @classmethod
    def of(cls, pieces: list[Piece]) -> "Paragraph":
        """Return a paragraph, without the mark by which countries write a heading."""
        first = pieces[0]
        bare = marks.HEADING.sub("", first.text)
        return cls([Piece(first.kind, bare), *pieces[1:]], bare != first.text)


@dataclass(frozen=True)
class Part:
    """A question and its answer.

    page: an answer with its lists and its emphasis, where nothing in it is marked as new or gone · hidden: how many
    paragraphs are left out because nothing is new in them · quoted: the comments whose passages are
    marked in it · lost: the ids of those whose words do not stand in this version any more.
    """

    number: int
    key: str
    label: str
    kind: str
    paragraphs: list[Paragraph]
    hidden: int
    changed: bool
    page: Markup | None = None
    files: list[File] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    quoted: list[Comment] = field(default_factory=list)
    lost: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Left:
    """A question of the version that another one is set against, which is no longer asked: what stood there."""

    key: str
    label: str
    words: str
    files: list[str]
    comments: list[Comment]


@dataclass(frozen=True)
class Reading:
    """A version, what it is set against (None: nothing), its parts, and how much of its text is new.

    of_earlier: it is set against the answer to an earlier call · left: the answers whose questions are no longer
    asked, which its share leaves out.
    """

    version: Version
    against: Version | None
    parts: list[Part]
    share: float
    about_all: list[Comment]
    of_earlier: bool = False
    left: list[Left] = field(default_factory=list)

    @property
    def unchanged(self) -> int:
        """How many hundredths of the text are as they were; 100 only where nothing is new, 0 only where all is."""
        same = math.floor((1 - self.share) * 100)
        return max(same, 1) if 0 < self.share < 1 else same


def read(deliverable: Deliverable, earlier: Version | None, *, against: str, only_new: bool) -> Reading:
    """Return the latest version, set against another one.

    against: a version's number, 'earlier' for the answer to an earlier call (`earlier`), '0' for nothing; else the
    version before, or where there is none the earlier answer.
    """
    version, old = deliverable.versions[-1], _other(deliverable, earlier, against)
    found = [_pieces(old, answer) for answer in version.answers]
    before = old.comments if old and old is not earlier else ()
    comments = [*before, *version.comments]
    parts = [
        _part(number, answer, pieces, _files(version, old, answer["key"]), comments, only_new=only_new and bool(old))
        for number, (answer, pieces) in enumerate(zip(version.answers, found, strict=True), 1)
    ]
    share = difference.share_of_new(chain.from_iterable(found)) if old else 1.0
    about_all = [one for one in comments if one.key is None and said_already(one)]
    left = _left(version, old) if old and old is not earlier else []
    return Reading(version, old, parts, share, about_all, old is earlier, left)


def _left(version: Version, old: Version) -> list[Left]:
    asked = {one["key"] for one in version.answers}
    found = []
    for one in old.answers:
        key, comments = one["key"], [it for it in old.comments if it.key == one["key"] and said_already(it)]
        words, files = answers.plain(one, pages.language()), [it["name"] for it in old.files if it["key"] == key]
        empty = answers.is_empty(one["kind"], one["value"])
        if key not in asked and (files or comments or not empty):
            found.append(Left(key, said(one["labels"], pages.language()), "" if empty else words, files, comments))
    return found


def _other(deliverable: Deliverable, earlier: Version | None, against: str) -> Version | None:
    *before, _version = deliverable.versions
    if against == EARLIER or (not before and against != "0"):
        return earlier
    wanted = against if against.isdecimal() else str(len(before))
    return next((one for one in before if str(one.number) == wanted), None)


def choices(deliverable: Deliverable, earlier: Version | None) -> list[tuple[str, str]]:
    """Return what the latest version can be set against, for the form above it; nothing where there is nothing."""
    found = [
        (str(one.number), _("version %(number)s", number=one.number)) for one in reversed(deliverable.versions[:-1])
    ]
    if earlier:
        call = earlier.deliverable.call.title(pages.language())
        found.append((EARLIER, _("the answer to ‘%(call)s’", call=call)))
    return [*found, ("0", _("nothing"))] if found else []


def said_already(comment: Comment) -> bool:
    """Tell whether a comment stands with the text: points wait in their box until a verdict sends them."""
    return comment.audience == "internal" or comment.review_id is not None


def _part(
    number: int,
    answer: dict[str, Any],
    pieces: list[Piece],
    files: list[File],
    comments: list[Comment],
    *,
    only_new: bool,
) -> Part:
    whole = difference.paragraphs(pieces)
    shown = [one for one in whole if difference.changed(one)] if only_new else whole
    mine = [one for one in comments if one.key == answer["key"]]
    quoted = [one for one in mine if one.quote]
    marked = any(difference.changed(one) for one in whole)
    page = _page(answer) if shown and not marked else None
    return Part(
        number=number,
        key=answer["key"],
        label=said(answer["labels"], pages.language()),
        kind=answer["kind"],
        paragraphs=[Paragraph.of(one) for one in shown],
        hidden=len(whole) - len(shown),
        changed=marked or any(one.kind != "same" for one in files),
        page=page,
        files=[one for one in files if not only_new or one.kind != "same"],
        comments=[one for one in mine if said_already(one)],
        quoted=quoted,
        lost=_lost(quoted, pieces, page) if quoted else set(),
    )


def _lost(quoted: list[Comment], pieces: list[Piece], page: Markup | None) -> set[int]:
    text = [("", "".join(one.text for one in pieces if one.kind != "gone")), ("", passages.words_of(page or ""))]
    return {one.id for one in quoted if passages.stands_in(one.quote or "", text) is None}


def _page(answer: dict[str, Any]) -> Markup | None:
    if answer["kind"] != "long_text":
        return None
    return Markup(prose.html(answers.markdown(answer, pages.language())))  # noqa: S704  it is washed


def _pieces(old: Version | None, answer: dict[str, Any]) -> list[Piece]:
    now = answers.plain(answer, pages.language())
    if old is None:
        return [Piece("same", now)] if now else []
    before = next((one for one in old.answers if one["key"] == answer["key"]), None)
    return difference.pieces(answers.plain(before, pages.language()) if before else "", now)


def _files(version: Version, old: Version | None, key: str) -> list[File]:
    mine = [one for one in version.files if one["key"] == key]
    theirs = [one for one in old.files if one["key"] == key] if old else []
    before, now = {one["sha256"] for one in theirs}, {one["sha256"] for one in mine}
    found = [File("new" if old and one["sha256"] not in before else "same", one) for one in mine]
    return found + [File("gone", one) for one in theirs if one["sha256"] not in now]
