"""The wheel carries all that a start needs: it runs where no checkout is near."""

import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.embedded.running import ROOT, Front, environ, free_port
from tests.embedded.visiting import Visitor

pytestmark = [pytest.mark.processes, pytest.mark.timeout(240)]


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the wheel has been unpacked, as pip does."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    for name in ("secretariat", "workers", "templates", "migrations"):
        shutil.copytree(ROOT / name, source / name)
    for name in ("wsgi.py", "pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, source)
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, source]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with ZipFile(wheel) as archive:
        archive.extractall(folder / "installed")
    return folder / "installed"


def test_the_wheel_starts_where_no_checkout_is_near(elsewhere: Path, tmp_path: Path) -> None:
    port = free_port()
    chosen = {"PYTHONPATH": elsewhere, "INSTANCE": tmp_path / "instance", "PORT": port}
    where = [sys.executable, "-c", "import secretariat; print(secretariat.__file__)"]
    found = subprocess.run(where, env=environ(**chosen), cwd=tmp_path, check=True, capture_output=True, text=True)
    assert Path(found.stdout.strip()).is_relative_to(elsewhere)
    with Front("-m", "secretariat.cli", "up", log=tmp_path / "log", **chosen) as front:
        front.wait_for("auditor@example.org", 120)
        status, page = Visitor().sign_in(port, "focal.pe@example.org")
        assert (status, "/static/" in page) == (200, True)
        assert Visitor().get(port, "/help?lang=es")[0] == 200
