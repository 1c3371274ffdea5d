"""Long work of statistics: one release from start to end."""

import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dotline.access import keys
from dotline.access.jobs import Checkpoint
from dotline.base import clock
from dotline.base.errors import Invalid, Unavailable
from dotline.base.ids import new_id
from dotline.base.progress import Progress
from dotline.base.reader import Period, Reader
from dotline.statistics import actions, queries
from dotline.statistics.rules import periods

if TYPE_CHECKING:
    from dotline.gates.protect.noisy import attacking
    from dotline.gates.protect.noisy.synthetic import agreeing


def release_period(by: Reader, period: Period, agreement: str = "") -> actions.Sent:
    """Count, protect, attack, and send through the gate.

    The counting runs outside the transaction, so calls can be saved meanwhile; nothing is kept of
    it when it stops half-way. The action looks again whether another release came in between.
    Raises Refused, Conflict or Invalid with the reason; nothing is then published.
    """
    return actions.release(by=by, prepared=queries.prepare(by, period, agreement))


def queued(by: Reader, progress: Checkpoint, *, period: str, agreement: str = "") -> str:
    """The work of one release that the desk asked for."""
    progress.start("release", 1)
    if progress.load() is not None:
        return f"Release of {period} was sent before the interruption."
    sent = release_period(by, periods.period(period), agreement)
    progress.save(str(sent.release))
    progress.done()
    return f"Release of {period}: {sent.cells} cells, {sent.hidden} hidden."


def protect_file(
    source: Path,
    tables: Path,
    promise: tuple[float, float, float],
    out: Path,
    *,
    test_noise: int | None = None,
    numbers: str = "auto",
) -> Mapping[str, Any]:
    """Noisy tables of a file that its holder names; `promise` is epsilon, delta and the file's budget.

    `numbers`: whether tables are counted from rows of made-up people (rows, measured, or auto).

    Signed where this installation has an operator's key. Raises Invalid, Refused or Conflict with
    the rule; nothing is then spent, unless noise was drawn already.
    """
    from dotline.gates.protect.noisy import declared, folder, noise  # noqa: PLC0415 - loads NumPy

    try:
        said = declared.declared(tables.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid("The file {file} cannot be read.", file=tables.name) from error
    epsilon, delta, budget = promise
    made_at = clock.now().isoformat(timespec="seconds")
    order = folder.Order(str(new_id()), made_at, epsilon, delta, budget, _signing_key(), numbers)
    drawn = noise.SecureNoise() if test_noise is None else noise.TestNoise(test_noise)
    return folder.release_file(source, said, out, order, drawn)


def synthesise_folder(
    folder: Path, count: int | None, out: Path, progress: Progress
) -> Mapping[str, Any]:
    """Rows of made-up people read off a noisy release; its input is not opened and no budget spent.

    Raises Invalid where the folder holds no such release or the number of rows is none, Conflict
    where the release was changed, Unavailable where the rows cannot be written.
    """
    import numpy as np  # noqa: PLC0415 - loads slowly

    from dotline.gates.protect.noisy import kept  # noqa: PLC0415
    from dotline.gates.protect.noisy.synthetic import agreeing, synthesis, written  # noqa: PLC0415

    written.check_place(out, folder)
    plan = synthesis.planned(kept.read(folder))
    progress.start("Make rows", plan.portions(count))
    chance = np.random.default_rng(secrets.randbits(256))
    rows = synthesis.synthesised(plan, count, chance, progress.advance)
    progress.done()
    told = kept.told(folder)
    apart = agreeing.compared(folder, told, rows, plan.rows(None))
    return written.written(plan, rows, out, agreeing.summed(apart, told))


def compare_rows(folder: Path, rows: Path) -> tuple[Sequence["agreeing.Apart"], bool]:
    """Each published table of a release beside a file of rows, and whether the release's word is broken.

    It is where the tables were counted from rows, as many rows are in the file, and a number differs. Raises
    Invalid where the folder holds no release or the file does not fit it, Conflict where it was changed.
    """
    from dataclasses import replace  # noqa: PLC0415

    from dotline.gates.protect.noisy import declared, kept, people  # noqa: PLC0415 - loads NumPy
    from dotline.gates.protect.noisy.synthetic import agreeing, synthesis  # noqa: PLC0415

    held, told = kept.read(folder), kept.told(folder)
    said = replace(declared.told_again(told), unit=declared.ROW)
    try:
        with rows.open(encoding="utf-8-sig", newline="") as lines:
            found = people.encoded(lines, said)
    except OSError as error:
        raise Invalid("The file {file} cannot be read.", file=rows.name) from error
    many = synthesis.planned(held).rows(None)
    apart = agreeing.compared(folder, told, found.codes, many)
    exact = agreeing.said_numbers(told) == agreeing.ROWS and found.count == many
    return apart, exact and any(one.greatest > 0 for one in apart)


def attack_folder(
    folder: Path, against: Path | None, *, thorough: bool = False
) -> Sequence["attacking.Attacked"]:
    """Attack a noisy release: its account alone, or all attacks of somebody who holds the file it was made of.

    Raises Invalid where the folder holds no such release or the file does not fit it, Conflict where the
    release was changed after it was made.
    """
    import numpy as np  # noqa: PLC0415 - loads slowly

    from dotline.gates.protect.noisy import (  # noqa: PLC0415
        attacking,
        declared,
        kept,
        pairing,
        people,
    )

    effort = pairing.THOROUGH if thorough else pairing.SMALL

    held, told = kept.read(folder), kept.told(folder)
    if against is None:
        return [attacking.account(told)]
    said = declared.told_again(told)
    try:
        with against.open(encoding="utf-8-sig", newline="") as lines:
            known = people.encoded(lines, said)
    except OSError as error:
        raise Invalid("The file {file} cannot be read.", file=against.name) from error
    chance = np.random.default_rng(secrets.randbits(256))
    first = attacking.attacked(held, told, known, chance)
    return [*first, *pairing.attacked(held, told, known, effort, chance)]


def _signing_key() -> bytes | None:
    try:
        return keys.load(keys.OPERATOR).signing
    except Unavailable:
        return None
