"""A child that prints the annexes of the demonstration; see `packets.child` for why it is one."""

import json
from pathlib import Path
from typing import Any

import typst

from secretariat.packets.child import Answer, Job, serve

SOURCE = Path(__file__).parent / "annex.typ"
MEMORY = 4096  # MiB; Typst maps much more than it uses
SECONDS = 60


def work(job: Job) -> Answer:
    """Print the annexes that a file lists, as {path of the PDF: what it says}, but those that are there."""
    listed: dict[str, dict[str, Any]] = json.loads(Path(job["list"]).read_text(encoding="utf-8"))
    compiler = typst.Compiler(SOURCE, root=SOURCE.parent, ignore_system_fonts=True)
    for path, content in listed.items():
        made: Any = compiler.compile(
            format="pdf",
            sys_inputs={"data": json.dumps(content)},
            timestamp=0,  # equal content gives equal bytes
            pdf_tags=content["tagged"],
        )
        partial = Path(path).with_suffix(".part")
        partial.write_bytes(made)
        partial.rename(path)
    return {}


if __name__ == "__main__":
    serve(work, memory=MEMORY, seconds=SECONDS)
