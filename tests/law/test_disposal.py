"""Whatever tells of a person ends: every inside column is sealed under a key that is destroyed, or erased by name."""

import pytest
from django.apps import apps
from django.db.models import BinaryField, CharField, Model, TextField

from dotline.base.sensitivity import Sensitivity, of
from dotline.case.models import CaseFile, Involvement, Person
from dotline.case.queries import traces

ROOMS = ("access", "intake", "referral", "case")
TELLING = {Sensitivity.PERSONAL, Sensitivity.HIDDEN}

# What no reference leads to from a case, and who ends it. A table that is not here and that no case leads to fails.
ENDED_BY = {
    "access.ApiKey": "the hash of a program's key, about nobody helped",
    "access.BreakGlass": "referral.dispose, intake.dispose_contact",
    "access.DataKey": "case.dispose_file",
    "access.Worker": "a worker's own account, about nobody helped",
    "case.CountedCase": "rows made for statistics, about nobody (ADR 0019)",
    "case.LegalHold": "case.dispose_file",
    "case.NationListing": "case.forget_listings, with the consent to the list: a year at most",
    "case.PrivacyBreach": "case.forget_breaches",
    "intake.CallerCode": "intake.dispose_contact",
    "intake.Contact": "intake.dispose_contact",
    "intake.Draft": "intake.dispose_contact",
    "intake.Handover": "intake.dispose_contact",
    "intake.HandoverItem": "intake.dispose_contact",
    "intake.SameTextKey": "intake.forget_marks",
    "intake.Tip": "intake.shred_tip",
    "intake.TipMessage": "intake.shred_tip",
    "intake.TipReceived": "referral to a police service: its own schedule",
    "referral.Listing": "the place of a service, about nobody helped",
    "referral.Message": "referral.dispose",
    "referral.ReferralPackage": "referral.dispose",
    "referral.Reveal": "referral.forget_reveals",
}
LED_TO = {CaseFile, Person, *traces.paths_to(CaseFile), *traces.paths_to(Person, Involvement)}
TABLES = sorted(
    (m for m in apps.get_models() if m._meta.app_label in ROOMS),
    key=lambda model: model._meta.label,
)


def telling(model: type[Model]) -> set[str]:
    """Columns that may say who somebody is."""
    return {name for name, kind in of(model).items() if kind in TELLING}


def undisposed(models: list[type[Model]]) -> set[str]:
    """Tables that tell of a person and that nothing ends."""
    return {
        model._meta.label
        for model in models
        if telling(model) and model not in LED_TO and model._meta.label not in ENDED_BY
    }


def test_every_table_that_tells_of_a_person_ends_with_her_file() -> None:
    assert undisposed(TABLES) == set()


def test_a_new_table_without_an_end_is_noticed() -> None:
    class Loose(Model):
        class Meta:
            app_label = "tests"

        __columns__ = {"name": Sensitivity.PERSONAL}

    assert undisposed([Loose]) == {"tests.Loose"}


def test_the_list_of_ends_names_no_table_that_is_gone() -> None:
    assert set(ENDED_BY) <= {model._meta.label for model in TABLES}


# Short texts of the case room that stand in the clear: codes of a list, and names of organisations.
CODES = 64  # characters: longer than any code of ours is something that somebody typed
IN_CLEAR = {
    "case.Determination.by_organisation",  # replaced by its kind when the file is disposed of
    "case.Determination.organisation_key",  # the same, folded; replaced with it
    "case.Determination.basis",  # a code; older rows hold a sentence of ours
    "case.ConsentDecision.what",  # codes of parts of a record
    "case.DisclosureRecord.parts",
    "case.NotesRequest.parts",
    "case.DisclosureRecord.withheld",
    "case.DisclosureRecord.stated",
    "case.DisclosureRecord.to_name",  # the body that received it; goes two years after the file
    "case.ImportBatch.report",  # row, field, reason: never a value
    "case.CountedCase.texts",  # of a public statistical file
    "intake.Contact.place",  # a place of the gazetteer or a postal area; erased
    "intake.Contact.marks",
    "intake.Contact.skipped",
    "intake.Tip.place",
    "intake.TipReceived.place",
}


@pytest.mark.parametrize(
    "model",
    [m for m in TABLES if m._meta.app_label in ("case", "intake")],
    ids=lambda m: m._meta.label,
)
def test_what_somebody_may_type_is_sealed(model: type[Model]) -> None:
    long = {
        f"{model._meta.label}.{field.name}"
        for field in model._meta.concrete_fields
        if isinstance(field, TextField)
        or (isinstance(field, CharField) and (field.max_length or 0) > CODES)
    }
    assert long <= IN_CLEAR
    for field in model._meta.concrete_fields:
        if isinstance(field, BinaryField):
            assert of(model)[field.name] == Sensitivity.HIDDEN
