"""Sharing texts out among reviewers: evenly, with what each has already, and never against a conflict of interest."""

from collections.abc import Callable, Collection, Mapping, Sequence

Shares = dict[int, int | None]


def evenly(
    texts: Sequence[int], reviewers: Collection[int], *, load: Mapping[int, int], may: Callable[[int, int], bool]
) -> Shares:
    """Return for each text the reviewer who gets it, or None where nobody may read it.

    texts, reviewers: ids; the texts in the order of the queue · load: how many texts each reviewer has already ·
    may: whether a reviewer may decide on a text. Texts with the fewest possible readers choose first; then whoever has
    least gets the next one. The same question has always the same answer.
    """
    has = {one: load.get(one, 0) for one in sorted(reviewers)}
    free = {text: [one for one in has if may(one, text)] for text in texts}
    shares: Shares = {}
    for text in sorted(texts, key=lambda one: len(free[one])):
        chosen = min(free[text], key=lambda one: (has[one], one), default=None)
        shares[text] = chosen
        if chosen is not None:
            has[chosen] += 1
    return {text: shares[text] for text in texts}
