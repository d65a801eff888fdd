"""The child that runs Typst. Only here is it imported; see child.py for why."""

import re
from pathlib import Path
from typing import Any

import typst

from secretariat.packets import fragments
from secretariat.packets.child import Answer, Job, serve

SHEETS = Path(__file__).parent / "sheets"
MEMORY = 4096  # Typst maps much more than it uses
SECONDS = 600
# Typst names head cells by identifiers that are the same in every fragment and would clash in the packet; scope
# says the same. They are blanked here, at their own length, so that no offset moves (graft.py finds any left).
IDENTIFIERS = re.compile(
    rb"/ID\(U\d+x\d+y\d+\)|/Headers\[(?:\(U\d+x\d+y\d+\)\s*)*\]|/IDTree<</Names\[(?:\(U\d+x\d+y\d+\)\d+ 0 R\s*)*\]>>"
)


class Press:
    """One compiler for all jobs: fonts are loaded once, and the sources stay in its memory.

    Fonts come with Typst and nowhere else, so that every machine prints the same bytes. Its root is the folder
    of sources, where there is nothing to read but them.
    """

    def __init__(self) -> None:
        self.compiler = typst.Compiler(SHEETS / "cover.typ", root=SHEETS, ignore_system_fonts=True)

    def work(self, job: Job) -> Answer:
        """Compile a job {"sheet", "data", "out", "tagged"} and write it."""
        fragments.put(Path(job["out"]), self.compile(job["sheet"], job["data"], tagged=job["tagged"]))
        return {}

    def compile(self, sheet: str, data: str, *, tagged: bool) -> bytes:
        """Return the PDF of a sheet; data is JSON. The time is fixed: equal data gives equal bytes."""
        pdf: Any = self.compiler.compile(
            input=SHEETS / f"{sheet}.typ",
            format="pdf",
            sys_inputs={"data": data},
            timestamp=0,
            pdf_tags=tagged,
        )
        assert isinstance(pdf, bytes)
        return IDENTIFIERS.sub(lambda found: b" " * len(found[0]), pdf)


def main() -> None:
    """Serve until there are no more jobs."""
    serve(Press().work, memory=MEMORY, seconds=SECONDS)


if __name__ == "__main__":
    main()
