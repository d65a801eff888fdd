"""Both places in which files are kept."""

import pytest

from secretariat.storage import store_at
from secretariat.storage.parts import parts_at


@pytest.fixture
def bucket(s3, tmp_path):
    return s3.bucket(tmp_path / "scratch")


@pytest.fixture(params=["folder", "bucket"])
def place(request, tmp_path):
    """A folder, and then a bucket."""
    return tmp_path / "files" if request.param == "folder" else request.getfixturevalue("bucket")


@pytest.fixture
def storage(place):
    return store_at(place)


@pytest.fixture
def parts(place):
    return parts_at(place)
