"""The rows of a long answer on its form: a few at a time, folded away under what they begin and end with."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from secretariat.rules.folding import LONG

LONGEST = 40  # characters of what stands in a row that its batch is told by


@dataclass(frozen=True)
class Batch:
    """Rows that are shown or folded away together: the number of the first, and of the last that is written.

    open: whether they stand there at once · wrong: the places of those that hold the sending back · begins, ends: what
    the first and the last say, by which somebody finds theirs.
    """

    first: int
    last: int
    rows: list[Mapping[str, str]]
    open: bool
    wrong: Collection[int]
    begins: str
    ends: str

    @property
    def placed(self) -> list[tuple[int, Mapping[str, str]]]:
        """The rows with their places, from 0."""
        return list(enumerate(self.rows, self.first - 1))


def batched(rows: Sequence[Mapping[str, str]], wrong: Collection[int], *, size: int) -> list[Batch]:
    """Return the rows of a form in batches; a short answer is one, and open.

    Open are the first, the last where there is room to write on, and each with a row that is wrong.
    """
    written = max((place + 1 for place, row in enumerate(rows) if says(row)), default=0)
    starts = list(range(0, written, size)) if written >= LONG else [0]
    ends = [*starts[1:], len(rows)]
    return [
        Batch(
            first=start + 1,
            last=min(end, written),
            rows=list(rows[start:end]),
            open=start == 0 or end > written or any(start <= place < end for place in wrong),
            wrong=wrong,
            begins=says(rows[start]) if rows else "",
            ends=says(rows[min(end, written) - 1]) if rows else "",
        )
        for start, end in zip(starts, ends, strict=True)
    ]


def says(row: Mapping[str, str]) -> str:
    """Return what stands first in a row, shortened; '' where nothing is written."""
    words = " ".join(next((text for text in row.values() if text.strip()), "").split())
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1].rstrip()}…"
