"""Who is to be reminded of what: asked when a reminder is written, and again when it leaves."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from secretariat.models.deliverables import WITH_THE_COUNTRY, Deliverable, State
from secretariat.models.people import COUNTRY_ROLES, Role, User
from secretariat.models.reminders import Audience, OnlyIf, ReminderRule

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


def applies(rule: ReminderRule, deliverable: Deliverable) -> bool:
    """Tell whether what a rung asks of a text holds: it is owed, and not begun or not cleared where it says so."""
    if not owed(deliverable):
        return False
    if rule.only_if == OnlyIf.NOT_BEGUN:
        return deliverable.state == State.NOT_STARTED
    return rule.only_if != OnlyIf.NOT_CLEARED or deliverable.state != State.CLEARED


def reminds(user: User, deliverable: Deliverable, at: datetime, rule: ReminderRule | None = None) -> bool:
    """Tell whether a person is to be reminded of a text.

    rule: the rung that speaks; None for what a focal point's letter names beside it.
    """
    audience = Audience(rule.audience) if rule else Audience.FOCAL_POINTS
    spoken_to = user.active and belongs(user, deliverable, at, audience)
    return spoken_to and (applies(rule, deliverable) if rule else owed(deliverable))


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
