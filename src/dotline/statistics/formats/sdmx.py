"""Published tables in SDMX: the numbers as SDMX-CSV 2.0, what their codes mean as SDMX-JSON 2.0, in both languages."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from dotline.statistics.formats.files import FICTIONAL
from dotline.statistics.queries import Number, TableView
from dotline.statistics.rules.measures import ALL, COUNTRY, UNKNOWN_PLACE, Label
from dotline.statistics.rules.periods import frequency, time_period

AGENCY, VERSION = "DOTLINE", "1.0.0"
DSD: Final = "DSD_FIGURES"
TOTAL, UNKNOWN = "_T", "_U"
DIMENSIONS: Final = ("FREQ", "INDICATOR", "CATEGORY", "REF_AREA", "TIME_PERIOD")
ATTRIBUTES: Final = ("OBS_STATUS", "CONF_STATUS", "COMMENT_OBS")
HEADER: Final = ("STRUCTURE", "STRUCTURE_ID", "ACTION", *DIMENSIONS, "OBS_VALUE", *ATTRIBUTES)
SHOWN, SUPPRESSED = "A", "Q"  # CL_OBS_STATUS: a normal value; a missing one, suppressed
FREE, CONFIDENTIAL = "F", "C"  # CL_CONF_STATUS

_SCHEMA = "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/structure-message/tools/schemas/2.0.0/sdmx-json-structure-schema.json"
_CONCEPTS = {
    "FREQ": Label("FREQ", "Frequency", "Périodicité"),
    "INDICATOR": Label("INDICATOR", "What is counted", "Ce qui est compté"),
    "CATEGORY": Label("CATEGORY", "Category", "Catégorie"),
    "REF_AREA": Label("REF_AREA", "Place", "Lieu"),
    "TIME_PERIOD": Label("TIME_PERIOD", "Time", "Période"),
    "OBS_VALUE": Label("OBS_VALUE", "Number", "Nombre"),
    "OBS_STATUS": Label("OBS_STATUS", "Status", "État"),
    "CONF_STATUS": Label("CONF_STATUS", "Confidentiality", "Confidentialité"),
    "COMMENT_OBS": Label("COMMENT_OBS", "Remark", "Remarque"),
}
_STATUSES = (
    Label(SHOWN, "Shown as counted", "Montré tel que compté"),
    Label(SUPPRESSED, "Hidden to protect people", "Caché pour protéger les personnes"),
)
_CONFIDENCES = (
    Label(FREE, "Free to publish", "Publiable"),
    Label(CONFIDENTIAL, "Confidential", "Confidentiel"),
)


def flow(table: str) -> str:
    """The dataflow of a table: 'DF_CALLS_BY_WAIT' of 'calls-by-wait'."""
    return f"DF_{table.replace('-', '_').upper()}"


def as_csv(view: TableView) -> str:
    """SDMX-CSV 2.0. A hidden number has no OBS_VALUE, OBS_STATUS Q and CONF_STATUS C, whyever it is hidden."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADER)
    flow_id = f"{AGENCY}:{flow(view.table.code)}({VERSION})"
    remark = FICTIONAL if view.release.fictional else ""
    for one in view.numbers:
        status = (SUPPRESSED, CONFIDENTIAL) if one.hidden else (SHOWN, FREE)
        value = "" if one.value is None else one.value
        writer.writerow(("dataflow", flow_id, "I", *_key(one), value, *status, remark))
    return out.getvalue()


def structure(views: Sequence[TableView]) -> dict[str, Any]:
    """The SDMX-JSON 2.0 structure message of these tables: concepts, code lists, one data structure, its flows."""
    release = views[0].release
    lists = _code_lists([one for view in views for one in view.numbers])
    return {
        "meta": {
            "id": f"{DSD}_{release.edition}",
            "schema": _SCHEMA,
            "prepared": release.made_at.isoformat(timespec="seconds"),
            "test": release.fictional,
            "contentLanguages": ["en", "fr"],
            "sender": {"id": AGENCY},
        },
        "data": {
            "conceptSchemes": [_concepts()],
            "codelists": [_code_list(name, codes) for name, codes in lists.items()],
            "dataStructures": [_data_structure()],
            "dataflows": [_dataflow(view) for view in views],
        },
    }


def _key(one: Number) -> tuple[str, ...]:
    return (
        frequency(one.time.code),
        one.measure.code.upper(),
        _category(one),
        _area(one.place.code),
        time_period(one.time.code),
    )


def _category(one: Number) -> str:
    """'FORM_SEX' of the part 'form=sex'; the total where a table has no categories."""
    dimension = one.table.dimension
    if one.category is None or one.category.code == ALL or dimension is None:
        return TOTAL
    return f"{dimension.code}_{one.category.code}".upper()


def _area(place: str) -> str:
    """ISO 3166: 'CA', 'CA-ON'."""
    if place == UNKNOWN_PLACE:
        return UNKNOWN
    return place if place == COUNTRY else f"CA-{place}"


def _code_lists(numbers: Iterable[Number]) -> Mapping[str, Sequence[Label]]:
    """The codes that occur, by the concept they stand for."""
    found: dict[str, dict[str, Label]] = {
        name: {} for name in ("FREQ", "INDICATOR", "CATEGORY", "REF_AREA")
    }
    for one in numbers:
        freq, measure, category, area, _time = _key(one)
        found["FREQ"][freq] = _frequency(freq)
        found["INDICATOR"][measure] = Label(measure, one.measure.label_en, one.measure.label_fr)
        words = one.category or Label(TOTAL, "All", "Tous")
        found["CATEGORY"][category] = Label(category, words.label_en, words.label_fr)
        found["REF_AREA"][area] = Label(area, one.place.label_en, one.place.label_fr)
    lists = {name: [codes[code] for code in sorted(codes)] for name, codes in found.items()}
    return {**lists, "OBS_STATUS": list(_STATUSES), "CONF_STATUS": list(_CONFIDENCES)}


def _frequency(code: str) -> Label:
    count = int(code[1:] or 1)
    if code[0] == "A":
        many = Label(code, f"{count} years", f"{count} années")
        return Label(code, "Year", "Année") if count == 1 else many
    many = Label(code, f"{count} quarters", f"{count} trimestres")
    return Label(code, "Quarter", "Trimestre") if count == 1 else many


def _urn(kind: str, name: str) -> str:
    packages = {"Codelist": "codelist", "Concept": "conceptscheme"}
    package = packages.get(kind, "datastructure")
    owner, _dot, item = name.partition(".")
    tail = f".{item}" if item else ""
    return f"urn:sdmx:org.sdmx.infomodel.{package}.{kind}={AGENCY}:{owner}({VERSION}){tail}"


def _named(code: str, label: Label) -> dict[str, Any]:
    return {
        "id": code,
        "name": label.label_en,
        "names": {"en": label.label_en, "fr": label.label_fr},
    }


def _maintained(code: str, label: Label) -> dict[str, Any]:
    return {**_named(code, label), "agencyID": AGENCY, "version": VERSION}


def _concepts() -> dict[str, Any]:
    label = Label("CS_FIGURES", "Concepts of the figures", "Concepts des chiffres")
    return {
        **_maintained(label.code, label),
        "concepts": [_named(code, one) for code, one in _CONCEPTS.items()],
    }


def _code_list(concept: str, codes: Sequence[Label]) -> dict[str, Any]:
    return {
        **_maintained(f"CL_{concept}", _CONCEPTS[concept]),
        "codes": [_named(one.code, one) for one in codes],
    }


def _component(concept: str, **more: Any) -> dict[str, Any]:
    return {"id": concept, "conceptIdentity": _urn("Concept", f"CS_FIGURES.{concept}"), **more}


def _coded(concept: str) -> dict[str, Any]:
    return {"localRepresentation": {"enumeration": _urn("Codelist", f"CL_{concept}")}}


def _data_structure() -> dict[str, Any]:
    text, time = {"dataType": "String"}, {"dataType": "ObservationalTimePeriod"}
    observed: dict[str, Any] = {"attributeRelationship": {"observation": {}}}
    attributes = [
        _component(one, usage="mandatory", **observed, **_coded(one)) for one in ATTRIBUTES[:2]
    ]
    remark = _component(
        ATTRIBUTES[2], usage="optional", **observed, localRepresentation={"format": text}
    )
    label = Label(DSD, "Figures", "Chiffres")
    return {
        **_maintained(DSD, label),
        "dataStructureComponents": {
            "dimensionList": {
                "id": "DimensionDescriptor",
                "dimensions": [_component(one, **_coded(one)) for one in DIMENSIONS[:-1]],
                "timeDimension": _component(DIMENSIONS[-1], localRepresentation={"format": time}),
            },
            "measureList": {
                "id": "MeasureDescriptor",
                "measures": [
                    _component("OBS_VALUE", localRepresentation={"format": {"dataType": "Integer"}})
                ],
            },
            "attributeList": {"id": "AttributeDescriptor", "attributes": [*attributes, remark]},
        },
    }


def _dataflow(view: TableView) -> dict[str, Any]:
    label = Label(flow(view.table.code), view.table.label_en, view.table.label_fr)
    return {**_maintained(label.code, label), "structure": _urn("DataStructure", DSD)}
