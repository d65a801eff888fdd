"""The Flask extensions that the house uses."""

from functools import cache

from babel import Locale
from babel.support import NullTranslations, Translations
from flask import Flask
from flask_babel import Babel, get_locale
from flask_compress import Compress
from flask_login import LoginManager
from flask_wtf import CSRFProtect

login = LoginManager()
csrf = CSRFProtect()
babel = Babel()
compress = Compress()
ENGLISH = Locale("en")


def speak(app: Flask) -> None:
    """Let templates find their hundred words by the language alone: Flask-Babel asks for its settings at each."""

    @cache
    def catalogue(locale: Locale) -> NullTranslations:
        return Translations.load(app.config["BABEL_TRANSLATION_DIRECTORIES"], [locale])

    def words() -> NullTranslations:
        return catalogue(get_locale() or ENGLISH)

    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # a method that Jinja's i18n extension adds
        gettext=lambda text: words().ugettext(text),
        ngettext=lambda one, many, count: words().ungettext(one, many, count),
        pgettext=lambda context, text: words().upgettext(context, text),
        newstyle=True,
    )
