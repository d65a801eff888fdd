"""A bounce is believed where it names a mail of ours and whom it went to; a forged one changes nothing."""

import pytest
from sqlalchemy import select

from secretariat.database import db
from secretariat.mail import reasons
from secretariat.models.messages import Message
from secretariat.models.received import ReceivedMail
from tests.inbox import mails

SAID = "5.1.1 550 5.1.1 <rosa@rree.gob.pe>: Recipient address rejected"


def again(message):
    return db.session.get(Message, message.id, populate_existing=True)


def test_a_bounce_marks_the_address_and_the_message_and_tells_the_officers(house_of_peru):
    message = house_of_peru.sent()
    taken, found = house_of_peru.hand_in(mails.bounce(message.message_id, "ROSA@rree.gob.pe".lower()))
    assert (taken, found) == (True, [("bounced", reasons.CAME_BACK)])
    assert (again(message).state, again(message).reply) == ("refused", SAID)
    assert (house_of_peru.rosa_now().address_dead_at is not None, house_of_peru.rosa_now().address_dead_why) == (
        True, SAID,
    )  # fmt: skip
    assert house_of_peru.letters() == [(house_of_peru.officer.email, "address_refused")]
    assert house_of_peru.deeds() == ["address_refused"]


def test_a_server_that_gave_up_says_nothing_of_the_address(house_of_peru):
    message = house_of_peru.sent()
    found = house_of_peru.hand_in(mails.bounce(message.message_id, "rosa@rree.gob.pe", status="4.4.7"))[1]
    assert (found, again(message).state) == ([("bounced", reasons.GIVEN_UP)], "refused")
    assert house_of_peru.rosa_now().address_dead_at is None
    assert house_of_peru.letters() == [(house_of_peru.officer.email, "address_refused")]


def test_a_mail_that_is_late_is_only_noted(house_of_peru):
    message = house_of_peru.sent()
    late = mails.bounce(message.message_id, "rosa@rree.gob.pe", action="delayed", status="4.4.1")
    assert house_of_peru.hand_in(late)[1] == [("noted", reasons.DELAYED)]
    assert (again(message).state, again(message).reply.split()[0]) == ("sent", "4.4.1")
    assert (house_of_peru.rosa_now().address_dead_at, house_of_peru.letters()) == (None, [])


def test_a_bounce_of_a_mail_that_the_house_never_wrote_changes_nothing(house_of_peru):
    message = house_of_peru.sent()
    found = house_of_peru.hand_in(mails.bounce("<guess@example.org>", "rosa@rree.gob.pe"))[1]
    assert (found, again(message).state) == ([("ignored", reasons.NOT_OURS)], "sent")
    assert (house_of_peru.rosa_now().address_dead_at, house_of_peru.letters()) == (None, [])


def test_a_bounce_that_names_somebody_else_changes_nothing(house_of_peru):
    message = house_of_peru.sent()
    found = house_of_peru.hand_in(mails.bounce(message.message_id, "officer@example.org"))[1]
    assert (found, again(message).state) == ([("ignored", reasons.OTHER_ADDRESS)], "sent")
    assert (house_of_peru.rosa_now().address_dead_at, house_of_peru.letters()) == (None, [])


def test_a_person_who_has_another_address_by_now_keeps_it(house_of_peru):
    message = house_of_peru.sent(email="old@rree.gob.pe")
    house_of_peru.hand_in(mails.bounce(message.message_id, "old@rree.gob.pe"))
    assert (again(message).state, house_of_peru.rosa_now().address_dead_at) == ("refused", None)


@pytest.mark.parametrize("state", ["refused", "cancelled"])
def test_what_was_refused_already_is_not_told_again(house_of_peru, state):
    message = house_of_peru.sent(state=state, reply="550 no")
    found = house_of_peru.hand_in(mails.bounce(message.message_id, "rosa@rree.gob.pe"))[1]
    assert (found, again(message).reply) == ([("ignored", reasons.KNOWN)], "550 no")
    assert house_of_peru.letters() == []


def test_the_bounce_of_a_letter_about_a_bounce_is_told_to_nobody(house_of_peru):
    message = house_of_peru.sent(kind="address_refused")
    house_of_peru.hand_in(mails.bounce(message.message_id, "rosa@rree.gob.pe"))
    assert house_of_peru.letters() == [("rosa@rree.gob.pe", "address_refused")]
    assert again(message).state == "refused"


@pytest.mark.parametrize("ours", [True, False])
def test_the_report_that_a_mail_arrived_is_called_so(house_of_peru, ours):
    number = house_of_peru.sent().message_id if ours else "<guess@example.org>"
    good = mails.bounce(number, "rosa@rree.gob.pe", action="delivered", status="2.0.0")
    assert house_of_peru.hand_in(good)[1] == [("ignored", reasons.ARRIVED)]
    assert house_of_peru.letters() == []


@pytest.mark.parametrize("sender", ["MAILER-DAEMON@mx.gob.pe", "rosa@rree.gob.pe"])
def test_a_notice_in_a_servers_own_words_is_left_to_a_person(house_of_peru, sender):
    words = "Hi. This is the qmail-send program at mx.gob.pe.\n<rosa@rree.gob.pe>:\nno mailbox here by that name."
    notice = mails.mail(sender, house_of_peru.to, words, Return_Path="<>")
    assert house_of_peru.hand_in(notice)[1] == [("kept", reasons.SEEMS_BACK)]
    assert house_of_peru.letters() == [(house_of_peru.officer.email, "mail_kept")]
    kept = db.session.scalars(select(ReceivedMail)).one()
    assert ("no mailbox here" in kept.text, kept.raw) == (True, notice)
    assert house_of_peru.rosa_now().address_dead_at is None
