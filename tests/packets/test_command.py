"""`secretariat packet build` writes the same packet into a file."""

import os
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest

from secretariat.models.packets import Build
from tests import factories

ROOT = Path(__file__).parents[2]


@pytest.fixture
def run(world, engines, settings, session):
    """Run the command beside the engines of the tests."""
    world.text(factories.call(world.meeting), "PE", files=(world.file("annex", pages=2),))
    session.commit()
    chosen = {"INSTANCE": str(settings.instance), "SECRET_KEY": settings.secret_key, "DEMO": "0"}
    environ = os.environ | engines.environ() | chosen

    def run(*arguments):
        command = [sys.executable, "-m", "secretariat.cli", "packet", "build", *map(str, arguments)]
        return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False, timeout=60)

    return run


def test_the_command_writes_one_pdf_and_says_what_is_not_in_it(run, tmp_path):
    out = tmp_path / "packet.pdf"
    done = run("fifth-ministerial", "--out", out, "--language", "es")
    assert done.returncode == 0, done.stderr
    with pikepdf.open(out) as pdf:
        assert f"{out}: {len(pdf.pages)} pages" in done.stdout
        assert str(pdf.Root.Lang) == "es"
    assert "Not included: 3 Legal pathways · 3.2 Labor mobility." in done.stdout
    assert factories.how_many(Build) == 0


def test_the_secretariats_own_packet_needs_to_be_asked_for(run, tmp_path):
    out = tmp_path / "packet.pdf"
    run("fifth-ministerial", "--out", out)
    with pikepdf.open(out) as pdf:
        outward = len(pdf.pages)
    assert run("fifth-ministerial", "--out", out, "--audience", "secretariat").returncode == 0
    with pikepdf.open(out) as pdf:
        assert len(pdf.pages) != outward


def test_a_meeting_that_does_not_exist_is_one_sentence_with_those_that_do(run, tmp_path):
    done = run("none", "--out", tmp_path / "packet.pdf")
    assert (done.returncode, done.stderr) == (1, "Error: There is no meeting 'none'; there are fifth-ministerial.\n")


def test_a_place_that_cannot_be_written_is_one_sentence(run, tmp_path):
    (tmp_path / "file").write_text("")
    done = run("fifth-ministerial", "--out", tmp_path / "file" / "packet.pdf")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("Error: The packet could not be written: ")
    assert "Traceback" not in done.stderr
