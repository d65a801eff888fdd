"""How texts are shared out among reviewers."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from secretariat.rules import sharing


def test_whoever_has_least_gets_the_next_one():
    shares = sharing.evenly([1, 2, 3, 4], [7, 8], load={7: 3, 8: 1}, may=lambda _reviewer, _text: True)
    assert shares == {1: 8, 2: 8, 3: 7, 4: 8}


def test_a_text_that_only_one_may_read_goes_to_them_and_one_that_nobody_may_read_to_nobody():
    forbidden = {(7, 1), (8, 1), (7, 3)}
    shares = sharing.evenly([1, 2, 3], [7, 8], load={}, may=lambda *pair: pair not in forbidden)
    assert shares == {1: None, 2: 7, 3: 8}


@given(
    st.lists(st.integers(1, 99), unique=True, max_size=20),
    st.sets(st.integers(100, 105)),
    st.sets(st.tuples(st.integers(100, 105), st.integers(1, 99))),
)
def test_nobody_gets_what_they_may_not_read_and_nothing_that_may_be_read_is_left(texts, reviewers, forbidden):
    may = lambda *pair: pair not in forbidden  # noqa: E731
    shares = sharing.evenly(texts, reviewers, load={}, may=may)
    assert list(shares) == texts
    for text, reviewer in shares.items():
        possible = [one for one in reviewers if may(one, text)]
        assert (reviewer in possible) if possible else reviewer is None


@given(st.integers(0, 40), st.integers(1, 6))
def test_without_conflicts_nobody_has_two_more_than_another(texts, reviewers):
    shares = sharing.evenly(range(texts), range(reviewers), load={}, may=lambda _reviewer, _text: True)
    counted = Counter(shares.values())
    assert max(counted.values(), default=0) - min(counted[one] for one in range(reviewers)) <= 1
