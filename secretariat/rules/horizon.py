"""How far a picture of what came reaches, so that one date a year away does not press all else against its edge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

NEAR = timedelta(days=14)
BEYOND = timedelta(days=3)


@dataclass(frozen=True)
class Reach:
    """The first and last day of a picture, and the days within it from which and to which texts are due.

    later: the days beyond it on which texts are due, and how many.
    """

    first: date
    last: date
    due_from: date
    due_to: date
    later: Mapping[date, int]


def reach(came: Sequence[date], due: Mapping[date, int], today: date) -> Reach:
    """Return how far a picture reaches: to all that came, to today, and from date to date as far as they stand near.

    A date stands near that leaves a gap no longer than all that the picture shows before it, or than two weeks. Where
    others are left out, some days are added, in which one sees that time goes on. due: how many texts by day.
    """
    first, end = min(*came, *due), max(*came, min(due), min(today, max(due)))
    for day in sorted(due):
        if day - end > max(end - first, NEAR):
            break
        end = max(end, day)
    later = {day: count for day, count in due.items() if day > end}
    near = due.keys() - later.keys()
    return Reach(first, end + BEYOND if later else end, min(near), max(near), later)
