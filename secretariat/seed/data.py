"""Reading the files beside this module: tables as CSV, trees as TOML, texts in the four languages."""

import csv
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from secretariat.models.countries import LANGUAGES

HERE = Path(__file__).parent
AND = {"en": " and ", "es": " y ", "pt": " e ", "fr": " et "}


@cache
def table(name: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@cache
def tree(name: str) -> dict[str, Any]:
    """Return a TOML file."""
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


def country_texts() -> dict[str, dict[str, Any]]:
    """Return what each country wrote, by its alpha2 code."""
    return {path.stem: tree(f"texts/{path.stem}") for path in sorted((HERE / "texts").glob("*.toml"))}


def columns(row: Mapping[str, str], name: str) -> dict[str, str]:
    """Return the columns name_en, name_es, … of a row by language."""
    return {language: row[f"{name}_{language}"] for language in LANGUAGES}


def languages(row: Mapping[str, Any]) -> dict[str, str]:
    """Return the texts that a part of a tree gives in languages."""
    return {language: row[language] for language in LANGUAGES}


def listed(names: Iterable[str], language: str) -> str:
    """Return names as a sentence lists them: 'Guatemala, Colombia and Costa Rica'."""
    *first, last = names
    return AND[language].join([", ".join(first), last]) if first else last
