"""Letters of the house: a call opens, an agenda is circulated, an invitation, an address that is dead."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from secretariat import formats, links
from secretariat.mail import remedies, replies
from secretariat.mail.compose import dates, layout, voice
from secretariat.mail.letter import Item, Kind, Letter
from secretariat.models.agendas import Circulation
from secretariat.models.calls import Call, CallField
from secretariat.models.countries import Country
from secretariat.models.deliverables import Deliverable
from secretariat.models.messages import Message
from secretariat.models.people import User
from secretariat.rules import answers

SUBJECT_SHOWN = 120
MOST_PERSONS = 25


@voice.for_reader
def call_opened(call: Call, user: User, deliverable: Deliverable) -> Letter:
    """Say what is asked of the country, and by when."""
    spoken = voice.language()
    instructions = call.instructions.get(spoken) or next(iter(call.instructions.values()), "")
    return layout.letter(
        Kind.CALL_OPENED,
        user,
        voice.owed(deliverable) | {"symbol": call.symbol},
        items=[Item(one.label(spoken), _must(one, deliverable.country, spoken)) for one in call.fields],
        button=_("Begin: %(title)s", title=call.title(spoken)),
        path=links.deliverable(deliverable.id),
        facts=voice.shown(instructions),
        date=dates.date_of(deliverable, alarm=True),
    )


def _must(field: CallField, country: Country, spoken: str) -> tuple[str, ...]:
    """Say from when on a question must be answered, and from when on its answer is fixed."""
    found = () if field.required else (_("Optional."),)
    if field.required_from:
        found = (_("Must be answered from %(day)s on.", day=formats.day(field.required_from, spoken)),)
    fixed = answers.fixed_at(field, country)
    if fixed is None:
        return found
    moment = voice.moment(fixed, country)
    return (*found, _("This answer is fixed from %(moment)s on; write it before.", moment=moment))


@voice.for_reader
def circulated(circulation: Circulation, user: User) -> Letter:
    """Say that an agenda is out."""
    meeting, spoken = circulation.meeting, voice.language()
    items = sum(one["kind"] == "item" and not one["depth"] for one in circulation.items)
    values = {
        "meeting": meeting.title(spoken),
        "symbol": circulation.symbol,
        "day": formats.day(meeting.starts_on, spoken),
        "items": ngettext("%(num)s item", "%(num)s items", items),
    }
    button, path = _("Read the agenda"), links.agenda(meeting.slug)
    return layout.letter(Kind.CIRCULATED, user, values, button=button, path=path)


@voice.for_reader
def invitation(user: User, address: str, *, until: datetime) -> Letter:
    """Invite a person. address: the path behind the button · until: when it stops working."""
    held = user.membership(until)
    country = held.country if held else None
    return layout.letter(
        Kind.INVITATION,
        user,
        {"day": voice.day(until, country), "until": voice.moment(until, country)},
        button=_("Choose a password"),
        path=address,
        facts=(_("Did you not expect this? Then do nothing: the address stops working by itself."),),
    )


@voice.for_reader
def address_refused(messages: Sequence[Message], officer: User) -> Letter:
    """Tell an officer of mails that came back for good, each person once, and what to do.

    Only where a server's no was about the address does the letter ask for another one.
    """
    each = list({(one.user_id, one.email): one for one in messages}.values())
    first = next((one for one in each if remedies.about_address(one)), each[0])
    alone = len(each) == 1
    whom, address = (_and_more(said, len(each) - 1) for said in (_whom(first), first.email))
    return layout.letter(
        Kind.ADDRESS_REFUSED,
        officer,
        {"day": voice.day(first.created_at, None), "whom": whom, "address": address},
        key="address_refused" if remedies.about_address(first) else "mail_refused",
        items=() if alone else [Item(_whom(one), (one.email, *_refusal(one))) for one in each[:MOST_PERSONS]],
        button=_("Open the message") if alone else _("Open the messages"),
        path=links.message(first.id) if alone else links.REFUSED,
        facts=_refusal(first) if alone else (),
    )


def _refusal(message: Message) -> tuple[str, ...]:
    """Say which mail it was, what the server said, and what can be done."""
    remedy = remedies.refused(message)
    return (
        _("Subject: %(subject)s", subject=message.subject[:SUBJECT_SHOWN]),
        (_("The server said: %(reply)s") if replies.from_server(message.reply) else _("What happened: %(reply)s"))
        % {"reply": replies.shown(message.reply)},
        remedy.words,
    )


def _whom(message: Message) -> str:
    person = message.user
    membership = next((one for one in person.memberships if one.country), None)
    home = membership.country.name(voice.language()) if membership and membership.country else ""
    return f"{person.name} ({home})" if home else person.name


def _and_more(said: str, count: int) -> str:
    return ngettext("%(said)s and %(num)s more", "%(said)s and %(num)s more", count, said=said) if count else said
