"""Words of letters: versions that are never overwritten, two officers at once, and what letters say in the end."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from sqlalchemy import update
from sqlalchemy.exc import ProgrammingError

from secretariat.errors import Forbidden, Hidden, Refused, Stale
from secretariat.mail import compose, deliver, outbox
from secretariat.mail.compose.words import TEXTS, Words
from secretariat.mail.server import Server
from secretariat.mail.smtp import Line
from secretariat.models.audit import AuditEntry
from secretariat.models.letters import LetterText
from secretariat.models.messages import Message
from secretariat.models.people import Role
from secretariat.models.reminders import ReminderRule
from secretariat.workflow import letters, reminders, samples, trials
from tests import factories
from tests.sink import Sink
from tests.visitors import counting

pytestmark = pytest.mark.usefixtures("in_2025")
REMINDER = TEXTS["reminder"]
OURS = Words("Envíe antes del {day}: {title}", "Le esperamos: {title}, el {due}.", "Llámenos, {name}.")
OTHERS = Words("Plazo {day}: {title}", "Envíe {title} antes del {due}.", "")


@pytest.fixture(autouse=True)
def in_a_request(session, app):
    with app.test_request_context():
        yield


@pytest.fixture
def officer():
    return factories.user(Role.OFFICER, name="Irene Vega")


@pytest.fixture
def reader():
    return factories.user(Role.FOCAL_POINT, name="Rosa Quispe", language="es")


def save(by, words=OURS, *, seen=0, language="es", text=REMINDER):
    return letters.save(text, language, words, seen=seen, reader="en", by=by, at=factories.NOW)


def reminder(to, *texts, rung=None):
    texts = texts or (factories.deliverable(),)
    return compose.reminder(to, texts, factories.NOW, [(texts[0], rung)] if rung else ())


def test_letters_say_what_an_officer_wrote_and_those_already_written_stay(officer, reader):
    before = outbox.put(reminder(reader), to=reader, at=factories.NOW)
    said = (before.subject, before.text, before.html)
    save(officer)
    letter = reminder(reader)
    assert letter.subject == "Envíe antes del viernes 19 de septiembre: Contributions (Peru)"
    assert letter.lead.startswith("Le esperamos: Contributions (Peru), el viernes 19 de septiembre, 09:00 Lima")
    assert letter.paragraphs[-1] == "Llámenos, Rosa Quispe."
    assert (before.subject, before.text, before.html) == said


def test_a_language_without_words_of_theirs_speaks_the_houses(officer):
    save(officer)
    letter = reminder(factories.user(Role.FOCAL_POINT, language="fr"))
    assert letter.subject.startswith("À envoyer") or "Envoyez" in letter.lead


def test_the_words_of_a_rung_come_first_then_an_officers_then_the_houses(officer, reader):
    rung = factories.add(ReminderRule(call_id=None, offset_days=-7, wording={"es": "Faltan siete días, {country}."}))
    save(officer)
    letter = reminder(reader, rung=rung)
    assert letter.more[0] == "Faltan siete días, Peru."
    assert "Le esperamos" not in " ".join((letter.lead, *letter.more))
    assert letter.paragraphs[-1] == "Llámenos, Rosa Quispe."
    assert "Le esperamos" in reminder(reader).lead
    letters.to_house(REMINDER, "es", seen=1, by=officer, at=factories.NOW)
    assert "Le esperamos" not in reminder(reader).lead


def test_a_version_is_added_and_never_changed(session, officer):
    save(officer)
    save(officer, OTHERS, seen=1)
    letters.take_back(REMINDER, "es", 1, seen=2, by=officer, at=factories.NOW)
    letters.to_house(REMINDER, "es", seen=3, by=officer, at=factories.NOW)
    rows = session.query(LetterText).order_by(LetterText.number).all()
    assert [(one.number, one.own, one.back_to, one.subject) for one in rows] == [
        (1, True, None, OURS.subject),
        (2, True, None, OTHERS.subject),
        (3, True, 1, OURS.subject),
        (4, False, None, ""),
    ]
    session.commit()
    entries = session.query(AuditEntry).filter_by(action="edit_texts").order_by(AuditEntry.number)
    assert [(one.thing, one.details["letter"], one.details["own"]) for one in entries] == [
        ("reminder/es/1", "reminder", True),
        ("reminder/es/2", "reminder", True),
        ("reminder/es/3", "reminder", True),
        ("reminder/es/4", "reminder", False),
    ]
    with pytest.raises(ProgrammingError, match="permission denied"):
        session.execute(update(LetterText).values(subject="x"))


def test_whoever_is_slower_is_told_who_was_faster_and_overwrites_nothing(session, officer):
    save(officer)
    with pytest.raises(Stale, match="Irene Vega saved version 1 meanwhile"):
        save(factories.user(Role.OFFICER), OTHERS)
    with pytest.raises(Stale):
        letters.take_back(REMINDER, "es", 1, seen=0, by=officer, at=factories.NOW)
    assert factories.how_many(LetterText) == 1
    assert save(officer, OTHERS, seen=1).number == 2


def test_words_that_hold_already_make_no_version(officer):
    with pytest.raises(Refused, match="in force already"):
        save(officer, REMINDER.plain("es"))
    save(officer)
    with pytest.raises(Refused, match="in force already"):
        save(officer, seen=1)
    assert factories.how_many(LetterText) == 1


def test_what_is_refused_leaves_no_trace_and_only_officers_write(session, officer):
    with pytest.raises(Refused) as refused:
        save(officer, Words("S", "{du}", ""))
    assert refused.value.field == "opening"
    with pytest.raises(Forbidden):
        save(factories.user(Role.AUDITOR))
    with pytest.raises(Hidden):
        letters.take_back(REMINDER, "es", 9, seen=0, by=officer, at=factories.NOW)
    with pytest.raises(Stale, match="in force already"):
        letters.to_house(REMINDER, "es", seen=0, by=officer, at=factories.NOW)
    assert factories.how_many(LetterText) == 0


def test_the_words_are_read_once_for_all_letters_of_a_run(session, officer):
    """One mail a day about everything owed speaks them too, and a person more costs no query about words more."""
    factories.add(ReminderRule(call_id=None, offset_days=-11))
    save(officer)
    for code in ("PE", "BR", "EC"):
        home = factories.country(code)
        for _each in range(2):
            factories.deliverable(factories.call(), home)
        factories.user(Role.FOCAL_POINT, home, language="es")
    session.commit()
    with counting() as seen:
        assert reminders.run(factories.NOW) == 3
    assert sum("letter_texts" in one for one in seen) == 1
    subjects = [one.subject for one in session.query(Message)]
    assert len(subjects) == 3
    assert all(one.startswith("Envíe antes del viernes") for one in subjects)


def test_a_test_mail_arrives_at_ones_own_address_and_says_so(session, officer):
    text = factories.deliverable()
    about = samples.of(text.country, officer, factories.NOW)
    letter = samples.letter(REMINDER, about, "es", OURS)
    trials.send(REMINDER, letter, "es", reader="en", by=officer, at=factories.NOW)
    session.commit()
    with Sink() as sink:
        line = Line(Server.read(sink.url), name="localhost", seconds=20)
        assert deliver.over([line])
        (copy,) = sink.wait_for(1)
        line.close()
    assert copy.to == officer.email
    mail = message_from_bytes(copy.content, policy=policy.default)
    assert mail["Subject"] == "Prueba: Envíe antes del viernes 19 de septiembre: Contributions (Peru)"
    assert mail["Content-Language"] == "es"
    words = " ".join(mail.get_body(("plain",)).get_content().split())
    assert "Este es un correo de prueba; solo usted lo recibió." in words
    assert factories.how_many(LetterText) == 0


def test_a_test_mail_stops_nothing_else_and_ten_an_hour_are_enough(session, officer):
    about = samples.of(factories.deliverable().country, officer, factories.NOW)
    letter = samples.letter(REMINDER, about, "en", None)
    for _each in range(trials.MOST_AN_HOUR):
        trials.send(REMINDER, letter, "en", reader="en", by=officer, at=factories.NOW)
    with pytest.raises(Refused, match="the next can leave at 11:00 in Washington"):
        trials.send(REMINDER, letter, "en", reader="en", by=officer, at=factories.NOW)
    trials.send(REMINDER, letter, "en", reader="en", by=officer, at=factories.NOW + trials.HOUR)
    assert {one.kind for one in session.query(Message)} == {"trial"}


def test_a_letter_is_shown_about_a_text_whose_date_is_to_come(officer):
    past, ahead = (factories.call(due_at=factories.NOW + timedelta(days=days)) for days in (-3, 9))
    factories.deliverable(past)
    text = factories.deliverable(ahead)
    assert samples.of(text.country, officer, factories.NOW).text is text


def test_no_test_mail_goes_to_an_address_that_came_back(officer):
    about = samples.of(factories.deliverable().country, officer, factories.NOW)
    officer.address_dead_at = factories.NOW
    with pytest.raises(Refused, match="has come back"):
        trials.send(REMINDER, samples.letter(REMINDER, about, "en"), "en", reader="en", by=officer, at=factories.NOW)
