"""Which rung of a ladder has come for which text: the reasons for which reminders are written."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from secretariat.models.deliverables import Deliverable, State
from secretariat.models.people import User
from secretariat.models.reminders import Audience, Reminder, ReminderRule
from secretariat.queries import calendars, reminders
from secretariat.rules import deadlines
from secretariat.rules import reminders as rules_of
from secretariat.workflow import hearing


@dataclass(frozen=True)
class Due:
    """A text whose rungs for an audience have come: the one that speaks now, if any, and all that are decided by it.

    moment: when the one that speaks came · early: it has not come yet, an officer sends it now · told: by what it
    spoke on this day already, to other readers.
    """

    deliverable: Deliverable
    speaks: bool
    rules: tuple[ReminderRule, ...]
    moment: datetime
    early: bool = False
    told: tuple[Reminder, ...] = ()

    @property
    def rung(self) -> ReminderRule:
        """The one that speaks, for the others too: the latest whose condition holds."""
        return self.rules[-1]

    @property
    def key(self) -> tuple[int, str]:
        """The text and the audience: one letter tells both of them."""
        return self.deliverable.id, self.rung.audience


def due(
    at: datetime, *, early: ReminderRule | None = None, instead: Mapping[int, ReminderRule] | None = None
) -> Iterator[Due]:
    """Yield the texts with rungs whose moment has come and that were not decided yet, by audience.

    A rung from before the call was opened, before the text came back to the country, or before a later one spoke is
    only passed over: no mail tells what a later one has told. One that is held waits. instead: what rungs are to be, by
    their ids.
    """
    other = instead or {}
    texts = list(owed_with_ladders())
    before = reminders.decided(deliverable.id for deliverable, _rules, _off in texts)
    for deliverable, ladder, off in texts:
        rungs = [other.get(one.id, one) for one in ladder]
        for audience in Audience:
            rules = [one for one in rungs if one.audience == audience and (one.held_at is None or one is early)]
            found = rules and _due(deliverable, rules, off, before[deliverable.id], at, early)
            if found:
                yield found


def readers(come: Sequence[Due], at: datetime) -> Iterator[tuple[Due, list[User]]]:
    """Yield what speaks with those to whom it does: nobody to whom the rung spoke on this day already."""
    reach = reminders.reach(at)
    heard = hearing.heard(row for one in come for row in one.told)
    for one in come:
        if one.speaks:
            had = heard.get((one.deliverable.id, one.rung.id), set())
            yield one, [user for user in reach.of(one.rung, one.deliverable) if user.id not in had]


def _due(
    deliverable: Deliverable,
    rules: Sequence[ReminderRule],
    off: Container[date],
    decided: Sequence[Reminder],
    at: datetime,
    early: ReminderRule | None,
) -> Due | None:
    """Return what has come for one audience of a text, or None where nothing is fresh.

    What has spoken stands for what came before it: not a rung whose condition did not hold, nor one added since.
    """
    due_at = deliverable.due_at
    waiting = [
        rung for rung in rules if not any(one.rule_id == rung.id and one.counts(due_at, rung) for one in decided)
    ]
    come = deadlines.rungs_until(waiting, due_at, deliverable.country.zone, off, at)
    if early in waiting:
        come = [one for one in come if one[1] is not early]
        come += [(at, early)] if rules_of.applies(early, deliverable) else []
    if not come:
        return None
    moment, latest = next((one for one in reversed(come) if rules_of.applies(one[1], deliverable)), come[-1])
    same = (one for one in decided if one.message_id and one.audience == latest.audience)
    spoke = max((one.decided_at for one in same), default=None)
    new = latest is early or (moment >= _since(deliverable) and (spoke is None or moment > spoke))
    others = (rule for _moment, rule in come if rule is not latest)
    speaks = new and rules_of.applies(latest, deliverable)
    told = tuple(one for one in decided if one.told_others(due_at, latest))
    return Due(deliverable, speaks, (*others, latest), moment, latest is early, told)


def owed_with_ladders(
    *, since: datetime | None = None
) -> Iterator[tuple[Deliverable, Sequence[ReminderRule], Container[date]]]:
    """Yield the texts that are owed, each with the rungs of its call and the days on which its capital is closed."""
    ladders, off = reminders.ladders(), calendars.all_holidays()
    for deliverable in reminders.owed(since=since):
        yield deliverable, ladders.get(deliverable.call_id) or ladders[None], off.get(deliverable.country_id, set())


def _since(deliverable: Deliverable) -> datetime:
    opened = deliverable.call.opened_at
    assert opened is not None
    if deliverable.state in {State.CHANGES_REQUESTED, State.REOPENED}:
        return max(opened, deliverable.changed_at)
    return opened
