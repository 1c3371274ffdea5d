"""The exact sweep: Dice comparisons a second and core on 1024 bits, at a threshold of 0.8, and two files as a whole.

anonlink 0.15.3 was measured at 0.19 G comparisons a second and core. The whole of 1M x 1M is measured where
DOTLINE_SWEEP_PEOPLE says so (1000000; minutes), file to file, on all processors.
"""

import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from dotline.cli.bench import Row

ROWS = 24_576
TWO_CORES = 2


def run(home: Path) -> Sequence[Row]:
    """Measure the processor's seconds; the kernel is built before."""
    from dotline.matching import kernel  # noqa: PLC0415 - not at every start of `bench`

    rows = list(_kernels()) if kernel.choice() == "c" else []
    people = int(os.environ.get("DOTLINE_SWEEP_PEOPLE", "100000"))
    return [*rows, *_whole(home, people)]


def _kernels() -> Iterator[Row]:
    from dotline.matching import dice  # noqa: PLC0415

    a, b = (dice.block(_encodings(ROWS, seed)) for seed in (1, 2))
    widest = dice.Search(0.8, head=32)
    for name, width, goals in (
        (f"{widest.width} bits wide", widest.width, (2.3, 3.9)),
        ("portable, 256 bits wide (AVX2)", 256, (None, 0.6)),
        ("portable, 64 bits wide", 64, (None, None)),
    ):
        if width > widest.width:
            continue
        for what, head, least in zip(
            ("all 1024 bits", "Dice 0.8, exact"),
            (dice.HEADS[-1], dice.head_of(a, b, 0.8, width)),
            goals,
            strict=True,
        ):
            search, took = dice.Search(0.8, head=head, width=width), []
            for _ in range(5):
                begin = time.process_time()
                search.pairs(a, b)
                took.append(ROWS**2 / (time.process_time() - begin) / 1e9)
            yield Row(f"{what}, {name}", took, unit="G comparisons/s/core", least=least)


def _encodings(rows: int, seed: int) -> Any:
    """Bits by chance, as many of them set as diffusion leaves."""
    import numpy as np  # noqa: PLC0415

    random = np.random.default_rng(seed)
    return np.packbits(random.random((rows, 1024), np.float32) < 0.42, axis=1).view("<u8")


def _whole(home: Path, people: int) -> Iterator[Row]:
    """Two files of so many encodings, every twentieth of them near one of the other file."""
    import numpy as np  # noqa: PLC0415

    from dotline.gates import encode  # noqa: PLC0415
    from dotline.gates.encode import files  # noqa: PLC0415
    from dotline.link import sweeping  # noqa: PLC0415

    header, near = encode.SweepHeader("trial", "1", "bench", ("one", "two")), None
    paths = [home / f"{name}.dls" for name in "ab"]
    for seed, path in enumerate(paths):
        rows = np.zeros(people, encode.SWEEP_ROW)
        for first in range(0, people, 50_000):
            part = rows[first : first + 50_000]
            part["bits"] = _encodings(len(part), first + seed)
        if near is not None:
            rows["bits"][: len(near)] = near
        near = rows["bits"][: people // 20].copy()
        near[:, 0] ^= np.uint64(0xFFFF)
        rows["pseudonym"] = np.arange(people, dtype=">u8").view("V8")
        with path.open("wb") as stream:
            writer = files.Writer(stream, header)
            writer.add(rows)
            writer.end()
    begin, processor = time.perf_counter(), time.process_time()
    found = sweeping.sweep(paths[0], paths[1], 0.8)
    took, busy = time.perf_counter() - begin, time.process_time() - processor
    assert len(found) >= people // 20
    limit = 130.0 if people == 1_000_000 else None
    yield Row(f"{people:,} x {people:,}, file to file, wall", [took], unit="s")
    yield Row(
        f"{people:,} x {people:,}, processor, on {TWO_CORES} cores",
        [busy / TWO_CORES],
        unit="s",
        limit=limit,
    )
