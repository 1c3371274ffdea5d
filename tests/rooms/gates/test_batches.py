"""Encoded files meet under one agreement that stands today, of two parties, and no file that nobody wrote down."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from dotline.access.unit import behind
from dotline.base import clock
from dotline.base.errors import Conflict, NotFound, Refused
from dotline.base.reader import Reader
from dotline.gates import agreements, batches, encode
from dotline.gates.agreement import CONSENT
from dotline.gates.agreements import NewAgreement
from dotline.gates.lawful import Lawful, mark_of
from dotline.link.actions import let_pass
from tests.rooms.case.test_nations import body
from tests.rooms.conftest import Cast
from tests.rooms.gates.test_agreements import NOW, _now, new

__all__ = ["_now", "new"]
TABLE = "rid,name,born,yes\n1,Fiktiva Persono,1990-02-03,yes\n2,Alia Ulo,1991-02-03,no\n"
SCHEMA = encode.Schema("rid", {"name": "full_name", "born": "birth_date", "yes": "consent"})


def encoded(by: Reader, folder: Path, name: str, key: encode.EncodeKey, reference: str) -> Path:
    """A file that passed the gate."""
    (folder / "t.csv").write_text(TABLE, encoding="utf-8")
    lawful, out = Lawful(CONSENT, reference, "calls"), folder / f"{name}.dlk"
    with behind(by):
        encode.encode_file(
            folder / "t.csv",
            out,
            schema=SCHEMA,
            key=key,
            by_consent=True,
            passing=lambda report: let_pass(
                by=by, report=report, roles=["full_name"], lawful=lawful, mark=mark_of(key)
            ),
        )
    return out


def meet(by: Reader, *files: Path) -> None:
    with behind(by):
        batches.check_meeting(by, *files)


def test_files_meet_while_their_agreement_stands_and_no_longer(
    cast: Cast, new: NewAgreement, tmp_path: Path
) -> None:
    lantern, joy = body("lantern")
    row = agreements.make_agreement(by=cast.alice, new=replace(new, stewards=(lantern.id,)))
    agreements.answer_agreement(by=joy, agreement_id=row.id, agrees=True)
    alice, charlie = (
        replace(one, permissions=one.permissions | {"link.encode", "gates.agree"})
        for one in (cast.alice, cast.charlie)
    )
    key = encode.fresh_key("victims")
    a = encoded(alice, tmp_path, "a", key, "MOU-2026-01")
    b = encoded(charlie, tmp_path, "b", key, "MOU-2026-01")
    meet(cast.operator, a, b)
    told = [encode.glance(one).digest for one in (a, b)]
    with behind(cast.operator):
        batches.check_pairs(cast.operator, "victims", told)
        batches.check_pairs(cast.operator, "trial", [])
        for digests in ([], [*told, "0" * 64]):
            with pytest.raises(Refused, match="in no register"):
                batches.check_pairs(cast.operator, "victims", digests)
    with clock.frozen(NOW + timedelta(days=2)), pytest.raises(Refused, match="expired"):
        meet(cast.operator, a, b)
    agreements.answer_agreement(by=joy, agreement_id=row.id, agrees=False)
    with pytest.raises(Refused, match="vetoed"):
        meet(cast.operator, a, b)
    agreements.answer_agreement(by=joy, agreement_id=row.id, agrees=True)
    other = agreements.make_agreement(by=cast.alice, new=replace(new, reference="MOU-2026-09"))
    c = encoded(alice, tmp_path, "c", key, "MOU-2026-09")
    with pytest.raises(Refused, match="two agreements"):
        meet(cast.operator, a, c)
    agreements.end_agreement(by=cast.alice, agreement_id=other.id)
    with pytest.raises(Refused, match="was ended"):
        meet(cast.operator, c)


def test_a_file_of_another_installation_is_written_down_under_its_agreement_alone(
    cast: Cast, new: NewAgreement, tmp_path: Path
) -> None:
    agreements.make_agreement(by=cast.alice, new=new)
    (tmp_path / "t.csv").write_text(TABLE, encoding="utf-8")
    for name, purpose in (("a", "victims"), ("b", "statistics")):
        key = encode.fresh_key(purpose)
        encode.encode_file(tmp_path / "t.csv", tmp_path / f"{name}.dlk", schema=SCHEMA, key=key)
    a, b = tmp_path / "a.dlk", tmp_path / "b.dlk"
    with pytest.raises(Refused, match="in no register"):
        meet(cast.operator, a)
    shelter = cast.shelter.id
    with pytest.raises(Refused, match="another purpose"):
        batches.receive_encoded(by=cast.alice, file=b, agency=shelter, reference="MOU-2026-01")
    with pytest.raises(Refused, match="no party"):
        batches.receive_encoded(
            by=cast.alice, file=a, agency=cast.office.id, reference="MOU-2026-01"
        )
    with pytest.raises(Refused):
        batches.receive_encoded(by=cast.bob, file=a, agency=shelter, reference="MOU-2026-01")
    row = batches.receive_encoded(by=cast.alice, file=a, agency=shelter, reference="MOU-2026-01")
    with behind(cast.alice):
        assert batches.batch(cast.alice, row.digest).agency_id == shelter
        with pytest.raises(NotFound):
            batches.batch(cast.alice, "0" * 64)
    meet(cast.operator, a)
    with pytest.raises(Conflict):
        batches.receive_encoded(by=cast.alice, file=a, agency=shelter, reference="MOU-2026-01")
