"""A crew of children that share a list of jobs."""

import time
from collections.abc import Iterable, Iterator
from select import select
from types import TracebackType
from typing import Self

from secretariat.packets.child import Answer, Child, Job

# More processes than cores only take memory; a packet is compiled by two.
HANDS = 2


class Crew:
    """Up to `hands` children of one module, started when they are needed and kept until the crew is closed.

    patience: seconds that one job may take; a child that takes longer is killed and its job answered with
    {"error": "slow"}.
    """

    def __init__(self, module: str, *, hands: int = HANDS, patience: float = 20.0) -> None:
        self.module = module
        self.hands = hands
        self.patience = patience
        self._idle: list[Child] = []
        self._busy: dict[Child, tuple[int, float]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End all children."""
        for child in [*self._idle, *self._busy]:
            child.end()
        self._idle.clear()
        self._busy.clear()

    def warm(self) -> None:
        """Start a child ahead of its first job."""
        if not self._idle:
            self._idle.append(Child(self.module))

    def run(self, jobs: Iterable[Job]) -> Iterator[tuple[int, Answer]]:
        """Yield the place of each job in the list and its answer, as they come. Jobs are made when needed."""
        waiting = enumerate(jobs)
        while self._hand_out(waiting) or self._busy:
            yield from self._listen()

    def _hand_out(self, waiting: Iterator[tuple[int, Job]]) -> bool:
        """Give jobs to free hands; tell whether there may be more."""
        while len(self._busy) < self.hands:
            place, job = next(waiting, (-1, {}))
            if place < 0:
                return False
            self._give(place, job)
        return True

    def _give(self, place: int, job: Job) -> None:
        child = self._idle.pop() if self._idle else Child(self.module)
        while not child.tell(job):
            child.end()
            child = Child(self.module)
        self._busy[child] = (place, time.monotonic() + self.patience)

    def _listen(self) -> Iterator[tuple[int, Answer]]:
        if not self._busy:
            return
        soonest = min(deadline for _, deadline in self._busy.values())
        heard, _, _ = select(list(self._busy), [], [], max(0.0, soonest - time.monotonic()))
        for child in heard:
            answer = child.hear()
            if answer is not None:
                yield self._take_back(child, answer)
        for child in [one for one, (_, deadline) in self._busy.items() if deadline <= time.monotonic()]:
            yield self._take_back(child, {"error": "slow"})

    def _take_back(self, child: Child, answer: Answer) -> tuple[int, Answer]:
        place, _ = self._busy.pop(child)
        if answer.get("error") in {"died", "slow", "memory"}:
            child.end()
        else:
            self._idle.append(child)
        return place, answer
