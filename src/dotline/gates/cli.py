"""`dotline agreement`: the register of agreements between agencies, under which records are encoded."""

from pathlib import Path
from typing import Any
from uuid import UUID

import click

from dotline.access import queries as access
from dotline.access.commandline import as_option
from dotline.base.reader import Reader
from dotline.gates import agreements as register
from dotline.gates.models import SharingAgreement
from dotline.ui.commandline import DAY
from dotline.ui.terminal import emit, json_option


@click.group()
def group() -> None:
    """Agreements between agencies, each with its privacy impact assessment."""


def _told(reader: Reader, row: SharingAgreement) -> dict[str, object]:
    codes = {one.id: one.code for one in access.agencies(reader)}
    there = register.parties(reader, row)
    return {
        "reference": row.reference,
        "purpose": row.purpose,
        "epochs": row.epochs.split(),
        "basis": row.basis,
        "sources": row.sources.split(),
        "parties": [codes[row.agency_id], *(codes[o.agency_id] for o in there if not o.steward)],
        "stewards": {codes[one.agency_id]: one.answer for one in there if one.steward},
        "assessed_on": row.pia_on,
        "assessment": row.pia_reference,
        "approved_by": row.pia_by,
        "first_day": row.first_on,
        "last_day": row.last_on,
        "ended_on": row.ended_on,
    }


@group.command("list")
@as_option
@json_option
def list_agreements(reader: Reader, as_json: bool) -> None:
    """List the agreements, the newest first."""
    register.may_see(reader).or_refuse()
    emit([_told(reader, row) for row in register.agreements(reader)], as_json)


@group.command("add")
@click.argument("reference")
@click.option("--purpose", required=True, help="The purpose of the key, such as victims.")
@click.option("--epoch", "epochs", multiple=True, required=True, help="An epoch of the key.")
@click.option("--basis", required=True, help="consent, or for suspects the code of a clause.")
@click.option("--source", "sources", multiple=True, required=True, help="Where records come from.")
@click.option("--with", "others", multiple=True, required=True, help="Code of another party.")
@click.option("--steward", "stewards", multiple=True, help="Code of a body it concerns.")
@click.option("--assessed", type=DAY, required=True, help="Day the assessment was approved.")
@click.option("--assessment", required=True, help="Number of the privacy impact assessment.")
@click.option("--approved-by", required=True, help="The office that approved it.")
@click.option("--first", type=DAY, required=True, help="Its first day.")
@click.option("--last", type=DAY, required=True, help="Its last day.")
@as_option
@json_option
def add(reader: Reader, as_json: bool, reference: str, **said: Any) -> None:
    """Write an agreement of your agency down, with its parties and its privacy impact assessment."""
    register.may_agree(reader).or_refuse()
    new = register.NewAgreement(
        reference=reference,
        purpose=said["purpose"],
        epochs=said["epochs"],
        basis=said["basis"],
        sources=said["sources"],
        parties=_agencies(reader, said["others"]),
        pia_on=said["assessed"],
        pia_reference=said["assessment"],
        pia_by=said["approved_by"],
        first=said["first"],
        last=said["last"],
        stewards=_agencies(reader, said["stewards"]),
    )
    emit(_told(reader, register.make_agreement(by=reader, new=new)), as_json)


def _agencies(reader: Reader, codes: tuple[str, ...]) -> tuple[UUID, ...]:
    return tuple(access.agency_by_code(reader, one).id for one in codes)


@group.command("end")
@click.argument("reference")
@as_option
@json_option
def end(reference: str, reader: Reader, as_json: bool) -> None:
    """End an agreement of your agency: nothing more is encoded under it."""
    row = register.agreement(reader, reference)
    emit(_told(reader, register.end_agreement(by=reader, agreement_id=row.id)), as_json)


@group.command("answer")
@click.argument("reference")
@click.option("--agree/--veto", "agrees", required=True, help="What your body answers.")
@as_option
@json_option
def answer(reference: str, agrees: bool, reader: Reader, as_json: bool) -> None:
    """Agree to an agreement that concerns your people, or veto it."""
    row = register.agreement(reader, reference)
    register.answer_agreement(by=reader, agreement_id=row.id, agrees=agrees)
    emit(_told(reader, row), as_json)


@group.command("received")
@click.argument("encoded", type=click.Path(path_type=Path))
@click.argument("reference")
@click.option("--from", "code", required=True, help="Code of the agency that encoded it.")
@click.option("--source", default="", help="Where its records come from (its code).")
@as_option
@json_option
def received(
    encoded: Path, reference: str, code: str, source: str, reader: Reader, as_json: bool
) -> None:
    """Write down that a file came from another installation, under the agreement REFERENCE."""
    from dotline.gates import batches  # noqa: PLC0415 - loads NumPy

    agency = access.agency_by_code(reader, code).id
    row = batches.receive_encoded(
        by=reader, file=encoded, agency=agency, reference=reference, source=source
    )
    told = {"purpose": row.purpose, "epoch": row.epoch, "key": row.key_id, "digest": row.digest}
    emit({"agreement": reference, "from": code, **told}, as_json)
