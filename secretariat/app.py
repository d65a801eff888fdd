"""create_app(): puts the house together."""

import importlib
import pkgutil
from contextlib import suppress
from pathlib import Path
from typing import Any

from flask import Flask, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from secretariat import assets, blueprints, clock, defence, failures, furniture, logs, pages, production, queue
from secretariat.compiled import Compiled
from secretariat.database import db, engine_options, transaction
from secretariat.extensions import babel, compress, csrf, login, speak
from secretariat.mail import signing
from secretariat.mail.server import Server
from secretariat.settings import Settings

HERE = Path(__file__).parent
SAFE = {"GET", "HEAD", "OPTIONS"}


def beside(name: str) -> Path:
    """Return a folder that lies at the top of a checkout, and inside the package in an installed wheel."""
    inside = HERE / name
    return inside if inside.is_dir() else HERE.parent / name


class House(Flask):
    """A Flask application whose every request is one transaction."""

    def dispatch_request(self) -> ResponseReturnValue:
        """Run the view in its transaction, so that a commit that fails still reaches the error pages.

        A GET always rolls back: reading changes nothing.
        """
        if request.blueprint == "health":  # it must answer when the database does not
            return super().dispatch_request()
        reads = request.method in SAFE
        with transaction(keep=not reads) as session:
            answer = super().dispatch_request()
            if reads:
                session.expunge_all()  # a rollback would mark each row that was read as old, for nobody
            return answer


def create_app(settings: Settings | None = None) -> Flask:
    """Return the application, connected to its engines but with no connection open.

    Raises Misconfigured with a sentence where the settings cannot work, and for real on a demonstration's database.
    """
    settings = settings or Settings.read()
    _refuse_wrong_mail(settings)
    logs.configure()
    digest, folder = assets.gather(settings.instance / "static")
    app = House(
        "secretariat",
        static_folder=str(folder),
        static_url_path=f"/static/{digest}",
        template_folder=str(beside("templates")),
    )
    app.config.update(
        SETTINGS=settings,
        BEGAN=clock.real(),
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings),
        BABEL_DEFAULT_LOCALE="en",
        BABEL_TRANSLATION_DIRECTORIES=str(HERE / "translations"),
        COMPRESS_ALGORITHM=["gzip"],
        COMPRESS_LEVEL=4,
        COMPRESS_MIN_SIZE=600,
        TEMPLATES_AUTO_RELOAD=False,
    )
    app.url_map.strict_slashes = False  # people type addresses either way
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.bytecode_cache = Compiled(settings.instance / "templates")
    _extend(app, settings)
    _serve_assets(app, digest, folder)
    if not settings.demo:
        with app.app_context():
            _refuse_demonstration(db.engine)
    for name in sorted(module.name for module in pkgutil.iter_modules(blueprints.__path__) if module.ispkg):
        app.register_blueprint(importlib.import_module(f"secretariat.blueprints.{name}.views").bp)
    return app


def _refuse_wrong_mail(settings: Settings) -> None:
    """End the start over a wrong address or key, not the first mail."""
    signing.of(settings)
    if settings.smtp_url:
        Server.read(settings.smtp_url)


def _extend(app: Flask, settings: Settings) -> None:
    defence.defend(app, settings)
    for extension in (login, csrf, compress):
        extension.init_app(app)
    db.init_app(app)
    babel.init_app(app, locale_selector=furniture.choose_language)
    speak(app)
    app.before_request(furniture.remember_language)
    login.request_loader(pages.load_me)
    furniture.furnish(app)
    failures.handle(app)
    queue.connect(settings)


def _refuse_demonstration(engine: Engine) -> None:
    """Ask the database once: now, or with the first connection where it cannot be asked yet."""
    known = False

    @event.listens_for(engine, "connect")
    def ask(connection: Any, _record: object) -> None:
        nonlocal known
        known = known or production.refuse_demonstration(connection)

    with suppress(OperationalError), engine.connect():
        pass
    engine.dispose()  # no connection may be shared with the processes to come


def _serve_assets(app: Flask, digest: str, folder: Path) -> None:
    """Let WhiteNoise serve what never changes under its address; nothing there needs the application."""

    def keep_for_ever(_path: str, url: str) -> bool:
        return url.startswith(f"/static/{digest}/")

    settings: Settings = app.config["SETTINGS"]
    sealed = defence.headers(settings) | {"Content-Security-Policy": defence.STATIC_POLICY}

    def add_headers(headers: Any, _path: str, _url: str) -> None:
        for name, value in sealed.items():
            headers[name] = value

    static = WhiteNoise(
        app.wsgi_app,
        immutable_file_test=keep_for_ever,
        add_headers_function=add_headers,
        allow_all_origins=False,
    )
    static.add_files(str(folder), prefix=f"static/{digest}/")
    app.wsgi_app = static  # type: ignore[method-assign]  # the documented way to wrap an application
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies
        )
