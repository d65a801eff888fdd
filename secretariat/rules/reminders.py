"""Who is to be reminded of what: asked when a reminder is written, and again when it leaves."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from secretariat.models.deliverables import WITH_THE_COUNTRY, Deliverable, State
from secretariat.models.people import COUNTRY_ROLES, Role, User
from secretariat.models.reminders import Audience, OnlyIf, ReminderRule
from secretariat.rules import clearances, states

# Which rung speaks about which text.
Reasons = Sequence[tuple[Deliverable, ReminderRule]]

# The roles in a country to which a rung speaks. Whoever holds a question is found by the question, not by a role.
ROLES: dict[str, tuple[Role, ...]] = {
    Audience.FOCAL_POINTS: (Role.FOCAL_POINT,),
    Audience.ASSIGNED: COUNTRY_ROLES,
    Audience.APPROVERS: (Role.APPROVER,),
    Audience.DELEGATION: (Role.DELEGATE,),
    Audience.OFFICERS: (),
}


def owed(deliverable: Deliverable) -> bool:
    """Tell whether a country still owes a text that a call asks for."""
    call = deliverable.call
    return deliverable.state in WITH_THE_COUNTRY and call.opened_at is not None and call.closed_at is None


def overdue(deliverable: Deliverable, at: datetime) -> bool:
    """Tell whether a text is one that officers must follow up: on their home and in their letter alike."""
    return owed(deliverable) and deliverable.overdue(at)


def last_before_the_date(rung: ReminderRule, ladder: Iterable[ReminderRule]) -> bool:
    """Tell whether no rung of a ladder follows one until the date: it is mailed to those too who want no reminders."""
    return rung.offset_days <= 0 and not any(
        one.audience == rung.audience and one.only_if == OnlyIf.NOT_SENT and one.held_at is None
        for one in ladder
        if rung.offset_days < one.offset_days <= 0
    )


def applies(rule: ReminderRule, deliverable: Deliverable) -> bool:
    """Tell whether what a rung asks of a text holds: it is owed, and not begun or not cleared where it says so."""
    if not owed(deliverable):
        return False
    if rule.only_if == OnlyIf.NOT_BEGUN:
        return deliverable.state == State.NOT_STARTED
    if rule.only_if != OnlyIf.NOT_CLEARED:
        return True
    return deliverable.state != State.CLEARED or clearances.lapsed(deliverable)


def reminds(user: User, deliverable: Deliverable, at: datetime, rule: ReminderRule | None = None) -> bool:
    """Tell whether a person is to be reminded of a text.

    rule: the rung that speaks; None for what a letter names beside it: to a focal point whatever is owed, to an
    approver what waits for them.
    """
    if not user.active:
        return False
    if rule:
        return belongs(user, deliverable, at, Audience(rule.audience)) and applies(rule, deliverable)
    if belongs(user, deliverable, at, Audience.FOCAL_POINTS):
        return owed(deliverable)
    return belongs(user, deliverable, at, Audience.APPROVERS) and awaits_clearance(deliverable, at)


def to_clear(deliverable: Deliverable, at: datetime) -> bool:
    """Tell whether a text can be cleared as it stands."""
    offered = owed(deliverable) and states.clearance_is_offered(deliverable)
    return offered and states.not_ready_to_clear(deliverable, at) is None


def awaits_clearance(deliverable: Deliverable, at: datetime) -> bool:
    """Tell whether a text is not sent before an approver clears it, who can do so."""
    return deliverable.call.needs_clearance and to_clear(deliverable, at)


def speaks_as(user: User, texts: Sequence[Deliverable], reasons: Reasons, at: datetime) -> Audience:
    """Return as whom a letter about some texts speaks to a person: as a focal point, where they are one.

    Else as one of those to whom the rung of a text speaks; an approver's letter names others beside it.
    """
    spoken = [Audience(rung.audience) for _text, rung in reasons]
    if not spoken or any(belongs(user, one, at, Audience.FOCAL_POINTS) for one in texts):
        return Audience.FOCAL_POINTS
    return Audience.APPROVERS if Audience.APPROVERS in spoken else spoken[0]


def in_order(texts: Iterable[Deliverable], audience: str, at: datetime) -> list[Deliverable]:
    """Return the texts of a letter as it tells of them: what is overdue, then the nearest date.

    To an approver first what they can clear.
    """
    clears = audience == Audience.APPROVERS

    def place(one: Deliverable) -> tuple[bool, bool, datetime, int]:
        return clears and not to_clear(one, at), not one.overdue(at), one.due_at, one.id

    return sorted(texts, key=place)


def belongs(user: User, deliverable: Deliverable, at: datetime, audience: Audience) -> bool:
    """Tell whether a person is one of those to whom a rung speaks about a text."""
    if audience == Audience.ASSIGNED and all(one.user_id != user.id for one in deliverable.handed):
        return False
    return deliverable.country_id in user.country_ids(at, *ROLES[audience])


def reports(user: User, deliverable: Deliverable, at: datetime) -> bool:
    """Tell whether an officer is to hear of a text: it is owed and its date has passed."""
    return user.active and Role.OFFICER in user.roles(at) and overdue(deliverable, at)


def offset_words(offset: int) -> str:
    """Say a distance from the due day."""
    if offset < 0:
        return ngettext("%(num)s day before", "%(num)s days before", -offset)
    if offset == 0:
        return _("on the day")
    return ngettext("%(num)s day after", "%(num)s days after", offset)


def audience_word(audience: str) -> str:
    """Say to whom a rung speaks."""
    return {
        Audience.FOCAL_POINTS: _("Focal points"),
        Audience.ASSIGNED: _("Colleagues who hold a question"),
        Audience.APPROVERS: _("Approvers of the country"),
        Audience.DELEGATION: _("Delegation"),
        Audience.OFFICERS: _("Officers"),
    }[Audience(audience)]


def condition_word(only_if: str) -> str:
    """Say what must hold for a rung to speak."""
    return {
        OnlyIf.NOT_SENT: _("only if not sent"),
        OnlyIf.NOT_CLEARED: _("only if not cleared"),
        OnlyIf.NOT_BEGUN: _("only if not begun"),
    }[OnlyIf(only_if)]
