"""create_app(): puts the house together."""

from flask import Flask
from flask_migrate import Migrate

from secretariat import models, queue
from secretariat.database import db, engine_options
from secretariat.settings import Settings

__all__ = ["create_app", "models"]


def create_app(settings: Settings | None = None) -> Flask:
    """Return the application, connected to its engines but with no connection open."""
    settings = settings or Settings.read()
    app = Flask("secretariat")
    app.config.update(SETTINGS=settings, SQLALCHEMY_DATABASE_URI=settings.database_url,
                      SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings), SECRET_KEY=settings.secret_key)
    db.init_app(app)
    Migrate(app, db)
    queue.connect(settings)
    return app
