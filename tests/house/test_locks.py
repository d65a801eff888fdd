"""The locked requirements: everything that is asked for, with hashes, and no registry's address."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]


def lock(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.txt").read_text()


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[^\w.-]", requirement)[0].lower() for requirement in requirements}


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("run", PROJECT["dependencies"] + EXTRAS["install"]),
        ("dev", PROJECT["dependencies"] + EXTRAS["install"] + EXTRAS["dev"]),
    ],
)
def test_everything_that_is_asked_for_is_locked(name: str, asked: list[str]) -> None:
    locked = set(re.findall(r"^([\w.-]+)(?:\[\w+\])?==", lock(name), re.MULTILINE))
    assert names(asked) - locked == set(), "run 'make lock'"


@pytest.mark.parametrize("name", ["run", "dev"])
def test_a_lock_holds_versions_and_hashes_only(name: str) -> None:
    lines = lock(name).splitlines()
    pinned = re.compile(r"^[\w.-]+(\[\w+\])?==[\w.!+]+( ; [^\\]+)? \\$")
    hashed = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")
    assert [line for line in lines if not pinned.match(line) and not hashed.match(line)] == []


def test_running_and_testing_lock_the_same_versions() -> None:
    run, dev = (set(re.findall(r"^\S+==\S+", lock(name), re.MULTILINE)) for name in ("run", "dev"))
    assert run - dev == set()
