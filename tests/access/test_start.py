"""A start for real refuses the secrets that everybody knows."""

import pytest

from secretariat.errors import Misconfigured
from secretariat.settings import DEMO_KEY, Settings

GOOD = {
    "DATABASE_URL": "postgresql://localhost/x", "REDIS_URL": "redis://localhost", "INSTANCE": "/nowhere",
    "SECRET_KEY": "a-secret-of-32-characters-or-more",
}  # fmt: skip


@pytest.mark.parametrize("secret", ["", DEMO_KEY, "short", "x" * 31])
def test_a_secret_that_is_none_is_refused_in_one_sentence(secret):
    with pytest.raises(Misconfigured, match=r"^Set SECRET_KEY to a secret of 32 characters or more"):
        Settings.read(GOOD | {"SECRET_KEY": secret})


def test_the_demonstration_needs_no_secret_and_a_start_for_real_takes_a_long_one():
    assert Settings.read(GOOD | {"SECRET_KEY": "", "DEMO": "1"}).secret_key == DEMO_KEY
    assert Settings.read(GOOD).demo is False


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", ""),
        ("DATABASE_URL", "mysql://x"),
        ("REDIS_URL", ""),
        ("PROXIES", "two"),
        ("UPLOAD_LIMIT", "-1"),
    ],
)
def test_a_setting_that_cannot_work_is_named(name, value):
    with pytest.raises(Misconfigured, match=name):
        Settings.read(GOOD | {name: value})


def test_no_setting_says_its_secrets_when_it_is_printed(settings):
    assert not [
        one for one in (settings.secret_key, settings.database_url, settings.redis_url) if one in repr(settings)
    ]
