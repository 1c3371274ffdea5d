"""What the open cases of an agency owe besides their clocks: rows of every topic of a worklist. No benchmark itself."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from benchmarks._bulk import bare, pour

Case = tuple[Any, Any, Any]  # case, person, involvement
EVERY = 4  # one open case of so many has a permit, a day in court, a step of help
RARE = 20  # one of so many a removal, a charge, a return, a request, a word of her own


def fill_owed(agency: UUID) -> int:
    """Give open cases permits, days in court, consents, steps and requests of FICTIONAL people; how many cases."""
    from django.db import transaction  # noqa: PLC0415

    from dotline.case.models import Involvement  # noqa: PLC0415

    rows = Involvement.objects.using("inside").filter(agency_id=agency, case__closed_on=None)
    told = rows.filter(case__demo=True).values_list("case_id", "person_id", "id")
    found: list[Case] = [(bare(one), bare(two), bare(three)) for one, two, three in told]
    with transaction.atomic("inside"):
        _permits(bare(agency), found[::EVERY])
        _courts(bare(agency), found[::EVERY])
        _steps(bare(agency), found)
        _rare(bare(agency), found[::RARE])
    return len(found)


def _day(number: int, ahead: int = 200) -> Any:
    """A day of the coming months, another for each row in turn."""
    from dotline.base import clock  # noqa: PLC0415

    return clock.today() + timedelta(days=number % ahead)


def _rows(found: Sequence[Case], row: Callable[[int, Case, Any], Any]) -> Iterator[tuple[Any, ...]]:
    from dotline.base.ids import new_id  # noqa: PLC0415

    return (row(number, one, bare(new_id())) for number, one in enumerate(found))


def _permits(own: Any, found: Sequence[Case]) -> None:
    from dotline.base import clock  # noqa: PLC0415
    from dotline.base.ids import new_id  # noqa: PLC0415
    from dotline.case.rules import RENEWAL  # noqa: PLC0415

    now, ids = clock.now(), [bare(new_id()) for _one in found]
    pour(
        "case_permit",
        "id agency_id involvement_id kind applied_on decision decided_on valid_from expires recorded_at",
        (
            (ids[number], own, part, "vtip_trp", then, "issued", then, then, last, now)
            for number, (_case, _who, part) in enumerate(found)
            for then, last in ((_day(0) - timedelta(days=100), _day(number)),)
        ),
    )
    pour(
        "duty_obligation",
        "id rule subject_kind subject_id holder_id opens_at due_at basis",
        (
            (bare(new_id()), RENEWAL, "permit", key, own, opens, due, "FICTIONAL")
            for number, key in enumerate(ids)
            for opens in (now + timedelta(days=number % 200 - 90, seconds=number),)
            for due in (opens + timedelta(days=60),)
        ),
    )


def _courts(own: Any, found: Sequence[Case]) -> None:
    from dotline.base.ids import new_id  # noqa: PLC0415

    ids = [bare(new_id()) for _one in found]
    pour(
        "case_proceeding",
        "id agency_id case_id level province opened_on",
        (
            (key, own, case, "superior", "ON", _day(0))
            for key, (case, _who, _part) in zip(ids, found, strict=True)
        ),
    )
    pour(
        "case_courtday",
        "id agency_id proceeding_id kind on_date",
        _rows(found, lambda number, _one, key: (key, own, ids[number], "trial", _day(number))),
    )
    pour(
        "case_courtorder",
        "id agency_id proceeding_id involvement_id kind state asked_on",
        _rows(
            found,
            lambda number, one, key: (
                *(key, own, ids[number], one[2], "support_person", "asked"),
                _day(number) - timedelta(days=100),
            ),
        ),
    )


def _steps(own: Any, found: Sequence[Case]) -> None:
    from dotline.base import clock  # noqa: PLC0415

    pour(
        "case_plannedservice",
        "id agency_id involvement_id pillar kind start_on planned_end recorded_at",
        _rows(
            found[::EVERY],
            lambda number, one, key: (
                *(key, own, one[2], "protection", "Shelter"),
                *(_day(0), _day(number), clock.now()),
            ),
        ),
    )
    pour(
        "case_consentdecision",
        "id agency_id person_id case_id purpose decision by_whom on_date expires_on recorded_at",
        _rows(
            found,
            lambda number, one, key: (
                *(key, own, one[1], one[0], "statistics", "given", "self"),
                *(_day(0), _day(number), clock.now()),
            ),
        ),
    )


def _rare(own: Any, found: Sequence[Case]) -> None:
    pour(
        "case_removalstep",
        "id agency_id involvement_id kind on_date",
        _rows(found, lambda number, one, key: (key, own, one[2], "removal_order", _day(number))),
    )
    pour(
        "case_forcedcharge",
        "id agency_id involvement_id cite charged_on forced",
        _rows(
            found, lambda number, one, key: (key, own, one[2], "CC 354", _day(-number), "unknown")
        ),
    )
    pour(
        "case_accessrequest",
        "id agency_id person_id case_id received_on due_on",
        _rows(
            found,
            lambda number, one, key: (
                *(key, own, one[1], one[0]),
                *(_day(0), _day(number) + timedelta(days=1)),
            ),
        ),
    )
