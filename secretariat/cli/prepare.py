"""Brings the database to what the code expects: migrations, and the demonstration at the first start."""

from collections.abc import Callable

import click
import psycopg
import redis
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from secretariat.app import create_app
from secretariat.cli.disk import sentences
from secretariat.cli.versions import migrations, plain, unreachable
from secretariat.database import transaction
from secretariat.errors import Misconfigured
from secretariat.seed import demo
from secretariat.settings import Settings


@click.command()
def migrate() -> None:
    """Bring the tables up to date, as their owner (OWNER_DATABASE_URL)."""
    upgrade(Settings.read())


@click.command(hidden=True)
def prepare() -> None:
    """Check the engines, bring the tables up to date, load the demonstration where nothing is there yet."""
    settings = Settings.read()
    with sentences(settings.instance):
        check_database(settings.owner_database_url)
        check_redis(settings.redis_url)
        if not settings.demo:
            upgrade(settings)
            return
        with demo.printing(settings) as printed:
            upgrade(settings)
            load_demonstration(settings, printed)


def load_demonstration(settings: Settings, printed: Callable[[], object]) -> None:
    """Load it in one transaction, so that a cut start leaves no half of it; another start may be doing so."""
    with create_app(settings).app_context(), transaction() as session:
        session.execute(text("SET LOCAL lock_timeout = '5min'"))
        demo.load(settings, printed)


def upgrade(settings: Settings) -> None:
    """Run the migrations that are missing."""
    config = Config()
    config.set_main_option("script_location", str(migrations()))
    config.set_main_option("sqlalchemy.url", settings.owner_database_url.replace("%", "%%"))
    command.upgrade(config, "head")


def check_database(url: str) -> None:
    """Raise Misconfigured where PostgreSQL does not let us in, with its own reason and no password."""
    try:
        psycopg.connect(plain(url), connect_timeout=5).close()
    except psycopg.Error as error:
        raise Misconfigured(unreachable(error)) from None


def check_redis(url: str) -> None:
    """Raise Misconfigured where Redis does not answer."""
    try:
        redis.Redis.from_url(url, socket_timeout=5, socket_connect_timeout=5).ping()
    except (redis.RedisError, ValueError, OSError) as error:
        raise Misconfigured(f"Redis cannot be reached: {error}. Check REDIS_URL.") from None
