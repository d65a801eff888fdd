"""A Valkey of a test's own, and what may befall any: it is killed, emptied, filled."""

import redis

from secretariat.embedded import Instance
from secretariat.embedded.processes import kill_group
from secretariat.embedded.valkey import Valkey


class Broker:
    def __init__(self, folder) -> None:
        instance = Instance(folder)
        instance.path.mkdir()
        instance.run.mkdir()
        instance.logs.mkdir()
        self.valkey = Valkey(instance, "password")
        self.start()

    def start(self) -> None:
        self.process = self.valkey.wait(self.valkey.spawn())

    def kill(self) -> None:
        kill_group(self.process)


def say(url: str, *words: str) -> None:
    """Give a server a command."""
    with redis.Redis.from_url(url) as client:
        client.execute_command(*words)


def fill(url: str) -> None:
    """Let a server refuse everything that needs room, as it does at its limit; what is there stays."""
    say(url, "CONFIG", "SET", "maxmemory", "1")


def make_room(url: str) -> None:
    """Let it take everything again."""
    say(url, "CONFIG", "SET", "maxmemory", "0")
