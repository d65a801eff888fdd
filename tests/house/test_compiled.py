"""Templates are compiled once for all processes and starts of an instance."""

import shutil
from dataclasses import replace

import pytest

from secretariat.app import create_app

PAGE = "errors/404.html"


@pytest.fixture
def start(settings, broom, tmp_path):
    """A start of a house on a folder of its own."""
    del broom
    return lambda: create_app(replace(settings, instance=tmp_path))


def test_what_one_start_compiled_the_next_reads_in(start):
    environment = start().jinja_env
    source, path, _fresh = environment.loader.get_source(environment, PAGE)
    kept = environment.bytecode_cache.get_bucket(environment, PAGE, path, source)
    kept.code = environment.compile("As it was kept.")
    environment.bytecode_cache.set_bucket(kept)
    assert start().jinja_env.get_template(PAGE).render() == "As it was kept."


def test_what_is_shown_is_kept(start, tmp_path):
    assert start().test_client().get("/login").status_code == 200
    assert list((tmp_path / "templates").iterdir()) != []


def test_where_nothing_can_be_kept_pages_are_shown_all_the_same(start, tmp_path):
    app = start()
    shutil.rmtree(tmp_path / "templates")
    assert app.test_client().get("/login").status_code == 200
