"""Where a passage that a comment quotes stands."""

import pytest

from secretariat.rules import passages

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
