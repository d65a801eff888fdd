"""Letters about how a text came in or left again otherwise than by its country's 'send'."""

from datetime import date, datetime

from flask_babel import gettext as _

from secretariat import formats, links
from secretariat.mail.compose import subjects, voice
from secretariat.mail.letter import Item, Kind, Letter
from secretariat.models.calls import CallField
from secretariat.models.deliverables import Deliverable, Version
from secretariat.models.people import User


@voice.for_reader
def accepted(version: Version, user: User, *, at: datetime) -> Letter:
    """Tell a country that its complete draft was taken as sent, and how to undo that."""
    deliverable = version.deliverable
    subject = subjects.accepted(voice.day(at, deliverable.country), voice.title(deliverable))
    lead = _(
        "Your draft was complete, its date had passed and nobody had sent it; so the Secretariat took it as sent. "
        "It is version %(number)s, as it stood on %(moment)s. The Secretariat had not read it before.",
        number=version.number,
        moment=voice.moment(version.submitted_at, deliverable.country),
    )
    return Letter(
        kind=Kind.ACCEPTED,
        subject=subject,
        heading=subject,
        greeting=voice.greeting(user),
        lead=lead,
        button=_("Read what was taken"),
        path=links.deliverable(deliverable.id),
        paragraphs=(
            _("If it was not meant to be sent, withdraw it there until it is approved. What you wrote is kept."),
            _("Receipt number: %(symbol)s", symbol=version.symbol),
        ),
    )


@voice.for_reader
def handed(deliverable: Deliverable, user: User, fields: list[CallField], *, by: User, until: date) -> Letter:
    """Ask a colleague for the answers to some questions. until: a day of the capital's."""
    spoken = voice.language()
    subject = subjects.handed(formats.day(until, spoken), voice.title(deliverable))
    return Letter(
        kind=Kind.HANDED,
        subject=subject,
        heading=subject,
        greeting=voice.greeting(user),
        lead=_("%(name)s asks you to fill in a part of your country's text.", name=by.name),
        items=tuple(Item(one.label(spoken)) for one in fields),
        button=_("Fill it in"),
        path=links.handed(deliverable.id),
        paragraphs=(_("What you write goes into the draft; your focal point sends it."),),
    )


@voice.for_reader
def withdrawn(deliverable: Deliverable, user: User, *, at: datetime) -> Letter:
    """Tell a reviewer that the text they have was taken back."""
    subject = subjects.withdrawn(voice.day(at, deliverable.country), voice.title(deliverable))
    return Letter(
        kind=Kind.WITHDRAWN,
        subject=subject,
        heading=subject,
        greeting=voice.greeting(user),
        lead=_("The country took this text back while you had it. Nothing is left to do; your comments are kept."),
        button=_("Open the queue"),
        path=links.REVIEWS,
    )
