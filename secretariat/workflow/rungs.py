"""The ladder of a call's reminders: what it says, and a rung held, sent before its time or skipped for a country."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select, update

from secretariat.database import db
from secretariat.errors import Hidden, Refused, Stale
from secretariat.mail import checks, fields, lines
from secretariat.mail.compose.notices import FIELDS
from secretariat.models.calls import Call
from secretariat.models.deliverables import Deliverable
from secretariat.models.people import User
from secretariat.models.reminders import Audience, Reminder, ReminderRule
from secretariat.queries import reminders as queries
from secretariat.rules import reminders as rules
from secretariat.rules.actions import Action
from secretariat.workflow import audit, calls, reminders, repeats, step

EARLIEST, LATEST, MOST = -90, 30, 12
LONGEST_REASON = 500  # characters
LONGEST_WORDING = 600  # characters
ONLY_AFTER = {Audience.DELEGATION, Audience.OFFICERS}


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a rung is to be; wording by language."""

    offset_days: int
    audience: str
    only_if: str
    wording: Mapping[str, str]

    def rung(self) -> ReminderRule:
        """Return a rung of this kind, of no call yet."""
        return ReminderRule(**asdict(self))


def worded(typed: Mapping[str, str], *, reader: str) -> dict[str, str]:
    """Return the officers' own sentence by language, on one line, without the languages that say nothing.

    reader: the language of whoever is told what is wrong. Raises Refused, with the first field.
    """
    for name, sentence in faults(typed, reader=reader).items():
        raise Refused(sentence, field=name)
    found = {code: lines.one(said) for code, said in typed.items()}
    return {code: said for code, said in found.items() if said}


def faults(typed: Mapping[str, str], *, reader: str) -> dict[str, str]:
    """Return what is wrong with the officers' own sentence, in each language at once, by field."""
    found: dict[str, str] = {}
    for code, said in typed.items():
        try:
            _check_words(said, reader)
        except Refused as error:
            found[f"wording.{code}"] = error.sentence
    return found


def _check_words(typed: str, reader: str) -> None:
    said = lines.one(typed)
    checks.prose(typed.replace("\r\n", "\n"))
    fields.check(said, FIELDS, language=reader)
    if len(said) > LONGEST_WORDING:
        raise Refused(_("%(count)s characters; at most %(most)s fit.", count=len(said), most=LONGEST_WORDING))


def named(call: Call, number: int) -> ReminderRule:
    """Return the rung of a call's ladder that an address names.

    A page that was opened while the call followed the house's ladder names a rung of the house: it means the call's
    own copy of it. Raises Hidden where no page showed it, and Stale where it is in the ladder no more.
    """
    shown = db.session.get(ReminderRule, number)
    if shown is None or shown.call_id not in {None, call.id}:
        raise Hidden
    ladder = queries.ladder(call)
    found = [one for one in ladder if one is shown or (shown.call_id is None and _alike(one, shown))]
    if not found:
        raise Stale(_("The reminders of this call have changed meanwhile: load the page again to see them."))
    return found[0]


def _alike(one: ReminderRule, other: ReminderRule) -> bool:
    said = ((each.offset_days, each.audience, each.only_if) for each in (one, other))
    return next(said) == next(said)


def own(call: Call) -> list[ReminderRule]:
    """Return the rungs that a call has for itself; one that followed the house's ladder gets a copy of it.

    What was decided by the house's rungs for its texts is then decided by the copies.
    """
    ladder = queries.ladder(call)
    if any(one.call_id for one in ladder):
        return list(ladder)
    copies = []
    texts = select(Deliverable.id).where(Deliverable.call_id == call.id)
    for rung in ladder:
        copy = ReminderRule(
            call_id=call.id,
            offset_days=rung.offset_days,
            audience=rung.audience,
            only_if=rung.only_if,
            wording=rung.wording,
        )
        db.session.add(copy)
        db.session.flush()
        decided = update(Reminder).where(Reminder.rule_id == rung.id, Reminder.deliverable_id.in_(texts))
        db.session.execute(decided.values(rule_id=copy.id))
        copies.append(copy)
    db.session.expire_all()
    return copies


def add(call: Call, wanted: Wanted, *, by: User, at: datetime) -> None:
    """Add a rung to a call's ladder. Raises Refused, with the field, where it cannot be."""
    _begin(call, by=by, at=at)
    ladder = own(call)
    if len(ladder) >= MOST:
        raise Refused(_("A ladder has at most %(most)s reminders.", most=MOST), field="offset_days")
    _check(ladder, wanted, None)
    rung = wanted.rung()
    rung.call_id = call.id
    db.session.add(rung)
    db.session.flush()
    reminders.pass_over_rung(rung, call, at)
    audit.write("add_rung", call, by=by, at=at, days=wanted.offset_days, audience=wanted.audience)


def change(call: Call, rung: ReminderRule, wanted: Wanted, *, by: User, at: datetime, again: bool = False) -> None:
    """Let a rung say something else; on a later day it speaks anew, and on one that has passed to nobody.

    Where it has spoken and gets other readers, it speaks to those of them who have not heard it. again: whether anybody
    may hear by this what was sent already: a second time, or as its new readers. Raises Refused, with the field, where
    it cannot be, or where somebody would and that was not said.
    """
    _begin(call, by=by, at=at)
    rung = _of(call, rung)
    _check(own(call), wanted, rung)
    heard = None if again else repeats.by_changing(call, rung, wanted.rung(), at)
    if heard:
        raise Refused(heard.words, field="again")
    moved, before = rung.offset_days != wanted.offset_days, rung.audience
    for name, value in asdict(wanted).items():
        setattr(rung, name, value)
    db.session.flush()
    if moved:
        reminders.pass_over_rung(rung, call, at)
    audit.write("change_rung", call, by=by, at=at, days=wanted.offset_days, audience=wanted.audience, before=before)


def take_out(call: Call, rung: ReminderRule, *, by: User, at: datetime) -> None:
    """Take a rung out of a call's ladder. The last one stays: a call that reminds nobody loses texts."""
    _begin(call, by=by, at=at)
    rung = _of(call, rung)
    if len(own(call)) == 1:
        raise Refused(_("The last reminder stays: hold it instead."))
    rung.retired_at = at
    audit.write("take_out_rung", call, by=by, at=at, days=rung.offset_days, audience=rung.audience)


def hold(call: Call, rung: ReminderRule, *, by: User, at: datetime) -> None:
    """Let a rung speak to nobody for a call until it is released."""
    _begin(call, by=by, at=at)
    rung = _of(call, rung)
    if rung.held_at is None:
        rung.held_at = at
        audit.write("hold_rung", call, by=by, at=at, days=rung.offset_days, audience=rung.audience)


def release(call: Call, rung: ReminderRule, *, by: User, at: datetime) -> None:
    """Let a rung that was held speak again: at its moment, or at once where that has passed."""
    _begin(call, by=by, at=at)
    rung = _of(call, rung)
    if rung.held_at is not None:
        rung.held_at = None
        audit.write("release_rung", call, by=by, at=at, days=rung.offset_days, audience=rung.audience)


def send_now(call: Call, rung: ReminderRule, *, by: User, at: datetime) -> int:
    """Let a rung speak before its moment, to whoever owes now; return how many letters were written.

    Whoever has had today's mail gets no second one.
    """
    _begin(call, by=by, at=at)
    rung = _of(call, rung)
    written = reminders.run(at, early=rung)
    audit.write("send_rung", call, by=by, at=at, days=rung.offset_days, audience=rung.audience, count=written)
    return written


def skip(text: Deliverable, rung: ReminderRule, reason: str, *, by: User, at: datetime) -> None:
    """Leave a country out of a rung, with a reason. It holds for the due moment that the text has now."""
    step.lock(text)
    step.ask(Action.STEER_REMINDERS, None, by=by, at=at)
    reason = " ".join(reason.split())
    if not reason:
        raise Refused(_("Write why: the trail keeps it."), field="reason")
    if len(reason) > LONGEST_REASON:
        raise Refused(_("At most %(most)s characters.", most=LONGEST_REASON), field="reason")
    if not rules.owed(text):
        raise step.stale(text, by=by, at=at)
    if _decided(text, rung):
        raise Stale(_("This reminder was decided meanwhile: it has been sent, or skipped."))
    now = {"due_at": text.due_at, "offset_days": rung.offset_days, "audience": rung.audience, "decided_at": at}
    db.session.add(Reminder(deliverable=text, rule=rung, reason=reason, skipped_by=by, **now))
    db.session.flush()
    audit.write("skip_rung", text, by=by, at=at, days=rung.offset_days, reason=reason)


def undo_skip(text: Deliverable, rung: ReminderRule, *, by: User, at: datetime) -> None:
    """Take a country into a rung again."""
    step.lock(text)
    step.ask(Action.STEER_REMINDERS, None, by=by, at=at)
    found = _decided(text, rung)
    if found is None or found.reason is None:
        raise Stale(_("This reminder is not skipped any more."))
    db.session.delete(found)
    db.session.flush()
    audit.write("undo_skip", text, by=by, at=at, days=rung.offset_days)


def _begin(call: Call, *, by: User, at: datetime) -> None:
    calls.lock(call)
    step.ask(Action.STEER_REMINDERS, call, by=by, at=at)
    if call.closed_at is not None:
        raise Stale(_("This call is closed: it reminds nobody any more."))


def _of(call: Call, rung: ReminderRule) -> ReminderRule:
    """Return the call's own rung for one of its page: the page may have shown the house's."""
    same = [one for one in own(call) if (one.offset_days, one.audience) == (rung.offset_days, rung.audience)]
    if not same or rung.retired_at is not None:
        raise Stale(_("Somebody has taken this reminder out of the ladder meanwhile."))
    return same[0]


def _decided(text: Deliverable, rung: ReminderRule) -> Reminder | None:
    rows = db.session.scalars(select(Reminder).where(Reminder.deliverable_id == text.id, Reminder.rule_id == rung.id))
    found = [one for one in rows if one.counts(text.due_at, rung)]
    return min(found, key=lambda one: one.reason is None, default=None)


def _check(ladder: list[ReminderRule], wanted: Wanted, changed: ReminderRule | None) -> None:
    if not EARLIEST <= wanted.offset_days <= LATEST:
        raise Refused(_("From 90 days before the date to 30 days after it."), field="offset_days")
    if wanted.audience in ONLY_AFTER and wanted.offset_days <= 0:
        raise Refused(_("Delegations and officers are written to only after the date."), field="audience")
    if any(
        one is not changed and (one.offset_days, one.audience) == (wanted.offset_days, wanted.audience)
        for one in ladder
    ):
        raise Refused(_("There is a reminder on this day for these readers already."), field="offset_days")
