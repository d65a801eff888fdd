"""An answer to a mail becomes a form that came back: shown by mail, counted only when it is confirmed on the site."""

import re
from email import message_from_bytes
from email.policy import SMTP

import pytest
from sqlalchemy import select

from secretariat.database import db
from secretariat.mail import reasons
from secretariat.models.countries import LANGUAGES
from secretariat.models.deliverables import Answer, Deliverable, State
from secretariat.models.forms import ReturnedForm
from secretariat.models.messages import Message
from secretariat.models.people import Role, User
from secretariat.models.received import ReceivedMail
from tests import made
from tests.factories import NOW, add, call, country, deliverable, field, user
from tests.inbox import mails
from tests.visitors import Visit

FILED, TOLD = [("filed", reasons.FILED)], [("answered", reasons.NOT_FILED)]


def answer(house, text="", **given):
    return house.hand_in(mails.mail("rosa@rree.gob.pe", house.to, text, **given))


def form(app, person, text, shape="word"):
    """Take a form from the site."""
    taken = Visit(app, person).post(f"/deliverables/{text.id}/form", format=shape)
    assert taken.status_code == 200
    return taken.data


def told(house):
    """Return what the letter to the sender says, on one line."""
    return " ".join(house.letter("mail_not_filed").text.split())


def test_answers_under_their_numbers_are_shown_and_count_when_they_are_confirmed(app, house_of_peru):
    assert answer(house_of_peru, "1. Peru leads.\n2. 12\n")[1] == FILED
    assert house_of_peru.deeds() == ["answer_by_mail"]
    letter = house_of_peru.letter("form_read")
    assert (letter.email, letter.about) == ("rosa@rree.gob.pe", [house_of_peru.text.id])
    for words in ("1. Summary\n   Peru leads.", "2. Visits\n   12"):
        assert words in letter.text
    assert "Nothing of it counts until you confirm it" in " ".join(letter.text.split())
    path = re.search(r"/deliverables/\d+/form/\d+", letter.text)[0]
    visit = Visit(app, house_of_peru.rosa)
    assert db.session.scalars(select(Answer.id)).all() == []
    visit.post(path, take=["summary", "visits"], **{"summary.revision": "0", "visits.revision": "0"})
    db.session.commit()
    assert sorted(one.value for one in db.session.scalars(select(Answer))) == ["12", "Peru leads."]


def test_the_letter_counts_as_the_form_does(house_of_peru):
    field(house_of_peru.call, "host", kind="yes_no")
    assert answer(house_of_peru, "2. 12\n3. Perhaps")[1] == FILED
    letter = house_of_peru.letter("form_read")
    text = " ".join(letter.text.split())
    assert "2. Visits 12 3. Host Not understood: Answer with yes or no. Perhaps" in text
    assert '<li value="2"><b>Visits</b><br>12' in letter.html


def test_what_was_not_taken_is_named_in_the_letter(house_of_peru):
    assert answer(house_of_peru, "4. Another matter\n2. 12\n\nRegards,\nRosa\n1. Peru leads.")[1] == FILED
    text = " ".join(house_of_peru.letter("form_read").text.split())
    assert "1. Summary Peru leads. 2. Visits 12" in text
    assert "Not taken, since no question was found for it: 4. Another matter Regards, Rosa" in text


def test_the_end_of_a_mail_is_shown_as_left_out_and_is_no_trouble(app, house_of_peru):
    assert answer(house_of_peru, "2. 12\n1. Peru leads.\n9. Nobody asked\n\nSaludos,\nRosa")[1] == FILED
    letter = house_of_peru.letter("form_read").text
    text = " ".join(letter.split())
    assert "1. Summary Peru leads. 2. Visits 12" in text
    assert "Left out as the end of your mail: Saludos, Rosa" in text
    assert "Not taken, since no question was found for it: 9. Nobody asked" in text
    page = Visit(app, house_of_peru.rosa).get(re.search(r"/deliverables/\d+/form/\d+", letter)[0]).text
    assert "Left out as the end of the mail" in page
    assert "Saludos,\nRosa" in page


@pytest.mark.parametrize("flowed", [False, True])
def test_a_signature_is_shown_as_left_out_and_no_trouble(app, house_of_peru, flowed):
    words = "2. 12\n1. Peru leads.\n\n-- \nRosa Quispe\nTorre Tagle, Lima\n\n> 1. Summary\n> 2. Visits\n"
    content = mails.mail("rosa@rree.gob.pe", house_of_peru.to, words)
    if flowed:
        content = content.replace(b"text/plain;", b"text/plain; format=flowed;")
    assert house_of_peru.hand_in(content)[1] == FILED
    letter = house_of_peru.letter("form_read").text
    text = " ".join(letter.split())
    assert "1. Summary Peru leads. 2. Visits 12 " in text
    assert "Left out as the end of your mail: Rosa Quispe Torre Tagle, Lima " in text
    assert "Not taken" not in text
    page = Visit(app, house_of_peru.rosa).get(re.search(r"/deliverables/\d+/form/\d+", letter)[0]).text
    assert "Rosa Quispe\nTorre Tagle, Lima" in page


def test_an_answer_of_two_lines_is_shown_in_two(house_of_peru):
    assert answer(house_of_peru, "1. Peru leads.\nBrazil follows.")[1] == FILED
    letter = house_of_peru.letter("form_read")
    assert "1. Summary\n   Peru leads.\n   Brazil follows.\n" in letter.text
    assert "Peru leads.<br>Brazil follows.</li>" in letter.html


@pytest.mark.parametrize("shape", ["word", "text"])
def test_of_a_form_that_came_back_unchanged_nothing_is_to_be_confirmed(app, house_of_peru, shape):
    content = form(app, house_of_peru.rosa, house_of_peru.text, shape)
    assert answer(house_of_peru, files={f"form.{'docx' if shape == 'word' else 'txt'}": content})[1] == FILED
    letter = house_of_peru.letter("form_read")
    assert letter.subject.startswith("Nothing to confirm, due ")
    text = " ".join(letter.text.split())
    assert "Nothing is to be confirmed; Contributions (Peru) is due" in text
    assert "onfirm your answers" not in text
    assert "/form/" not in text


def test_what_a_mail_says_beside_its_form_is_shown_as_left_out(app, house_of_peru):
    content = made.filled(form(app, house_of_peru.rosa, house_of_peru.text), {"summary": "Peru leads."})
    words = "1. Please find it attached.\nMay we have until Monday?\n\nSaludos,\nRosa\n\n> 1. Summary\n"
    assert answer(house_of_peru, words, files={"form.docx": content})[1] == FILED
    letter = house_of_peru.letter("form_read").text
    text = " ".join(letter.split())
    assert "1. Summary Peru leads. " in text
    assert (
        "Left out, since the attached form was read: 1. Please find it attached. May we have until Monday? "
        "Left out as the end of your mail: Saludos, Rosa "
    ) in text
    page = Visit(app, house_of_peru.rosa).get(re.search(r"/deliverables/\d+/form/\d+", letter)[0]).text
    assert "May we have until Monday?" in page.partition("Left out, since the attached form was read")[2]


@pytest.mark.parametrize("name", ["second.docx", "form.docx"])
def test_a_second_form_in_a_mail_is_named_as_one_to_be_sent_by_itself(app, house_of_peru, name):
    content = form(app, house_of_peru.rosa, house_of_peru.text)
    first, other = (made.filled(content, {"summary": words}) for words in ("Peru leads.", "Another."))
    raw = mails.mail("rosa@rree.gob.pe", house_of_peru.to, files={"form.docx": first, "map.pdf": b"%PDF"})
    parsed = message_from_bytes(raw, policy=SMTP)
    parsed.add_attachment(other, maintype="application", subtype="octet-stream", filename=name)
    assert house_of_peru.hand_in(parsed.as_bytes())[1] == FILED
    text = " ".join(house_of_peru.letter("form_read").text.split())
    assert f"Not read, since one form is read from each mail: {name}. Send each by itself." in text
    assert "Not taken, since files are attached on the site: map.pdf." in text


def test_whoever_answers_only_what_no_mail_can_answer_is_told_why(house_of_peru):
    field(house_of_peru.call, "promises", kind="commitments")
    assert answer(house_of_peru, "3. A register of visas by 2027", files={"plan.pdf": b"%PDF"}) == (True, TOLD)
    assert "Answered only in the form or on the site, since they have rows or files: Promises." in told(house_of_peru)
    assert "Not taken, since files are attached on the site: plan.pdf." in told(house_of_peru)
    assert "No answer was found" not in told(house_of_peru)
    assert house_of_peru.written() == [[], []]


@pytest.mark.parametrize(("shape", "name"), [("word", "form.docx"), ("text", "form.txt")])
def test_an_attached_form_is_read_as_one_that_was_sent_on_the_site(app, house_of_peru, shape, name):
    content = form(app, house_of_peru.rosa, house_of_peru.text, shape)
    filled = (
        made.filled(content, {"summary": "Peru leads.", "visits": "twelve"})
        if shape == "word"
        else content.replace(b"Your answer: ", b"Your answer: Peru leads.", 1).replace(b"Number: ", b"Number: twelve")
    )
    assert answer(house_of_peru, "Please find it attached.", files={"logo.pdf": b"%PDF", name: filled})[1] == FILED
    text = " ".join(house_of_peru.letter("form_read").text.split())
    for words in (
        "1. Summary Peru leads.",
        "2. Visits Not understood: Write a number",
        "twelve",
        "on the site: logo.pdf.",
    ):
        assert words in text
    returned = db.session.scalars(select(ReturnedForm)).one()
    assert (returned.name, returned.form_id is not None, returned.taken_at) == (name, True, None)


def test_a_form_in_the_words_of_a_quoted_mail_is_read(app, house_of_peru):
    content = form(app, house_of_peru.rosa, house_of_peru.text, "text").decode("utf-8-sig")
    filled = content.replace("Your answer: ", "Your answer: Peru leads.", 1)
    quoted = "Dear all,\n\n" + "".join(f"> {line}\n" for line in filled.splitlines())
    assert answer(house_of_peru, quoted)[1] == FILED
    assert "Peru leads." in house_of_peru.letter("form_read").text
    assert db.session.scalars(select(ReturnedForm.form_id)).one() is not None


@pytest.mark.parametrize(("number", "line"), [("Number", "12"), ("Number 12", ""), ("Número", "12")])
def test_a_box_of_a_form_in_a_mail_whose_colon_was_deleted_takes_its_answer(app, house_of_peru, number, line):
    content = form(app, house_of_peru.rosa, house_of_peru.text, "text").decode("utf-8-sig")
    filled = content.replace("Your answer: ", "Your answer: Peru leads.", 1).replace("Number: ", f"{number}\r\n{line}")
    assert answer(house_of_peru, filled)[1] == FILED
    assert "1. Summary Peru leads. 2. Visits 12 " in " ".join(house_of_peru.letter("form_read").text.split())


@pytest.mark.parametrize("label", ["Number:", "Number"])
def test_a_form_of_another_text_in_the_words_of_a_mail_is_filed_there(app, house_of_peru, label):
    other = call(fields=("goals",), due_at=house_of_peru.call.due_at)
    field(other, "guests", kind="number", details={"unit": {"en": "Guests"}})
    theirs = deliverable(other, country("PE"), state=State.DRAFT)
    db.session.commit()
    content = form(app, house_of_peru.rosa, theirs, "text").decode("utf-8-sig")
    assert answer(house_of_peru, content.replace("Guests: ", f"{label.replace('Number', 'Guests')} 12"))[1] == FILED
    assert db.session.scalars(select(ReturnedForm.deliverable_id)).one() == theirs.id
    assert "2. Guests 12 " in " ".join(house_of_peru.letter("form_read").text.split())


@pytest.mark.parametrize("line", ["Visits: 12", "Visits 12", "Visits\n12"])
def test_the_words_of_a_question_without_its_number_begin_its_answer_in_a_mail(house_of_peru, line):
    assert answer(house_of_peru, f"1. Peru leads.\n{line}\n")[1] == FILED
    assert "1. Summary Peru leads. 2. Visits 12 " in " ".join(house_of_peru.letter("form_read").text.split())


def test_what_stands_on_the_site_already_is_not_overwritten_unasked(app, house_of_peru):
    asked = house_of_peru.call.fields[0]
    add(
        Answer(
            deliverable=house_of_peru.text,
            field=asked,
            value="On the site.",
            saved_at=NOW,
            saved_by_id=house_of_peru.rosa.id,
        )
    )
    assert answer(house_of_peru, "1. By mail.")[1] == FILED
    assert "The site has another answer" in " ".join(house_of_peru.letter("form_read").text.split())
    returned = db.session.scalars(select(ReturnedForm.id)).one()
    page = Visit(app, house_of_peru.rosa).get(f"/deliverables/{house_of_peru.text.id}/form/{returned}").text
    assert ("On the site now" in page, "changed after the form was taken away" in page) == (True, False)
    assert "checked" not in re.search(r'<input[^>]*name="take"[^>]*>', page)[0]


def test_a_form_of_another_country_is_refused_with_a_clear_word(app, house_of_peru):
    foreign = deliverable(house_of_peru.call, country("BR"))
    ana = user(Role.FOCAL_POINT, country("BR"))
    db.session.commit()
    theirs = form(app, ana, foreign)
    assert answer(house_of_peru, files={"form.docx": theirs})[1] == TOLD
    second = db.session.scalars(select(Message.text).order_by(Message.id.desc()).limit(1)).one()
    assert ("another country’s text" in second or "another country's text" in second, foreign.symbol in second) == (
        True, False,
    )  # fmt: skip
    assert house_of_peru.written() == [[], []]


@pytest.mark.parametrize(
    ("text", "files", "says"),
    [
        ("", {}, "No answer was found in your mail."),
        ("", {"form.docx": made.document()[:900]}, "This file is damaged"),
        ("", {"form.docx": made.pdf()}, "neither the Word document"),
        ("", {"form.docx": made.document("Peru leads.")}, "No answer was found in your mail."),
        ("", {"form.docx": made.changed(made.document(), {"word/vbaProject.bin": b"x"})}, "holds macros"),
        ("", {"form.txt": b""}, "The file is empty"),
    ],
    ids=["nothing", "cut", "pdf", "other document", "macros", "empty"],
)
def test_what_is_no_answer_gets_a_clear_word_and_leaves_nothing(house_of_peru, text, files, says):
    assert answer(house_of_peru, text, files=files) == (True, TOLD)
    assert says in told(house_of_peru)
    assert "Nothing was changed by your mail ‘Re: Send by Friday 19 September’." in told(house_of_peru)
    assert house_of_peru.written() == [[], []]


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW])
def test_a_question_is_left_to_be_read_by_a_person_and_its_writer_is_told_so(house_of_peru, state):
    db.session.get(Deliverable, house_of_peru.text.id).state = state
    words = "Hola, ¿podemos entregar el lunes?\n\nGracias, Rosa\n\n> 1. Summary"
    assert answer(house_of_peru, words) == (True, [("kept", reasons.WORDS_ONLY)])
    kept = db.session.scalars(select(ReceivedMail)).one()
    assert (kept.deliverable_id, "¿podemos entregar el lunes?" in kept.text) == (house_of_peru.text.id, True)
    assert house_of_peru.letters() == [
        ("rosa@rree.gob.pe", "mail_not_filed"), (house_of_peru.officer.email, "mail_kept"),
    ]  # fmt: skip
    assert "Nothing was filed as an answer, since no answer was found. A person of the Secretariat reads it." in (
        told(house_of_peru)
    )
    assert house_of_peru.written() == [[], []]


@pytest.mark.parametrize(
    ("text", "files", "why"),
    [
        ("El lun, 8 sept 2025, Secretariat escribió:\n> 1. Summary\n\nPlease call me.", {}, reasons.WORDS_ONLY),
        ("> 1. Peru leads.", {}, reasons.WORDS_ONLY),
        ("From: Secretariat <s@example.org>\nSent: Monday\n1. Summary: in red", {}, reasons.WORDS_ONLY),
        ("", {"answer.pdf": b"%PDF"}, reasons.FILES_ONLY),
        ("> 1. Peru leads.", {"photo.jpg": b"x"}, reasons.FILES_ONLY),
    ],
)
def test_what_holds_no_answer_but_may_hold_a_persons_words_is_left_to_a_person(house_of_peru, text, files, why):
    assert answer(house_of_peru, text, files=files) == (True, [("kept", why)])
    assert "A person of the Secretariat reads it." in told(house_of_peru)
    assert (house_of_peru.officer.email, "mail_kept") in house_of_peru.letters()
    assert house_of_peru.written() == [[], []]


def test_answers_below_the_quoted_mail_are_read(house_of_peru):
    words = "On Mon, 8 Sep 2025, Secretariat wrote:\n> 1. Summary\n> 2. Visits\n\n1. Peru leads.\n2. 12\n"
    assert answer(house_of_peru, words)[1] == FILED
    assert "1. Summary Peru leads. 2. Visits 12" in " ".join(house_of_peru.letter("form_read").text.split())


@pytest.mark.parametrize("name", ["Formulario.DOC", "form.odt", "winmail.dat"])
def test_a_form_in_a_shape_that_is_not_read_is_named_and_one_that_is_read_asked_for(house_of_peru, name):
    files = {name: b"x", "smime.p7s": b"x", "map.pdf": b"x"}
    assert answer(house_of_peru, "Adjunto el formulario.", files=files)[1] == [("kept", reasons.WORDS_ONLY)]
    assert f"Not read: {name}. Send the form as a .docx or .txt file, as the site gives it." in told(house_of_peru)
    assert "on the site: map.pdf." in told(house_of_peru)
    assert "p7s" not in told(house_of_peru)


def test_a_text_that_is_with_the_secretariat_takes_no_answer(house_of_peru):
    db.session.get(Deliverable, house_of_peru.text.id).state = State.IN_REVIEW
    assert answer(house_of_peru, "1. Peru leads.")[1] == TOLD
    assert "it is: In review." in told(house_of_peru)
    assert house_of_peru.written() == [[], []]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_speaks_the_language_of_the_sender(house_of_peru, language):
    db.session.get(User, house_of_peru.rosa.id).language = language
    answer(house_of_peru, "1. Peru leads.")
    beginning = {"en": "Confirm your", "es": "Confirme sus", "pt": "Confirme as", "fr": "Confirmez vos"}[language]
    letter = house_of_peru.letter("form_read")
    assert (letter.language, letter.subject.startswith(beginning)) == (language, True)


def test_a_subject_that_would_become_a_header_becomes_none(house_of_peru):
    content = b"Subject: =?utf-8?q?x=0D=0ABcc:=20a@b.c?= =?utf-8?q?=3D=3Futf-8=3Fq=3Fx=3F=3D?=\r\n"
    answered = content + mails.mail("rosa@rree.gob.pe", house_of_peru.to, "No answer.").partition(b"\r\n")[2]
    house_of_peru.hand_in(answered.replace(b"Subject: Re: Send by Friday 19 September\r\n", b""))
    assert house_of_peru.letters()[-1][1] in {"mail_not_filed", "mail_kept"}


def test_a_recipient_that_only_the_server_knows_counts(house_of_peru):
    content = mails.mail("rosa@rree.gob.pe", "undisclosed@example.com", "1. Peru leads.")
    assert house_of_peru.hand_in(content, recipient=house_of_peru.to)[1] == FILED
