"""Reading with a key instead of signing in: `keyed` lets a view answer programs, and nobody else."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from dotline.access.programs import actions, queries, rules
from dotline.access.unit import behind
from dotline.base import clock
from dotline.base.reader import Reader

View = Callable[..., HttpResponseBase]
ASKS: Final = rules.Pace(600)
TRIES: Final = rules.Pace(30)  # of keys that open nothing, from one place


def keyed(view: View) -> View:
    """Mark a view of the desk as one for programs: a key in the header, no cookie, no session, no page of others."""

    @csrf_exempt
    @wraps(view)
    def called(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":  # opens nothing
            return view(request, *args, **kwargs)
        reader = _reader(request)
        # A browser's session counts for nothing here: its worker might read more than the key.
        request.__dict__["reader"], request.__dict__["worker"] = reader, None
        with behind(reader):
            return view(request, *args, **kwargs)

    called.for_everybody = called.for_programs = called.keyed = True  # type: ignore[attr-defined]  # read by the site
    return called


def _reader(request: HttpRequest) -> Reader:
    """Who asks. Raises NoKey, TooOften."""
    now = clock.now()
    secret = rules.bearer(request.headers.get("Authorization", ""))
    if not secret:
        raise rules.missing()
    row = queries.named(secret)
    usable = rules.usable(queries.kept(row), now)
    if row is None or not usable:
        TRIES.count(request.META.get("REMOTE_ADDR", ""), now)
    else:
        ASKS.count(str(row.id), now)
    if row is not None and row.last_used_on != clock.today():
        actions._open_key(by=queries.reader_of(row), key_id=row.id)
    usable.or_refuse()
    return queries.reader_of(row) if row is not None else Reader.public()
