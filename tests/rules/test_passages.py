"""Where a passage that a comment quotes stands."""

import pytest

from secretariat.rules import passages
from secretariat.rules.passages import Passage

TEXTS = [("summary", "We **will** act\n\nin June."), ("costs", "USD 30,000")]


@pytest.mark.parametrize(
    ("quote", "key"),
    [
        ("we will act in June", "summary"),
        ("act\n in June", "summary"),
        ("30,000", "costs"),
        ("ill act", None),
        ("in August", None),
        ("—", None),
        ("", None),
    ],
)
def test_a_passage_is_found_by_its_words_in_their_order(quote, key):
    assert passages.stands_in(quote, TEXTS) == key


def marked(page, *quotes):
    return passages.marked(page, [Passage(number, quote, f"note {number}") for number, quote in enumerate(quotes, 1)])


def test_a_passage_is_marked_with_a_reference_and_what_is_gone_is_passed_over():
    page = "<p>We <del>would</del> <ins>will</ins> act &amp; pay.</p><p>In June.</p>"
    shown, found = marked(page, "will act")
    assert found == {1}
    assert shown == (
        '<p>We <del>would</del> <ins><mark id="m-1">will</mark></ins><mark> act</mark>'
        '<sup><a href="#c-1">note 1</a></sup> &amp; pay.</p><p>In June.</p>'
    )


def test_passages_may_overlap_and_reach_over_paragraphs_and_one_that_is_not_there_is_left_out():
    page, found = marked("<p>We will act.</p>\n<p>In June.</p>", "will act. In", "act", "never")
    assert found == {1, 2}
    assert page == (
        '<p>We <mark id="m-1">will <mark id="m-2">act</mark><sup><a href="#c-2">note 2</a></sup>.</mark></p>\n'
        '<p><mark>In</mark><sup><a href="#c-1">note 1</a></sup> June.</p>'
    )


def test_a_page_with_marks_stays_as_safe_as_it_was():
    page, _found = marked("<p>&lt;script&gt;alert(1)&lt;/script&gt; said</p>", "alert(1)")
    assert "<script" not in page
    assert '<mark id="m-1">alert(1</mark>' in page
