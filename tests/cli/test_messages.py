"""Messages are found wherever people read them, and missing French is noticed."""

from pathlib import Path

import pytest

from dotline.cli import messages

CODE = """
raise errors.Invalid("{n} rows are " "bad.", "Mend them.", n=1)
title = gettext_lazy("Title")
ngettext("%(n)s call", "%(n)s calls", n)
pgettext("verb", "Open")
seen.update("not a message")
"""
TEMPLATE = """{% load i18n %}<h1>{% translate "Welcome" %}</h1>
{% blocktranslate trimmed %}Dear {{ name }},
  it is late.{% endblocktranslate %}<input alt="{{ _('Find') }}">"""


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(messages, "PACKAGE", tmp_path)
    templates = tmp_path / "intake" / "templates" / "intake"
    templates.mkdir(parents=True)
    (tmp_path / "intake" / "__init__.py").touch()
    (tmp_path / "intake" / "views.py").write_text(CODE, encoding="utf-8")
    (templates / "page.html").write_text(TEMPLATE, encoding="utf-8")
    return "intake"


def say(room: str, english: str, french: str) -> None:
    """Translate as a translator does: in the file."""
    path = messages.catalogue_path(room)
    text = path.read_text(encoding="utf-8")
    old = f'msgid "{english}"\nmsgstr ""'
    assert old in text
    path.write_text(text.replace(old, f'msgid "{english}"\nmsgstr "{french}"'), encoding="utf-8")


def kinds(room: str) -> dict[str, str]:
    return {problem.english: problem.kind for problem in messages.problems_of(room)}


def test_every_kind_of_message_is_found(room: str) -> None:
    assert {(text.context, text.english) for text in messages.texts_of(room)} == {
        ("", "{n} rows are bad."),
        ("", "Mend them."),
        ("", "Title"),
        ("", "%(n)s call"),
        ("verb", "Open"),
        ("", "Welcome"),
        ("", "Dear %(name)s, it is late."),
        ("", "Find"),
    }


def test_what_is_not_translated_is_named_and_then_no_longer(room: str) -> None:
    assert kinds(room)["Welcome"] == "missing"
    messages.update(room)
    assert kinds(room)["Welcome"] == "untranslated"
    say(room, "Welcome", "Bienvenue")
    assert "Welcome" not in kinds(room)


def test_a_second_update_changes_nothing(room: str) -> None:
    assert messages.update(room)
    assert not messages.update(room)


def test_a_text_that_is_gone_leaves_the_catalogue(room: str) -> None:
    messages.update(room)
    (messages.PACKAGE / room / "views.py").write_text("", encoding="utf-8")
    assert kinds(room)["Title"] == "obsolete"
    messages.update(room)
    assert "Title" not in kinds(room)


def test_french_that_loses_a_field_is_noticed(room: str) -> None:
    messages.update(room)
    say(room, "{n} rows are bad.", "Des lignes sont mauvaises.")
    assert kinds(room)["{n} rows are bad."] == "leaves out a field"


@pytest.mark.parametrize(
    ("typed", "set_in_type"),
    [
        ("Merci !", "Merci!"),
        ("Ville : Ottawa", "Ville\u202f: Ottawa"),
        ("« oui »", "«\u202foui\u202f»"),
        ("Est-ce vrai\u00a0?", "Est-ce vrai?"),
    ],
)
def test_french_spaces_are_mended(typed: str, set_in_type: str) -> None:
    assert messages.typeset(typed) == set_in_type
    assert messages.typeset(set_in_type) == set_in_type
