"""The gate *encode*: keyed encodings of identifiers pass, never the identifiers. Pure; works in a notebook.

    >>> from dotline.gates import encode
    >>> key = encode.fresh_key("statistics", "2027-Q1")
    >>> encode.encode_file(source, out, schema=encode.read_schema(toml), key=key)

What an outsider without the key sees of a file: how many rows, and which fields a row has. Rows are keyed by what
two agencies must both know to meet (a token of two things at least), filters are salted by that token, pseudonyms
are by chance for each row, and some rows are about nobody.
"""

from dotline.gates.encode.encoding import (
    DECOYS,
    LARGEST_BLOCK,
    EncodeReport,
    encode,
    encode_file,
)
from dotline.gates.encode.files import (
    ROW,
    SWEEP_ROW,
    Encoded,
    Glance,
    Header,
    SweepHeader,
    Swept,
    Whole,
    glance,
    open_encoded,
    open_swept,
    open_unread,
)
from dotline.gates.encode.keys import EncodeKey, fresh_key, next_epoch, read_key, write_key
from dotline.gates.encode.schema import CONSENT, ROLES, Folder, Schema, faults_told, read_schema
from dotline.gates.encode.sealing import Told, sealed
from dotline.gates.encode.sweeping import encode_sweep, two_parties

__all__ = [
    "CONSENT",
    "DECOYS",
    "LARGEST_BLOCK",
    "ROLES",
    "ROW",
    "SWEEP_ROW",
    "EncodeKey",
    "EncodeReport",
    "Encoded",
    "Folder",
    "Glance",
    "Header",
    "Schema",
    "SweepHeader",
    "Swept",
    "Told",
    "Whole",
    "encode",
    "encode_file",
    "encode_sweep",
    "faults_told",
    "fresh_key",
    "glance",
    "next_epoch",
    "open_encoded",
    "open_swept",
    "open_unread",
    "read_key",
    "read_schema",
    "sealed",
    "two_parties",
    "write_key",
]
