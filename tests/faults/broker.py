"""A Valkey of a test's own, which may be killed, emptied and filled."""

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

    def say(self, *words: str) -> None:
        with redis.Redis.from_url(self.valkey.url) as client:
            client.execute_command(*words)

    def fill(self) -> None:
        """Let it refuse everything that needs room, as it does at its limit; what is there stays."""
        self.say("CONFIG", "SET", "maxmemory", "1")

    def make_room(self) -> None:
        self.say("CONFIG", "SET", "maxmemory", "0")
