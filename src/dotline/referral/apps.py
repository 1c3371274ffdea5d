"""Django's handle on the room referral."""

from collections.abc import Iterator
from typing import TYPE_CHECKING
from uuid import UUID

from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from dotline.base.reader import Period, Reader
from dotline.gates.passage import Passage

if TYPE_CHECKING:
    from dotline.directory.rules.beds import Beds
    from dotline.gates.protect import CountingRow


def _receive(courier: Reader, passage: Passage) -> None:
    from dotline.referral.actions import receive, receive_message  # noqa: PLC0415 - tables load after the apps

    take = receive_message if "message" in passage.payload else receive
    take(by=courier, passage=passage)


def _panel(reader: Reader, contact_id: UUID, request: HttpRequest) -> str:
    from dotline.referral.panels import of_contact  # noqa: PLC0415 - loads with the first call page

    return of_contact(reader, contact_id, request)


def _desk_panel(reader: Reader, worker_id: UUID, request: HttpRequest) -> str:
    from dotline.referral.panels import of_desk  # noqa: PLC0415 - loads with the first page

    return of_desk(reader, worker_id, request)


def _counting_rows(reader: Reader, period: Period) -> "Iterator[CountingRow]":
    from dotline.referral.queries import counting_rows  # noqa: PLC0415 - loads with the first release

    return counting_rows(reader, period)


def _beds(reader: Reader) -> "dict[UUID, Beds]":
    from dotline.referral.queries import beds_of_all  # noqa: PLC0415 - tables load after the apps

    return beds_of_all(reader)


class ReferralConfig(AppConfig):
    """Handing over with consent until somebody has answered."""

    name = "dotline.referral"
    label = "referral"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Take in what comes through *refer*; offer counting rows, a panel and a first page."""
        from dotline.directory.queries import beds  # noqa: PLC0415 - the directory asks, this room counts
        from dotline.gates import clean_room, outbox  # noqa: PLC0415 - apps must be ready
        from dotline.gates.passage import Gate  # noqa: PLC0415
        from dotline.ui import navigation, panels  # noqa: PLC0415

        beds.answer(_beds)
        outbox.subscribe(Gate.REFER, "referral", "inside", _receive)
        clean_room.register("referral", _counting_rows)
        panels.register("intake.contact", _panel)
        panels.register("desk.home", _desk_panel)
        navigation.register(
            "referral", gettext_lazy("Referrals"), "referral:queue", "referral.read"
        )
