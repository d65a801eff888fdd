"""What several changes of an open call come to: the difference between what was and what is, and no step between.

Whoever looks, or is written to, reads this: A to B and back to A is nothing, A to B to C is A to C, and a question that
was added and taken out again was never there.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from secretariat.rules.changes import Change, Facts, between, told

CALL, ORDER = "call", "order"


@dataclass
class Course:
    """What became of one thing: the call's own words, the order of the questions, or a question by its key.

    before: each fact as it was first · after: as it is now · born, gone: whether the question came, or was taken out.
    """

    what: str
    key: str | None
    before: Facts = field(default_factory=dict)
    after: Facts = field(default_factory=dict)
    born: bool = False
    gone: bool = False

    def take(self, change: Change) -> None:
        """Go one step on."""
        self.before = change["before"] | self.before
        self.after |= change["after"]
        self.born = self.born or change["what"] == "asked"
        self.gone = self.gone or change["what"] == "retired"

    def whole(self) -> list[Change]:
        """Return the change from the first to the last, or nothing."""
        if self.born and self.gone:
            return []
        if self.born:
            return between("asked", self.key, {}, self.after)
        if self.gone:
            return between("retired", self.key, self.before, {})
        return between(self.what, self.key, self.before, self.after)


def net(steps: Iterable[Change]) -> list[Change]:
    """Return what changes come to, in the order in which each thing was first changed; the order of questions last."""
    courses: dict[tuple[str, str | None], Course] = {}
    for step in steps:
        place = _place(step)
        courses.setdefault(place, Course(*place)).take(step)
    order = courses.pop((ORDER, None), None)
    found = [change for course in courses.values() for change in course.whole()]
    if order and _moved(order, [one for one in courses.values() if one.born or one.gone]):
        found += order.whole()
    return found


def _place(change: Change) -> tuple[str, str | None]:
    return change["what"] if change["what"] in {CALL, ORDER} else "question", change["key"]


def _moved(order: Course, others: Sequence[Course]) -> bool:
    """Tell whether the questions that were there and are there still changed places."""
    passing = {one.key for one in others}
    before, after = ([key for key in side["order"] if key not in passing] for side in (order.before, order.after))
    return [key for key in before if key in after] != [key for key in after if key in before]


def to_tell(steps: Iterable[Change], unseen: Iterable[Change] = ()) -> list[Change]:
    """Return what a country is told of changes.

    unseen: those of them that nobody of it has looked at. What they put back to what it was before all of them is told
    too, since whoever looked has seen it otherwise.
    """
    found = {_place(one): one for one in net(steps)}
    for last in net(unseen):
        place = _place(last)
        found[place] = _with(found.get(place, last), last)
    return [one for one in found.values() if told(one)]


def _with(change: Change, last: Change) -> Change:
    """Return a change with what differs in the last part of it alone; a question that came or went is said whole."""
    if change["what"] != last["what"]:
        return change
    names = {*last["before"], *last["after"]} - {*change["before"], *change["after"]}
    put_back = {side: {name: last[side][name] for name in names if name in last[side]} for side in ("before", "after")}
    return change | {side: change[side] | put_back[side] for side in put_back}
