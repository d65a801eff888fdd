"""What reminders lie ahead: which rung, on which day, to whom and in which language, as things stand now."""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext

from secretariat.clock import SECRETARIAT_ZONE
from secretariat.mail.letter import Kind
from secretariat.models.calls import Call
from secretariat.models.deliverables import Deliverable
from secretariat.models.people import User
from secretariat.models.reminders import Audience, Reminder, ReminderRule
from secretariat.queries import reminders as queries
from secretariat.rules import deadlines
from secretariat.rules import reminders as rules
from secretariat.workflow import hearing, reasons, reminders

# So many days ahead people look.
SPANS = (7, 14, 30)
# By so many days a rung may lie ahead of a text that is open already.
FARTHEST = 400


@dataclass(frozen=True)
class Coming:
    """A rung of one text that lies ahead: when, to whom, whether it would speak, and how it was decided already.

    last: no other follows until the date, so that it is mailed all the same to the unwilling: those who want no
    reminders by mail, by their ids.
    """

    moment: datetime
    text: Deliverable
    rung: ReminderRule
    users: Sequence[User]
    decided: Reminder | None
    last: bool
    unwilling: Container[int]

    @property
    def key(self) -> str:
        """What tells it from the others of a page."""
        return f"{self.text.id}-{self.rung.id}"

    @property
    def day(self) -> date:
        """The day on the calendar of the capital."""
        return self.moment.astimezone(self.text.country.zone).date()

    @property
    def speaks(self) -> bool:
        """Tell whether it would leave if nothing changed until then."""
        return self.decided is None and self.rung.held_at is None and rules.applies(self.rung, self.text)

    @property
    def why_not(self) -> str:
        """Say why it does not leave, where the rung itself is not held; empty where it leaves."""
        if self.decided and self.decided.reason:
            return _("left out: %(reason)s", reason=self.decided.reason)
        if self.decided:
            return _("sent, or passed over")
        return "" if self.speaks or self.rung.held_at else _("not written to as it stands")

    @property
    def nobody(self) -> str:
        """Say who is meant where no person is named."""
        return _("the officers") if self.rung.audience == Audience.OFFICERS else _("nobody holds this part")

    def mailed(self, user: User) -> bool:
        """Tell whether somebody is written to, as they want it now."""
        return self.last or user.id not in self.unwilling

    def marks(self, user: User) -> list[str]:
        """Say what stands between a person and a reminder."""
        dead = [_("this address does not take mail")] if user.address_dead_at else []
        if user.id not in self.unwilling:
            return dead
        if self.last:
            return [*dead, _("wants no reminders by mail, but for the last before the date: this one")]
        return [*dead, _("wants no reminders by mail")]

    @property
    def unheard(self) -> str:
        """Say so where there are people, but none who is written to; else nothing."""
        if not self.users or any(map(self.mailed, self.users)):
            return ""
        return _("Nobody there wants reminders by mail: only the last before the date is mailed. Call them.")


@dataclass(frozen=True)
class Step:
    """A rung of a call on one day, with all the texts for which it comes then."""

    day: date
    call: Call
    rung: ReminderRule
    coming: Sequence[Coming]

    @property
    def speaking(self) -> Sequence[Coming]:
        """Those that would leave if nothing changed until then."""
        return [one for one in self.coming if one.speaks]

    @property
    def left(self) -> bool:
        """Whether somebody is still to be reminded, on the day or by hand before it."""
        return any(one.decided is None and rules.applies(self.rung, one.text) and one.users for one in self.coming)

    @property
    def anchor(self) -> str:
        """Where it stands on the page of the days ahead."""
        return f"rung-{self.call.id}-{self.rung.id}-{self.day.isoformat()}"

    @property
    def people(self) -> int:
        """How many people would be written to."""
        return people([self])

    @property
    def how(self) -> str:
        """Say how it leaves: not before it is released, in the officers' letter, or to how many about how many."""
        if self.rung.held_at:
            return _("held: it leaves when somebody releases it")
        if self.rung.audience == Audience.OFFICERS:
            return _("in their letter of noon, Washington")
        readers = ngettext("one person", "%(num)s people", self.people)
        texts = ngettext("one text", "%(num)s texts", len(self.speaking))
        return f"{readers}, {texts}"


def people(steps: Sequence[Step]) -> int:
    """Return how many people the rungs of a day would write to: each gets one mail, whatever it is about."""
    return len({user.id for step in steps for one in step.speaking for user in one.users if one.mailed(user)})


def ahead(at: datetime, days: int) -> list[Coming]:
    """Return the rungs of today that are still to come and of so many whole days after it, the earliest first.

    Where capitals have another date than the secretariat has now, days are counted from the secretariat's.
    """
    last = _last(at, days)
    return _rungs(at, lambda moment, day: at < moment and day <= last)


def of_day(day: date, at: datetime) -> list[Coming]:
    """Return the rungs of a day in each capital, the earliest first, as things stand at a moment."""
    return _rungs(at, lambda _moment, there: there == day)


def _rungs(at: datetime, wanted: Callable[[datetime, date], bool]) -> list[Coming]:
    """Return the rungs of what is owed whose moment, and the day of it in the capital, are wanted."""
    found = []
    reach = queries.reach(at)
    texts = list(reasons.owed_with_ladders(since=at - reminders.LONGEST_LADDER))
    decided = queries.decided(one.id for one, _ladder, _off in texts)
    heard = _heard(decided)
    unwilling = queries.unwilling(Kind.REMINDER)
    for text, ladder, off in texts:
        done = {one.rule_id: one for one in decided[text.id] if one.counts(text.due_at, one.rule)}
        for rung in ladder:
            moment = deadlines.reminder_moment(text.due_at, rung.offset_days, text.country.zone, off)
            if wanted(moment, moment.astimezone(text.country.zone).date()):
                users = [one for one in reach.of(rung, text) if one.id not in heard.get((text.id, rung.id), ())]
                last = rules.last_before_the_date(rung, ladder)
                found.append(Coming(moment, text, rung, users, done.get(rung.id), last, unwilling))
    return sorted(found, key=lambda one: (one.moment, one.text.call_id, one.rung.id, one.text.country.alpha2))


def _heard(decided: Mapping[int, Sequence[Reminder]]) -> hearing.Heard:
    """Return who has heard what rungs said on the day that they have, before they were given other readers."""
    rows = (one for theirs in decided.values() for one in theirs)
    return hearing.heard(one for one in rows if one.told_others(one.deliverable.due_at, one.rule))


def span(day: date, at: datetime) -> int | None:
    """Return how many of the days ahead show a day; None where it lies farther off."""
    return next((days for days in SPANS if day <= _last(at, days)), None)


def _last(at: datetime, days: int) -> date:
    return at.astimezone(ZoneInfo(SECRETARIAT_ZONE)).date() + timedelta(days=days)


def following(at: datetime) -> list[Coming]:
    """Return the next rung that would speak of each text that is owed, the earliest first."""
    found: dict[int, Coming] = {}
    for one in ahead(at, FARTHEST):
        if one.speaks:
            found.setdefault(one.text.id, one)
    return list(found.values())


def first_steps(call: Call, at: datetime) -> dict[int, Step]:
    """Return the first day on which each rung of a call comes, by the rung."""
    found = [one for one in ahead(at, FARTHEST) if one.text.call_id == call.id]
    first: dict[int, Step] = {}
    for _day, steps in by_day(found):
        for step in steps:
            first.setdefault(step.rung.id, step)
    return first


def left(call: Call, at: datetime) -> set[int]:
    """Return the rungs of a call of which somebody is still to be reminded, by hand or on their day."""
    reach = queries.reach(at)
    texts = [(text, ladder) for text, ladder, _off in reasons.owed_with_ladders() if text.call_id == call.id]
    decided = queries.decided(text.id for text, _ladder in texts)
    heard = _heard(decided)
    return {
        rung.id
        for text, ladder in texts
        for rung in ladder
        if rules.applies(rung, text)
        and not any(one.rule_id == rung.id and one.counts(text.due_at, rung) for one in decided[text.id])
        and any(one.id not in heard.get((text.id, rung.id), ()) for one in reach.of(rung, text))
    }


def by_day(found: Sequence[Coming]) -> list[tuple[date, list[Step]]]:
    """Return what lies ahead as a calendar shows it: days, and on each the rungs of the calls."""
    days: dict[date, dict[tuple[int, int], list[Coming]]] = {}
    for one in found:
        days.setdefault(one.day, {}).setdefault((one.text.call_id, one.rung.id), []).append(one)
    return [
        (day, [Step(day, those[0].text.call, those[0].rung, those) for those in steps.values()])
        for day, steps in sorted(days.items())
    ]
