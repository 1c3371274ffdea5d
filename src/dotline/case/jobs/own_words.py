"""What a person's own copy says, in her language: the word of each code, days and amounts as people write them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from dotline.base.errors import NotFound
from dotline.case.forms.cases import BASIS_LABELS, LIST_LABELS
from dotline.case.forms.own_page import kind_label
from dotline.case.forms.plans import SAFETY_LABELS, pillar_label
from dotline.case.queries import disclosures
from dotline.case.queries.holdings import HeldRow
from dotline.reference import law, needs, questionnaires, vocabulary
from dotline.referral.forms import FIELD_LABELS
from dotline.ui import numbers
from dotline.ui.bilingual import Lang

Line = tuple[str, str]

# The code list of a column in every table, and of a column in one table, which goes first.
EVERYWHERE: Mapping[str, str] = {
    "province": "provinces",
    "country": "countries",
    "currency": "currencies",
    "age_band": "age_bands",
    "gender": "genders",
    "explained_in": "languages",
    "language": "languages",
    "interpreter": "interpreter_modes",
    "by_whom": "consent_given_by",
    "said_by": "consent_given_by",
    "by_kind": "determination_by_kind",
    "to_kind": "organisation_kinds",
    "what": "record_parts",
    "parts": "record_parts",
    "stated": "disclosure_proofs",
    "channel": "channels",
}
LISTS: Mapping[str, Mapping[str, str]] = {
    "CaseFile": {"kind": "case_kinds", "closed_because": "case_status"},
    "Identifier": {"kind": "identifier_kinds"},
    "Involvement": {"role": "roles", "minor_at_start": "screen_replies"},
    "Episode": {"kind": "episode_kinds", "months_band": "month_bands"},
    "Determination": {"status": "determination_status"},
    "PlannedService": {"kind": "service_kinds", "outcome": "service_outcomes"},
    "Representative": {"kind": "roles"},
    "ReturnAssistance": {"state": "return_states", "safety": "return_safety"},
    "WageClaim": {"body": "wage_bodies", "decision": "wage_decisions"},
    "WageCorrection": {"decision": "wage_decisions", "reason": "wage_corrections"},
    "Proceeding": {"level": "court_levels"},
    "CourtDay": {"kind": "court_day_kinds", "ended": "court_day_ends"},
    "Charge": {"election": "elections", "plea": "pleas", "disposition": "charge_dispositions"},
    "Sentence": {"kind": "sentence_kinds", "credit_reason": "credit_reasons"},
    "CourtOrder": {"kind": "statements", "state": "court_order_states"},
    "Assessment": {"status_in_canada": "status_in_canada", "level": "screen_levels"},
    "AssessmentAnswer": {"reply": "screen_replies"},
    "HelpOffer": {"help": "help_offered", "chosen": "help_choices"},
    "RemovalStep": {"kind": "removal_steps"},
    "ForcedCharge": {"forced": "screen_replies"},
    "NonPunishmentStep": {"step": "non_punishment_steps"},
    "Permit": {
        "kind": "permit_kinds",
        "decision": "permit_decisions",
        "ended_by": "permit_endings",
    },
    "ConsentDecision": {"purpose": "case_consents", "decision": "consent_decisions"},
    "DisclosureRecord": {"withheld": "record_parts"},
    "NotesRequest": {"state": "notes_states"},
    "Referral": {"status": "referral_status"},
    "FollowUp": {"result": "follow_up_results"},
    "OutsideReferral": {
        "means": "outside_means",
        "outcome": "referral_outcomes",
        "unmet": "unmet_reasons",
    },
    "Exclusion": {"reason": "exclusion_reasons"},
    "Consent": {"purpose": "consent_purposes"},
}
RENAMED = {("Assessment", "level"): "result"}  # a column that another table uses for something else
MANY = frozenset({"what", "parts", "withheld", "stated"})  # columns of codes with spaces between
NEEDS = frozenset({"need", "needs"})
CANADIAN = frozenset({"Sentence", "CourtOrder", "RestitutionPayment"})
SUFFIXES = {"en": "_fr", "fr": "_en"}  # what of a pair of names the other language reads
DAY = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT.+")


@dataclass(frozen=True)
class Tongue:
    """How a copy is written: its language, the time zone of the agency, and agencies by the code they decide under."""

    lang: Lang
    zone: str
    agencies: Mapping[str, str]

    def known(self, name: str, code: str) -> str:
        """The label of a code; what came in with a code that no list has is shown as it came."""
        found = vocabulary.find(name, code)
        return found.label(self.lang) if found else code


def title(table: str, tongue: Tongue) -> str:
    """What the rows of a table are, in words."""
    return tongue.known("record_tables", table)


def column(name: str, tongue: Tongue) -> str:
    """A column in words; a field of an imported record keeps its own name."""
    if name in SAFETY_LABELS:
        return str(SAFETY_LABELS[name])
    return tongue.known("record_columns", name).replace("_", " ")


def lines(row: HeldRow, tongue: Tongue) -> list[Line]:
    """What one row says, line by line: what it is about, and what it is."""
    return list(_lines(row, tongue))


def _lines(row: HeldRow, tongue: Tongue) -> Iterator[Line]:
    said = dict(row)
    if row.table == "Fact":
        yield _fact(said, tongue)
    elif row.table == "AssessmentAnswer":
        yield _reply(said, tongue)
        said.pop("recorded_at", None)  # the questions above say when they were asked
    elif row.table == "Assessment":
        yield column("instrument", tongue), _instrument(said, tongue)
    for name, value in said.items():
        if value == "" or name.endswith(SUFFIXES[tongue.lang]):
            continue
        called = RENAMED.get((row.table, name), name.removesuffix(f"_{tongue.lang}"))
        yield column(called, tongue), _said(row, name, value, tongue)


def _fact(said: dict[str, object], tongue: Tongue) -> Line:
    name, code, present = str(said.pop("list")), str(said.pop("code")), said.pop("present")
    question = str(LIST_LABELS.get(name, column("code", tongue)))
    words = tongue.known(name, code) if name in vocabulary.lists() else code
    return question, words if present else _("Not so: {fact}").format(fact=words)


def _instrument(said: dict[str, object], tongue: Tongue) -> str:
    code, version = str(said.pop("instrument")), str(said.pop("version"))
    try:
        return f"{questionnaires.version(code, version).title.in_(tongue.lang)} ({version})"
    except NotFound:
        return f"{code} ({version})"


def _reply(said: dict[str, object], tongue: Tongue) -> Line:
    code, version, item = (str(said.pop(name)) for name in ("instrument", "version", "item"))
    reply = tongue.known("screen_replies", str(said.pop("reply")))
    try:
        found = questionnaires.version(code, version).item(item)
    except NotFound:
        found = None
    return (found.text.in_(tongue.lang) if found else item), reply


def _said(row: HeldRow, name: str, value: object, tongue: Tongue) -> str:
    """A value as it is read."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if name.endswith("_cents") and isinstance(value, int):
        return _money(row, value, tongue)
    if isinstance(value, int):
        return numbers.number(value, tongue.lang)
    text = str(value)
    codes = LISTS.get(row.table, {}).get(name) or EVERYWHERE.get(name)
    if codes is not None:
        each = text.split() if name in MANY else [text]
        return ", ".join(_one(row, name, codes, code, tongue) for code in each)
    return _special(row, name, text, tongue)


def _one(row: HeldRow, name: str, codes: str, code: str, tongue: Tongue) -> str:
    if (row.table, name) == ("CourtOrder", "kind"):
        titles = {one.code: one.title(tongue.lang) for one in law.aids(date.max)}
        return titles.get(code) or tongue.known(codes, code)
    return tongue.known(codes, code)


def _special(row: HeldRow, name: str, text: str, tongue: Tongue) -> str:
    """What no code list says: days, needs, clauses, pillars, fields, whoever decided."""
    if name in NEEDS:
        return ", ".join(_need(code, tongue) for code in text.replace(",", " ").split())
    if name == "pillar":
        return pillar_label(text)
    if name == "by_organisation":
        return tongue.agencies.get(text, text)
    if name == "basis":
        told = disclosures.clause_words(text, tongue.lang)
        return told if row.table == "DisclosureRecord" else str(BASIS_LABELS.get(text, text))
    if name == "kind" and row.table == "OwnRequest":
        return kind_label(text)
    if name == "fields":
        labels = {one.value: str(label) for one, label in FIELD_LABELS.items()}
        return ", ".join(labels.get(code, code) for code in text.split())
    return _dated(text, tongue)


def _dated(text: str, tongue: Tongue) -> str:
    """A day or a moment as people write it; any other text as it is."""
    if MOMENT.fullmatch(text):
        at = datetime.fromisoformat(text).astimezone(ZoneInfo(tongue.zone))
        hour = numbers.clock_time(at, tongue.lang, zone=tongue.zone)
        return f"{numbers.day(at.date(), tongue.lang)}, {hour}"
    return numbers.day(date.fromisoformat(text), tongue.lang) if DAY.fullmatch(text) else text


def _need(code: str, tongue: Tongue) -> str:
    found = needs.find(code)
    return found.label(tongue.lang) if found else code


def _money(row: HeldRow, cents: int, tongue: Tongue) -> str:
    amount = Decimal(cents) / 100
    if row.table in CANADIAN:
        return numbers.money(amount, tongue.lang, digits=2)
    return numbers.number(amount, tongue.lang, digits=2)
