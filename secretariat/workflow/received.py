"""Mail that came in: noted once, a bounce believed only where it can be ours, the rest left to the officers."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from secretariat.database import db
from secretariat.errors import Hidden, Refused, Stale
from secretariat.mail import compose, outbox, reasons, record, telling
from secretariat.mail.incoming.bounces import Report, Verdict
from secretariat.models.messages import Message
from secretariat.models.people import User
from secretariat.models.received import Outcome, ReceivedMail
from secretariat.rules.actions import Action
from secretariat.workflow import audit, step

KEPT = timedelta(days=90)
A_DAY = timedelta(days=1)
MOST_A_DAY = 30  # mails of one sender that the house answers
TOLD = {Outcome.KEPT, Outcome.TURNED_AWAY}


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a mail says of itself, and what is kept of it. raw: its bytes, where an officer may need them."""

    sha256: str
    size: int
    sender: str = ""
    subject: str = ""
    message_id: str = ""
    text: str = ""
    raw: bytes | None = None


def note(said: Said, *, sender: User | None, at: datetime) -> ReceivedMail | None:
    """Note that a mail was handed in, or return None where the same bytes were noted before.

    Another process that has the same mail is waited for.
    """
    values = vars(said) | {
        "at": at, "user_id": sender.id if sender else None, "outcome": Outcome.KEPT, "why": reasons.UNREADABLE,
    }  # fmt: skip
    made = insert(ReceivedMail).values(values).on_conflict_do_nothing().returning(ReceivedMail)
    return db.session.scalars(made).one_or_none()


def conclude(mail: ReceivedMail, outcome: Outcome, why: str, *, at: datetime) -> None:
    """Say what was made of a mail; what nobody could file is put before the officers.

    What is probably a machine's waits in the list only: of each mail that leaves some come back as such.
    """
    mail.outcome, mail.why = outcome, why
    if outcome in {Outcome.IGNORED, Outcome.BOUNCED, Outcome.NOTED, Outcome.TURNED_AWAY}:
        mail.raw = None
    db.session.flush()
    if outcome in TOLD:
        tell(mail, at=at)


def tell(mail: ReceivedMail, *, at: datetime) -> None:
    """Write to the officers: once a day of each person here, once of everybody else."""
    for officer in telling.on_duty(at) if mail.why != reasons.PROBABLY else ():
        once = f"mail_kept:{mail.user_id or 0}:{at.date()}:{officer.id}"
        outbox.put(compose.mail_kept(mail, officer), to=officer, at=at, once=once)
    audit.write("keep_mail", mail, by=None, at=at, why=mail.why)


def mark(mail: ReceivedMail, *, done: bool, by: User, at: datetime) -> bool:
    """Say that nothing is left to do about a mail which was kept for a person, or take that back.

    Return False where the same person said so before: pressed twice it counts once. Raises Stale, which names
    whoever was faster, Refused where no person needs to read it.
    """
    step.ask(Action.MARK_RECEIVED, mail, by=by, at=at)
    _lock(mail)
    if mail.outcome != Outcome.KEPT:
        raise Refused(_("This mail waits for nobody: only what is left to be read by a person can be marked as done."))
    if mail.done == done:
        if mail.marked_by is None or mail.marked_by_id == by.id:
            return False
        raise Stale(_("%(name)s was faster; it is now: %(state)s.", name=mail.marked_by.name, state=_state(mail)))
    mail.done, mail.marked_at, mail.marked_by = done, at, by
    db.session.flush()
    audit.write(Action.MARK_RECEIVED, mail, by=by, at=at, done=done)
    return True


def _lock(mail: ReceivedMail) -> None:
    """Lock a mail's row, and read it anew. Raises Hidden where its 90 days ended at this moment."""
    row = select(ReceivedMail).where(ReceivedMail.id == mail.id).with_for_update(of=ReceivedMail)
    if db.session.scalars(row.execution_options(populate_existing=True)).one_or_none() is None:
        raise Hidden


def _state(mail: ReceivedMail) -> str:
    return _("Done") if mail.done else _("To be read")


def came_back(mail: ReceivedMail, report: Report, *, at: datetime) -> None:
    """Believe a bounce that names a mail of ours and whom it went to; any other changes nothing."""
    ours = select(Message).where(Message.message_id.in_(report.message_ids))
    message = db.session.scalars(ours.with_for_update(of=Message)).first() if report.message_ids else None
    mail.about_id = message.id if message else None
    if report.arrived and not report.verdicts:
        return conclude(mail, Outcome.IGNORED, reasons.ARRIVED, at=at)
    if message is None:
        return conclude(mail, Outcome.IGNORED, reasons.NOT_OURS, at=at)
    verdict = next((one for one in report.verdicts if message.email.lower() in one.addresses), None)
    if verdict is None:
        return conclude(mail, Outcome.IGNORED, reasons.OTHER_ADDRESS, at=at)
    if message.state in {"refused", "cancelled"}:
        return conclude(mail, Outcome.IGNORED, reasons.KNOWN, at=at)
    if not verdict.failed:
        message.reply = verdict.reply
        return conclude(mail, Outcome.NOTED, reasons.DELAYED, at=at)
    failed(message, verdict, at=at)
    return conclude(mail, Outcome.BOUNCED, reasons.CAME_BACK if verdict.dead else reasons.GIVEN_UP, at=at)


def failed(message: Message, verdict: Verdict, *, at: datetime) -> None:
    """Do what a refusal on the line would have done: mark the address, and tell the officers."""
    reader = message.user
    if verdict.dead and reader.email.lower() == message.email.lower():
        record.mark(reader, verdict.reply, at=at)
        audit.write("address_refused", reader, by=None, at=at, reply=verdict.reply)
    message.lease_until = None
    record.give_up(message, verdict.reply)


def ours(message_id: str) -> bool:
    """Tell whether a Message-ID is that of a mail which the house wrote."""
    found = select(Message.id).where(Message.message_id == message_id)
    return bool(message_id) and db.session.scalar(found) is not None


def too_many(sender: User, *, at: datetime) -> bool:
    """Tell whether a person has written more today than is answered: two machines that answer each other would."""
    recent = (ReceivedMail.user_id == sender.id) & (ReceivedMail.at > at - A_DAY) & (ReceivedMail.at <= at)
    return (db.session.scalar(select(func.count()).select_from(ReceivedMail).where(recent)) or 0) > MOST_A_DAY


def purge(*, at: datetime, most: int) -> bool:
    """Delete what came in long ago; return whether more may be left. What was filed stands in the text by now."""
    some = select(ReceivedMail.id).where(ReceivedMail.at < at - KEPT).limit(most).with_for_update(skip_locked=True)
    gone = delete(ReceivedMail).where(ReceivedMail.id.in_(select(some.cte().c.id))).returning(ReceivedMail.id)
    return len(db.session.scalars(gone).all()) == most
