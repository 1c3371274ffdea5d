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
    from dotline.base.outcome import Decision
    from dotline.directory.rules.beds import Beds
    from dotline.gates.protect import CountingRow


def _receive(courier: Reader, passage: Passage) -> None:
    from dotline.gates.publish import REVEAL  # noqa: PLC0415 - tables load after the apps
    from dotline.referral.actions import receive, receive_message, receive_reveal  # noqa: PLC0415

    take = receive_message if "message" in passage.payload else receive
    take = receive_reveal if passage.basis == REVEAL else take
    take(by=courier, passage=passage)


def _receive_shared(courier: Reader, passage: Passage) -> None:
    from dotline.referral.actions import receive_shared  # noqa: PLC0415 - tables load after the apps

    receive_shared(by=courier, passage=passage)


def _place_panel(reader: Reader, referral_id: UUID, request: HttpRequest) -> str:
    from dotline.referral.panels import of_place  # noqa: PLC0415 - loads with the first page

    return of_place(reader, referral_id, request)


def _shared_panel(reader: Reader, service_id: UUID, request: HttpRequest) -> str:
    from dotline.referral.panels import of_service  # noqa: PLC0415 - loads with the first page

    return of_service(reader, service_id, request)


def _told_panel(reader: Reader, worker_id: UUID, request: HttpRequest) -> str:
    from dotline.referral.panels import of_told  # noqa: PLC0415 - loads with the first page

    return of_told(reader, worker_id, request)


def _panel(reader: Reader, contact_id: UUID, request: HttpRequest) -> str:
    from dotline.referral.panels import of_contact  # noqa: PLC0415 - loads with the first call page

    return of_contact(reader, contact_id, request)


def _desk_panel(reader: Reader, worker_id: UUID, request: HttpRequest) -> str:
    from dotline.referral.panels import of_desk  # noqa: PLC0415 - loads with the first page

    return of_desk(reader, worker_id, request)


def _network_panel(reader: Reader, worker_id: UUID, request: HttpRequest) -> str:
    from dotline.referral.panels import of_network  # noqa: PLC0415 - loads with the first page

    return of_network(reader, worker_id, request)


def _check_referral(reader: Reader, referral_id: UUID) -> None:
    from dotline.referral.panels import check_referral  # noqa: PLC0415 - tables load after the apps

    check_referral(reader, referral_id)


def _referral_is_open(reader: Reader, referral_id: UUID) -> "Decision":
    from dotline.referral.panels import referral_is_open  # noqa: PLC0415 - tables load after the apps

    return referral_is_open(reader, referral_id)


def _show_referral(reader: Reader, referral_id: UUID, request: HttpRequest) -> str:
    from dotline.referral.panels import show_referral  # noqa: PLC0415 - tables load after the apps

    return show_referral(reader, referral_id, request)


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
        from dotline.access.glass import records  # noqa: PLC0415 - apps must be ready
        from dotline.directory.queries import beds  # noqa: PLC0415 - the directory asks, this room counts
        from dotline.gates import clean_room, outbox  # noqa: PLC0415 - apps must be ready
        from dotline.gates.passage import Gate  # noqa: PLC0415
        from dotline.ui import navigation, panels  # noqa: PLC0415

        beds.answer(_beds)
        records.register(
            records.Breakable(
                kind="referral",
                label=gettext_lazy("A referral"),
                page="referral:referral",
                lends=frozenset({"referral.read", "referral.answer"}),
                check=_check_referral,
                open_to=_referral_is_open,
                show=_show_referral,
            )
        )
        outbox.subscribe(Gate.REFER, "referral", "inside", _receive)
        outbox.subscribe(Gate.PUBLISH, "referral", "inside", _receive_shared)
        clean_room.register("referral", _counting_rows)
        panels.register("intake.contact", _panel)
        panels.register("desk.home", _desk_panel)
        panels.register("desk.home", _told_panel)
        panels.register("referral.place", _place_panel)
        panels.register("directory.service", _shared_panel)
        panels.register("desk.home", _network_panel)
        navigation.register(
            "referral", gettext_lazy("Referrals"), "referral:queue", "referral.read"
        )
        navigation.register(
            "network", gettext_lazy("Working together"), "referral:network", "referral.network"
        )
