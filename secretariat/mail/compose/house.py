"""Letters of the house: a call opens, an agenda is circulated, an invitation, an address that is dead."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from secretariat import formats, links
from secretariat.mail.compose import dates, subjects, voice
from secretariat.mail.letter import Item, Kind, Letter
from secretariat.models.agendas import Circulation
from secretariat.models.calls import Call
from secretariat.models.deliverables import Deliverable
from secretariat.models.messages import Message
from secretariat.models.people import User

SUBJECT_SHOWN = 120


@voice.for_reader
def call_opened(call: Call, user: User, deliverable: Deliverable) -> Letter:
    """Say what is asked of the country, and by when."""
    spoken = voice.language()
    day = voice.day(deliverable.due_at, deliverable.country)
    subject = subjects.call_opened(day, voice.title(deliverable))
    lead = _("The Secretariat opened a call for deliverables: %(symbol)s.", symbol=call.symbol)
    questions = [Item(one.label(spoken), () if one.required else (_("Optional."),)) for one in call.fields]
    instructions = call.instructions.get(spoken) or next(iter(call.instructions.values()), "")
    return Letter(
        kind=Kind.CALL_OPENED,
        subject=subject,
        heading=subject,
        greeting=voice.greeting(user),
        lead=f"{lead} {voice.due(deliverable)}",
        items=tuple(questions),
        button=_("Begin: %(title)s", title=call.title(spoken)),
        path=links.deliverable(deliverable.id),
        paragraphs=(voice.short(instructions),) if instructions else (),
        date=dates.date_of(deliverable, alarm=True),
    )


@voice.for_reader
def circulated(circulation: Circulation, user: User) -> Letter:
    """Say that an agenda is out."""
    meeting, spoken = circulation.meeting, voice.language()
    day = formats.day(meeting.starts_on, spoken)
    subject = subjects.circulated(day, circulation.symbol, meeting.title(spoken))
    items = sum(one["kind"] == "item" for one in circulation.items)
    lead = ngettext(
        "The agenda was circulated with %(num)s item.", "The agenda was circulated with %(num)s items.", items
    )
    return Letter(
        kind=Kind.CIRCULATED,
        subject=subject,
        heading=subject,
        greeting=voice.greeting(user),
        lead=lead,
        button=_("Read the agenda"),
        path=links.agenda(meeting.slug),
    )


@voice.for_reader
def invitation(user: User, address: str, *, until: datetime | None = None) -> Letter:
    """Invite a person. address: the path behind the button · until: when it stops working."""
    subject = subjects.invitation(voice.day(until, None)) if until else subjects.invitation_without_end()
    return Letter(
        kind=Kind.INVITATION,
        subject=subject,
        heading=subject,
        greeting=voice.greeting(user),
        lead=_("The Secretariat has opened an account for you; choose a password to use it."),
        button=_("Choose a password"),
        path=address,
        paragraphs=(_("Did you not expect this? Then do nothing: the address stops working by itself."),),
    )


@voice.for_reader
def address_refused(message: Message, officer: User) -> Letter:
    """Tell an officer that a mail came back for good, and what the server said."""
    person = message.user
    membership = next((one for one in person.memberships if one.country), None)
    home = membership.country.name(voice.language()) if membership and membership.country else ""
    whom = f"{person.name} ({home})" if home else person.name
    day = voice.day(message.created_at, None)
    subject = subjects.address_refused(day, whom)
    return Letter(
        kind=Kind.ADDRESS_REFUSED,
        subject=subject,
        heading=subject,
        greeting=voice.greeting(officer),
        lead=_("The mail to %(address)s was not accepted; it will not be sent again.", address=message.email),
        button=_("Open the message"),
        path=links.message(message.id),
        paragraphs=(
            _("Subject: %(subject)s", subject=message.subject[:SUBJECT_SHOWN]),
            _("The server said: %(reply)s", reply=message.reply or ""),
        ),
    )
