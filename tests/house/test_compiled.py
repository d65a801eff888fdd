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


def kept_otherwise(start, tmp_path, words):
    """Keep other words in the place of a page than its template says, as whoever writes to the folder could."""
    environment = start().jinja_env
    source, path, _fresh = environment.loader.get_source(environment, PAGE)
    kept = environment.bytecode_cache.get_bucket(environment, PAGE, path, source)
    kept.code = environment.compile(words)
    environment.bytecode_cache.set_bucket(kept)
    return next((tmp_path / "templates").iterdir())


@pytest.mark.parametrize("length", [0, 20, 40, 60, -1])
def test_a_file_of_which_a_part_is_lost_is_compiled_anew(start, tmp_path, length):
    file = kept_otherwise(start, tmp_path, "As it was kept.")
    file.write_bytes(file.read_bytes()[:length])
    assert start().test_client().get("/nowhere").status_code == 404


@pytest.mark.parametrize("mode", [0o770, 0o707])
def test_what_others_could_have_written_is_never_run(start, tmp_path, mode):
    kept_otherwise(start, tmp_path, "Foreign.")
    (tmp_path / "templates").chmod(mode)
    page = start().test_client().get("/nowhere")
    assert (page.status_code, b"Foreign." in page.data) == (404, False)


def test_a_folder_that_only_leads_to_another_one_is_not_used(start, tmp_path):
    kept_otherwise(start, tmp_path, "Foreign.")
    (tmp_path / "templates").rename(tmp_path / "elsewhere")
    (tmp_path / "templates").symlink_to(tmp_path / "elsewhere")
    assert b"Foreign." not in start().test_client().get("/nowhere").data


def test_what_was_compiled_with_other_filters_is_compiled_anew(start, tmp_path):
    environment = start().jinja_env
    environment.bytecode_cache.made_with = b"another release"
    source, path, _fresh = environment.loader.get_source(environment, PAGE)
    kept = environment.bytecode_cache.get_bucket(environment, PAGE, path, source)
    kept.code = environment.compile("As another release had it.")
    environment.bytecode_cache.set_bucket(kept)
    assert list((tmp_path / "templates").iterdir()) != []
    assert b"As another release" not in start().test_client().get("/nowhere").data
