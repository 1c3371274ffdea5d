"""Django's handle on the room case."""

from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy

from dotline.base.later import Later
from dotline.gates.passage import Gate


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
            jobs.register("case.encode_people", "dotline.case.jobs.linkage.run")
            jobs.register("case.find_doubles", "dotline.case.jobs.doubles.run")
            jobs.register("case.dispose", "dotline.case.jobs.disposal.approved")
            records.register(
                records.Breakable(
                    kind="case",
                    label=gettext_lazy("A case"),
                    page="case:case",
                    lends=frozenset({"case.read"}),
                    check=Later("dotline.case.queries.case"),
                    open_to=Later("dotline.case.panels.case_is_open"),
                    show=Later("dotline.case.panels.show_case"),
                )
            )
        clean_room.register("case", Later("dotline.case.queries.counting_rows"))
        clean_room.tell_governed(Later("dotline.case.queries.nations.of_calls"))
        outbox.subscribe(
            Gate.REFER, NATION_LIST, "inside", Later("dotline.case.actions.take_listing")
        )
        panels.register("referral.received", Later("dotline.case.panels.of_referral"))
        panels.register("desk.home", Later("dotline.case.panels.of_desk"))
        navigation.register("case", gettext_lazy("Cases"), "case:cases", "case.read")
        navigation.register(
            "elsewhere", gettext_lazy("Known elsewhere"), "case:elsewhere", "case.encode"
        )
        navigation.register("nation", gettext_lazy("Our data"), "case:nation", "gates.steward")
        navigation.register(
            "stewards", gettext_lazy("Data stewards"), "case:stewards", "gates.ask_steward"
        )
