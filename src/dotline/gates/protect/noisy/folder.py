"""A noisy release in a folder: budget ledger first, then noise, then the files, all of them or none.

    DIR/budget.json       what may be spent on this file, and what was; grown, never lowered
    DIR/.secret           the key of the input's digest; never publish it
    DIR/tables/NAME.csv   the columns, then count; a cell that is not published is absent
    DIR/measured.npz      what was measured, for `statistics synthesise` (see `kept`)
    DIR/release.json      accounting, thresholds, hashes, signature

The ledger's line is on the disk before the first number is drawn. Files are made in a folder of
their own that no reader looks into and moved when they are whole: after a crash the same command
goes on under the same line, with the same numbers where they were whole already.
"""

import csv
import fcntl
import io
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from dotline.base.crypto import digest, keyed_digest, new_key, sign, verifying_key
from dotline.base.errors import Conflict, Invalid
from dotline.base.whole import sync_folder, write_new, write_whole
from dotline.gates.protect.noisy import accounting, kept, measuring, releasing
from dotline.gates.protect.noisy.declared import Declared
from dotline.gates.protect.noisy.direct import Direct, direct, keys_of
from dotline.gates.protect.noisy.ledger import BudgetLedger, Spending
from dotline.gates.protect.noisy.noise import Noise
from dotline.gates.protect.noisy.people import People, encoded
from dotline.gates.protect.noisy.synthetic import agreeing

FORMAT = "dotline-noisy-1"
STAMP = "NOT PROTECTED: this noise can be drawn again. For trials with made-up people only."
_LEDGER, _SECRET, _RELEASE = "budget.json", ".secret", "release.json"
_MAKING, _READY = ".making", ".ready"


@dataclass(frozen=True)
class Order:
    """What is asked: the release's id and moment, its promise, the file's whole budget, the key that signs.

    `numbers`: whether tables are counted from rows of made-up people (`agreeing`).
    """

    release: str
    made_at: str
    epsilon: float
    delta: float
    budget: float
    signing_key: bytes | None = None
    numbers: str = agreeing.AUTO


def release_file(
    source: Path, said: Declared, out: Path, order: Order, noise: Noise
) -> Mapping[str, object]:
    """Protect a CSV file's registered tables into a folder; what `release.json` then says.

    Raises Invalid for input that breaks the declaration, Refused where the file's budget does not
    cover the release, Conflict where the folder belongs to another file or is in use. Nothing is
    spent when it raises before noise was drawn.
    """
    accounting.check_promise(order.epsilon, order.delta)
    accounting.check_promise(order.budget, order.delta)
    people, data = _read(source, said)
    out.mkdir(parents=True, exist_ok=True)
    with _alone(out):
        ledger = _ledger(out, data, order)
        if ledger.open_line(said.digest, order.epsilon, order.delta) is None:
            ledger = ledger.with_line(_line(ledger, said, order, noise))
            _keep(out, ledger)
        line = ledger.line_of(said.digest)
        place = _place(out, ledger, line)
        if not (place / _READY).is_dir():
            _make(place, people, said, ledger, order, noise)
        told = _move(place)
        _keep(out, ledger.with_out(line.release))
        return told


def _read(source: Path, said: Declared) -> tuple[People, bytes]:
    try:
        data = source.read_bytes()
        return encoded(io.TextIOWrapper(io.BytesIO(data), "utf-8-sig", newline=""), said), data
    except OSError as error:
        raise Invalid("The file {file} cannot be read.", file=source.name) from error


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """One release at a time in a folder; a killed one lets go by itself."""
    descriptor = os.open(out, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise Conflict("Another release is being made in this folder.", "Wait for it.") from error
    finally:
        os.close(descriptor)


def _ledger(out: Path, data: bytes, order: Order) -> BudgetLedger:
    """The folder's ledger, or a fresh one for this file. Raises Conflict where it is another file's."""
    write_new(out / _SECRET, new_key())
    about = keyed_digest((out / _SECRET).read_bytes(), data)
    path = out / _LEDGER
    if not path.exists():
        if (out / _RELEASE).exists() or (out / "tables").exists():
            raise Conflict(
                "This folder holds tables and no ledger of what they spent.",
                "Name an empty folder.",
            )
        return BudgetLedger(about, order.budget, order.delta)
    try:
        said = json.loads(path.read_text())
        lines = tuple(Spending(**line) for line in said.pop("spent"))
        ledger = BudgetLedger(**said, spent=lines)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Conflict(
            "The budget ledger of this folder is damaged, so nobody can say what is left.",
            "Put its backup back; without one, nothing more can be released about these people.",
        ) from error
    if ledger.about != about:
        raise Conflict(
            "The budget of this folder belongs to another file.",
            "Name a folder of its own for each file; a file that was corrected is still the same "
            "people and needs the steward's decision.",
        )
    return ledger


def _line(ledger: BudgetLedger, said: Declared, order: Order, noise: Noise) -> Spending:
    return Spending(
        order.release,
        order.epsilon,
        order.delta,
        accounting.spendable(order.epsilon, order.delta),
        said.digest,
        ledger.about,
        protected=noise.protected,
    )


def _keep(out: Path, ledger: BudgetLedger) -> None:
    write_whole(out / _LEDGER, json.dumps(asdict(ledger), indent=1) + "\n")


def _place(out: Path, ledger: BudgetLedger, line: Spending) -> Path:
    """Where a release stands: the first in the folder itself, later ones in folders of their own."""
    number = 1 + [one.release for one in ledger.spent].index(line.release)
    place = out if number == 1 else out / f"release-{number}"
    place.mkdir(exist_ok=True)
    return place


def _make(
    place: Path, people: People, said: Declared, ledger: BudgetLedger, order: Order, noise: Noise
) -> None:
    """Draw, estimate and write everything into a folder aside; then give it its name in one step."""
    line = ledger.line_of(said.digest)
    if noise.protected is not line.protected:
        raise Conflict(
            "The interrupted release of these tables was of the other kind of noise.",
            "Repeat the command as it was.",
        )
    making = place / _MAKING
    shutil.rmtree(making, ignore_errors=True)
    found = direct(people, list(keys_of(said).values()), line.mu, noise)
    making.mkdir(mode=0o700)
    told = _account(found, said, line, ledger, order) | _files(making, found, said, order.numbers)
    if not line.protected:
        told = {"stamp": STAMP} | told
        for folder in (making, making / "tables"):
            (folder / "NOT-PROTECTED.txt").write_text(STAMP + "\n")
    (making / _RELEASE).write_text(_signed(told, order.signing_key))
    for folder in (making / "tables", making):
        sync_folder(folder)
    making.rename(place / _READY)
    sync_folder(place)


def _files(making: Path, found: Direct, said: Declared, numbers: str) -> dict[str, object]:
    """Write the tables and what was measured; what the release says of them."""
    (making / "tables").mkdir()
    agreed = agreeing.agreed(found, said, numbers)
    listed = []
    for table in releasing.released(found, said, agreed.rows):
        text = _csv(table, said)
        (making / "tables" / f"{table.name}.csv").write_text(text)
        listed.append(_said_of(table, text))
    measured = kept.packed(found, agreed.rows)
    (making / kept.MEASURED).write_bytes(measured)
    return {
        "columns": {column: said.domains[column] for column in said.columns},
        "agreement": agreed.told,
        "measured": {"file": kept.MEASURED, "sha256": digest(measured)},
        "tables": listed,
    }


def _csv(table: releasing.ReleasedTable, said: Declared) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow((*table.columns, "count"))
    writer.writerows(releasing.rows_of(table, said.domains))
    return stream.getvalue()


def _said_of(table: releasing.ReleasedTable, text: str) -> dict[str, object]:
    """What the release says of one table. Shares are bounds and estimates from noisy numbers alone."""
    return {
        "name": table.name,
        "file": f"tables/{table.name}.csv",
        "sha256": digest(text.encode()),
        "columns": table.columns,
        "rule": table.rule,
        "cells": {
            "possible": table.possible,
            "measured": table.measured,
            "published": len(table.cells),
        },
        "sigma": round(table.sigma, 3),
        "threshold": round(table.threshold, 3),
        "fabricated_share_at_most": round(table.fabricated_at_most, 4),
        "hidden_share_of_people": round(table.hidden, 4),
    }


def _account(
    found: Direct, said: Declared, line: Spending, ledger: BudgetLedger, order: Order
) -> dict[str, object]:
    return {
        "format": FORMAT,
        "release": line.release,
        "made_at": order.made_at,
        "protected": line.protected,
        "unit": said.unit,
        "people_about": round(found.people),
        "accounting": {
            "epsilon": line.epsilon,
            "delta": line.delta,
            "mu": line.mu,
            "method": "exact Gaussian curve (Balle and Wang 2018); squares of mu add up; one person "
            "added or removed",
            "noise": "discrete Gaussian on a grid of 1/1024 person",
            "bound": measuring.CAP_RULE,
            "levels": [
                {
                    "columns": len(level.tables[0].key),
                    "tables": len(level.tables),
                    "cells_measured": len(level.noisy),
                    "mu": level.mu,
                    "cap": level.cap,
                    "sigma": level.sigma,
                }
                for level in found.levels
            ],
        },
        "budget": {
            "epsilon": ledger.epsilon,
            "delta": ledger.delta,
            "mu_granted": ledger.granted,
            "mu_used": ledger.used,
            "epsilon_left": round(ledger.left(), 6),
        },
        "declaration": said.digest,
        "input": {"keyed_digest": line.data},
    }


def _signed(told: Mapping[str, object], key: bytes | None) -> str:
    """The release as JSON; with a key, signed over its canonical form without the signature."""
    if key is None:
        return json.dumps(told, indent=1) + "\n"
    plain = json.dumps(told, sort_keys=True, separators=(",", ":")).encode()
    signature = {
        "algorithm": "Ed25519 over the sorted, compact JSON without this key",
        "public_key": verifying_key(key).hex(),
        "value": sign(key, plain).hex(),
    }
    return json.dumps({**told, "signature": signature}, indent=1) + "\n"


def _move(place: Path) -> Mapping[str, object]:
    """Give the whole files their places; what was moved before a crash is moved already."""
    ready = place / _READY
    for one in sorted(ready.iterdir(), key=lambda path: path.name == _RELEASE):
        one.rename(place / one.name)
    sync_folder(place)
    ready.rmdir()
    told: Mapping[str, object] = json.loads((place / _RELEASE).read_text())
    return told
