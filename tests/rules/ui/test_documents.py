"""Documents: one tree, two languages, every number bound, the same bytes each time."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from dotline.base.errors import Invalid
from dotline.ui.bilingual import LANGS, Lang, Text
from dotline.ui.blocks.checks import check, typed_number
from dotline.ui.blocks.docx import to_docx
from dotline.ui.blocks.html import to_fragment, to_html
from dotline.ui.blocks.inline import quoted
from dotline.ui.blocks.pdf import to_pdf
from dotline.ui.blocks.values import Block, Bound, Figure, Heading, Para, Report, Row, Table
from tests.rules.ui.sample_report import BLOCKS, REPORT, SOURCE, binding

GOLDEN = Path(__file__).with_name("golden")


def with_blocks(*blocks: Block) -> Report:
    return replace(REPORT, blocks=(Heading("start", Text("Start", "Début")), *blocks))


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_of_a_report_stays_as_it_was_agreed(lang: Lang) -> None:
    """After a wanted change: write to_fragment's answer into the golden file and read the diff."""
    agreed = (GOLDEN / f"report.{lang}.html").read_text(encoding="utf-8")
    assert to_fragment(REPORT, lang) + "\n" == agreed


@pytest.mark.parametrize("lang", LANGS)
def test_headings_go_down_one_step_at_a_time_and_headers_say_what_they_head(lang: Lang) -> None:
    page = lxml_html.document_fromstring(to_html(REPORT, lang))
    levels = [int(node.tag[1]) for node in page.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(node.get("scope") in {"row", "col"} for node in page.iter("th"))
    assert page.get("lang") == f"{lang}-CA"
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert all(target[1:] in ids for target in page.xpath("//a/@href"))


def test_a_page_stands_alone_and_asks_for_nothing_elsewhere() -> None:
    page = to_html(REPORT, "en")
    assert not re.search(r"<script|<link|\ssrc=|@import|url\(h", page)


def test_each_bound_number_leads_to_its_source_and_the_way_back() -> None:
    page = to_fragment(REPORT, "en", way_back=lambda bound: f"/way/{bound.measure}?a=1&b=2")
    assert 'href="#number-calls">at least 12,706<' in page
    assert '<tr id="number-calls"' in page
    assert 'href="/way/calls.total?a=1&amp;b=2"' in page


@pytest.mark.parametrize("lang", LANGS)
def test_a_title_in_the_other_language_says_which_language_it_is(lang: Lang) -> None:
    source, title = Text("Source: ", "Source\u202f: "), quoted("Supply Chains Act", "en")
    para = Para(Text(f"{source.en}{title.en}.", f"{source.fr}{title.fr}."))
    page = lxml_html.document_fromstring(to_html(with_blocks(para), lang))
    marked = [node.text for node in page.xpath("//p/span[@lang='en']")]
    assert marked == ([] if lang == "en" else ["Supply Chains Act"])
    assert f"{source.in_(lang)}Supply Chains Act." in page.text_content()


@pytest.mark.parametrize("before", ["", "Source\u202f: "])
def test_a_pdf_says_which_words_are_in_the_other_language(before: str) -> None:
    title = quoted("Supply Chains Act", "en")
    said = {
        words: tongues(to_pdf(with_blocks(Para(Text(title.en, f"{before}{words}"))), "fr"))
        for words in (title.en, title.fr)
    }
    assert said == {title.en: {"fr-CA"}, title.fr: {"fr-CA", "en-CA"}}


def test_a_working_copy_says_which_words_are_in_the_other_language() -> None:
    title = quoted("Supply Chains Act", "en")
    row = Row(title, (title,))
    table = Table("acts", title, (title, title), (row,), SOURCE)
    word = Document(io.BytesIO(to_docx(with_blocks(Para(title), table), "fr")))
    other = "//w:r[w:rPr/w:lang/@w:val='en-CA']/w:t"
    assert [one.text for one in word.element.xpath(other)] == ["Supply Chains Act"] * 3


def tongues(pdf: bytes) -> set[str]:
    """The languages that the structure and the pages name."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        kept = [page.Contents for page in opened.pages]
        parts = [one if isinstance(one, pikepdf.Array) else [one] for one in kept]
        drawn = b"".join(stream.read_bytes() for page in parts for stream in page)
        found = {one.decode() for one in re.findall(rb"/Lang\((.*?)\)", drawn)}
        return found | {
            str(node.Lang) for node in nodes(opened.Root.StructTreeRoot) if "/Lang" in node
        }


@pytest.mark.parametrize("words", ["a {en}title", "a title{/}", "a {en}{fr}title{/}{/}"])
def test_words_in_another_language_begin_and_end(words: str) -> None:
    with pytest.raises(Invalid, match="have no end"):
        check(with_blocks(Para(Text("a title", words))))


def test_a_hidden_number_is_never_a_digit() -> None:
    page = to_fragment(with_blocks(Para(Text("It was {n:small}.", "C'était {n:small}."))), "en")
    assert "(hidden to protect people)</a>." in page


@pytest.mark.parametrize(
    ("bound", "en", "fr"),
    [
        (Bound.EXACT, "40", "40"),
        (Bound.AT_LEAST, "at least 40", "au moins 40"),
        (Bound.AT_MOST, "at most 40", "au plus 40"),
        (Bound.ABOUT, "about 40", "environ 40"),
        (Bound.BETWEEN, "between 40 and 50", "entre 40 et 50"),
    ],
)
def test_a_bound_is_said_in_words(bound: Bound, en: str, fr: str) -> None:
    one = binding("x", value=40, bound=bound, high=50 if bound is Bound.BETWEEN else None)
    assert (one.words("en"), one.words("fr")) == (en, fr)


@pytest.mark.parametrize(
    "block",
    [
        Para(Text("{n:calls} calls", "des appels")),
        Para(Text("{n:calls} calls", "{n:share} appels")),
        Para(Text("{n:missing} calls", "{n:missing} appels")),
        Para(Text("{see:nowhere}", "{see:nowhere}")),
        Para(Text("{n calls}", "{n calls}")),
        Para(Text("We saw 12 people.", "On a vu des gens.")),
        Para(Text("We saw people.", "On a vu 1 250 personnes.")),
        Heading("start", Text("The same id", "Le même identifiant")),
        Table("t", Text("In 3 places", "En 3 lieux"), (Text("A", "A"),), (), SOURCE),
    ],
)
def test_a_report_with_a_fault_is_not_built(block: Block) -> None:
    with pytest.raises(Invalid):
        check(with_blocks(block))


def test_a_heading_may_not_skip_a_level_nor_a_row_a_cell() -> None:
    with pytest.raises(Invalid):
        check(replace(REPORT, blocks=(Heading("a", Text("A", "A"), level=2),)))
    with pytest.raises(Invalid):
        Table("t", Text("T", "T"), (Text("A", "A"),), (Row(Text("r", "r"), (1,)),), SOURCE)


@pytest.mark.parametrize(
    "text",
    [
        "On March 31, 2026 and on 31 March 2026", "le 1er mai 2026", "in 2023–2026", "2026 Q3",
        "section 279.01 of the Criminal Code", "l'article 279.04", "Bill C-310", "pages 12 and 13",
        "Call 911 or 1-833-900-1010.", "SOR/2025-255", "{n:calls} calls", "no figure at all",
        "recommendation 7", "on 2026-03-31",
    ],
)  # fmt: skip
def test_dates_laws_places_and_help_lines_are_no_figures(text: str) -> None:
    assert typed_number(text) == ""


@given(st.integers(0, 1899), st.sampled_from(["We met {} people.", "Soit {} %.", "({})", "{} 911"]))
def test_any_typed_figure_is_found(value: int, sentence: str) -> None:
    if value != 911:
        assert typed_number(sentence.format(value)) != ""


@pytest.mark.parametrize("lang", LANGS)
def test_a_pdf_is_tagged_titled_in_its_language_and_claims_pdf_ua(lang: Lang) -> None:
    with pikepdf.open(io.BytesIO(to_pdf(REPORT, lang))) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == f"{lang}-CA"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as meta:
            assert meta["pdfuaid:part"] == "1"
            assert meta["dc:title"] == REPORT.title.in_(lang)
        kinds = set(tags(pdf.Root.StructTreeRoot))
    assert {"/H1", "/Table", "/TH", "/TD", "/Figure", "/L", "/TOC", "/Link"} <= kinds


def tags(node: pikepdf.Object) -> list[str]:
    """The types of all elements below a node of the structure tree."""
    return [str(found.S) for found in nodes(node) if "/S" in found]


def nodes(node: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """A node of the structure tree and all nodes below it."""
    yield node
    children = node.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary):
            yield from nodes(child)


def test_the_same_report_is_the_same_bytes() -> None:
    assert to_pdf(REPORT, "fr") == to_pdf(REPORT, "fr")
    assert to_fragment(REPORT, "fr") == to_fragment(REPORT, "fr")


def test_the_notice_is_on_every_page_of_fiction_and_on_no_other() -> None:
    with pikepdf.open(io.BytesIO(to_pdf(REPORT, "en"))) as pdf:
        headers = [b"/Header" in page.Contents.read_bytes() for page in pdf.pages]
    with pikepdf.open(io.BytesIO(to_pdf(replace(REPORT, fictional=False), "en"))) as pdf:
        plain = [b"/Header" in page.Contents.read_bytes() for page in pdf.pages]
    assert len(headers) > 1
    assert all(headers)
    assert not any(plain)


def test_words_that_look_like_markup_stay_words() -> None:
    text = "#panic() <b>$x$ & `code` @ref [a] *b* \\"
    report = with_blocks(Para(Text(text, text)))
    assert "&lt;b&gt;" in to_fragment(report, "en")
    assert to_pdf(report, "en").startswith(b"%PDF")


def test_the_sample_holds_every_kind_of_block() -> None:
    assert {type(block) for block in BLOCKS} == set(Block.__args__)


@pytest.mark.parametrize("lang", LANGS)
def test_the_working_copy_has_headings_header_rows_descriptions_and_its_language(
    lang: Lang,
) -> None:
    made = to_docx(REPORT, lang)
    assert made == to_docx(REPORT, lang)
    word = Document(io.BytesIO(made))
    levels = [one.style.name for one in word.paragraphs if one.style and one.text]
    asked = [one for one in REPORT.blocks if isinstance(one, Heading)]
    assert levels.count("Heading 1") == 1 + sum(one.level == 1 for one in asked)
    assert word.tables
    for table in word.tables:
        assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
    pictures = word.element.xpath("//wp:docPr/@descr")
    assert pictures == [one.chart.alt.in_(lang) for one in REPORT.blocks if isinstance(one, Figure)]
    assert word.core_properties.language == f"{lang}-CA"
    assert word.styles.element.xpath("//w:lang/@w:val") == [f"{lang}-CA"]
