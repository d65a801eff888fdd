"""Assigning texts to reviewers: by hand, by a list, or shared out evenly; each is told once, in one letter."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import gettext as _

from secretariat.errors import Refused
from secretariat.mail import compose, outbox
from secretariat.models.deliverables import WITH_THE_SECRETARIAT, Deliverable, State
from secretariat.models.people import User
from secretariat.queries import people
from secretariat.rules import policy, sharing
from secretariat.rules.actions import Action
from secretariat.workflow import audit, step

Pair = tuple[Deliverable, User | None]
APART = re.compile(r"[\s,;]+")


@dataclass
class Outcome:
    """How many texts changed hands; those left out for a conflict of interest, and those that had moved on."""

    changed: int = 0
    conflicts: list[Deliverable] = field(default_factory=list)
    moved: list[Deliverable] = field(default_factory=list)


def assign(pairs: Sequence[Pair], *, by: User, at: datetime) -> Outcome:
    """Give texts to reviewers, or to nobody (None), and tell everybody concerned once about all of them.

    A reviewer who may not decide on a text (their own country's, their own sending) does not get it. What was
    somebody else's is theirs no more: they get one letter, and nothing about these texts afterwards.
    """
    step.ask(Action.ASSIGN, None, by=by, at=at)
    outcome = Outcome()
    given: dict[User, list[Deliverable]] = defaultdict(list)
    taken: dict[User, list[Deliverable]] = defaultdict(list)
    for text, reviewer in sorted(pairs, key=lambda pair: pair[0].id):
        _one(text, reviewer, outcome, given, taken, by=by, at=at)
    for reviewer, texts in given.items():
        if reviewer.id != by.id:
            outbox.put(compose.assigned(texts, reviewer, at=at), to=reviewer, at=at)
    for reviewer, texts in taken.items():
        if reviewer.id != by.id:
            outbox.put(compose.released(texts, reviewer, at=at), to=reviewer, at=at)
    return outcome


def _one(
    text: Deliverable,
    reviewer: User | None,
    outcome: Outcome,
    given: dict[User, list[Deliverable]],
    taken: dict[User, list[Deliverable]],
    *,
    by: User,
    at: datetime,
) -> None:
    step.lock(text)
    if text.state not in WITH_THE_SECRETARIAT:
        outcome.moved.append(text)
        return
    if reviewer and not may(reviewer, text, at):
        outcome.conflicts.append(text)
        return
    before = text.reviewer
    if before is reviewer:
        return
    if reviewer:
        audit.write(Action.ASSIGN, text, by=by, at=at, to=reviewer.name)
        given[reviewer].append(text)
    else:
        audit.write("unassign", text, by=by, at=at, before=before.name if before else None)
        if text.state == State.IN_REVIEW:
            step.take(text, Action.RELEASE, by=by, at=at)
    if before:
        taken[before].append(text)
    text.reviewer_id = reviewer.id if reviewer else None
    outcome.changed += 1


def may(reviewer: User, text: Deliverable, at: datetime) -> bool:
    """Tell whether a text can be given to a reviewer: neither their own country's, nor what they sent themselves."""
    return policy.allowed(people.who(reviewer, at), Action.TAKE, text)


def share(texts: Sequence[Deliverable], reviewers: Sequence[User], load: Mapping[int, int], at: datetime) -> list[Pair]:
    """Return who would get what if texts were shared out evenly; a text that nobody may read is not in it."""
    by_id = {one.id: one for one in texts}
    known = {one.id: one for one in reviewers}
    whos = {one.id: people.who(one, at) for one in reviewers}
    shares = sharing.evenly(
        list(by_id),
        known,
        load=load,
        may=lambda reviewer, text: policy.allowed(whos[reviewer], Action.TAKE, by_id[text]),
    )
    return [(by_id[text], known[reviewer]) for text, reviewer in shares.items() if reviewer is not None]


def as_list(pairs: Sequence[Pair]) -> str:
    """Return pairs as the lines that `read_list` reads: the symbol of a text, then the address of its reviewer."""
    return "\n".join(f"{text.symbol} {reviewer.email if reviewer else '-'}" for text, reviewer in pairs)


def read_list(words: str, texts: Sequence[Deliverable], reviewers: Sequence[User]) -> list[Pair]:
    """Read a list, one text a line: its symbol, then the address of its reviewer, or '-' for nobody.

    Raises Refused, which names each line that cannot be read; then nothing is assigned.
    """
    symbols = {one.symbol.casefold(): one for one in texts}
    known: dict[str, User | None] = {one.email.casefold(): one for one in reviewers} | {"-": None}
    pairs: list[Pair] = []
    wrong: list[str] = []
    for number, line in enumerate(words.splitlines(), 1):
        parts = [one for one in APART.split(line.casefold().strip()) if one]
        if not parts:
            continue
        if len(parts) != 2 or parts[0] not in symbols:  # noqa: PLR2004  a symbol and an address
            wrong.append(_("Line %(number)s names no text that waits for a verdict.", number=number))
        elif parts[1] not in known:
            wrong.append(_("Line %(number)s names no reviewer.", number=number))
        else:
            pairs.append((symbols[parts[0]], known[parts[1]]))
    if wrong:
        raise Refused(" ".join(wrong), field="list")
    if not pairs:
        raise Refused(_("Write one text a line: its symbol, then the reviewer’s address."), field="list")
    return pairs
