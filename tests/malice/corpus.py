"""The corpus: what each file is called, what it holds, and what must become of it."""

from collections.abc import Callable
from dataclasses import dataclass, field

Make = Callable[[], bytes]


@dataclass(frozen=True)
class Malice:
    """A malicious or broken file. refused: what the page says; None: it is taken, and its copy is without `gone`."""

    name: str
    make: Make
    refused: str | None = None
    gone: tuple[str, ...] = ()


@dataclass
class Corpus:
    """Files by name."""

    files: dict[str, Malice] = field(default_factory=dict)

    def refused(self, name: str, says: str) -> Callable[[Make], Make]:
        """Add a file that is not taken."""
        return self._add(name, refused=says)

    def taken(self, name: str, *gone: str) -> Callable[[Make], Make]:
        """Add a file that is taken; the copy that readers get does not have certain words any more."""
        return self._add(name, gone=gone)

    def put(self, name: str, make: Make, **fate: object) -> None:
        """Add a file."""
        assert name not in self.files, name
        self.files[name] = Malice(name, make, **fate)

    def _add(self, name: str, **fate: object) -> Callable[[Make], Make]:
        def add(make: Make) -> Make:
            self.put(name, make, **fate)
            return make

        return add


CORPUS = Corpus()
# What pages say, in the words by which a person knows what to do.
EMPTY = "is empty"
UNKNOWN = "no PDF, picture or Office file"
LOCKED = "locked with a password"
DAMAGED = "damaged"
HEAVY = "takes too long"
LONG = "more than 2000 pages"
PACKED = "packed as no Office program"
MACROS = "holds macros"
OUTSIDE = "fetches something from outside"
INSIDE = "holds another file"
ENTITIES = "not written by an Office program"
POINTS = "million points"
OLD = "of before 2007"
STRANGE = "AVIF, or a moving one"
