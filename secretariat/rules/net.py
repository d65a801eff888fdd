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
        what = step["what"] if step["what"] in {CALL, ORDER} else "question"
        place = (what, step["key"])
        courses.setdefault(place, Course(*place)).take(step)
    order = courses.pop((ORDER, None), None)
    found = [change for course in courses.values() for change in course.whole()]
    if order and _moved(order, [one for one in courses.values() if one.born or one.gone]):
        found += order.whole()
    return found


def _moved(order: Course, others: Sequence[Course]) -> bool:
    """Tell whether the questions that were there and are there still changed places."""
    passing = {one.key for one in others}
    before, after = ([key for key in side["order"] if key not in passing] for side in (order.before, order.after))
    return [key for key in before if key in after] != [key for key in after if key in before]


def to_tell(steps: Iterable[Change]) -> list[Change]:
    """Return what the countries are told of changes."""
    return [one for one in net(steps) if told(one)]
