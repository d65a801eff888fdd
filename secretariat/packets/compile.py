"""The child that runs Typst. Only here is it imported; see child.py for why."""

from pathlib import Path
from typing import Any

import typst

from secretariat.packets import fragments
from secretariat.packets.child import Answer, Job, serve

SHEETS = Path(__file__).parent / "sheets"
MEMORY = 4096  # Typst maps much more than it uses
SECONDS = 600


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
        return pdf


def main() -> None:
    """Serve until there are no more jobs."""
    serve(Press().work, memory=MEMORY, seconds=SECONDS)


if __name__ == "__main__":
    main()
