"""The bundled engines, PostgreSQL and Valkey, on the data below one folder; only the command starts them.

The packages bring the programs; start, wait, passwords and stop are ours.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from secretariat.embedded.engines import Engines, Urls
from secretariat.embedded.instance import Instance

__all__ = ["Engines", "Instance", "Urls", "engines"]


@contextmanager
def engines(folder: Path, *, durable: bool = True) -> Iterator[Urls]:
    """Run both engines on the data below a folder, and stop them at the end.

    durable: False for tests, which need not survive a power cut. Raises Misconfigured with a sentence where the
    folder is in use or the engines cannot start.
    """
    instance = Instance(folder.resolve())
    with instance.hold():
        both = Engines(instance, durable=durable)
        try:
            both.start()
            yield both.urls
        finally:
            both.stop()
