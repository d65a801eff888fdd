"""The Flask extensions that the house uses."""

from functools import cache

from babel import Locale
from babel.support import NullTranslations, Translations
from flask import Flask
from flask_babel import Babel, get_locale
from flask_compress import Compress
from flask_login import LoginManager
from flask_wtf import CSRFProtect
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from secretariat import formats

login = LoginManager()
csrf = CSRFProtect()
babel = Babel()
compress = Compress()
ENGLISH = Locale("en")
THOUSAND = 1_000  # from here on a figure has separators


def speak(app: Flask) -> None:
    """Let templates find their hundreds of words by the language alone, each made once.

    Flask-Babel asks for its settings at each word, and Jinja's own extension passes it through three functions.
    """

    @cache
    def catalogue(locale: Locale) -> NullTranslations:
        return Translations.load(app.config["BABEL_TRANSLATION_DIRECTORIES"], [locale])

    @cache
    def said(locale: Locale, text: str, *, marked: bool, filled: bool) -> str:
        found = catalogue(locale).ugettext(text)
        found = Markup(found) if marked else found  # noqa: S704  a catalogue is the house's own
        return found if filled else found % {}

    @pass_eval_context
    def gettext(context: EvalContext, text: str, /, **named: object) -> str:
        found = said(get_locale() or ENGLISH, text, marked=bool(context.autoescape), filled=bool(named))
        return found % named if named else found

    @pass_eval_context
    def ngettext(context: EvalContext, one: str, many: str, count: int, /, **named: object) -> str:
        locale = get_locale() or ENGLISH
        found = catalogue(locale).ungettext(one, many, count)
        found = Markup(found) if context.autoescape else found  # noqa: S704  a catalogue is the house's own
        return found % ({"num": formats.number(count, locale.language) if count >= THOUSAND else count} | named)

    app.jinja_env.globals |= {"_": gettext, "gettext": gettext, "ngettext": ngettext}
