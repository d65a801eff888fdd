"""What becomes of a mail: taken, ignored, turned away, or kept for a person; and never lost."""

import io

import pytest
from sqlalchemy import select

from secretariat.database import db
from secretariat.inbox import door, receive
from secretariat.mail import reasons, reply_to
from secretariat.models.people import Role, User
from secretariat.models.received import ReceivedMail
from secretariat.queries import received as queries
from secretariat.workflow import received
from tests.factories import NOW, country, user
from tests.inbox import mails
from tests.letters import received_mail
from tests.visitors import Visit

KEPT = [("kept", reasons.STRANGER)]


class Endless(io.RawIOBase):
    """A pipe that gives so many bytes after a head, and counts what was read of it."""

    def __init__(self, head, size):
        self.head, self.left = head, size

    def read(self, most=-1):
        if self.head:
            given, self.head = self.head, b""
            return given
        self.left -= min(most, self.left)
        return b"x" * min(most, self.left)


def test_a_mail_from_nobody_known_is_kept_and_never_answered(house_of_peru):
    content = mails.mail("somebody@example.com", "secretariat@example.org")
    assert house_of_peru.hand_in(content) == (True, KEPT)
    assert house_of_peru.letters() == [(house_of_peru.officer.email, "mail_kept")]
    kept = db.session.scalars(select(ReceivedMail)).one()
    assert (kept.sender, kept.raw, kept.text.strip()) == ("somebody@example.com", content, mails.TEXT)
    assert house_of_peru.deeds() == ["keep_mail"]


def test_officers_are_told_once_a_day_of_strangers_and_once_of_each_person_here(house_of_peru):
    for number in range(3):
        for sender in ("a@example.com", "b@example.com", "rosa@rree.gob.pe"):
            house_of_peru.hand_in(mails.mail(sender, "secretariat@example.org", f"No {number}"))
    assert house_of_peru.letters() == [(house_of_peru.officer.email, "mail_kept")] * 2
    assert len(house_of_peru.received()) == 9


def test_the_same_mail_handed_in_again_is_one(house_of_peru):
    content = mails.mail("somebody@example.com", "secretariat@example.org")
    house_of_peru.hand_in(content)
    assert house_of_peru.hand_in(b"From somebody@example.com Mon Sep  8 14:00:00 2025\n" + content) == (True, KEPT)


@pytest.mark.parametrize("sender", ["rosa@rree.gob.pe", "somebody@example.com"])
def test_the_answer_of_a_machine_is_noted_and_nothing_else(house_of_peru, sender):
    content = mails.mail(sender, house_of_peru.to, "1. I am away.", Auto_Submitted="auto-replied")
    assert house_of_peru.hand_in(content) == (True, [("ignored", reasons.AUTOMATIC)])
    assert (house_of_peru.letters(), house_of_peru.written()) == ([], [[], []])
    kept = db.session.scalars(select(ReceivedMail)).one()
    assert (kept.raw, kept.text) == (None, "")


@pytest.mark.parametrize(
    ("words", "files", "why", "told"),
    [
        ("I am away until Monday.", {}, reasons.PROBABLY, 0),
        ("", {}, reasons.PROBABLY, 0),
        ("1. Peru leads the work.", {}, reasons.HOLDS, 1),
        ("See the file.", {"report.docx": b"PK"}, reasons.HOLDS, 1),
    ],
)
def test_a_mail_with_an_empty_return_path_is_never_answered_and_put_before_officers_only_where_it_holds_something(
    app, house_of_peru, words, files, why, told
):
    content = mails.mail("rosa@rree.gob.pe", house_of_peru.to, words, files=files, Return_Path="<>")
    assert house_of_peru.hand_in(content) == (True, [("kept", why)])
    assert house_of_peru.letters() == [(house_of_peru.officer.email, "mail_kept")] * told
    kept = db.session.scalars(select(ReceivedMail)).one()
    assert (kept.waits, kept.raw, queries.waiting().count) == (True, content, told)
    page = Visit(app, house_of_peru.officer).read("/messages/received?state=open")
    assert ("probably automatic" in page, "1 mail waits to be read" in page) == (True, True)


def test_what_is_probably_automatic_stands_after_what_a_person_wrote(house_of_peru):
    for number, path in enumerate(("<>", "<a@example.com>", "<>")):
        content = mails.mail("a@example.com", "secretariat@example.org", f"No {number}", Return_Path=path)
        house_of_peru.hand_in(content)
    found = db.session.scalars(queries.of(queries.View(state="open"))).all()
    assert [one.text.strip() for one in found] == ["No 1", "No 2", "No 0"]
    assert queries.next_open() == found[0].id


@pytest.mark.parametrize(
    "headers",
    [{"X-Auto-Response-Suppress": "DR, OOF, AutoReply"}, {"List-Id": "<box.rree.gob.pe>"}, {"Precedence": "bulk"}],
)
def test_an_answer_to_the_address_of_a_text_is_a_persons_though_no_machine_should_answer_it(house_of_peru, headers):
    for number, words in enumerate(("1. Peru leads.", "I am away until Monday.")):
        given = {"Message_ID": f"<{number}@rree.gob.pe>"} | headers
        house_of_peru.hand_in(mails.mail("rosa@rree.gob.pe", house_of_peru.to, words, **given))
    assert house_of_peru.received() == [("filed", reasons.FILED), ("kept", reasons.WORDS_ONLY)]
    # Such words may be a machine's after all: officers read them, and nothing is written back.
    assert house_of_peru.letters() == [
        ("rosa@rree.gob.pe", "form_read"), (house_of_peru.officer.email, "mail_kept"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sender", "headers", "found"),
    [
        ("rosa@rree.gob.pe", {"X-Auto-Response-Suppress": "All"}, ("kept", reasons.NO_TEXT)),
        ("rosa@rree.gob.pe", {"List-Id": "<box.rree.gob.pe>"}, ("kept", reasons.NO_TEXT)),
        ("rosa@rree.gob.pe", {"Precedence": "junk"}, ("ignored", reasons.AUTOMATIC)),
        ("news@example.com", {"List-Unsubscribe": "<https://example.com>"}, ("ignored", reasons.AUTOMATIC)),
        ("news@example.com", {"Precedence": "bulk"}, ("ignored", reasons.AUTOMATIC)),
    ],
)
def test_what_goes_to_many_and_to_no_text_is_read_by_nobody_unless_one_of_ours_wrote_it(
    house_of_peru, sender, headers, found
):
    content = mails.mail(sender, "secretariat@example.org", "1. Peru leads.", **headers)
    assert house_of_peru.hand_in(content) == (True, [found])


def looping(house, how):
    match how:
        case "own address":
            return mails.mail("secretariat@example.org", house.to)
        case "reply address":
            return mails.mail("Answers+1.x@EXAMPLE.org", house.to)
        case "own number":
            return mails.mail("rosa@rree.gob.pe", house.to, Message_ID=house.sent().message_id)
        case _:
            hops = b"Received: from a by b; Mon, 8 Sep 2025 14:00:00 +0000\r\n" * 51
            return hops + mails.mail("rosa@rree.gob.pe", house.to, "1. Peru leads.")


@pytest.mark.parametrize("how", ["own address", "reply address", "own number", "hops"])
def test_what_goes_in_circles_is_refused(house_of_peru, how):
    assert house_of_peru.hand_in(looping(house_of_peru, how)) == (False, [("turned_away", reasons.LOOP)])
    assert house_of_peru.written() == [[], []]
    assert house_of_peru.letters() == [(house_of_peru.officer.email, "mail_kept")]


def test_a_bounce_of_50_megabytes_is_refused_and_most_of_it_never_held(house_of_peru, settings):
    head = mails.bounce(house_of_peru.sent().message_id, "rosa@rree.gob.pe")
    pipe = Endless(head, 50 * 1024 * 1024)
    db.session.commit()
    assert receive.receive(pipe, settings) is False
    assert (pipe.left <= 0, house_of_peru.received()) == (True, [("turned_away", reasons.TOO_LARGE)])
    row = db.session.scalars(select(ReceivedMail)).one()
    assert (row.size > 50_000_000, row.raw, row.subject) == (True, None, "Undelivered Mail Returned to Sender")
    assert house_of_peru.letters() == [(house_of_peru.officer.email, "mail_kept")]


def test_a_pipe_without_end_is_left_to_break():
    taken = door.take(Endless(b"From: a@b.c\r\n\r\n", 1 << 40))
    assert (taken.whole, taken.size >= door.MOST_DRAINED, len(taken.content) <= door.LARGEST + door.CHUNK) == (
        False, True, True,
    )  # fmt: skip


@pytest.mark.parametrize("content", [mails.of_parts(1000), mails.nested(3000)])
def test_a_mail_of_a_thousand_parts_is_refused(house_of_peru, content):
    assert house_of_peru.hand_in(content) == (False, [("turned_away", reasons.TOO_MANY_PARTS)])
    assert house_of_peru.hand_in(content)[0] is False
    assert house_of_peru.letters() == [(house_of_peru.officer.email, "mail_kept")]


@pytest.mark.parametrize(("line", "headers"), [(b"\n", False), (b"\r\n", False), (b"To: b@example.com\n", True)])
def test_a_mail_of_lines_or_headers_alone_is_refused(house_of_peru, line, headers):
    content = mails.of_lines(line, 300_001, headers=headers)
    assert house_of_peru.hand_in(content) == (False, [("turned_away", reasons.TOO_MANY_LINES)])
    assert house_of_peru.hand_in(content)[0] is False
    assert house_of_peru.letters() == [(house_of_peru.officer.email, "mail_kept")]
    assert db.session.scalars(select(ReceivedMail.sender)).one() == "a@example.com"


@pytest.mark.parametrize("content", [b"", b"\x00\xff" * 90, b"From: a@b.c\x00\r\nSubject: \xe2\x80\xa8\r\n\r\n\x00"])
def test_what_is_hardly_a_mail_is_kept(house_of_peru, content):
    assert house_of_peru.hand_in(content) == (True, KEPT)


def test_what_the_house_fails_to_process_is_kept_as_it_came_with_a_word_to_the_officers(house_of_peru):
    house_of_peru.settings = None  # anything that breaks in the middle of it
    content = mails.mail("rosa@rree.gob.pe", house_of_peru.to, "1. Peru leads.")
    assert house_of_peru.hand_in(content) == (True, [("kept", reasons.UNREADABLE)])
    assert db.session.scalars(select(ReceivedMail.raw)).one() == content
    assert house_of_peru.letters() == [(house_of_peru.officer.email, "mail_kept")]


@pytest.mark.parametrize("closed", [True, False])
def test_a_closed_account_is_a_stranger(house_of_peru, closed):
    db.session.get(User, house_of_peru.rosa.id).active = not closed
    outcome = house_of_peru.hand_in(mails.mail("rosa@rree.gob.pe", house_of_peru.to, "1. Peru leads."))[1]
    assert outcome == (KEPT if closed else [("filed", reasons.FILED)])


def test_who_writes_very_much_is_read_by_a_person(house_of_peru):
    for number in range(received.MOST_A_DAY):
        house_of_peru.hand_in(mails.mail("rosa@rree.gob.pe", house_of_peru.to, f"Thank you {number}"))
    last = house_of_peru.hand_in(mails.mail("rosa@rree.gob.pe", house_of_peru.to, "1. Peru leads."))[1][-1]
    assert last == ("kept", reasons.TOO_MANY)


def test_an_address_that_was_not_signed_by_the_house_files_nothing(house_of_peru):
    genuine = house_of_peru.to
    for to in (
        genuine.replace("+", "+1"),
        genuine.replace(".", ".a", 1),
        "answers+1@example.org",
        genuine[:12] + "@x.org",
    ):
        house_of_peru.hand_in(mails.mail("rosa@rree.gob.pe", to, "1. Peru leads.", Message_ID=f"<{to}>"))
    whys = [why for _outcome, why in house_of_peru.received()]
    assert whys == [reasons.FORGED] * 3 + [reasons.NO_TEXT]
    assert (house_of_peru.written(), house_of_peru.letters()) == (
        [[], []], [(house_of_peru.officer.email, "mail_kept")],
    )  # fmt: skip


def test_an_address_survives_capitals_and_names_its_text_only_with_its_own_seal(settings, house_of_peru):
    mine = house_of_peru.settings
    assert reply_to.read([house_of_peru.to.upper()], mine).text == house_of_peru.text.id
    other = reply_to.seal(house_of_peru.text.id + 1, mine.secret_key)
    forged = f"answers+{house_of_peru.text.id}.{other}@example.org"
    assert reply_to.read([forged], mine) == reply_to.Named(forged=True)
    assert reply_to.read([house_of_peru.to], settings) == reply_to.Named()
    assert len(reply_to.signed(999_999_999, mine).partition("@")[0]) <= 64


def test_what_came_in_long_ago_is_deleted(session):
    for number in range(3):
        session.add(received_mail(at=NOW - received.KEPT, subject=str(number)))
    session.add(received_mail(at=NOW - received.KEPT * 2))
    session.flush()
    assert received.purge(at=NOW, most=1) is True
    assert received.purge(at=NOW, most=1) is False
    assert session.scalars(select(ReceivedMail.subject).order_by(ReceivedMail.id)).all() == ["0", "1", "2"]


def test_a_colleague_from_another_country_is_told_and_learns_nothing(house_of_peru):
    user(Role.FOCAL_POINT, country("BR"), email="ana@itamaraty.gov.br")
    user(Role.DELEGATE, country("PE"), email="luis@rree.gob.pe")
    for sender in ("ana@itamaraty.gov.br", "luis@rree.gob.pe"):
        house_of_peru.hand_in(mails.mail(sender, house_of_peru.to, "1. Brazil leads.", Message_ID=f"<{sender}>"))
    assert house_of_peru.received() == [("answered", reasons.NOT_FILED)] * 2
    assert house_of_peru.letters() == [
        ("ana@itamaraty.gov.br", "mail_not_filed"),
        ("luis@rree.gob.pe", "mail_not_filed"),
    ]
    assert house_of_peru.written() == [[], []]
