"""Django's handle on the room intake."""

from collections.abc import Iterator
from typing import TYPE_CHECKING
from uuid import UUID

from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from dotline.base.reader import Period, Reader
from dotline.gates.passage import Passage

if TYPE_CHECKING:
    from dotline.base.outcome import Decision
    from dotline.gates.protect import CountingRow


def _receive(courier: Reader, passage: Passage) -> None:
    from dotline.intake.actions import receive  # noqa: PLC0415 - Django's apps must be ready first

    receive(by=courier, passage=passage)


def _desk_panel(reader: Reader, worker: UUID, request: HttpRequest) -> str:
    from dotline.intake.panels import of_desk  # noqa: PLC0415 - loads with the first page of the desk

    return of_desk(reader, worker, request)


def _search_panel(reader: Reader, worker: UUID, request: HttpRequest) -> str:
    from dotline.intake.panels import of_search  # noqa: PLC0415 - loads with the first search

    return of_search(reader, worker, request)


def _counting_rows(reader: Reader, period: Period) -> "Iterator[CountingRow]":
    from dotline.intake.queries import counting_rows  # noqa: PLC0415 - loads with the first release

    return counting_rows(reader, period)


def _check_call(reader: Reader, contact_id: UUID) -> None:
    from dotline.intake.panels import check_call  # noqa: PLC0415 - tables load after the apps

    check_call(reader, contact_id)


def _call_is_open(reader: Reader, contact_id: UUID) -> "Decision":
    from dotline.intake.panels import call_is_open  # noqa: PLC0415 - tables load after the apps

    return call_is_open(reader, contact_id)


def _show_call(reader: Reader, contact_id: UUID, request: HttpRequest) -> str:
    from dotline.intake.panels import show_call  # noqa: PLC0415 - tables load after the apps

    return show_call(reader, contact_id, request)


class IntakeConfig(AppConfig):
    """The room intake."""

    name = "dotline.intake"
    label = "intake"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Take in tips and receipts; offer the counting rows to the gate *protect*, and a place in the row of rooms."""
        from dotline.access.glass import records  # noqa: PLC0415
        from dotline.gates import clean_room, outbox  # noqa: PLC0415 - Django's apps must be ready first
        from dotline.gates.passage import Gate  # noqa: PLC0415
        from dotline.ui import navigation, panels  # noqa: PLC0415

        outbox.subscribe(Gate.REFER, "intake", "inside", _receive)
        clean_room.register("intake", _counting_rows)
        panels.register("desk.home", _desk_panel)
        panels.register("directory.find", _search_panel)
        records.register(
            records.Breakable(
                kind="contact",
                label=_("A call"),
                page="intake:call",
                lends=frozenset({"intake.read"}),
                check=_check_call,
                open_to=_call_is_open,
                show=_show_call,
            )
        )
        navigation.register("intake", _("Calls"), "intake:queue", "intake.read")
        navigation.register("tips", _("Tips"), "intake:police", "intake.receive_tips")
