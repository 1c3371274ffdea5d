"""Django's handle on the room referral."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy

from dotline.base.later import Later
from dotline.base.reader import Reader
from dotline.gates.passage import Passage
from dotline.gates.publish import REVEAL

RECEIVE = Later("dotline.referral.actions.receive")
RECEIVE_MESSAGE = Later("dotline.referral.actions.receive_message")
RECEIVE_REVEAL = Later("dotline.referral.actions.receive_reveal")


def _take_in(*, by: Reader, passage: Passage) -> None:
    """Hand what came through *refer* to the action that it is for."""
    take = RECEIVE_MESSAGE if "message" in passage.payload else RECEIVE
    take = RECEIVE_REVEAL if passage.basis == REVEAL else take
    take(by=by, passage=passage)


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

        beds.answer(Later("dotline.referral.queries.beds_of_all"))
        records.register(
            records.Breakable(
                kind="referral",
                label=gettext_lazy("A referral"),
                page="referral:referral",
                lends=frozenset({"referral.read", "referral.answer"}),
                check=Later("dotline.referral.panels.check_referral"),
                open_to=Later("dotline.referral.panels.referral_is_open"),
                show=Later("dotline.referral.panels.show_referral"),
            )
        )
        outbox.subscribe(Gate.REFER, "referral", "inside", _take_in)
        outbox.subscribe(
            Gate.PUBLISH, "referral", "inside", Later("dotline.referral.actions.receive_shared")
        )
        clean_room.register("referral", Later("dotline.referral.queries.counting_rows"))
        panels.register("intake.contact", Later("dotline.referral.panels.of_contact"))
        panels.register("desk.home", Later("dotline.referral.panels.of_desk"))
        panels.register("desk.home", Later("dotline.referral.panels.of_told"))
        panels.register("referral.place", Later("dotline.referral.panels.of_place"))
        panels.register("directory.service", Later("dotline.referral.panels.of_service"))
        panels.register("desk.home", Later("dotline.referral.panels.of_network"))
        navigation.register(
            "referral", gettext_lazy("Referrals"), "referral:queue", "referral.read"
        )
        navigation.register(
            "network", gettext_lazy("Working together"), "referral:network", "referral.network"
        )
