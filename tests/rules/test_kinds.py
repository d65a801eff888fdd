"""Every kind of answer against what people paste and what attackers send: read or refused beside it, never broken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretariat import formats
from secretariat.errors import Refused
from secretariat.models.calls import CallField, FieldKind
from secretariat.papers import boxes
from secretariat.rules import answers, kinds, prose
from secretariat.rules.kinds.numbers import amount_of, bounds

pytestmark = pytest.mark.usefixtures("app_words")
CHOICES = {"choices": [{"code": "a", "labels": {"en": "Art", "fr": "L'art"}}, {"code": "b", "labels": {"en": "Bread"}}]}
COLUMNS = {
    "columns": [
        {"code": "what", "labels": {"en": "What"}, "figures": False},
        {"code": "people", "labels": {"en": "People"}, "figures": True},
    ]
}
DETAILS = {
    "number": {"unit": {"en": "people", "fr": "personnes"}, "decimals": 1, "least": "0", "most": "5000"},
    "choice": CHOICES,
    "choices": CHOICES,
    "table": COLUMNS,
}
# Where the nasty text goes: the controls of each kind that are typed, or chosen.
PLACES = {
    "text": ["q"],
    "long_text": ["q"],
    "number": ["q"],
    "money": ["q.amount", "q.currency"],
    "date": ["q"],
    "choice": ["q"],
    "choices": ["q.choice.a", "q.choice.<script>"],
    "yes_no": ["q.answer", "q.explanation"],
    "table": ["q.0.what", "q.0.people", "q.99999.what", "q.0.zzz", "q.-1.what", "q.٣.what"],
    "commitments": ["q.0.text", "q.0.amount", "q.0.currency", "q.0.target", "q.0.due"],
    "file": ["q"],
}
NASTY = [
    "", " ", "twelve", "-5", "1e30", "1" + "0" * 30, "NaN", "Infinity", "٣", "\x00", "a\x1bb", "\x7f", "\ud800",
    "a" * 2_000_000, "<script>alert(1)</script>", "'; DROP TABLE calls; --", "=HYPERLINK(1)", "../../etc/passwd",
    "2025-02-30", "0000-00-00", "9999-12-31", "2025-9-1", "yes", "1", "\u202egnp.exe", "[x](javascript:alert(1))",
    "| a | b |\n|---|", "> " * 500 + "x", "\r\n\r\n", "🙈" * 100,
]  # fmt: skip


@pytest.fixture
def app_words(house):
    with house.test_request_context():
        yield


def field(kind, **facts):
    given = {"key": "q", "kind": kind, "labels": {"en": "Q"}, "helps": {}, "required": True}
    return CallField(**given | {"details": DETAILS.get(kind, {})} | facts)


def frozen(of, value):
    return {"key": of.key, "kind": of.kind, "labels": of.labels, "value": value, "details": of.details}


def tried(read, form):
    """Return (value, None) or (None, what was refused)."""
    try:
        return read(form), None
    except Refused as error:
        return None, error


def test_every_kind_is_known_and_every_kind_has_its_places_in_this_table():
    assert list(kinds.KINDS) == list(FieldKind)
    assert set(PLACES) == set(FieldKind)


@pytest.mark.parametrize("nasty", NASTY, ids=lambda text: ascii(text[:12]))
@pytest.mark.parametrize("kind", list(PLACES))
def test_whatever_is_typed_is_read_or_refused_beside_its_field_and_what_is_read_can_be_shown(kind, nasty):
    of = field(kind)
    for place in PLACES[kind]:
        value, refused = tried(lambda form: answers.read(of, form), {place: nasty})
        if refused:
            assert (refused.field, bool(refused.sentence)) == ("q", True)
            assert answers.typed(of, {place: nasty, "other": "x"}) == {place: nasty}
            continue
        for language in ("en", "es", "pt", "fr"):
            assert answers.read(of, answers.controls(of, value, language)) == value
        assert kinds.of(kind).fits(value)
        if not kinds.of(kind).empty(value):
            kinds.of(kind).gap(of, value, required=True)
        for language in ("en", "es", "pt", "fr"):
            answers.plain(frozen(of, value), language)
            shown = prose.html(answers.markdown(frozen(of, value), language))
            assert not any(bad in shown for bad in ("<script", 'href="javascript', "<img", "onerror"))


@given(st.sampled_from(list(PLACES)), st.text(max_size=40), st.text(max_size=40))
def test_hypothesis_finds_nothing_that_breaks_a_kind(kind, name, typed):
    for place in (f"q.{name}", *PLACES[kind]):
        try:
            value = answers.read(field(kind), {place: typed})
        except Refused:
            continue
        answers.plain(frozen(field(kind), value), "en")


@given(st.decimals(-(10**15) + 1, 10**15 - 1, places=2), st.sampled_from(["en", "es", "pt", "fr"]))
def test_a_figure_that_a_form_shows_in_a_language_is_read_as_the_same(figure, language):
    assert amount_of(formats.typed(figure, language)) == figure


@pytest.mark.parametrize(
    ("language", "amount", "cell"),
    [("en", "1,250,000", "1,250.50"), ("es", "1.250.000", "1.250,50"), ("pt", "1.250.000", "1.250,50")],
)
def test_a_form_shows_figures_as_its_reader_writes_them(language, amount, cell):
    assert answers.controls(field("money"), {"amount": "1250000.00", "currency": "USD"}, language)["q.amount"] == amount
    row = {"what": "12", "people": "1250.50"}
    shown = answers.controls(field("table"), [row], language)
    assert (shown["q.0.what"], shown["q.0.people"]) == ("12", cell)


@pytest.mark.parametrize("kind", list(PLACES))
@pytest.mark.parametrize("value", [{}, [], [[]], [{}], [{"x": []}], {"amount": []}, 7, True, "x", [1], {"answer": 1}])
def test_a_value_from_a_program_in_a_wrong_shape_is_refused_and_one_in_a_right_shape_is_read(kind, value):
    of = field(kind)
    _value, refused = tried(lambda form: answers.read(of, answers.as_form(of, form)), value)
    assert refused is None or refused.field in {"value", "q"}


@pytest.mark.parametrize("kind", list(PLACES))
def test_a_question_that_nobody_has_touched_is_empty_on_the_form_and_in_words(kind):
    of = field(kind)
    value = answers.read(of, answers.controls(of, None, "en") | ({"q.currency": "USD"} if kind == "money" else {}))
    assert answers.is_empty(kind, value)
    assert answers.is_empty(kind, None)
    assert (answers.plain(frozen(of, None), "en"), answers.markdown(frozen(of, None), "en")) == ("", "")


@pytest.mark.parametrize(
    ("kind", "form", "value", "plain"),
    [
        ("number", {"q": "1,250.5"}, "1250.5", "1 250,5 personnes"),
        ("number", {"q": "12"}, "12.0", "12 personnes"),
        ("date", {"q": "2025-09-19"}, "2025-09-19", "vendredi 19 septembre 2025"),
        ("choice", {"q": "a"}, "a", "L'art"),
        ("choices", {"q.choice.b": "1", "q.choice.a": "1"}, ["a", "b"], "L'art\n\nBread"),
        (
            "table",
            {"q.0.what": " ", "q.4.people": "1.200", "q.2.what": "Permits", "q.2.people": "3"},
            [{"what": "Permits", "people": "3"}, {"what": "", "people": "1200"}],
            "What: Permits · People: 3\n\nPeople: 1 200",
        ),
        (
            "commitments",
            {"q.1.text": "Train", "q.1.amount": "5000", "q.1.currency": "EUR", "q.1.due": "2026-01-02", "q.0.text": ""},
            [{"text": "Train", "amount": "5000.00", "currency": "EUR", "target": "", "due": "2026-01-02"}],
            "Train · 5 000 EUR · by vendredi 2 janvier 2026",
        ),
    ],
)
def test_what_is_typed_is_kept_in_one_shape_and_said_in_the_readers_language(kind, form, value, plain):
    read = answers.read(field(kind), form)
    assert read == value
    said = answers.plain(frozen(field(kind), read), "fr")
    assert said.replace("\u202f", " ").replace("\xa0", " ") == plain


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("5001", "not above 5000"),
        ("-1", "not below 0"),
        ("1.25", "at most 1 decimals"),
        ("about ten", "Write a number"),
    ],
)
def test_a_number_out_of_bounds_is_refused_with_the_bound(typed, sentence):
    with pytest.raises(Refused, match=sentence):
        answers.read(field("number"), {"q": typed})


@pytest.mark.parametrize(
    ("details", "words"),
    [
        ({"least": "0", "most": "12000"}, "from 0 to 12,000"),
        ({"least": "-1.5", "most": ""}, "at least -1.5"),
        ({"most": "7"}, "at most 7"),
        ({"unit": {"en": "people"}}, ""),
    ],
)
def test_the_limits_of_a_number_stand_beside_its_field_and_in_the_form_to_take_away(details, words):
    asked = field("number", details=details)
    assert bounds(details, "en") == words
    assert boxes.told(asked, "en") == (f"A number, {words}." if words else "")


def test_what_is_wrong_in_a_row_names_the_row_and_too_many_rows_are_refused():
    with pytest.raises(Refused, match="Row 4: Write a number"):
        answers.read(field("table"), {"q.0.what": "x", "q.3.people": "many"})
    with pytest.raises(Refused, match="At most 100 rows"):
        answers.read(field("table"), {f"q.{row}.what": "x" for row in range(101)})


def test_a_commitment_without_words_holds_the_sending_back():
    of = field("commitments")
    value = answers.read(of, {"q.0.text": "Train", "q.1.amount": "5"})
    assert kinds.of("commitments").gap(of, value, required=False) == "commitment 2 does not say what is promised"


@pytest.mark.parametrize(
    ("limits", "text", "gap"),
    [
        ({"limit_words": 2}, "one two three", "3 words; at most 2 fit"),
        ({"limit_characters": 5}, " abcdef ", "6 characters; at most 5 fit"),
        ({"limit_words": 1000}, "one " * 1200, "1,200 words; at most 1,000 fit"),
        ({"limit_words": 3, "limit_characters": 13}, "one two three", None),
    ],
)
def test_a_text_over_its_limit_is_kept_but_not_sent(limits, text, gap):
    of = field("text", **limits)
    assert kinds.of("text").gap(of, answers.read(of, {"q": text}), required=True) == gap


def test_a_form_shows_the_rows_that_are_written_and_room_for_two_more():
    (shown,) = kinds.batches(field("table"), {"q.0.what": "x", "q.2.people": "7"})
    assert [row["what"] or row["people"] for row in shown.rows] == ["x", "", "7", "", ""]


def long_table(rows, **others):
    return {f"q.{place}.what": f"Measure {place + 1}" for place in range(rows)} | others


def test_a_long_table_is_folded_on_its_form_but_for_its_first_rows_and_those_to_write_on():
    batches = kinds.batches(field("table"), long_table(34))
    assert [(one.first, one.last, len(one.rows), one.open) for one in batches] == [
        (1, 10, 10, True), (11, 20, 10, False), (21, 30, 10, False), (31, 34, 6, True),
    ]  # fmt: skip
    assert (batches[1].begins, batches[1].ends) == ("Measure 11", "Measure 20")
    assert [one.open for one in kinds.batches(field("table"), long_table(14))] == [True]


def test_no_batch_with_a_row_that_is_wrong_is_folded_and_a_full_one_is_where_nothing_can_be_added():
    batches = kinds.batches(field("table"), long_table(100, **{"q.56.people": "many"}))
    assert [one.first for one in batches if one.open] == [1, 51]
    assert [place for place, _row in batches[5].placed if place in batches[5].wrong] == [56]


def test_commitments_are_folded_five_at_a_time_and_one_without_words_is_open():
    promised = {f"q.{place}.text": f"Promise {place + 1}" for place in range(20)}
    batches = kinds.batches(field("commitments"), promised | {"q.7.text": "", "q.7.amount": "5"})
    assert [(one.first, one.open) for one in batches] == [(1, True), (6, True), (11, False), (16, True)]


def test_a_row_is_counted_as_the_form_shows_it_where_one_before_it_is_empty():
    with pytest.raises(Refused, match=r"^Row 3: "):
        answers.read(field("table"), {"q.0.what": "x", "q.2.people": "many"})


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("# Big", "<h3>Big</h3>"),
        ("**a** *b*", "<p><strong>a</strong> <em>b</em></p>"),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("<b onclick=x>hi</b>", "<p>&lt;b onclick=x&gt;hi&lt;/b&gt;</p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("[x](data:text/html,1)", "<p>[x](data:text/html,1)</p>"),
        ("[x](https://a.example)", '<p><a href="https://a.example" rel="noopener nofollow">x</a></p>'),
        ("![a cat](https://a.example/c.png)", "<p>a cat</p>"),
    ],
)
def test_markdown_is_shown_as_such_and_nothing_in_it_acts(markdown, html):
    assert prose.html(markdown).strip() == html


def test_plain_words_read_the_same_after_they_went_through_markdown():
    of = field("text")
    shown = prose.html(answers.markdown(frozen(of, "1. * not a list_ [x](y) <b> & | #"), "en"))
    assert shown.strip() == "<p>1. * not a list_ [x](y) &lt;b&gt; &amp; | #</p>"


def test_words_in_a_column_that_holds_figures_only_since_are_read_as_they_are():
    frozen = {"kind": "table", "value": [{"what": "Art", "people": "a few"}], "details": COLUMNS}
    assert answers.plain(frozen, "en") == "What: Art · People: a few"
