"""A template's words come from the catalogue of the language that is active around them."""

from flask import render_template_string
from flask_babel import force_locale
from markupsafe import Markup

SAID = "{{ _('Home') }} | {{ _('%(share)s %% unchanged', share=part) }} | {{ _('All %% of it') }}"


def test_each_language_says_its_own_word_with_names_escaped_and_a_per_cent_sign_once(app):
    found = []
    with app.test_request_context("/"):
        for language in ("es", "fr", "es"):
            with force_locale(language):
                found.append(render_template_string(SAID, part="<b>"))
    spanish = "Inicio | &lt;b&gt; % sin cambios | All % of it"
    assert found == [spanish, "Accueil | &lt;b&gt; % inchangé | All % of it", spanish]


def test_a_word_is_text_in_a_letter_and_markup_on_a_page(app):
    with app.test_request_context("/"), force_locale("es"):
        env = app.jinja_env
        page, letter = (
            "{% autoescape " + way + " %}{{ _('Home').__class__.__name__ }}{% endautoescape %}"
            for way in ("true", "false")
        )
        assert [env.from_string(one).render() for one in (page, letter)] == [Markup.__name__, "str"]


def test_a_count_of_thousands_is_written_as_the_language_does(app):
    counted = "{{ ngettext('One text', '%(num)s texts', 1) }}, {{ ngettext('One text', '%(num)s texts', 58590) }}"
    found = []
    with app.test_request_context("/"):
        for language in ("en", "es", "fr"):
            with force_locale(language):
                found.append(render_template_string(counted))
    assert found == ["One text, 58,590 texts", "Un texto, 58.590 textos", "Un texte, 58\u202f590 textes"]
