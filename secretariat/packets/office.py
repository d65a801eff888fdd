"""Having an office suite print a stranger's file as PDF: in a child, without network, with a new profile each time.

The suite is asked for by name and may be absent; then the file is taken all the same, and the packet says that it
could not be bound. Where the child cannot leave the network the suite is not started: its settings alone do not keep
it from fetching what a file names.
"""

import ctypes
import os
import resource
import shutil
import signal
import subprocess
import tempfile
from functools import partial
from pathlib import Path

from secretariat.packets import alone
from secretariat.packets.child import MEBIBYTE, Answer, Job, serve
from secretariat.packets.crew import Crew
from secretariat.packets.parts import Reason
from secretariat.rules.media import ENDINGS, Media

MODULE = "secretariat.packets.office"
MEMORY = 4096  # MiB of address space: the suite maps far more than it uses
SECONDS = 60  # of processor time
PATIENCE = 75.0  # seconds that one file may take
MOST_WRITTEN = 512 * MEBIBYTE
NEW_PROCESSES = 0x20000000
DIES_WITH_PARENT = 1  # prctl's PR_SET_PDEATHSIG
NO_NEW_RIGHTS = 38  # prctl's PR_SET_NO_NEW_PRIVS
EXPORT = {Media.DOCX: "writer", Media.ODT: "writer", Media.XLSX: "calc", Media.ODS: "calc"}
ITEM = '<item oor:path="/org.openoffice.Office.{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'
SETTINGS = (
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Writer/Content/Update", "Link", "0"),
    ("Calc/Content/Update", "Link", "1"),
    ("Common/Load", "UserDefinedSettings", "false"),
)
PROFILE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry">{}</oor:items>'
)


def suite() -> str | None:
    """Return the program of the office suite, where there is one."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def asked(path: Path, media: str, out: Path) -> Answer:
    """Have a child print a file."""
    with Crew(MODULE, hands=1, patience=PATIENCE + 10) as crew:
        return next(crew.run([{"path": str(path), "media": media, "out": str(out)}]))[1]


def able() -> bool:
    """Tell whether Office files can be printed here."""
    return suite() is not None and alone.possible()


def printed(path: Path, media: Media, out: Path, *, patience: float = PATIENCE) -> Reason | None:
    """Print a file in this process; return why it could not be done."""
    with tempfile.TemporaryDirectory(prefix="office-") as folder:
        place = Path(folder)
        copy = place / f"file.{ENDINGS[media]}"
        shutil.copyfile(path, copy)
        registry = place / "profile" / "user"
        registry.mkdir(parents=True)
        items = "".join(ITEM.format(*one) for one in SETTINGS)
        (registry / "registrymodifications.xcu").write_text(PROFILE.format(items))
        if not run(command(place, copy, media), place, patience):
            return Reason.TOO_HEAVY
        made = copy.with_suffix(".pdf")
        if not made.is_file():
            return Reason.CORRUPT
        shutil.copyfile(made, out)
        return None


def command(place: Path, copy: Path, media: Media) -> list[str]:
    """Return what is called: no window, no recovery, no lock, a tagged PDF."""
    kind = EXPORT.get(media, "impress")
    tagged = '{"UseTaggedPDF":{"type":"boolean","value":"true"}}'
    return [
        str(suite()),
        f"-env:UserInstallation=file://{place}/profile",
        *(
            "--headless",
            "--invisible",
            "--norestore",
            "--nologo",
            "--nodefault",
            "--nolockcheck",
            "--nofirststartwizard",
        ),
        *("--convert-to", f"pdf:{kind}_pdf_Export:{tagged}", "--outdir", str(place), str(copy)),
    ]


def run(command: list[str], place: Path, patience: float) -> bool:
    """Run the suite as the first of a family of processes that ends with it; tell whether it ended by itself.

    Once that family has ended no other can begin here, so each file has a child of its own.
    """
    libc = ctypes.CDLL(None)
    environ = {"HOME": str(place), "TMPDIR": str(place), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    family = libc.unshare(NEW_PROCESSES) == 0  # so that killing the first kills all
    with subprocess.Popen(  # noqa: S603  the office suite of this system
        command,
        cwd=place,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=partial(bound, libc),  # noqa: PLW1509  this child has no threads
        process_group=0,
    ) as process:
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            if not family:
                os.killpg(process.pid, signal.SIGKILL)
            process.kill()
            return False
    return True


def bound(libc: ctypes.CDLL) -> None:
    """Bind the suite to this process: it dies with it, gains no rights, and writes no more than it should."""
    libc.prctl(DIES_WITH_PARENT, signal.SIGKILL)
    libc.prctl(NO_NEW_RIGHTS, 1, 0, 0, 0)
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_WRITTEN, MOST_WRITTEN))


def work(job: Job) -> Answer:
    """Print a job {"path", "media", "out"}; answer {"done"} or {"reason"}."""
    if alone.connected():
        return {"reason": str(Reason.NO_OFFICE)}
    reason = printed(Path(job["path"]), Media(job["media"]), Path(job["out"]))
    return {"done": True} if reason is None else {"reason": str(reason)}


if __name__ == "__main__":
    serve(work, memory=MEMORY, seconds=SECONDS)
