"""Django's handle on the room case."""

from collections.abc import Iterator
from typing import TYPE_CHECKING
from uuid import UUID

from django.apps import AppConfig, apps
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from dotline.base.reader import Period, Reader
from dotline.gates.passage import Gate, Passage

if TYPE_CHECKING:
    from dotline.base.outcome import Decision
    from dotline.gates.protect import CountingRow


def _panel(reader: Reader, referral_id: UUID, request: HttpRequest) -> str:
    from dotline.case.panels import of_referral  # noqa: PLC0415 - loads with the first referral page

    return of_referral(reader, referral_id, request)


def _desk(reader: Reader, worker: UUID, request: HttpRequest) -> str:
    from dotline.case.panels import of_desk  # noqa: PLC0415 - loads with the first page of the desk

    return of_desk(reader, worker, request)


def _check_case(reader: Reader, case_id: UUID) -> None:
    from dotline.case.queries import case  # noqa: PLC0415 - tables load after the apps

    case(reader, case_id)


def _case_is_open(reader: Reader, case_id: UUID) -> "Decision":
    from dotline.case.policy import may_read  # noqa: PLC0415 - tables load after the apps

    del case_id  # who reads cases reads all of the agency's
    return may_read(reader)


def _show_case(reader: Reader, case_id: UUID, request: HttpRequest) -> str:
    from dotline.case.panels import show_case  # noqa: PLC0415 - tables load after the apps

    return show_case(reader, case_id, request)


def _counting_rows(reader: Reader, period: Period) -> "Iterator[CountingRow]":
    from dotline.case.queries import counting_rows  # noqa: PLC0415 - loads with the first release

    return counting_rows(reader, period)


def _list_line(courier: Reader, passage: Passage) -> None:
    from dotline.case.actions import take_listing  # noqa: PLC0415 - loads with the first passage

    take_listing(by=courier, passage=passage)


class CaseConfig(AppConfig):
    """What follows an accepted referral."""

    name = "dotline.case"
    label = "case"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer counting rows, a panel on the referral page, and a first page."""
        from dotline.gates import clean_room, outbox  # noqa: PLC0415 - apps must be ready
        from dotline.gates.refer import NATION_LIST  # noqa: PLC0415
        from dotline.ui import navigation, panels  # noqa: PLC0415

        if apps.is_installed("dotline.access"):
            from dotline.access import jobs  # noqa: PLC0415 - needs the desk's tables
            from dotline.access.glass import records  # noqa: PLC0415

            jobs.register("case.import_file", "dotline.case.jobs.uploads.bring_in")
            jobs.register("case.dispose", "dotline.case.jobs.disposal.approved")
            records.register(
                records.Breakable(
                    kind="case",
                    label=gettext_lazy("A case"),
                    page="case:case",
                    lends=frozenset({"case.read"}),
                    check=_check_case,
                    open_to=_case_is_open,
                    show=_show_case,
                )
            )
        clean_room.register("case", _counting_rows)
        outbox.subscribe(Gate.REFER, NATION_LIST, "inside", _list_line)
        panels.register("referral.received", _panel)
        panels.register("desk.home", _desk)
        navigation.register("case", gettext_lazy("Cases"), "case:cases", "case.read")
        navigation.register("nation", gettext_lazy("Our data"), "case:nation", "gates.steward")
        navigation.register(
            "stewards", gettext_lazy("Data stewards"), "case:stewards", "gates.ask_steward"
        )
