"""What a partner's program waits for: a page of 100 services of the HSDS API, listed, full, minimal and searched."""

import json
import os
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from dotline.cli.bench import Row, timed

ASKED = 60
PAGES = {
    "page of 100 services": "/services?per_page=100&page={page}",
    "page of 100 services, full": "/services?per_page=100&full=true&page={page}",
    "all services, minimal": "/services?minimal=true",
    "search, 100 services": "/services?per_page=100&search=food&page=1",
}


def run(home: Path) -> Sequence[Row]:
    """Measure on the shared Miami package when it is there, else on made-up services of the same number."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dotline.site.settings.desk")
    from dotline.cli.main import ready  # noqa: PLC0415 - reads the home

    ready()
    del home
    from django.test import Client, override_settings  # noqa: PLC0415

    from benchmarks.directory import _invented, _package  # noqa: PLC0415
    from dotline.base.reader import Reader  # noqa: PLC0415
    from dotline.directory import actions  # noqa: PLC0415
    from dotline.site.settings import public  # noqa: PLC0415, TID251

    by, package = Reader.system("bench"), _package()
    if package:
        actions.load(by=by, path=package, source="bench")
    else:
        invented = BytesIO(json.dumps(_invented()).encode())
        actions.load(by=by, stream=invented, source="bench")
    rows = []
    with override_settings(
        ROOT_URLCONF=public.ROOT_URLCONF,
        MIDDLEWARE=[name for name in public.MIDDLEWARE if not name.startswith("whitenoise")],
        DOTLINE_SITE="public",
        ALLOWED_HOSTS=["testserver"],
    ):
        client = Client(headers={"accept": "application/json", "accept-encoding": "gzip"})
        for name, address in PAGES.items():
            turn = iter(range(10_000))

            def ask(address: str = address, turn: "object" = turn) -> None:
                page = next(turn) % 30 + 1  # type: ignore[call-overload]  # it is the iterator above
                answer = client.get(address.format(page=page))
                assert answer.status_code == 200, answer.content

            limit = 400.0 if "100" in name and "full" not in name else 2000.0
            rows.append(Row(name, timed(ask, ASKED, warm_up=5), limit=limit, on_p95=True))
    return rows
