"""Work is queued by name, since nobody imports the workers: so each name must be one of theirs."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import workers
from secretariat import queue
from workers.schedule import schedule

ROOT = Path(__file__).parents[2]
# What worker and beat start; the other modules only register their tasks when they are imported.
STARTS = {"app", "beat"}


def registered() -> set[str]:
    """Return the names of all tasks."""
    for module in pkgutil.iter_modules(workers.__path__):
        if module.name not in STARTS:
            importlib.import_module(f"workers.{module.name}")
    return {name for name in queue.celery.tasks if not name.startswith("celery.")}


def woken() -> Iterator[tuple[str, str]]:
    """Yield where a task is woken, and its name: a string, or a name that its module or another one gives it."""
    for path in [*(ROOT / "secretariat").rglob("*.py"), *(ROOT / "workers").rglob("*.py")]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"queue.wake", "wake"}:
                module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
                spelt = ast.unparse(node.args[0])
                yield f"{path.relative_to(ROOT)}:{node.lineno}", str(eval(spelt, vars(importlib.import_module(module))))


def test_every_name_that_is_woken_is_a_task():
    known, found = registered(), list(woken())
    assert len(found) >= 5
    assert [(place, name) for place, name in found if name not in known] == []


def test_every_name_in_the_schedule_is_a_task(settings):
    assert {one["task"] for one in schedule(settings).values()} <= registered()


def test_every_task_is_woken_or_scheduled(settings):
    used = {name for _place, name in woken()} | {one["task"] for one in schedule(settings).values()}
    assert registered() - used == set()
