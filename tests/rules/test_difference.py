"""What is marked as new and as gone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretariat.rules import difference
from secretariat.rules.difference import Piece

WORDS = st.lists(st.sampled_from(["Peru", "leads", "a", "of", " ", " ", "\n", "\n\n", ".", "ñandú"]), max_size=40)


@given(WORDS.map("".join), WORDS.map("".join))
def test_what_is_same_or_new_is_the_new_text_and_what_is_same_or_gone_the_old_one(old, new):
    found = difference.pieces(old, new)
    assert "".join(one.text for one in found if one.kind != "gone") == new
    assert "".join(one.text for one in found if one.kind != "new") == old


def test_a_text_against_itself_is_one_piece():
    assert difference.pieces("Peru leads.", "Peru leads.") == [Piece("same", "Peru leads.")]


def test_a_sentence_that_was_written_anew_is_not_shredded_by_the_small_words_it_shares_with_the_old_one():
    found = difference.pieces("Peru: a first meeting is planned.", "Peru: the seven met in a hall and is glad.")
    assert found == [
        Piece("same", "Peru: "),
        Piece("gone", "a first meeting is planned"),
        Piece("new", "the seven met in a hall and is glad"),
        Piece("same", "."),
    ]


@pytest.mark.parametrize(("old", "new"), [("1,250,000", "1,300,000"), ("1.250.000,50", "1.250.000,75"), ("3.5", "4.5")])
def test_a_sum_is_set_against_another_as_a_whole(old, new):
    found = difference.pieces(f"USD {old}, in 2026.", f"USD {new}, in 2026.")
    assert found == [Piece("same", "USD "), Piece("gone", old), Piece("new", new), Piece("same", ", in 2026.")]


@pytest.mark.parametrize(
    ("old", "new", "marked"),
    [
        ("One. Three lasts.", "One. Two came. Three lasts.", "Two came. "),
        ("One. Two came. Three lasts.", "One. Three lasts.", "Two came. "),
        ("They met and spoke.", "They met and sang and spoke.", "and sang "),
        ("One lasts.", "One lasts. Two came.", " Two came."),
    ],
)
def test_what_came_or_went_begins_where_a_sentence_or_word_does(old, new, marked):
    assert [one.text for one in difference.pieces(old, new) if one.kind != "same"] == [marked]


def test_paragraphs_end_at_empty_lines_and_only_the_touched_one_counts_as_changed():
    found = difference.paragraphs(difference.pieces("One.\n\nTwo.\n\nThree.", "One.\n\nTwo, at last.\n\nThree."))
    assert [difference.changed(one) for one in found] == [False, True, False]
    assert [one.text for one in found[1]] == ["Two", ", at last", "."]


def test_other_spaces_are_no_change_to_read():
    found = difference.paragraphs(difference.pieces("One two.", "One  two."))
    assert [difference.changed(one) for one in found] == [False]


@pytest.mark.parametrize(
    ("old", "new", "share"), [("abcd", "abcd", 0.0), ("", "abcd", 1.0), ("ab\n", "ab\ncd\n", 0.5), ("abcd", "", 0.0)]
)
def test_the_share_of_new_is_counted_in_characters(old, new, share):
    assert difference.share_of_new(difference.pieces(old, new)) == share


def test_passages_too_long_to_be_compared_word_by_word_count_as_written_anew():
    old, new = (" ".join(f"{letter}{number} here" for number in range(10_000)) for letter in "ab")
    assert difference.pieces(old, new) == [difference.Piece("gone", old), difference.Piece("new", new)]
