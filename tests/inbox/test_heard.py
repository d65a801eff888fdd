"""Mails are read whatever their state: broken, endless, in strange encodings, from machines."""

import pytest

from secretariat.inbox import door
from secretariat.mail.incoming import bodies, bounces, careful, heard
from secretariat.mail.incoming.bounces import Verdict
from secretariat.mail.incoming.bounds import MOST_HEADERS, MOST_LINES, TooManyLines, TooManyParts
from secretariat.mail.incoming.heard import Mark
from secretariat.papers import quoted
from tests.inbox import mails

HEAD = b"From: Rosa <rosa@rree.gob.pe>\r\nTo: answers@example.org\r\nSubject: Re: text\r\n"


def test_a_plain_mail_is_heard_whole():
    found = heard.read(mails.mail("Rosa Quispe <rosa@rree.gob.pe>", "a+1.x@example.org", files={"Perú.docx": b"PK"}))
    assert (found.sender, found.to, found.subject) == (
        "rosa@rree.gob.pe", ["a+1.x@example.org"], "Re: Send by Friday 19 September",
    )  # fmt: skip
    assert (found.text.strip(), [(one.name, one.content) for one in found.files]) == (
        mails.TEXT, [("Perú.docx", b"PK")],
    )  # fmt: skip
    assert (found.marks, found.report, found.message_id) == (frozenset(), None, "<answer-1@rree.gob.pe>")


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        ({"Auto-Submitted": "auto-replied", "Return-Path": "<>"}, {Mark.AUTOMATIC}),
        ({"Auto-Submitted": "auto-generated; owner-email=x"}, {Mark.AUTOMATIC}),
        ({"Precedence": "auto_reply"}, {Mark.AUTOMATIC}),
        ({"X-Autoreply": "yes"}, {Mark.AUTOMATIC}),
        ({"Return-Path": "<>"}, {Mark.NOBODY}),
        ({"Return-Path": "<>", "From": "MAILER-DAEMON@mx.gob.pe"}, {Mark.RETURNED}),
        ({"X-Failed-Recipients": "rosa@rree.gob.pe"}, {Mark.RETURNED}),
        ({"From": "MAILER-DAEMON@mx.gob.pe"}, {Mark.RETURNED}),
        ({"X-Auto-Response-Suppress": "DR, OOF, AutoReply"}, {Mark.QUIET}),
        ({"Precedence": "bulk"}, {Mark.BULK}),
        ({"Precedence": "List", "List-Id": "<news.example.com>"}, {Mark.BULK, Mark.LISTED}),
        ({"List-Id": "<box.rree.gob.pe>"}, {Mark.LISTED}),
        ({"Auto-Submitted": "no", "Return-Path": "<rosa@rree.gob.pe>", "Precedence": "normal"}, set()),
    ],
)
def test_how_a_mail_was_written_is_known_by_its_headers(headers, found):
    assert heard.read(mails.mail("rosa@rree.gob.pe", "a@example.org", **headers)).marks == found


@pytest.mark.parametrize("returned", ["message/rfc822", "text/rfc822-headers"])
def test_a_bounce_says_of_which_mail_and_of_whom_it_speaks(returned):
    report = heard.read(mails.bounce("<1@example.org>", "Rosa@rree.gob.pe", returned=returned)).report
    assert report.message_ids == ("<1@example.org>",)
    said = "5.1.1 550 5.1.1 <Rosa@rree.gob.pe>: Recipient address rejected"
    assert report.verdicts == (Verdict(frozenset({"rosa@rree.gob.pe"}), failed=True, dead=True, reply=said),)


@pytest.mark.parametrize(
    ("action", "status", "found"),
    [
        ("failed", "5.0.0", (True, True)),
        ("failed", "4.4.7", (True, False)),
        ("delayed", "4.4.1", (False, False)),
        ("delayed", "5.1.1", (False, False)),
        ("failed", "nonsense", (True, False)),
    ],
)
def test_only_a_failure_for_good_says_that_the_address_is_dead(action, status, found):
    report = heard.read(mails.bounce("<1@example.org>", "rosa@rree.gob.pe", action=action, status=status)).report
    assert [(one.failed, one.dead) for one in report.verdicts] == [found]


@pytest.mark.parametrize("action", ["delivered", "relayed", "", "expanded"])
def test_good_news_is_no_verdict(action):
    report = heard.read(mails.bounce("<1@example.org>", "rosa@rree.gob.pe", action=action)).report
    assert (report.verdicts, report.arrived) == ((), bool(action))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\r\n",
        b"no header at all",
        b"\xff\xfe\x00" * 400,
        HEAD + b"Content-Type: multipart/mixed\r\n\r\nno boundary",
        HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain",
        HEAD + b"Content-Type: text/plain; charset=klingon\r\n\r\nPer\xfa",
        HEAD + b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!not base64===",
        HEAD + b'Content-Type: application/x; name*0*="%%%"; name="\xff"\r\n\r\nx',
        HEAD + b"Content-Disposition: attachment; filename*=bogus'en'%ff%00\r\n\r\nx",
        HEAD + b"Content-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822\r\n\r\nAction",
        HEAD + b"Content-Type: message/rfc822\r\n\r\nContent-Type: message/rfc822\r\n\r\n",
        b"From: =?utf-8?q?x=0ABcc:a@b.c?= <rosa@rree.gob.pe>\r\nSubject: =?utf-8?b?//8=?=\r\n\r\nx",
        b"From: <\r\nTo: @@@, ;;;, <\r\nMessage-ID: <<>\r\nSubject: a\xe2\x80\xa8b\x00c\r\n\r\nx\x00y",
        b"From: a@b.c, d@e.f\r\n\r\ntwo authors",
    ],
)
def test_a_broken_mail_is_heard_as_far_as_it_goes(content):
    found = heard.read(content)
    assert heard.headers(content).subject == found.subject
    for one in (found.subject, found.sender, found.message_id, *found.to, *(file.name for file in found.files)):
        assert one.isprintable()
        assert "=?" not in one
    assert "\x00" not in found.text
    found.text.encode()


def test_who_gives_two_authors_gives_none():
    assert heard.read(b"From: a@b.c, d@e.f\r\n\r\nx").sender == ""


def test_a_page_is_read_where_a_mail_has_no_text_and_what_it_hides_is_left_out():
    page = b"<html><head><style>p{}</style></head><body><p>1. Peru leads.</p><div>2. 12<br>3. Yes</div></body></html>"
    found = heard.read(HEAD + b"Content-Type: text/html\r\n\r\n" + page)
    assert [line for line in found.text.splitlines() if line] == ["1. Peru leads.", "2. 12", "3. Yes"]


def test_what_a_page_quotes_is_marked_as_in_a_text():
    page = b"<div>1. Peru leads.</div><blockquote><p>1. Summary<br>2. 99</p></blockquote>and<p>2. 12</p>"
    found = heard.read(HEAD + b"Content-Type: text/html\r\n\r\n" + page)
    assert [line for line in quoted.own(found.text).splitlines() if line] == ["1. Peru leads.", "and", "2. 12"]


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        ("<ol><li>Peru leads.</li><li>12</li></ol>Regards", ["1. Peru leads.", "2. 12", "Regards"]),
        ("<ol start='3'>\n<li>Yes\n<li value=7>No</ol><ol><li>a</ol>", ["3. Yes", "7. No", "1. a"]),
        ("<ol><li>Steps<ol><li>train<li>build</ol><li>12</ol>", ["1. Steps", "(1) train", "(2) build", "2. 12"]),
        ("<ul><li>Lima<ol><li>train</ol><li>Cusco</ul>", ["Lima", "(1) train", "Cusco"]),
        ("<ol start='x'><li>a</ol></ol></ul><li>b", ["1. a", "b"]),
        ("<blockquote><ol><li>Summary</ol></blockquote><ol><li>a</ol>", [">", "> 1. Summary", ">", "1. a"]),
    ],
)
def test_the_items_of_a_numbered_list_bear_their_numbers(page, lines):
    found = heard.read(HEAD + b"Content-Type: text/html\r\n\r\n" + page.encode())
    assert [line.strip() for line in found.text.splitlines() if line.strip()] == lines


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p title='a > b'>Peru</p><img alt = \"1 > 0\"/>leads", "\nPeruleads"),
        ("5 < 6 and <3, R&amp;D<br/>a <!-- <p>no</p> --> b", "5 < 6 and <3, R&D\na  b"),
        ("a<style>p > a {}</style><script>if (a<b) '</p>'</script><title/>b", "ab"),
        ("<p class='x>Peru</p>leads", "\nPeruleads"),
        ("Peru <leads", "Peru <leads"),
        ("Peru <!-- leads", "Peru <!-- leads"),
    ],
)
def test_of_a_page_its_words_are_read_however_it_is_written(page, text):
    assert bodies.shown(page) == text


@pytest.mark.timeout(20)
@pytest.mark.parametrize("piece", ["<!--", "<a ", "<a b='", "<![", "</", "<a b=\"c' ", "<script>", "<ul><li>", "&#"])
def test_a_page_that_is_made_to_keep_its_reader_busy_is_read_at_once(piece):
    part = b"--b\r\nContent-Type: text/html\r\n\r\n" + (piece * bodies.LONGEST)[: bodies.LONGEST].encode() + b"\r\n"
    head = HEAD + b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    assert heard.read(head + part * 10 + b"--b--").sender == "rosa@rree.gob.pe"


def test_lines_that_were_broken_for_the_way_are_whole_again():
    head = HEAD + b"Content-Type: text/plain; format=flowed\r\n\r\n"
    assert heard.read(head + b"1. Peru \r\nleads.\r\n2. 12\r\n").text == "1. Peru leads.\n2. 12\n"


def test_the_picture_of_a_signature_is_no_file():
    part = b"--b\r\nContent-Type: image/png; name=a.png\r\nContent-ID: <1>\r\n\r\nx\r\n--b--"
    assert heard.read(HEAD + b"Content-Type: multipart/related; boundary=b\r\n\r\n" + part).files == []


@pytest.mark.parametrize("content", [mails.of_parts(1000), mails.nested(500), mails.nested(5000)])
def test_a_mail_of_a_thousand_parts_is_not_read(content):
    with pytest.raises(TooManyParts):
        heard.read(content)
    assert heard.headers(content).sender == "a@example.com"


@pytest.mark.parametrize("line", [b"\n", b"\r\n", b"\r", b"x\n", b"--b\n", b" \r\n"])
def test_a_mail_of_lines_alone_is_not_read(line):
    assert heard.read(mails.of_lines(line, MOST_LINES - 10)).sender == "a@example.com"
    with pytest.raises(TooManyLines):
        heard.read(mails.of_lines(line, MOST_LINES))


def test_a_mail_of_headers_alone_is_not_read():
    assert heard.read(mails.of_lines(b"Received: x\r\n", MOST_HEADERS - 1, headers=True)).hops == MOST_HEADERS - 1
    with pytest.raises(TooManyLines):
        heard.read(mails.of_lines(b"Received: x\r\n", MOST_HEADERS, headers=True))


@pytest.mark.parametrize("size", [60, 64, 72, 76])
def test_the_largest_file_is_read_in_whatever_lines_it_is_packed(size):
    head = HEAD + b"Content-Type: application/x; name=form.docx\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    line = b"A" * size + b"\r\n"
    content = head + line * ((door.LARGEST - len(head)) // len(line))
    assert [len(one.content) // 1_000_000 for one in heard.read(content).files] == [12]


def test_parts_that_stand_deep_within_one_another_are_read_as_long_as_they_have_few_lines():
    assert heard.read(mails.nested(60, 1000)).sender == "a@example.com"
    with pytest.raises(TooManyParts):
        heard.read(mails.nested(60, 110_000))


def test_a_report_of_a_thousand_readers_is_not_read():
    with pytest.raises(TooManyParts):
        heard.read(HEAD + b"Content-Type: message/delivery-status\r\n\r\n" + b"Action: failed\r\n\r\n" * 1000)


def test_parts_of_which_very_much_is_said_are_not_read():
    part = b"--b\r\nContent-Type: text/plain; " + b";" * 1200 + b"\r\n\r\nx\r\n"
    head = HEAD + b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    assert heard.read(head + part * 50).sender == "rosa@rree.gob.pe"
    with pytest.raises(TooManyParts):
        heard.read(head + part * 60)


def test_the_longest_name_of_a_file_is_read_in_both_ways_in_which_programs_give_it():
    name = ("ñ" * 125 + ".docx").encode()
    both = b"filename=\"%s\"; filename*=utf-8''%s" % (b"n" * 125 + b".docx", b"".join(b"%%%02X" % one for one in name))
    found = heard.read(HEAD + b"Content-Type: application/x\r\nContent-Disposition: attachment; " + both + b"\r\n\r\nx")
    assert [len(one.name) for one in found.files] == [len(name.decode())]


def test_of_readers_without_end_no_more_are_heard_than_of_one_header():
    found = heard.read(mails.of_lines(b"To: b@example.com\r\n", MOST_HEADERS - 1, headers=True))
    assert len(found.to) == -(-careful.LONGEST // len("b@example.com"))


def test_of_a_mail_that_came_back_the_beginning_is_read():
    returned = b"X: " + b"x" * bounces.LONGEST_HEADERS + b"\r\nMessage-ID: <1@example.org>\r\n"
    content = mails.bounce("<1@example.org>", "rosa@rree.gob.pe", returned="text/rfc822-headers")
    assert heard.read(content.replace(b"Message-ID: <1@example.org>\r\n", returned)).report.message_ids == ()


@pytest.mark.parametrize("charset", ["punycode", "idna"])
def test_a_mail_that_says_it_is_written_as_the_names_of_hosts_are_is_read_as_it_stands(charset):
    head = HEAD + f"Content-Type: text/plain; charset={charset}\r\n\r\n".encode()
    assert heard.read(head + b"1. Per\xc3\xba leads-\r\n").text == "1. Perú leads-\n"


def test_a_mail_of_a_hundred_parts_is_read():
    assert heard.read(mails.of_parts(99)).sender == "a@example.com"


def test_a_header_without_end_does_not_hold_up_the_house():
    long = b"To: " + b"a@b.c, " * 200_000 + b"\r\nContent-Type: text/plain; " + b"a=b; " * 200_000
    found = heard.read(b"From: rosa@rree.gob.pe\r\n" + long + b"\r\n\r\nx")
    # The library alone would take hours.
    assert (found.sender, len(found.to) < 2000) == ("rosa@rree.gob.pe", True)
