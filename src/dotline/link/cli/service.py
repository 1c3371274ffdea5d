"""`dotline link key-service`, `new-client`, and the options of `encode` that ask such a service."""

import functools
import os
import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click
from django.utils.translation import gettext as _

from dotline.access.commandline import as_option
from dotline.base.errors import Conflict, Invalid
from dotline.base.reader import Reader
from dotline.base.whole import write_new
from dotline.gates import encode as gate
from dotline.gates.encode import answering, asking, oprf, ristretto
from dotline.link import policy
from dotline.link.formats.pairs import free
from dotline.ui.commandline import columns_named
from dotline.ui.terminal import emit, json_option

columns_named("client", "per_day")
FILE = click.Path(path_type=Path, dir_okay=False)
F = TypeVar("F", bound=Callable[..., Any])
# What the web process is told by its environment.
KEY, CLIENTS, AS = (f"DOTLINE_KEY_SERVICE_{name}" for name in ("KEY", "CLIENTS", "AS"))
_SERVER = ("--interface", "wsgi", "--workers", "1", "--blocking-threads", "2", "--no-ws")
_MORE = ("--http", "1", "--log-level", "error", "dotline.link.api:application")


@click.command("key-service")
@click.option("--key", "key_file", required=True, type=FILE, help="A key that no agency holds.")
@click.option("--clients", required=True, type=FILE, help="Who may ask (dotline link new-client).")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    default=8092,
    show_default=True,
    type=click.IntRange(1, 65_535),
    help="The port to listen on.",
)
@click.option("--certificate", type=FILE, help="The certificate of this machine, for https.")
@click.option("--certificate-key", type=FILE, help="Its key.")
@as_option
def key_service(  # noqa: PLR0917 - click gives them by name
    key_file: Path,
    clients: Path,
    host: str,
    port: int,
    certificate: Path | None,
    certificate_key: Path | None,
    reader: Reader,
) -> None:
    """Answer agencies that make tokens: this service's key stays here, and it sees no name and no token."""
    policy.may_answer(reader).or_refuse()
    ristretto.library()
    key, known = gate.read_key(key_file), answering.read_clients(clients)
    own = _certified(host, certificate, certificate_key)
    told: dict[str, object] = {"purpose": key.purpose, "epoch": key.epoch, "clients": len(known)}
    told["url"] = f"http{'s' if own else ''}://{host}:{port}/"
    click.echo(
        _("Key service for %(purpose)s, epoch %(epoch)s, %(clients)s clients: %(url)s (Ctrl-C ends it)")
        % told
    )  # fmt: skip
    sys.stdout.flush()
    os.environ |= {KEY: str(key_file.resolve()), CLIENTS: str(clients.resolve()), AS: reader.name}
    place = ("--host", host, "--port", str(port), *own)
    line = [sys.executable, "-m", "granian", *place, *_SERVER, *_MORE]
    os.execv(sys.executable, line)  # noqa: S606 - our own server, in our place


def _certified(host: str, certificate: Path | None, key: Path | None) -> tuple[str, ...]:
    """What the server is told of its certificate. Raises Invalid where others could read what is sent."""
    if certificate and key:
        return ("--ssl-certificate", str(certificate), "--ssl-keyfile", str(key))
    if host not in asking.NEAR or certificate or key:
        raise Invalid(
            "A key service is asked over https alone.",
            "Name --certificate and --certificate-key, or listen on 127.0.0.1 behind a proxy that has them.",
        )
    return ()


@click.command("new-client")
@click.argument("name")
@click.option(
    "--clients", required=True, type=FILE, help="The service's list; made if it is not there."
)
@click.option(
    "--out", required=True, type=FILE, help="The client's secret word, to be handed over."
)
@click.option(
    "--per-day",
    default=answering.A_DAY,
    show_default=True,
    type=click.IntRange(1),
    help="Tokens it may ask for in a day.",
)
@json_option
def new_client(name: str, clients: Path, out: Path, per_day: int, as_json: bool) -> None:
    """Let the agency NAME ask the key service: so many tokens a day, under a secret word of its own."""
    if not name.isascii() or not name.replace("-", "").isalnum() or len(name) > 40:
        raise Invalid("This is no name of a client.", "Write a short word, such as door-agency.")
    free(out)
    word = secrets.token_hex(24)
    answering.add_client(clients, answering.Client(name, answering.digest(word), per_day))
    if not write_new(out, f"{word}\n"):
        raise Conflict("{file} is there already.", "Choose another name.", file=out.name)
    emit({"client": name, "per_day": per_day}, as_json)


Opening = Callable[[gate.EncodeKey, Path], Any]
"""Gives the service, or None where none was named, as a context: of a key, for a file that will be made."""


def service_options(function: F) -> F:
    """Add the options that name a key service; the command receives `opened`, which opens it."""

    @click.option("--key-service", metavar="URL", help="Put each token through this service's key.")
    @click.option("--service-word", type=FILE, help="Your secret word with it, in a file.")
    @click.option("--service-ca", type=FILE, help="The certificate to trust, if not a common one.")
    @click.option(
        "--no-proof", is_flag=True, help="Ask for no proof that it uses one key: half the time."
    )
    @functools.wraps(function)
    def run(
        *args: Any,
        key_service: str | None,
        service_word: Path | None,
        service_ca: Path | None,
        no_proof: bool,
        **kwargs: Any,
    ) -> Any:
        address = None
        if key_service:
            if service_word is None:
                raise click.MissingParameter(param_hint="'--service-word'", param_type="option")
            address = asking.Address(key_service, asking.read_word(service_word), service_ca)
            address.checked()
        mode = oprf.Mode.OPRF if no_proof else oprf.Mode.VOPRF
        return function(*args, opened=functools.partial(_opened, address, mode), **kwargs)

    return run  # type: ignore[return-value]  # functools.wraps keeps the shape click needs


@contextmanager
def _opened(
    address: asking.Address | None, mode: oprf.Mode, key: gate.EncodeKey, out: Path
) -> Iterator[asking.Asked | None]:
    """The service for one file; its answers lie beside the file until that is whole."""
    if address is None:
        yield None
        return
    answers = out.with_name(f".{out.name}.answers")
    asked = asking.Asked(address, key, answers, mode=mode)
    try:
        yield asked
    finally:
        asked.close()
    answers.unlink(missing_ok=True)


COMMANDS = (key_service, new_client)
