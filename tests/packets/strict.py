"""Compile sheets as PDF/UA-1, in a process of its own: Typst's threads would not survive a fork of the tests'.

python -m tests.packets.strict < {"jobs": [[sheet, data], …]}; says 'fine', or what Typst refuses.
"""

import json
import sys

import typst

from secretariat.packets.compile import SHEETS, Press


def main() -> None:
    """Compile all; then try to read a file outside the sources, which must fail."""
    press = Press()
    for sheet, data in json.load(sys.stdin)["jobs"]:
        press.compiler.compile(
            input=SHEETS / f"{sheet}.typ",
            format="pdf",
            sys_inputs={"data": json.dumps(data)},
            timestamp=0,
            pdf_standards=["ua-1"],
        )
    try:
        typst.compile(b'#read("/etc/passwd")', root=SHEETS)
    except typst.TypstError:
        sys.stdout.write("fine")


main()
