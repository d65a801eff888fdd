"""The words of letters as officers write them: what is refused and why, and how every kind reads with them."""

import re

import pytest

from secretariat.mail import checks, kinds, outbox
from secretariat.mail.compose.words import TEXTS, Words, countries
from secretariat.mail.letter import Kind
from secretariat.models.countries import LANGUAGES
from secretariat.models.people import Role
from secretariat.workflow import samples
from tests import factories
from tests.mail.letters import LADDER
from tests.mail.test_compose import ALLOWED, LARGEST, Walk

REMINDER = TEXTS["reminder"]
FINE = Words("Send by {day}: {title}", "Please send {title} by {due}.", "Call us at any time, {name}.")
CONTROLS = "This text contains control characters; paste it again as plain text."
EVERYTHING = " ".join(["A sentence that says much with many words, and then some more of them."] * 14)


@pytest.fixture(autouse=True)
def in_a_request(app):
    with app.test_request_context():
        yield


@pytest.fixture
def sample(session):
    text = factories.deliverable(factories.call(fields=("summary", "annex"), ladder=LADDER))
    reader = factories.user(Role.FOCAL_POINT, text.country, name="Rosa <Quispe> {due} & sons")
    made = samples.of(text.country, factories.user(Role.OFFICER), factories.NOW)
    assert made is not None
    assert made.reader is reader
    return made


def test_every_kind_that_the_house_sends_has_words_a_name_and_a_sentence():
    written_each_time = {Kind.NOTICE, Kind.TRIAL}
    besides = {*countries.REMINDERS, "mail_refused", "form_read_same", "invited_to_answer"}
    assert set(TEXTS) == {*Kind, *besides} - written_each_time
    assert set(kinds.KINDS) == set(TEXTS) == set(samples.MADE)
    assert {name for text in TEXTS.values() for name in text.fields} == set(kinds.FIELDS)


def test_words_with_known_fields_and_whole_links_may_be_sent():
    assert checks.faults(REMINDER, FINE, reader="en") == {}
    linked = Words(FINE.subject, FINE.opening, "See https://example.org/a?b=1&c=2, or write to mailto:a@example.org.")
    assert checks.faults(REMINDER, linked, reader="en") == {}
    plain = Words(FINE.subject, FINE.opening, "3 < 5 > 2, R&D; note: 10:30, a/b and x & y;")
    assert checks.faults(REMINDER, plain, reader="en") == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", TEXTS)
def test_the_houses_own_words_keep_every_rule_themselves(key, language):
    assert checks.faults(TEXTS[key], TEXTS[key].plain(language), reader="en") == {}


@pytest.mark.parametrize(
    ("control", "said", "sentence"),
    [
        ("subject", "", "Write something here."),
        ("opening", "  \n ", "Write something here."),
        ("subject", "x" * 151, "151 characters; at most 150 fit."),
        ("closing", "x" * 1201, "1201 characters; at most 1200 fit."),
        ("subject", "Send\nBcc: all@example.org", "A subject is one line."),
        ("subject", "Send\u2028now", "A subject is one line."),
        ("subject", "=?utf-8?q?x=0ABcc:a?=", CONTROLS),
        ("subject", "Send \x07", CONTROLS),
        ("closing", "a\x00b", CONTROLS),
        ("closing", "turned \u202e round", CONTROLS),
        ("closing", "somebody\ue000", CONTROLS),
        ("closing", "Dear {nam}", "There is no field {nam}; did you mean {name}?"),
        ("subject", "Due {duw}", "There is no field {duw}; did you mean {due}?"),
        ("closing", "{name" , "A brace stands alone here"),
        ("closing", "name}", "A brace stands alone here"),
        ("closing", "{{name}}", "A brace stands alone here"),
        ("closing", "{% if name %}x{% endif %}", "There is no field {% if name %}"),
        ("closing", "{name}" * 13, "At most 12 fields fit here."),
        ("opening", "Please send {title}.", "The first paragraph must hold {due}: it says by when, in both zones."),
        ("opening", "Please.\n\nBy {due}.", "The first paragraph must hold {due}"),
        ("closing", "<b>now</b>", "‘<b>’ looks like HTML"),
        ("closing", "<script", "‘<script’ looks like HTML"),
        ("closing", "a<br/>b", "‘<br/>’ looks like HTML"),
        ("closing", "R&amp;D", "‘&amp;’ looks like HTML"),
        ("closing", "<!-- x -->", "‘<!--’ looks like HTML"),
        ("closing", "javascript:alert(1)", "The link ‘javascript:alert(1’ leads nowhere."),
        ("closing", "ftp://example.org/x", "The link ‘ftp://example.org/x’ leads nowhere."),
        ("closing", "data:text/plain,x", "The link ‘data:text/plain,x’ leads nowhere."),
        ("closing", "http:/example.org", "The link ‘http:/example.org’ leads nowhere."),
        ("closing", "https//example.org", "The link ‘https//example.org’ leads nowhere."),
        ("closing", "see https://.", "The link ‘https://’ leads nowhere."),
        ("closing", "https://nowhere/x", "The link ‘https://nowhere/x’ leads nowhere."),
        ("closing", "https://a.b:99999/", "The link ‘https://a.b:99999/’ leads nowhere."),
        ("closing", "https://bank.example@evil.example/", "leads nowhere."),
        ("closing", "www.example.org", "The link ‘www.example.org’ leads nowhere."),
        ("closing", "mailto:nobody", "The link ‘mailto:nobody’ leads nowhere."),
        ("closing", "https://example.org/{name}", "leads nowhere."),
    ],
)  # fmt: skip
def test_what_a_letter_cannot_say_is_refused_beside_its_control_with_what_to_do(control, said, sentence):
    given = {"subject": FINE.subject, "opening": FINE.opening, "closing": FINE.closing} | {control: said}
    found = checks.faults(REMINDER, Words(**given), reader="en")
    assert list(found) == [control]
    assert sentence in found[control]


def test_all_controls_that_are_wrong_are_told_at_once():
    assert list(checks.faults(REMINDER, Words("{x}", "{x}", "{x}"), reader="en")) == ["subject", "opening", "closing"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", TEXTS)
def test_every_kind_reads_with_all_its_fields_and_stays_small(sample, key, language):
    """The longest words that may be written, with all fields that fit, as text and as a page with one link."""
    text = TEXTS[key]
    fields = " ".join(f"{{{one}}}" for one in text.fields)
    first = f"{{{text.needs}}} " if text.needs else ""
    words = Words(f"Now {fields}"[:150], first + EVERYTHING[:900] + f"\n\n{fields}", EVERYTHING[:1100])
    assert checks.faults(text, words, reader="en") == {}
    mail = outbox.rendered(samples.letter(text, sample, language, words), sample.reader, language)
    assert len(mail["html"].encode()) < LARGEST
    assert "{" not in mail["subject"].replace("{due}", "")
    assert "<Quispe>" not in mail["html"]
    assert f'<html lang="{language}">' in mail["html"]
    walk = Walk()
    walk.feed(mail["html"])
    assert len(walk.links) == 1
    assert {tag: names - ALLOWED[tag] for tag, names in walk.seen.items() if names - ALLOWED[tag]} == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", [key for key, text in TEXTS.items() if text.needs])
def test_where_a_date_is_named_the_first_line_says_what_to_do_by_when_in_both_zones(sample, key, language):
    letter = samples.letter(TEXTS[key], sample, language)
    by_when = samples.examples(TEXTS[key], sample, language)[TEXTS[key].needs]
    what, found, _rest = letter.lead.partition(by_when)
    assert found
    assert "Lima" in by_when
    assert "Washington" in by_when
    assert ". " not in what
    # The field of these is a sentence that says both.
    assert what or key in {"reopened", "reminder_not_to_clear", "reminder_not_to_clear_overdue"}


def test_a_value_is_never_read_as_a_field_or_as_markup(sample):
    words = Words("{name}", "By {due}: {name}", "{name}")
    mail = outbox.rendered(samples.letter(REMINDER, sample, "en", words), sample.reader, "en")
    assert mail["subject"] == "Rosa <Quispe> {due} & sons"
    assert "Rosa &lt;Quispe&gt; {due} &amp; sons" in mail["html"]
    assert "Rosa <Quispe> {due} & sons" in mail["text"]


def test_the_plain_words_say_what_the_house_says(sample):
    assert REMINDER.plain("en").subject == "Send by {day}: {title}"
    assert REMINDER.plain("en").opening.startswith("Send {title} by {due}. {country}: this mail is about {count}")
    assert "{count}" in TEXTS["overdue"].plain("fr").subject


def test_paragraphs_of_an_opening_stand_above_what_the_house_lays_out(sample):
    words = Words("S {day}", "Please, by {due}.\n\nSecond\nparagraph.", "The end,\r\n{name}")
    mail = outbox.rendered(samples.letter(REMINDER, sample, "en", words), sample.reader, "en")
    text = mail["text"]
    places = [
        text.index(one) for one in ("Please, by", "Second\nparagraph.", "1. ", "http://localhost", "The end,\nRosa")
    ]
    assert places == sorted(places)
    assert "<p>Second<br>paragraph.</p>" in mail["html"]
    assert "<p>The end,<br>Rosa &lt;Quispe&gt;" in mail["html"]


def test_a_sample_that_gives_more_time_or_asks_no_more_reads_as_a_real_one(sample):
    stands = "Reason: The reason that the officer writes stands here."
    assert samples.letter(TEXTS["extended"], sample, "en").paragraphs[-1] == stands
    waived = outbox.rendered(samples.letter(TEXTS["waived"], sample, "en"), sample.reader, "en")
    assert waived["text"].endswith("The file attached takes the date out of your calendar.")
    assert "METHOD:CANCEL" in waived["calendar"]


@pytest.mark.parametrize("key", ["assigned", "released", "overdue"])
def test_a_letter_about_one_text_speaks_of_one(sample, key):
    assert " these " not in f" {samples.letter(TEXTS[key], sample, 'en').lead.lower()} "
    assert " these " in f" {TEXTS[key].plain('en').opening.lower()} "


@pytest.mark.parametrize("key", TEXTS)
def test_a_portuguese_subject_puts_no_bare_em_before_a_weekday(sample, key):
    subject = samples.letter(TEXTS[key], sample, "pt").subject
    assert not re.search(r"\bem (?:\w+-feira|sábado|domingo)", subject)


def test_a_sample_enters_no_table(session, sample):
    for key, text in TEXTS.items():
        samples.letter(text, sample, "en")
        assert not session.new, key
        assert not session.dirty, key
