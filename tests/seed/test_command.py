"""`secretariat demo`, as somebody gives it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from secretariat.embedded import Urls
from tests.broom import Broom

ROOT = Path(__file__).parents[2]
SECRET = "a-secret-of-32-characters-or-more"


@pytest.fixture
def environ(engines: Urls, broom: Broom, instance: Path) -> dict[str, str]:
    broom.sweep()
    return {"PATH": os.defpath} | engines.environ() | {"INSTANCE": str(instance)}


def give(environ: dict[str, str]) -> tuple[int, str]:
    command = [sys.executable, "-m", "secretariat.cli", "demo"]
    given = subprocess.run(command, env=environ, cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)
    return given.returncode, given.stdout + given.stderr


def test_the_command_loads_the_demonstration_once_and_says_so(environ: dict[str, str], broom: Broom) -> None:
    first, second = give(environ | {"DEMO": "1"}), give(environ | {"DEMO": "1"})
    broom.sweep()
    assert first == (0, "The demonstration is loaded; its clock shows 8 September 2025, 14:00 UTC.\n")
    assert second == (0, "The demonstration is there already; nothing was changed.\n")


def test_the_command_is_refused_in_a_production(environ: dict[str, str]) -> None:
    code, said = give(environ | {"DEMO": "0", "SECRET_KEY": SECRET})
    assert code == 1
    assert "This installation is not a demonstration" in said
    assert "Traceback" not in said
