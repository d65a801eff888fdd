"""Two people in one answer in rows: nothing that either wrote is lost, and only what both changed is asked about."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretariat.rules import merging
from secretariat.rules.merging import BOTH, MINE, THEIRS, mark, merge


def rows(words):
    """Return a row for each letter."""
    return [{"text": letter, "target": ""} for letter in words]


def marks(words):
    return [mark(row) for row in rows(words)]


def said(found):
    """Return rows as letters."""
    return "".join(row["text"] for row in found)


def together(base, mine, theirs, **chosen):
    return merge(marks(base), rows(mine), rows(theirs), chosen)


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "both"),
    [
        ("abc", "xbc", "abz", "xbz"),
        ("ab", "xb", "ay", "xy"),
        ("abc", "ac", "abz", "az"),
        ("abc", "bc", "abcd", "bcd"),
        ("a", "am", "an", "amn"),
        ("a", "xm", "an", "xmn"),
        ("", "m", "n", "mn"),
        ("", "mn", "m", "mn"),
        ("aa", "xa", "ay", "xy"),
        ("abc", "", "abcd", "d"),
        ("abc", "x", "abcd", "xd"),
        ("abcd", "xbcd", "xbcd", "xbcd"),
        ("ab", "b", "ab", "b"),
        ("abcd", "xd", "amnbcd", "xmnd"),
    ],
)
def test_rows_that_only_one_of_two_touched_are_put_together(base, mine, theirs, both):
    for one, other in ((mine, theirs), (theirs, mine)):
        found = together(base, one, other)
        assert (said(found.rows), found.asked) == (both, [])


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "asked", "rest"),
    [
        ("ab", "xb", "yb", ("x", "y"), "yb"),
        ("ab", "b", "yb", ("", "y"), "yb"),
        ("ab", "xbm", "ybn", ("x", "y"), "ybmn"),
        ("abcd", "xd", "aycd", ("x", "ayc"), "aycd"),
    ],
)
def test_rows_that_both_changed_are_asked_about_and_theirs_stand_there_until_then(base, mine, theirs, asked, rest):
    found = together(base, mine, theirs)
    assert [(said(one.mine), said(one.theirs)) for one in found.asked] == [asked]
    assert said(found.rows) == rest


@pytest.mark.parametrize(("choice", "stays"), [(MINE, "xcm"), (THEIRS, "ycm"), (BOTH, "yxcm")])
def test_what_was_chosen_stays_and_a_row_that_changed_again_is_asked_about_again(choice, stays):
    name = together("ac", "xcm", "yc").asked[0].name
    settled = together("ac", "xcm", "yc", **{name: choice})
    assert (said(settled.rows), settled.asked) == (stays, [])
    assert together("ac", "xcm", "zc", **{name: choice}).asked[0].name != name


def test_the_mark_of_a_row_is_that_of_its_words_and_not_of_its_empty_cells():
    assert mark({"text": "a", "due": ""}) == mark({"text": "a"}) != mark({"text": "b"})


ANY = st.text("abcd", max_size=6)


@given(ANY, ANY, ANY)
def test_nothing_that_either_wrote_is_lost_and_it_does_not_matter_who_was_first(base, mine, theirs):
    found, turned = together(base, mine, theirs), together(base, theirs, mine)
    assert [(said(one.theirs), said(one.mine)) for one in turned.asked] == [
        (said(one.mine), said(one.theirs)) for one in found.asked
    ]
    if not found.asked:
        assert found.rows == turned.rows
    kept = Counter(said(together(base, mine, theirs, **{one.name: BOTH for one in found.asked}).rows))
    for written in (mine, theirs):
        assert not Counter(written) - Counter(base) - kept
    for choice in (MINE, THEIRS):
        settled = together(base, mine, theirs, **{one.name: choice for one in found.asked})
        assert settled.asked == []


@given(ANY, ANY)
def test_whoever_is_alone_gets_what_they_wrote(base, mine):
    for found in (together(base, mine, base), together(base, base, mine), together(base, mine, mine)):
        assert (said(found.rows), found.asked) == (mine, [])


BASE = "abcdefgh"
DEEDS = st.lists(st.sampled_from(["", "mine changes", "mine removes", "theirs changes", "theirs removes"]), max_size=8)


def wrote(who, deeds, added):
    """Return what somebody made of the base: changed, removed and added rows at the end, in letters of their own."""
    own = str.upper if who == "mine" else lambda letter: chr(ord(letter) + 16)
    kept = [
        own(letter) if deed == f"{who} changes" else "" if deed == f"{who} removes" else letter
        for letter, deed in zip(BASE, deeds, strict=False)
    ]
    return "".join(kept) + added


@given(DEEDS, st.sampled_from(["", "1", "12"]), st.sampled_from(["", "8", "89"]))
def test_two_who_touched_different_rows_are_asked_nothing_and_both_find_their_own(deeds, added, added_there):
    base = BASE[: len(deeds)]
    mine, theirs = wrote("mine", deeds, added), wrote("theirs", deeds, added_there)
    found = together(base, mine, theirs)
    untouched = Counter(letter for letter, deed in zip(base, deeds, strict=True) if not deed)
    assert found.asked == []
    assert Counter(said(found.rows)) == untouched + (Counter(mine) - Counter(base)) + (Counter(theirs) - Counter(base))


def test_the_rows_of_a_base_are_told_apart_where_as_many_stand_there_as_before():
    assert [(one.first, one.end, said(one.rows)) for one in merging.hunks(marks("abc"), rows("xycd"))] == [
        (0, 1, "x"), (1, 2, "y"), (3, 3, "d"),
    ]  # fmt: skip
