"""The red team on people by the thousand: whom each attack names in our files, and beside it in an unsalted filter.

5,000 people unless DOTLINE_ATTACK_PEOPLE says otherwise (20,000 were tried at most), 600 nodes of a graph unless
DOTLINE_ATTACK_NODES does. Goal: an attack names 0.1 % of people at most, frequency alignment 0.01 %,
or what luck gives in a small file. In what nobody may send it must name more than that, or the attack is broken.
"""

import os
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from dotline.cli.bench import Row

if TYPE_CHECKING:
    from dotline.gates.encode.attacks import Attacked
PEOPLE = int(os.environ.get("DOTLINE_ATTACK_PEOPLE", "5000"))
NODES = int(os.environ.get("DOTLINE_ATTACK_NODES", "600"))
_PERCENT = 100.0


def run(home: Path) -> Sequence[Row]:
    """Encode people both ways and attack them, then the unsalted filters of the same people."""
    from benchmarks import _people  # noqa: PLC0415 - the kernel is not for every start
    from dotline.gates import encode  # noqa: PLC0415
    from dotline.gates.encode import attacking  # noqa: PLC0415
    from dotline.gates.encode.unsalted import unsalted  # noqa: PLC0415

    made = (one for one in _people.made("mild", PEOPLE * 2) if one[0] == "a")
    _people.write(islice(made, PEOPLE), home)
    source, schema = home / "a.parquet", encode.Schema("id", _people.COLUMNS)
    key, rows = encode.fresh_key("trial"), list[Row]()
    encode.encode_file(source, home / "a.dlk", schema=schema, key=key)
    encode.encode_file(source, home / "weak.dlk", schema=schema, key=key, neighbours=True)
    encode.encode_sweep(source, home / "a.dls", schema=schema, key=key, parties=("one", "two"))
    truth = attacking.read_truth(source, schema)
    for what, name in (("salted rows", "a.dlk"), ("sweep", "a.dls")):
        begin = time.process_time()
        seen = attacking.target(home / name, truth)
        rows += _told(what, attacking.attacked(seen, nodes=NODES))
        rows.append(Row(f"{what}: attacking", [time.process_time() - begin], unit="CPU-s"))
    rows += _told("salted rows", attacking.beside_known(home / "a.dlk", truth))
    rows += _told("UNHARDENED rows", attacking.beside_known(home / "weak.dlk", truth), weak=True)
    found = attacking.attacked(unsalted(truth.people), nodes=NODES)
    return [*rows, *_told("UNSALTED filter", found, weak=True)]


def _told(what: str, found: "Sequence[Attacked]", *, weak: bool = False) -> Iterator[Row]:
    """The share of people that each attack named, and what it may; in what is weak it must name more than it may."""
    for one in found:
        share, allowed, more = (
            _PERCENT * part / max(one.people, 1)
            for part in (one.right, one.allowed, one.allowed + 1)
        )
        yield Row(
            f"{what}, {one.name}: named of {one.people:,}", [share], unit="%",
            least=more - 1e-9 if weak else None, limit=None if weak else allowed + 1e-9,
        )  # fmt: skip
