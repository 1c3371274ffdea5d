"""Packing a file on its way out: the same rows give the same bytes."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO


@contextmanager
def packed(file: BinaryIO, wanted: bool) -> Iterator[BinaryIO | gzip.GzipFile]:
    """The stream to write to: gzip without a date, or the file itself."""
    if not wanted:
        yield file
        return
    with gzip.GzipFile(filename="", fileobj=file, mode="wb", mtime=0) as stream:
        yield stream
