"""Letters: what each says, in which words, and that no two look alike."""

import inspect
import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from flask_babel import force_locale

from secretariat import links
from secretariat.mail import compose, outbox, wire
from secretariat.mail.compose import subjects
from secretariat.mail.letter import Kind
from secretariat.models.countries import LANGUAGES
from secretariat.models.deliverables import State
from secretariat.models.people import Role
from tests import factories
from tests.mail import letters

pytestmark = pytest.mark.usefixtures("in_2025")
LARGEST = 25_000
# What mail programs and the page under /messages both allow: structure, and attributes from before style sheets.
ALLOWED = {
    "html": {"lang"}, "head": set(), "meta": {"charset", "name", "content"}, "title": set(), "body": set(),
    "main": set(), "table": {"role", "width", "cellpadding", "cellspacing", "border"}, "tr": set(),
    "td": {"align", "bgcolor"}, "font": {"face", "size", "color"}, "p": set(), "b": set(), "br": set(),
    "hr": {"size", "noshade"}, "h1": set(), "ol": set(), "ul": set(), "li": set(), "a": {"href"}, "wbr": set(),
}  # fmt: skip


class Walk(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen, self.links = {}, []

    def handle_starttag(self, tag, attrs):
        self.seen.setdefault(tag, set()).update(name for name, _value in attrs)
        self.links += [value for name, value in attrs if name == "href"]


def test_every_kind_has_a_letter_here(session):
    assert letters.kinds(letters.every_kind(factories.user(Role.FOCAL_POINT))) == set(Kind)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_small_has_one_link_and_no_style(session, language):
    reader = factories.user(Role.FOCAL_POINT, language=language)
    for letter in letters.every_kind(reader):
        html = outbox.rendered(letter, reader)["html"]
        walk = Walk()
        walk.feed(html)
        assert len(walk.links) == 1, letter.kind
        assert {tag: names - ALLOWED[tag] for tag, names in walk.seen.items() if names - ALLOWED[tag]} == {}
        assert len(html.encode()) < LARGEST


def test_an_agenda_counts_its_items_as_its_page_does_and_its_symbol_may_be_broken_on_a_phone(session):
    reader = factories.user(Role.FOCAL_POINT)
    (letter,) = [one for one in letters.every_kind(reader) if one.kind == Kind.CIRCULATED]
    assert "It was circulated with 2 items." in " ".join(outbox.rendered(letter, reader)["text"].split())
    assert "LAD/<wbr>MIN.5/<wbr>AG.1" in outbox.rendered(letter, reader)["html"]


def test_a_letter_with_very_much_to_say_stays_below_25_kilobytes(session):
    reader = factories.user(Role.FOCAL_POINT)
    points = ["Señálese " * 500] * 40
    sent = letters.version(factories.deliverable())
    letter = compose.changes_requested(letters.review(sent, "changes_requested", *points), reader)
    assert len(outbox.rendered(letter, reader)["html"].encode()) < LARGEST
    assert letter.paragraphs == ("20 more points stand on the page.",)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_kinds_could_share_a_subject(app, language):
    """What stands before the first fact differs, and none is the beginning of another."""
    fact = "\u2042"
    found = []
    with app.test_request_context(), force_locale(language):
        for name, write in inspect.getmembers(subjects, inspect.isfunction):
            if write.__module__ != subjects.__name__:
                continue
            names = inspect.signature(write).parameters
            for num in (1, 2, 5) if "num" in names else (0,):
                given = {one: num if one == "num" else fact for one in names}
                beginning = re.split(rf"{fact}|\d", write(**given))[0].casefold()
                found.append((name.split("_without")[0], beginning))
    assert len({name for name, _beginning in found}) >= len(Kind)
    for name, beginning in found:
        twins = [other for other, text in found if other != name and text.startswith(beginning)]
        assert twins == [], (name, beginning)


def test_the_subject_begins_with_the_action_and_names_the_date(session):
    reader = factories.user(Role.FOCAL_POINT)
    assert [one.subject for one in letters.every_kind(reader)] == [
        "Received Monday 8 September: Contributions (Peru), version 1",
        "Answer 1 point, due Friday 19 September: Contributions (Peru)",
        "Complete 1 answer, due Friday 19 September: Contributions (Peru)",
        "Review 2 texts, assigned on Monday 8 September",
        "Leave 1 text to others as of Monday 8 September",
        "Approved on Monday 8 September: Contributions (Peru)",
        "Rejected on Monday 8 September: Contributions (Peru)",
        "Send by Friday 19 September: Contributions (Peru)",
        "Overdue since Sunday 7 September: Contributions (Peru)",
        "Follow up on Monday 8 September: 1 text is overdue",
        "Read before Thursday 23 October: agenda LAD/MIN.5/AG.1, Fifth ministerial meeting",
        "Sign in by Monday 8 September: your account with the Secretariat",
        "Choose a new password, asked for on Monday 8 September",
        "Use another address as of Monday 8 September: your account with the Secretariat",
        f"Correct an address, the mail of Monday 8 September was refused: {reader.name} (Peru)",
        "Prepare by Friday 19 September: Contributions (Peru)",
        "Changed, due Friday 19 September: Contributions (Peru)",
        "New dates, next due Friday 19 September: Fifth ministerial meeting",
        "Extended until Tuesday 30 September: Contributions (Peru)",
        "Waived on Monday 8 September: Contributions (Peru)",
        "Taken as sent on Monday 8 September: Contributions (Peru)",
        "Clear, due Friday 19 September: Contributions (Peru)",
        "Cleared on Monday 8 September: Contributions (Peru)",
        "Fill in by Monday 8 September: Contributions (Peru)",
        "Answers ready on Monday 8 September: Contributions (Peru)",
        "Withdrawn on Monday 8 September: Contributions (Peru)",
        "Given back on Monday 8 September: Contributions (Peru)",
        "Please reply, due Friday 19 September: Contributions",
        "Confirm your answers, due Friday 19 September: Contributions (Peru)",
        "Read what became of your mail of Monday 8 September, it was not filed: Contributions (Peru)",
        f"Read what came in on Monday 8 September by mail: {reader.name}",
        "Test: Send by Friday 19 September: Contributions (Peru)",
    ]


def test_a_reminder_says_what_is_owed_what_is_missing_and_what_the_dates_decide(session):
    reader = factories.user(Role.FOCAL_POINT, name="Rosa Quispe")
    first = factories.deliverable(
        factories.call(fields=("summary", "annex"), titles={"en": "Progress report"}, ladder=letters.LADDER),
        state=State.DRAFT,
    )
    other = factories.deliverable(factories.call(titles={"en": "Country sheet"}), state=State.CHANGES_REQUESTED)
    assert outbox.rendered(compose.reminder(reader, [first, other], factories.NOW), reader)["text"] == (
        "Secretariat\n"
        "Los Angeles Declaration on Migration and Protection\n"
        "\n"
        "Send by Friday 19 September: Progress report (Peru)\n"
        "\n"
        "Dear Rosa Quispe,\n"
        "\n"
        "Send Progress report (Peru) by Friday 19 September, 09:00 Lima (10:00 in\n"
        "Washington). Peru: this mail is about 2 texts that are still owed. This\n"
        "is the one mail of today about all of them.\n"
        "\n"
        "1. Progress report (Peru)\n"
        "   A draft, not sent; 2 things are missing: Summary, Annex.\n"
        "   Due Friday 19 September, 09:00 Lima (10:00 in Washington).\n"
        "\n"
        "2. Country sheet (Peru)\n"
        "   Changes requested.\n"
        "   Due Friday 19 September, 09:00 Lima (10:00 in Washington).\n"
        "\n"
        "Continue: Progress report\n"
        f"http://localhost:8000/deliverables/{first.id}\n"
        "\n"
        "For Progress report (Peru):\n"
        "\n"
        "Until Friday 19 September, 18:00 Lima (19:00 in Washington): In the main\n"
        "packet, translated.\n"
        "\n"
        "Until Friday 26 September, 18:00 Lima (19:00 in Washington): In the\n"
        "supplement.\n"
        "\n"
        "Later: Presented orally.\n"
        "\n"
        "This mail goes only to countries that still owe something when it\n"
        "leaves.\n"
        "\n"
        "-- \n"
        "Answers to this mail are read by the Secretariat.\n"
        "You choose which letters come by mail: in the Secretariat, under\n"
        "Account."
    )


def test_a_receipt_bears_time_lateness_files_number_and_fingerprint(session):
    sent = letters.version(factories.deliverable(), late=True, due_at=factories.NOW - timedelta(hours=2))
    letter = compose.receipt(sent, sent.submitted_by)
    assert (letter.lead, letter.paragraphs) == (
        "The Secretariat received version 1 on Monday 8 September 2025, 09:00 Lima (10:00 in Washington).",
        (
            "It arrived late: it was due Monday 8 September 2025, 07:00 Lima (08:00 in Washington).",
            "Files: Annex.pdf (1.2 MB).",
            "Receipt number: LAD/MIN.5/CALL.1/PER/1",
            f"Fingerprint (SHA-256): {' '.join(['ab12'] * 16)}",
        ),
    )


MORE_TIME = "The Secretariat gives you more time."


def test_more_time_is_told_with_both_moments_in_both_zones_and_the_reason(session):
    letter = compose.extended(letters.extended(), factories.user(Role.FOCAL_POINT), before=factories.NOW)
    assert (letter.lead, letter.paragraphs) == (
        "Send Contributions (Peru) by Tuesday 30 September, 09:00 Lima (10:00 in Washington). " + MORE_TIME,
        (
            "Until now it was due Monday 8 September, 09:00 Lima (10:00 in Washington).",
            "Reason: The ministry is moving.",
        ),
    )


def test_a_waiver_says_that_nothing_is_owed_and_gives_the_whole_reason(session):
    reason = "No programme in this pillar. " * 60
    letter = compose.waived(factories.deliverable(), factories.user(Role.FOCAL_POINT), reason=reason, at=factories.NOW)
    assert (letter.lead, letter.paragraphs) == (
        "The Secretariat waived this text: nothing is owed here any more, and no reminder of it follows.",
        (f"Reason: {reason.strip()}",),
    )


WHEN = "Friday 19 September, 09:00 Lima (10:00 in Washington)"


@pytest.mark.parametrize(
    ("days", "soft", "sentence"),
    [
        (0, False, f"Send it by {WHEN}."),
        (12, True, f"It was due {WHEN}; it can still be sent."),
        (12, False, "The date of this call has passed for good; ask the Secretariat for an extension."),
    ],
)
def test_a_text_that_is_given_back_says_by_when_it_may_be_sent(session, days, soft, sentence):
    text, at = factories.deliverable(factories.call(soft=soft)), factories.NOW + timedelta(days=days)
    letter = compose.reopened(text, factories.user(Role.FOCAL_POINT), reason="Forty, not fourteen.", at=at)
    assert letter.lead == (
        f"{sentence} The Secretariat gives this text back to you: you may write and send it once more."
    )
    assert letter.paragraphs == ("Reason: Forty, not fourteen.",)


def test_a_reader_in_the_secretariats_zone_sees_one_zone(session):
    text = factories.deliverable(by=factories.country("US"))
    letter = compose.reminder(factories.user(Role.FOCAL_POINT, text.country), [text], factories.NOW)
    assert letter.items[0].lines[-1] == "Due Friday 19 September, 10:00 Washington."


def test_every_letter_leads_to_a_page_of_the_house(session, app):
    pages = app.url_map.bind("localhost")
    with app.test_request_context():
        for letter in letters.every_kind(factories.user(Role.FOCAL_POINT)):
            whole = links.complete(links.absolute(letter.path), wire.TOKENS.get(letter.kind, links.WELCOME), 7)
            path = whole.removeprefix(links.absolute(""))
            endpoint, _values = pages.match(path)
            assert endpoint, letter.kind
