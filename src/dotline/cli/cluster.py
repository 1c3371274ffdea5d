"""A PostgreSQL of our own for tests: in a temporary folder, reached by socket, then removed."""

import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from dotline.base.errors import Unavailable

PORT = "5432"  # names the socket file only; the server listens on no network address
# The cluster is thrown away: losing it in a power cut loses nothing.
CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
SETTINGS = (
    "listen_addresses=''",
    *CARELESS,
    "shared_buffers=128MB",
    "max_connections=60",
    "log_min_messages=fatal",
)
STORES = ("inside", "open", "drop")
# The application's role may neither pass row-level security nor install an extension, as in
# production; what needs a superuser is put into the template that its databases are copied from.
PREPARATION = (
    "CREATE ROLE dotline LOGIN NOSUPERUSER NOBYPASSRLS CREATEDB NOCREATEROLE",
    "CREATE EXTENSION postgis",
)


def programs() -> Path | None:
    """The folder of the newest PostgreSQL server here, or None."""
    homes = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = sorted(homes, key=lambda path: int(path.parts[-3].split(".")[0]))
    if newest:
        return newest[-1].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found and shutil.which("postgres") else None


def _open_folder() -> str:
    """Where another user may come in: $TMPDIR may lie in a folder that is closed to everybody else."""
    chosen = Path(tempfile.gettempdir()).resolve()
    open_to_all = all(one.stat().st_mode & stat.S_IXOTH for one in (chosen, *chosen.parents))
    return str(chosen) if open_to_all else "/tmp"  # noqa: S108 - mkdtemp makes a folder of its own in it


@contextmanager
def postgres(*, durable: bool = False) -> Iterator[Mapping[str, str]]:
    """Run a cluster and yield the environment (PGHOST, PGPORT, PGUSER) that reaches it.

    `durable`: it waits for the disk as in production, so that what is measured on it is true. Raises
    Unavailable when PostgreSQL or PostGIS is not installed or does not start.
    """
    folder = programs()
    if folder is None:
        raise Unavailable(
            "PostgreSQL is not installed here.", "On Debian: apt-get install postgresql."
        )
    owner = _owner()
    home = Path(tempfile.mkdtemp(prefix="dotline-pg-", dir=_open_folder() if owner else None))
    if owner:
        shutil.chown(home, *owner)
    try:
        _run(owner, folder / "initdb", "-D", home / "data", "-E", "UTF8", "--locale=C.UTF-8",
             "--auth=trust", "--username=postgres", "--no-sync", "--no-instructions")  # fmt: skip
        kept = [item for item in SETTINGS if not (durable and item in CARELESS)]
        with (home / "data" / "postgresql.auto.conf").open("a") as options:
            told = [f"port={PORT}", f"unix_socket_directories='{home}'", *kept]
            options.write("\n".join(told) + "\n")
        _start(home, owner, folder)
        for line in PREPARATION:
            _run(owner, folder / "psql", "-X", "-q", "-h", home, "-p", PORT, "-U", "postgres",
                 "-d", "template1", "-v", "ON_ERROR_STOP=1", "-c", line)  # fmt: skip
        yield {"PGHOST": str(home), "PGPORT": PORT, "PGUSER": "dotline"}
    finally:
        _stop(home, owner, folder)
        shutil.rmtree(home, ignore_errors=True)


def databases(reach: Mapping[str, str], name: str = "dotline") -> str:
    """Make the empty databases of an installation in a cluster; its DOTLINE_DATABASE."""
    folder = programs()
    assert folder is not None  # noqa: S101 - the cluster runs
    for store in STORES:
        sql = f"CREATE DATABASE {name}_{store} OWNER dotline"
        _run(_owner(), folder / "psql", "-X", "-q", "-h", reach["PGHOST"], "-p", PORT, "-U", "postgres",
             "-d", "postgres", "-v", "ON_ERROR_STOP=1", "-c", sql)  # fmt: skip
    return f"postgresql:///{name}"


def fall(reach: Mapping[str, str]) -> None:
    """Stop a cluster at once, as a crash of its machine would."""
    _stop(Path(reach["PGHOST"]), _owner(), programs() or Path())


def rise(reach: Mapping[str, str]) -> None:
    """Start a cluster again that fell. Raises Unavailable."""
    _start(Path(reach["PGHOST"]), _owner(), programs() or Path())


def _start(home: Path, owner: tuple[int, int] | None, folder: Path) -> None:
    data, log = home / "data", home / "log"
    _run(owner, folder / "pg_ctl", "-D", data, "-l", log, "-w", "-t", "60", "start")


def _stop(home: Path, owner: tuple[int, int] | None, folder: Path) -> None:
    if (home / "data" / "postmaster.pid").exists():
        _run(owner, folder / "pg_ctl", "-D", home / "data", "-m", "immediate", "stop")


def _owner() -> tuple[int, int] | None:
    """Who runs the server when we are root, since initdb refuses root; None when we are not."""
    if os.geteuid() != 0:
        return None
    try:
        user = pwd.getpwnam("postgres")
    except KeyError as missing:
        raise Unavailable(
            "There is no user postgres here, and PostgreSQL does not run as root.",
            "Install Debian's package postgresql, which makes one.",
        ) from missing
    return (user.pw_uid, user.pw_gid)


def _run(owner: tuple[int, int] | None, *command: str | Path) -> None:
    """Run one of PostgreSQL's programs as its owner. Raises Unavailable with its last line."""
    uid, gid = owner or (None, None)
    done = subprocess.run(
        [str(part) for part in command],
        user=uid,
        group=gid,
        extra_groups=[] if owner else None,
        cwd="/",  # the caller's folder may be closed to that user
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if "start" not in command else subprocess.DEVNULL,
        stderr=subprocess.PIPE if "start" not in command else subprocess.DEVNULL,
        text=True,
        check=False,
    )
    if done.returncode:
        lines = (done.stderr or "").strip().splitlines() or ["it said nothing"]
        raise Unavailable(
            "PostgreSQL's {program} failed: {reason}.",
            "Is the package with PostGIS of the same version installed?",
            program=Path(command[0]).name,
            reason=lines[-1],
        )
