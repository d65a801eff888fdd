"""Both engines together: started side by side, and stopped with what each needs to end well."""

import subprocess
from dataclasses import dataclass, field

from secretariat.embedded.instance import Instance
from secretariat.embedded.postgres import Postgres
from secretariat.embedded.processes import stop
from secretariat.embedded.valkey import Valkey


@dataclass(frozen=True, kw_only=True)
class Urls:
    """The addresses of running engines. The superuser's is for tests and repairs alone."""

    database: str
    owner: str
    superuser: str
    redis: str

    def environ(self) -> dict[str, str]:
        """Return them as the settings read them."""
        return {"DATABASE_URL": self.database, "OWNER_DATABASE_URL": self.owner, "REDIS_URL": self.redis}


@dataclass
class Engines:
    """PostgreSQL and Valkey on the data of one instance, which the caller holds."""

    instance: Instance
    durable: bool = True
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Name the two servers."""
        passwords = self.instance.passwords()
        self.postgres = Postgres(self.instance, passwords, durable=self.durable)
        self.valkey = Valkey(self.instance, passwords["valkey"])

    @property
    def urls(self) -> Urls:
        """Return the addresses, known before the start."""
        return Urls(
            database=self.postgres.url("app"),
            owner=self.postgres.url("owner"),
            superuser=self.postgres.url("superuser"),
            redis=self.valkey.url,
        )

    def start(self) -> None:
        """Start both, and wait until both answer."""
        for engine in (self.valkey, self.postgres):
            self.running[engine.name] = engine.spawn()
        for engine in (self.postgres, self.valkey):
            self.running[engine.name] = engine.wait(self.running[engine.name])

    def stop(self) -> None:
        """Stop both."""
        for engine in (self.postgres, self.valkey):
            process = self.running.pop(engine.name, None)
            if process:
                stop(process, by=engine.stop_signal, seconds=engine.patience)
        self.close()

    def close(self) -> None:
        """Leave nothing outside the instance."""
        self.postgres.close()
