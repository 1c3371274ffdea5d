"""The two neighbouring ports that the sites listen on: read, looked at, chosen."""

import errno
import socket

from dotline.base.errors import Invalid, Unavailable

LAST = 65_534  # the public site needs the next one
HIGHEST_FREE = 65_000
LOOPBACK = "127.0.0.1"


def parse(text: str) -> int:
    """The desk's port, 0 for any. Raises Invalid."""
    port = int(text) if text.strip().isascii() and text.strip().isdigit() else -1
    if not 0 <= port <= LAST:
        raise Invalid(
            "{text} is no port for the desk.",
            "Choose one from 1 to {last} (the public site takes the next), or 0 for any two that are free.",
            text=text[:20],
            last=LAST,
        )
    return port


def choose(port: int, host: str = LOOPBACK, *, else_any: bool = False) -> int:
    """This port when it and its neighbour are free; any such for 0, or when `else_any` and they are not."""
    if port and (not else_any or (is_free(port, host) and is_free(port + 1, host))):
        return port
    return free_pair(host)


def free_pair(host: str = LOOPBACK) -> int:
    """A port N such that N and N+1 are free."""
    for _ in range(50):
        family, address = _address(host, 0)
        with socket.socket(family) as first:
            first.bind(address)
            port: int = first.getsockname()[1]
        if port < HIGHEST_FREE and is_free(port, host) and is_free(port + 1, host):
            return port
    raise Unavailable(
        "No two neighbouring ports are free on this machine.",
        "Stop a server or name one with --port.",
    )


def is_free(port: int, host: str = LOOPBACK) -> bool:
    """Whether a server could listen there."""
    return _hindrance(port, host) is None


def demand(port: int, host: str = LOOPBACK) -> None:
    """Both ports must be free. Raises Unavailable with the first that is not, Invalid for a foreign host."""
    for wanted in (port, port + 1):
        hindrance = _hindrance(wanted, host)
        if hindrance is None:
            continue
        if hindrance.errno == errno.EADDRNOTAVAIL:
            raise Invalid(
                "This machine has no address {host}.",
                "Give --host one of its own, such as 127.0.0.1 or 0.0.0.0.",
                host=host,
            )
        if hindrance.errno in {errno.EACCES, errno.EPERM}:
            raise Unavailable(
                "This account may not listen on port {port}.",
                "Choose one above 1023 with --port.",
                port=wanted,
            )
        raise Unavailable(
            "Port {port} is taken.",
            "Stop what listens there, or choose another with --port (0 takes any two that are free).",
            port=wanted,
        )


def _hindrance(port: int, host: str) -> OSError | None:
    family, address = _address(host, port)
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            return error
    return None


def _address(host: str, port: int) -> tuple[socket.AddressFamily, tuple[str, int]]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        raise Invalid(
            "There is no address {host}.",
            "Give --host an address of this machine, such as 127.0.0.1 or 0.0.0.0.",
            host=host[:60],
        ) from error
    family, *_, address = found[0]
    return family, (str(address[0]), port)
