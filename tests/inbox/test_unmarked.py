"""Answers that somebody wrote into the letter itself, where their mail program has put that into the mail unmarked."""

import re
import textwrap
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from sqlalchemy import select

from secretariat.database import db
from secretariat.mail import compose, outbox, reasons
from secretariat.models.messages import Message
from tests.factories import NOW
from tests.inbox.test_filing import FILED, answer
from tests.visitors import Visit

OUTLOOK = "De: Secretariat <s@example.org>\nEnviado: viernes, 12 de septiembre de 2025\nPara: Rosa\nAsunto: Texto\n\n"
TOP = {
    "nothing": "",
    "unknown": "Secretariat, 12/9/2025, dijo :\n\n",
    "Outlook": OUTLOOK,
    "rule": "_" * 32 + "\n" + OUTLOOK,
}


@pytest.fixture
def letter(app, house_of_peru, monkeypatch):
    """Return the letter that opened the call, as it went to Rosa."""
    monkeypatch.setitem(app.config, "SETTINGS", house_of_peru.settings)
    house_of_peru.call.fields[0].helps = {"en": "In a few words, but with all that is needed to understand them."}
    text = house_of_peru.text
    written = compose.call_opened(house_of_peru.call, house_of_peru.rosa, text)
    outbox.put(written, to=house_of_peru.rosa, at=NOW, about=[text.id])
    db.session.commit()
    return house_of_peru.letter("call_opened")


def within(words, **said):
    """Return the words of a letter with something below the lines that begin so."""
    for begins, below in said.items():
        found = re.search(rf"^(?:\d\. )?{begins}.*$", words, re.MULTILINE)
        words = f"{words[: found.end()]}\n{below}{words[found.end() :]}"
    return words


def told(house):
    return " ".join(house.letter("form_read").text.split())


@pytest.mark.parametrize("top", TOP.values(), ids=TOP)
def test_answers_below_the_questions_of_an_unmarked_letter_are_read(house_of_peru, letter, top):
    words = within(letter.text, Summary="Peru leads.", Visits="12")
    assert answer(house_of_peru, f"Estimados:\n\n{top}{words}\n\nSaludos,\nRosa\n")[1] == FILED
    said = told(house_of_peru)
    assert "1. Summary Peru leads. 2. Visits 12 Look at it" in said
    assert "Left out as the beginning of your mail: Estimados:" in said or "seems to be of the mail" in said
    assert "Left out as the end of your mail: Saludos, Rosa" in said
    assert "In a few words" not in said
    assert "Not taken" not in said


def test_the_page_shows_what_was_left_out_of_a_mail_too(app, house_of_peru, letter):
    words = within(letter.text, Summary="Peru leads.")
    answer(house_of_peru, f"Estimados:\n\nAdjunto.\n\n{TOP['unknown']}{words}\n\nSaludos,\nRosa\n")
    path = re.search(r"/deliverables/\d+/form/\d+", house_of_peru.letter("form_read").text)[0]
    page = Visit(app, house_of_peru.rosa).get(path).text
    for title, said in (
        ("Left out as the beginning of the mail", "Estimados:\n\nAdjunto."),
        ("Left out as the end of the mail", "Saludos,\nRosa"),
        ("Left out, since it seems to be of the mail that was answered", "Secretariat, 12/9/2025, dijo :"),
    ):
        assert said in page.partition(title)[2].partition("</section>")[0]


def test_a_letter_that_is_broken_anew_or_marked_is_known_too(house_of_peru, letter):
    words = within(letter.text, Summary="Peru leads.", Visits="12")
    anew = "\n\n".join(textwrap.fill(part, 40) if "Prepare" in part else part for part in words.split("\n\n"))
    marked = "\n".join(f"> {line}" for line in letter.text.splitlines())
    for number, text in enumerate((anew, within(marked, **{"> 1. Summary": "Peru leads.", "> 2. Visits": "12"}))):
        assert answer(house_of_peru, text, Message_ID=f"<{number}@rree.gob.pe>")[1][-1] == FILED[0]
    said = [one.text for one in db.session.scalars(select(Message).where(Message.kind == "form_read"))]
    for one in said:
        assert "1. Summary Peru leads. 2. Visits 12 Look at it" in " ".join(one.split())
        assert "eft out" not in one
        assert "Not taken" not in one


def test_a_letter_that_comes_back_as_a_page_is_known_too(house_of_peru, letter):
    page = letter.html.replace("<b>Summary</b>", "<b>Summary</b><div>Peru leads.</div>")
    page = page.replace("<b>Visits</b>", "<b>Visits</b><br>12").replace("<body>", "<body><p>Estimados:</p>")
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Message-ID"] = "rosa@rree.gob.pe", house_of_peru.to, "<1@rree.gob.pe>"
    mail.set_content(page, subtype="html")
    assert house_of_peru.hand_in(mail.as_bytes())[1] == FILED
    assert "1. Summary Peru leads. 2. Visits 12 Look at it" in told(house_of_peru)
    assert told(house_of_peru).count("eft out") == 1
    assert "Not taken" not in told(house_of_peru)


def test_an_answer_behind_the_question_on_its_line_is_read(house_of_peru, letter):
    words = letter.text.replace("1. Summary", "1. Summary: Peru leads.").replace("2. Visits", "2. Visits 12")
    assert answer(house_of_peru, words)[1] == FILED
    assert "1. Summary Peru leads. 2. Visits 12 Look at it" in told(house_of_peru)
    assert "Begin: Contributions" not in told(house_of_peru)
    assert "Write what your country brings." not in told(house_of_peru).partition("eft out")[0]


def test_words_between_the_lines_of_a_letter_about_several_texts_are_not_taken_for_answers(house_of_peru, letter):
    written = compose.reminder(house_of_peru.rosa, [house_of_peru.text], NOW)
    outbox.put(written, to=house_of_peru.rosa, at=NOW, about=[house_of_peru.text.id])
    words = within(house_of_peru.letter("reminder").text, Contributions="We are late.")
    assert answer(house_of_peru, f"1. Peru leads.\n\n{OUTLOOK}{words}\n2. 12\n")[1] == FILED
    said = told(house_of_peru)
    assert "1. Summary Peru leads. 2. Visits 12 " in said
    assert "Not taken, since no question was found for it: We are late. " in said
    assert "Prepare" not in said


def test_what_stands_below_an_unmarked_mail_that_is_not_known_is_shown_as_left_out(house_of_peru):
    assert answer(house_of_peru, f"1. Peru leads.\n\n{OUTLOOK}Another mail.\n2. Visits: 12\n")[1] == FILED
    left_out = "Left out, since it seems to be of the mail that you answered: Another mail. 2. Visits: 12 "
    assert left_out in told(house_of_peru)


def test_a_letter_that_was_written_to_somebody_else_is_not_compared(house_of_peru, letter):
    letter.user_id = house_of_peru.officer.id
    words = within(letter.text, Summary="Peru leads.")
    assert answer(house_of_peru, OUTLOOK + words)[1] == [("kept", reasons.WORDS_ONLY)]
