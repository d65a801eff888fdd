"""Each task that is woken by name is one that the workers know; the schedule names only such ones."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from secretariat.settings import Settings
from workers.schedule import schedule

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def known(settings) -> set[str]:
    """What a worker registers, asked in a process of its own: importing it connects the whole process."""
    environ = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "DEMO": "1",
        "INSTANCE": str(settings.instance),
        "DATABASE_URL": settings.database_url.replace("+psycopg", ""),
        "REDIS_URL": settings.redis_url,
    }
    program = "from workers.app import app; print(*app.tasks)"
    said = subprocess.run([sys.executable, "-c", program], env=environ, cwd=ROOT, capture_output=True, check=True)
    return set(said.stdout.decode().split())


def woken() -> set[str]:
    """Return the names in all calls of wake(), whether written there or in a constant of the module."""
    names = set()
    for path in [*(ROOT / "secretariat").rglob("*.py"), *(ROOT / "workers").rglob("*.py")]:
        tree = ast.parse(path.read_text())
        constants = {
            target.id: node.value.value
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("wake"):
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    names.add(first.value)
                elif isinstance(first, ast.Name):
                    names.add(constants[first.id])
    return names


def test_every_task_that_is_woken_is_known(known):
    assert "mail.deliver" in woken()
    assert woken() - known == set()


def test_every_task_of_the_schedule_is_known(known, settings: Settings):
    assert {entry["task"] for entry in schedule(settings).values()} - known == set()
