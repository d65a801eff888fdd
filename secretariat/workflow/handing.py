"""Questions handed to a colleague in the country, who is invited by address, until a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from secretariat import links
from secretariat.database import db
from secretariat.errors import Hidden, Refused
from secretariat.mail import compose, outbox, plain
from secretariat.models.calls import CallField
from secretariat.models.countries import Country
from secretariat.models.deliverables import Answer, Deliverable
from secretariat.models.handing import HandedField
from secretariat.models.people import COUNTRY_ROLES, Role, User
from secretariat.models.reviews import Comment
from secretariat.queries import calendars
from secretariat.queries import people as found_people
from secretariat.rules import answers, deadlines, policy
from secretariat.rules.actions import Action
from secretariat.workflow import audit, deliverables, people, saving, step, taken, whole_forms
from secretariat.workflow.saving import Base, Clash
from secretariat.workflow.whole_forms import Trouble


@dataclass(frozen=True)
class Colleague:
    """Whom to ask: an address, and a name where it has no account yet."""

    email: str
    name: str = ""


@dataclass(frozen=True)
class Machine:
    """What an invitation is made with: the installation's secret, the machine's own time and the house's."""

    secret: str
    at: datetime
    house: datetime


def hand(
    deliverable: Deliverable,
    asked: list[CallField],
    to: Colleague,
    *,
    until: date | None,
    by: User,
    at: datetime,
    machine: Machine,
) -> User:
    """Ask a colleague to fill in some questions; an unknown address is invited as a delegate of the country.

    Raises Refused, naming the field, for an address of another country or of the secretariat.
    """
    deliverables.begin(deliverable, by=by, at=at)
    if not asked:
        raise Refused(_("Tick at least one question."), field="keys")
    if until is None:
        raise Refused(_("Choose the day by which it is to be written."), field="until")
    if until < at.astimezone(deliverable.country.zone).date():
        raise Refused(_("This day has passed; choose a later one."), field="until")
    reader = colleague(to, deliverable.country, by=by, at=at)
    for field in asked:
        take_back(deliverable, field, by=by, at=at)
        given = {"until": until, "made_at": at, "made_by_id": by.id}
        db.session.add(HandedField(deliverable_id=deliverable.id, field_id=field.id, user=reader, **given))
    db.session.flush()
    db.session.expire(deliverable, ["handed"])
    audit.write("hand_over", deliverable, by=by, at=at, name=reader.name, count=len(asked))
    if reader.id != by.id:
        write_to(reader, deliverable, asked, by=by, until=until, machine=machine)
    return reader


def ask_again(deliverable: Deliverable, missing: list[Comment], *, by: User, at: datetime, machine: Machine) -> None:
    """Ask colleagues anew for what they hold and what came back as missing, each by one mail.

    by: who gave the text back; the letter is in the name of whoever handed the questions over. Whoever reads the
    verdict's own letter gets none, and a day that has passed becomes a new one.
    """
    lacking = {one.key for one in missing}
    held = [one for one in deliverable.handed if one.field.key in lacking and _can_answer(one, at)]
    if not held:
        return
    today, off = at.astimezone(deliverable.country.zone).date(), calendars.holidays(deliverable.country_id)
    day = deadlines.day_for_a_colleague(today, deliverable.due_at.astimezone(deliverable.country.zone).date(), off)
    for one in held:
        one.until = one.until if one.until >= today else day
    for reader in dict.fromkeys(one.user for one in held):
        own = [one for one in held if one.user == reader]
        until, asked = min(one.until for one in own), [one.field for one in own]
        said = [one for one in missing if one.key in {field.key for field in asked}]
        audit.write("ask_again", deliverable, by=by, at=at, name=reader.name, count=len(asked))
        write_to(reader, deliverable, asked, by=own[0].made_by, until=until, machine=machine, missing=said)


def _can_answer(held: HandedField, at: datetime) -> bool:
    """Tell whether a colleague can still answer a question of theirs, and is not told of the verdict anyway."""
    if held.field.retired_at or answers.frozen(held.field, held.deliverable, at) or not held.user.active:
        return False
    country = held.deliverable.country_id
    return country in held.user.country_ids(at, *COUNTRY_ROLES) - held.user.country_ids(at, Role.FOCAL_POINT)


def write_to(
    reader: User,
    deliverable: Deliverable,
    asked: list[CallField],
    *,
    by: User,
    until: date,
    machine: Machine,
    missing: Sequence[Comment] = (),
) -> None:
    """Ask a colleague by one mail: whoever has no password yet is invited by the same one.

    missing: what the secretariat said where it gave the text back.
    """
    if reader.password_hash is not None:
        letter = compose.handed(deliverable, reader, asked, by=by, until=until, missing=missing)
    else:
        made = people.new_link(reader, by=by, secret=machine.secret, at=machine.at)
        link = compose.Link(links.invitation(made.id), machine.house + people.LIFE)
        letter = compose.invited_to_answer(deliverable, reader, asked, by=by, until=until, link=link, missing=missing)
    outbox.put(letter, to=reader, at=machine.house)


def colleague(to: Colleague, country: Country, *, by: User, at: datetime) -> User:
    """Return the account of an address that belongs to the country, or open one as a delegate."""
    there = found_people.by_email(to.email)
    if there is not None:
        if country.id not in there.country_ids(at, *COUNTRY_ROLES) or not there.active:
            raise Refused(_("This address does not belong to your country; ask the Secretariat."), field="email")
        return there
    name = to.name.strip() or to.email.partition("@")[0]
    guest = people.Guest(
        email=plain_address(to.email), name=name, language=by.language, role=Role.DELEGATE, country=country
    )
    people.check(guest)
    made = User(email=guest.email, name=guest.name, language=guest.language, created_at=at, active=True)
    db.session.add(made)
    db.session.flush()
    people.give(made, guest, by=by, house=at)
    return made


def plain_address(typed: str) -> str:
    """Return an address for mail, or refuse it beside its field."""
    try:
        return plain.address(typed.strip())
    except Refused as error:
        raise Refused(error.sentence, field="email") from None


def take_back(deliverable: Deliverable, field: CallField, *, by: User, at: datetime) -> bool:
    """Take a question back from whoever has it; tell whether somebody had it."""
    step.ask(Action.WRITE, deliverable, by=by, at=at)
    found = [one for one in deliverable.handed if one.field_id == field.id and one.ended_at is None]
    for one in found:
        one.ended_at = at
        audit.write("take_back", deliverable, by=by, at=at, name=one.user.name)
    db.session.flush()
    db.session.expire(deliverable, ["handed"])
    return bool(found)


def hand_back(deliverable: Deliverable, *, by: User, at: datetime) -> int:
    """Give back every question that somebody holds, since they are done; return how many those were.

    What was written stays, and shows who wrote it; whoever asked for it is told.
    """
    step.lock(deliverable)
    step.ask(Action.WRITE_HANDED, deliverable, by=by, at=at)
    held = asked_of(deliverable, by)
    for one in held:
        one.ended_at = at
    if held:
        audit.write("hand_back", deliverable, by=by, at=at, name=held[0].made_by.name, count=len(held))
        _tell(deliverable, held, by=by, at=at)
    db.session.flush()
    db.session.expire(deliverable, ["handed"])
    return len(held)


def _tell(deliverable: Deliverable, held: list[HandedField], *, by: User, at: datetime) -> None:
    """Tell each who asked that their questions are back, while they belong to the country."""
    for asker in dict.fromkeys(one.made_by for one in held):
        if asker.id != by.id and deliverable.country_id in asker.country_ids(at, *COUNTRY_ROLES):
            fields = [one.field for one in held if one.made_by == asker]
            outbox.put(compose.handed_back(deliverable, asker, fields, by=by, at=at), to=asker, at=at)


def asked_of(deliverable: Deliverable, user: User) -> list[HandedField]:
    """Return the questions that somebody holds, in the order of the call."""
    return [one for one in held_by(deliverable, user) if one.field.retired_at is None]


def held_by(deliverable: Deliverable, user: User) -> list[HandedField]:
    """Return the questions that somebody holds, those among it that are no longer asked."""
    held = [one for one in deliverable.handed if one.user_id == user.id]
    return sorted(held, key=lambda one: one.field.position)


def right(deliverable: Deliverable, field: CallField, *, by: User, at: datetime) -> Action:
    """Return the right by which somebody writes in a question: that to the whole text, or that to what they hold.

    Raises Refused for a question that was taken back from them, Hidden for one that they never held.
    """
    if policy.allowed(found_people.who(by, at), Action.WRITE, deliverable):
        return Action.WRITE
    if field.id not in {one.field_id for one in asked_of(deliverable, by)}:
        lost = taken.from_somebody(deliverable, by).get(field.key)
        if lost:
            raise Refused(lost.sentence(by), field=field.key)
        raise Hidden
    return Action.WRITE_HANDED


def save(
    deliverable: Deliverable,
    field: CallField,
    value: Any,
    *,
    revision: int,
    by: User,
    at: datetime,
    base: Base | None = None,
) -> Answer | Clash:
    """Save a question that whoever writes holds. Raises Hidden for any other one, Stale once the draft is none."""
    step.lock(deliverable)
    if field.id not in {one.field_id for one in asked_of(deliverable, by)}:
        raise Hidden
    deed = Action.WRITE_HANDED
    return saving.save(deliverable, field, value, revision=revision, by=by, at=at, deed=deed, base=base)


def save_all(deliverable: Deliverable, form: Mapping[str, str], *, by: User, at: datetime) -> Trouble:
    """Save the questions that whoever writes holds, as a whole form has them; return what stays on the page."""
    step.lock(deliverable)
    fields = [one.field for one in held_by(deliverable, by)]
    trouble = whole_forms.save(deliverable, form, by=by, at=at, fields=fields, deed=Action.WRITE_HANDED)
    trouble.gone.extend(taken.late(deliverable, form, by=by))
    return trouble
