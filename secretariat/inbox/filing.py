"""An answer to a mail about a text: read as a form that came back, and shown to its sender before anything counts."""

import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from secretariat.database import db
from secretariat.errors import Refused
from secretariat.inbox import showing
from secretariat.inbox.showing import Read
from secretariat.mail import compose, outbox, reasons
from secretariat.mail.incoming.bodies import File
from secretariat.mail.incoming.heard import Heard
from secretariat.models.deliverables import WITH_THE_COUNTRY, Deliverable, State
from secretariat.models.messages import Message
from secretariat.models.people import Role, User
from secretariat.models.received import Outcome, ReceivedMail
from secretariat.packets.child import Answer
from secretariat.packets.parts import Reason
from secretariat.papers import numbered, outside, plain, quoted, reading
from secretariat.papers.sheet import printed
from secretariat.rules import deadlines
from secretariat.uploads import of_a_form
from secretariat.workflow import audit, offline, received, step

MOST_FILES = 5  # that are looked into
MOST_LETTERS = 10  # with which a mail is compared
FORMS = (".docx", ".txt")


def file(mail: ReceivedMail, mine: Heard, number: int, *, sender: User, at: datetime) -> None:
    """Read a person's answer to a mail about a text, and tell them what was understood, or why nothing was."""
    text = db.session.get(Deliverable, number)
    own = text is not None and text.country_id in sender.country_ids(at, Role.FOCAL_POINT)
    with force_locale(sender.language):
        try:
            found = taken_from(mail, mine, text if own else None, sender=sender, at=at)
        except Refused as error:
            db.session.flush()
            if answered(mine, text, sender, at=at):
                refuse(mail, error.sentence, text if own else None, sender=sender, at=at)
            else:
                leave(mail, mine, text if own else None, sender=sender, at=at)
            return
    text = db.session.get_one(Deliverable, found.returned.deliverable_id)
    mail.deliverable_id, mail.returned_id = text.id, found.returned.id
    letter = compose.form_read(found.returned, sender, text, found.items, found.left, same=found.same)
    outbox.put(letter, to=sender, at=at, about=[text.id])
    audit.write("answer_by_mail", text, by=sender, at=at, name=found.returned.name)
    received.conclude(mail, Outcome.FILED, reasons.FILED, at=at)


def refuse(mail: ReceivedMail, sentence: str, text: Deliverable | None, *, sender: User, at: datetime) -> None:
    """Tell somebody of the house why nothing was made of their mail."""
    mail.deliverable_id = text.id if text else None
    tell(mail, sentence, text, sender=sender, at=at)
    received.conclude(mail, Outcome.ANSWERED, reasons.NOT_FILED, at=at)


def leave(mail: ReceivedMail, mine: Heard, text: Deliverable | None, *, sender: User, at: datetime) -> None:
    """Leave a mail without an answer to a person, be it words or files, and tell its sender so.

    Where no machine should answer, a machine may have written it after all: then nothing is written back.
    """
    mail.deliverable_id = text.id if text else None
    if not mine.marks:
        found = _("Nothing was filed as an answer, since no answer was found. A person of the Secretariat reads it.")
        sentences = [found, *showing.not_taken([], named(mine), sender.language)]
        tell(mail, " ".join(sentences), text, sender=sender, at=at)
    only_files = mine.files and not quoted.own(mine.text).strip()
    received.conclude(mail, Outcome.KEPT, reasons.FILES_ONLY if only_files else reasons.WORDS_ONLY, at=at)


def tell(mail: ReceivedMail, sentence: str, text: Deliverable | None, *, sender: User, at: datetime) -> None:
    """Write to somebody of the house that their mail changed nothing, and why."""
    letter = compose.mail_not_filed(mail, sender, sentence, text, at=at)
    outbox.put(letter, to=sender, at=at, about=[text.id] if text else [])


def answered(mine: Heard, text: Deliverable | None, sender: User | None, *, at: datetime) -> bool:
    """Tell whether a mail has a form or an answer, be it one that cannot be taken; or nothing that one could read.

    What stands only within the mail that it answers may be a person's: some write between its lines.
    """
    nothing = not mine.text.strip() and not mine.files
    if text is None:
        return nothing or bool(forms(mine))
    found = forms(mine) or boxes_of(mine, text, at=at)
    return nothing or bool(found or any(numbered.read(mine.text, text.call.fields, letters(text, sender))))


def holds(mine: Heard, number: int | None, *, at: datetime) -> bool:
    """Tell whether a mail has files, or answers to the text whose address it came to: a machine writes neither."""
    text = db.session.get(Deliverable, number) if number is not None and mine.text.strip() else None
    return bool(mine.files) or (text is not None and answered(mine, text, None, at=at))


def letters(text: Deliverable, reader: User | None) -> Sequence[str]:
    """Return the words of the last letters to somebody about a text, of which a mail may answer one."""
    if reader is None:
        return ()
    theirs = select(Message.text).where(Message.user_id == reader.id, Message.about.contains([text.id]))
    return db.session.scalars(theirs.order_by(Message.id.desc()).limit(MOST_LETTERS)).all()


def forms(mine: Heard) -> list[File]:
    """Return the files that may be forms."""
    return [one for one in mine.files if one.name.lower().endswith(FORMS)]


def boxes_of(mine: Heard, text: Deliverable, *, at: datetime) -> dict[str, str]:
    """Return what stands in the boxes of a form in the words of a mail, if one of them is of the text's call.

    A form of another text of the country is read as that one's.
    """
    if "[" not in mine.text:
        return {}
    meant = offline.meant(plain.code_of(mine.text), text)
    boxes = plain.read(mine.text, printed(meant, at=at))
    keys = {field.key for field in meant.call.fields}
    return boxes if any(name.partition(".")[0] in keys for name in boxes) else {}


def beside_boxes(mine: Heard, text: Deliverable, sender: User, *, at: datetime) -> dict[str, str]:
    """Return what stands outside the boxes of a form in the words of a mail."""
    meant = offline.meant(plain.code_of(mine.text), text)
    said = outside.of(mine.text, printed(meant, at=at))
    return numbered.around_a_form(said, meant.call.fields, letters(text, sender))


def taken_from(mail: ReceivedMail, mine: Heard, text: Deliverable | None, *, sender: User, at: datetime) -> Read:
    """Return what a mail says to a text, or a form in it to the text that it is of. Raises Refused.

    Another country's text is not named.
    """
    if text is None:
        raise Refused(_("Only a focal point of the country that the text is from can answer by mail."))
    name, code, texts, left = found_in(mine, text, sender, at=at)
    asked_by_mail, text = text, offline.meant(code, text)
    if text is not asked_by_mail:
        texts = without(texts, printed(text, at=at))
    takes(text, at)
    called = name or mail.subject or _("without a subject")
    returned = offline.come_back(text, code, texts, name=called, by=sender, at=at)
    others = named(mine, but=name)
    more = [one for one in others if one in second(mine, name, text, at=at)]
    files = [one for one in others if one not in more]
    said = showing.second(more, sender.language)
    return showing.read(text, returned, left, files, second=said, language=sender.language, at=at)


def second(mine: Heard, name: str, text: Deliverable, *, at: datetime) -> list[str]:
    """Return the names of the forms beside the one that was read, if one was."""
    if not name:
        return []
    read = next(place for place, one in enumerate(mine.files) if one.name == name)
    rest = [one for place, one in enumerate(mine.files) if place != read and one.name.lower().endswith(FORMS)]
    return [one.name for one in rest[:MOST_FILES] if asked(one, printed(text, at=at)).get("texts")]


def takes(text: Deliverable, at: datetime) -> None:
    """Raise Refused where a text takes no answer at present, or none any more."""
    if text.state not in WITH_THE_COUNTRY:
        state = step.state_word(State(text.state))
        raise Refused(_("This text is not yours to change at present; it is: %(state)s.", state=state))
    if deadlines.closed(text.call, text.due_at, at):
        raise Refused(_("The date of this call has passed for good; ask the Secretariat for an extension."))


def without(texts: dict[str, str], lines: set[str]) -> dict[str, str]:
    """Return what stands in a form without some lines among the words that belong nowhere."""
    nowhere = [line for line in texts.get(plain.NOWHERE, "").split("\n") if line not in lines]
    return texts | {plain.NOWHERE: "\n".join(nowhere)}


def named(mine: Heard, *, but: str = "") -> list[str]:
    """Return the names of the files of a mail. but: the form among them, the first of its name."""
    names = [one.name or _("a file without a name") for one in mine.files]
    if but:
        names.remove(but)
    return names


def found_in(mine: Heard, text: Deliverable, sender: User, *, at: datetime) -> showing.Found:
    """Return the name of the form, its code, what stands in its boxes, and the questions that no words can answer.

    An attached form goes first, then a form in the words of the mail, then words under the numbers of questions.
    """
    trouble = None
    for one in forms(mine)[:MOST_FILES]:
        answer = asked(one, printed(text, at=at))
        if "reason" in answer:
            trouble = trouble or Refused(of_a_form(Reason(answer["reason"])))
        elif answer["texts"]:
            beside = numbered.beside_a_form(mine.text, text.call.fields, letters(text, sender))
            return one.name, answer["code"], answer["texts"] | beside, []
    if boxes := boxes_of(mine, text, at=at):
        return "", plain.code_of(mine.text), boxes | beside_boxes(mine, text, sender, at=at), []
    texts, left = numbered.read(mine.text, text.call.fields, letters(text, sender))
    if texts:
        return "", None, texts, left
    none = _(
        "No answer was found in your mail. Attach the form as it was taken from the site, or write each answer "
        "on a line that begins with the number of its question."
    )
    raise trouble or Refused(
        " ".join([*([] if left else [none]), *showing.not_taken(left, named(mine), sender.language)])
    )


def asked(one: File, lines: set[str]) -> Answer:
    """Have a child read a file, as it reads one that was sent on the site. lines: that the form bore."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form"
        path.write_bytes(one.content)
        return reading.asked(path, lines)
