"""The code on a page that is signed, and what changed in a text since."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretariat.rules import clearances as rules
from secretariat.rules.difference import Piece

BODIES = st.text(rules.LETTERS, min_size=8, max_size=8)


@given(BODIES)
def test_a_code_is_read_however_it_is_typed(body):
    code = rules.proven(body)
    assert rules.typed(code) == code
    assert rules.typed(f" {rules.shown(code).lower()} ") == code
    assert rules.typed("-".join(code)) == code
    assert rules.typed(code.replace("0", "O").replace("1", "l")) == code


@given(BODIES, st.integers(0, 8), st.sampled_from(rules.LETTERS))
def test_one_wrong_letter_is_noticed(body, place, letter):
    code = rules.proven(body)
    wrong = code[:place] + letter + code[place + 1 :]
    assert rules.typed(wrong) == (code if wrong == code else None)


@pytest.mark.parametrize("text", ["", "7QK", "7QK 3M2 0XA 1", "ñandú1234", "?" * 9])
def test_what_can_be_no_code_is_none(text):
    assert rules.typed(text) is None


def test_the_code_is_found_among_what_a_picture_says():
    code = rules.proven("7QK3M20X")
    assert rules.seen(["https://example.org", rules.printed(code, "ab" * 32)]) == code
    assert rules.seen([f"OTHER:{code}", "LAD-CLEAR:", "LAD-CLEAR:00000000Z", ""]) is None


def answer(key, value, kind="long_text"):
    return {"key": key, "kind": kind, "labels": {"en": key.capitalize()}, "value": value}


def test_only_what_changed_is_shown(app):
    before = [answer("summary", "We lead.\n\nWe pay."), answer("plan", "As before."), answer("gone", "Old.")]
    after = [answer("summary", "We lead.\n\nWe pay half."), answer("plan", "As before."), answer("new", "New.")]
    with app.test_request_context():
        found = rules.changes(before, after, "en")
    assert [one.label for one in found] == ["Summary", "New"]
    assert found[0].paragraphs == [[Piece("same", "We pay"), Piece("new", " half"), Piece("same", ".")]]


def test_a_question_in_other_words_leaves_the_text_as_it_was_cleared(app):
    named = {**answer("plan", "As before."), "labels": {"en": "The plan"}}
    chosen = {"kind": "choice", "key": "way", "labels": {"en": "Way"}, "value": "a"}
    lists = [{"choices": [{"code": "a", "labels": {"en": name}}]} for name in ("By sea", "On the sea")]
    was, now = ([{**chosen, "details": one}] for one in lists)
    with app.test_request_context():
        found = rules.since(([answer("plan", "As before."), *was], []), ([named, *now, answer("new", None)], []), "en")
    assert (found.same, found.reworded) == (True, True)


def choices(**labels):
    return {"choices": [{"code": code, "labels": {"en": name}} for code, name in labels.items()]}


WAY = {"kind": "choice", "key": "way", "labels": {"en": "Way"}, "value": "a"}
BY_SEA, ON_SEA = ({"choices": [{"code": "a", "labels": {"en": name}}]} for name in ("By sea", "On the sea"))
FRENCH_TOO = {"choices": [{"code": "a", "labels": {"en": "By sea", "fr": "Par mer"}}]}
ANNEX = {"attachment": 1, "key": "annex", "name": "annex.pdf", "sha256": "0" * 64, "size": 9, "pages": 1}
SIGNED = ([answer("plan", "As before."), {**WAY, "details": BY_SEA}, answer("annex", None, "file")], [ANNEX])


def called(**labels):
    return lambda now, files: ([{**now[0], "labels": labels}, *now[1:]], files)


@pytest.mark.parametrize(
    ("change", "stands"),
    [
        (called(en="plan?"), True),
        (called(en="Plan", fr="Plan"), True),
        (lambda now, files: (now[::-1], files), True),
        (lambda now, files: ([*now, answer("new", None)], files), True),
        (lambda now, files: (now, [{**files[0], "attachment": 2}]), True),
        (called(en="No plan"), False),
        (called(en="Plan ≤ 5"), False),
        (called(fr="Plan"), False),
        (lambda now, files: ([*now[:2], {**now[2], "labels": {"en": "Not agreed to"}}], files), False),
        (lambda now, files: ([{**now[0], "kind": "text"}, *now[1:]], files), False),
        (lambda now, files: ([*now, answer("new", "More.")], files), False),
        (lambda now, files: ([{**now[0], "value": "As **before**."}, *now[1:]], files), False),
        (lambda now, files: ([now[0], {**WAY, "details": ON_SEA}, now[2]], files), False),
        (lambda now, files: ([now[0], {**WAY, "details": FRENCH_TOO}, now[2]], files), True),
        (lambda now, files: (now[1:], files), False),
        (lambda now, files: (now, [{**files[0], "sha256": "1" * 64}]), False),
        (lambda now, _files: (now, []), False),
    ],
    ids=[
        "set apart otherwise", "in a language more", "in another order", "an empty question more",
        "the file attached anew", "called the opposite", "a sign more", "a language less",
        "a file asked for otherwise", "another kind", "an answer more", "in bold", "a choice that is read otherwise",
        "a choice in a language more", "an answer less", "another file", "no file",
    ],
)  # fmt: skip
def test_a_signature_stands_for_the_same_answers_to_questions_that_ask_the_same(app, change, stands):
    with app.test_request_context():
        assert rules.same_text(SIGNED, change(*SIGNED)) is stands


def since(before, after):
    """Return what differs between two lists of answers, without files."""
    return rules.since((before, []), (after, []), "en")


def test_what_a_question_was_called_and_is_now_is_told(app):
    with app.test_request_context():
        named = {**answer("plan", "As before."), "labels": {"en": "The plan"}}
        found = since([answer("plan", "As before.")], [answer("new", None), named])
    assert (found.same, found.otherwise) == (True, [rules.Otherwise(2, "Plan", "The plan", [], voids=True)])


def test_a_choice_that_is_called_otherwise_is_told_and_whether_the_answer_names_it(app):
    was, now = choices(a="By sea", b="By air", c="By rail"), choices(a="On the sea", b="By plane", c="By rail")
    with app.test_request_context():
        one = since([{**WAY, "details": was}], [{**WAY, "details": now}])
        several = {**WAY, "kind": "choices", "value": ["b", "c"]}
        some = since([{**several, "details": was}], [{**several, "details": now}])
        none = since([{**several, "value": [], "details": was}], [{**several, "value": [], "details": now}])
    sea, air = (("By sea", "On the sea"), ("By air", "By plane"))
    told = [rules.Reworded(*sea, read=True), rules.Reworded(*air, read=False)]
    assert one.otherwise == [rules.Otherwise(1, "Way", "Way", told, voids=True)]
    assert (one.same, one.voided) == (True, [1])
    assert [(word.was, word.read) for word in some.otherwise[0].words] == [("By sea", False), ("By air", True)]
    assert ([word.read for word in none.otherwise[0].words], none.voided) == ([False, False], [])


def test_a_column_a_unit_and_a_name_in_another_language_are_told_too(app):
    table = {**answer("tab", [{"p": "Ana"}], "table"), "details": {"columns": [{"code": "p", "labels": {"en": "Who"}}]}}
    figure = {**answer("fig", "5", "number"), "details": {"unit": {"en": "people", "fr": "personnes"}}}
    head, unit = {"columns": [{"code": "p", "labels": {"en": "Whom"}}]}, {"unit": {"en": "people", "fr": "gens"}}
    with app.test_request_context():
        found = since([table, figure], [{**table, "details": head}, {**figure, "details": unit}])
    told = [[rules.Reworded("Who", "Whom", read=True)], [rules.Reworded("personnes", "gens", read=True)]]
    assert ([one.words for one in found.otherwise], found.voided) == (told, [1, 2])


def test_an_answer_that_was_changed_with_the_names_of_its_choices_is_told_as_changed(app):
    was, now = choices(a="By sea", b="By air"), choices(a="By sea", b="By plane")
    with app.test_request_context():
        found = since([{**WAY, "details": was}], [{**WAY, "value": "b", "details": now}])
    assert ([one.label for one in found.changes], found.voided) == (["Way"], [])


def test_answers_and_files_whose_questions_left_are_named_with_what_they_said(app):
    file = {"key": "annex", "name": "annex.pdf", "sha256": "0" * 64}
    before = [answer("plan", "As before."), answer("annex", None, "file"), answer("sum", "Ours."), answer("none", "")]
    with app.test_request_context():
        found = rules.since((before, [file]), ([answer("plan", "As before.")], []), "en")
    assert found.gone == [rules.Gone("Annex", "annex.pdf"), rules.Gone("Sum", "Ours.")]
    assert (found.changes, found.files_changed, found.same) == ([], False, False)
