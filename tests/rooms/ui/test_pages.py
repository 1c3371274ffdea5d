"""The frames of every page: help, exit, language, landmarks, and what a form says when it is wrong."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.html import format_html
from django.utils.translation import override
from lxml import html as lxml_html

from dotline.base.reader import Reader
from dotline.ui import panels
from dotline.ui.bilingual import LANGS, Lang

WORKER = Reader(worker=uuid4(), agency=uuid4(), name="dana", purpose="help")


def asked(reader: Reader, path: str = "/en/ui/") -> HttpRequest:
    request = RequestFactory().get(path)
    request.__dict__["reader"] = reader
    return request


def page(frame: str, lang: Lang, **context: Any) -> lxml_html.HtmlElement:
    reader = WORKER if frame == "desk" else Reader.public()
    context = {"base_template": f"ui/{frame}.html", "demo": True, **context}
    template = context.pop("template", "ui/components.html")
    with override(lang):
        # Without the processors of the site: what is tested is the frame, not the composition.
        made = (
            engines["django"]
            .engine.get_template(template)
            .render(
                _context(
                    context | {"request": asked(reader, f"/{lang}/ui/?wrong=1"), "reader": reader}
                )
            )
        )
    return lxml_html.document_fromstring(made)


def _context(values: dict[str, Any]) -> Any:
    from django.template import Context

    return Context(values)


def words(node: lxml_html.HtmlElement) -> str:
    return " ".join(node.text_content().split())


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("frame", ["public", "desk"])
def test_every_page_has_one_main_one_h1_a_skip_link_and_no_inline_script(
    frame: str, lang: Lang
) -> None:
    made = page(frame, lang)
    assert len(made.xpath("//main")) == len(made.xpath("//h1")) == 1
    assert made.xpath("//body/*[1][self::a]/@href") == ["#main"]
    assert made.get("lang") == f"{lang}-CA"
    assert not made.xpath(
        "//@style | //style | //script[not(@src)] | //@*[starts-with(name(), 'on')]"
    )
    ids = made.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {"FICTIONAL", "FICTIF"} & set(words(made.xpath("//section[@class='demo']")[0]).split())


@pytest.mark.parametrize("lang", LANGS)
def test_a_public_page_leaves_by_a_plain_link_and_names_no_topic_in_its_title(lang: Lang) -> None:
    made = page("public", lang, template="ui/public.html")
    leave = made.xpath("//aside[@aria-label]//a[@data-exit]")[0]
    assert leave.get("href").startswith("https://")
    assert made.xpath(f"//*[@id='{leave.get('aria-describedby')}']")
    assert made.findtext(".//title") in {"Help and services", "Aide et services"}
    assert made.xpath("//a/@href[starts-with(., 'tel:')]") == ["tel:911", "tel:+18339001010"]


@pytest.mark.parametrize(("lang", "other"), [("en", "fr"), ("fr", "en")])
def test_the_language_toggle_names_the_other_language_in_itself(lang: Lang, other: Lang) -> None:
    toggle = page("public", lang).xpath("//a[@hreflang]")[0]
    assert (toggle.get("hreflang"), toggle.get("lang")) == (other, other)
    assert toggle.text == {"en": "English", "fr": "Français"}[other]


def test_the_desk_says_who_is_signed_in_and_signs_out_by_post_only() -> None:
    made = page("desk", "en", agency_name="FICTIONAL Line", purpose_name="helping a person")
    assert words(made.xpath("//dl[@class='identity']")[0]) == (
        "Agency: FICTIONAL Line Signed in: dana Purpose: helping a person"
    )
    forms_out = made.xpath("//form[contains(@action, 'sign-out')]")
    assert [form.get("method") for form in forms_out] == ["post"]


def test_each_wrong_field_is_named_at_the_top_and_linked_to_its_control() -> None:
    made = page("public", "en")
    links = made.xpath("//*[@class='error-summary']//a/@href")
    assert len(links) == 3
    for link in links:
        control = made.xpath(f"//*[@id='{link[1:]}']")[0]
        assert control.tag == "input"
    place = made.xpath("//*[@id='id_place']")[0]
    assert place.get("aria-invalid") == "true"
    described = place.get("aria-describedby").split()
    assert all(made.xpath(f"//*[@id='{name}']") for name in described)
    assert len(described) == 2


def test_every_control_has_a_label_and_every_group_a_legend() -> None:
    made = page("public", "fr")
    for control in made.xpath(
        "//form[@id='sample']//*[self::input or self::select or self::textarea]"
    ):
        if control.get("type") != "hidden":
            name = control.get("id")
            assert made.xpath(f"//label[@for='{name}']") or control.xpath("ancestor::label")
    assert all(group.find("legend") is not None for group in made.xpath("//fieldset"))


def test_words_of_a_person_are_never_markup() -> None:
    class Wrong(forms.Form):
        place = forms.ChoiceField(label="<i>Place</i>", choices=[("a", "A")])

    form = Wrong({"place": "<script>x</script>"})
    made = str(form) + render_to_string("ui/parts/error_summary.html", {"rows": [{"text": "<b>"}]})
    assert "<script" not in made
    assert "<i>" not in made
    assert "<b>" not in made


def test_pages_of_a_list_keep_what_was_asked() -> None:
    source = "{% load dotline %}{% pagination page %}"
    request = asked(Reader.public(), "/en/?q=bed&page=7")
    listed = Paginator(range(200), 10).get_page(7)
    made = engines["django"].from_string(source).render({"page": listed}, request)
    tree = lxml_html.fromstring(made)
    assert tree.xpath("//a[@rel='next']/@href") == ["?q=bed&page=8"]
    assert words(tree.xpath("//*[@aria-current='page']")[0]) == "Page 7"


def test_a_panel_shows_itself_once_is_escaped_and_gets_the_reader() -> None:
    seen: list[tuple[Reader, UUID]] = []

    def safe(reader: Reader, object_id: UUID, _request: HttpRequest) -> str:
        seen.append((reader, object_id))
        return format_html("<p>{}</p>", "a & b")

    def unsafe(_reader: Reader, _object_id: UUID, _request: HttpRequest) -> str:
        return "<script>"

    def silent(_reader: Reader, _object_id: UUID, _request: HttpRequest) -> str:
        return ""

    slot = f"test.{uuid4()}"
    for panel in (safe, unsafe, silent, safe):
        panels.register(slot, panel)
    one, request = uuid4(), asked(WORKER)
    source = "{% load dotline %}{% panels slot one %}"
    made = engines["django"].from_string(source).render({"slot": slot, "one": one}, request)
    assert made.strip() == "<p>a &amp; b</p>\n&lt;script&gt;"
    assert seen == [(WORKER, one)]


def test_an_unknown_slot_is_empty() -> None:
    assert panels.render("nobody.home", WORKER, uuid4(), asked(WORKER)) == ""


def test_the_way_to_leave_works_before_the_page_is_drawn() -> None:
    """A link that is pressed on a slow line before the script was read would leave a step in the history."""
    drawn = page("public", "en")
    (script,) = drawn.xpath("//script[contains(@src, 'exit')]")
    assert script.getparent().tag == "head"
    assert not {"defer", "async"} & set(script.attrib)
