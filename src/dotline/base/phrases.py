"""What Python and the system say when something breaks, as messages of ours, so that French has them too."""

from dotline.base.errors import N_, Phrase

# json.JSONDecodeError.msg, as CPython writes it (Lib/json/decoder.py and scanner).
JSON = (
    N_("Expecting value"),
    N_("Extra data"),
    N_("Expecting property name enclosed in double quotes"),
    N_("Expecting ':' delimiter"),
    N_("Expecting ',' delimiter"),
    N_("Illegal trailing comma before end of object"),
    N_("Illegal trailing comma before end of array"),
    N_("Unterminated string starting at"),
    N_("Invalid control character at"),
    N_("Invalid \\escape"),
    N_("Invalid \\uXXXX escape"),
    N_("Unexpected UTF-8 BOM (decode using utf-8-sig)"),
)
# csv.Error (Modules/_csv.c).
CSV = (
    N_("unexpected end of data"),
    N_("line contains NUL"),
    N_("field larger than field limit (131072)"),
    N_("',' expected after '\"'"),
)
# yaml.MarkedYAMLError.problem, those that a slip of the hand brings about.
YAML = (
    N_("mapping values are not allowed here"),
    N_("could not find expected ':'"),
    N_("expected <block end>, but found '-'"),
    N_("expected <block end>, but found '<scalar>'"),
    N_("expected <block end>, but found '<block mapping start>'"),
    N_("found unexpected end of stream"),
    N_("found character '\\t' that cannot start any token"),
    N_("found unknown escape character"),
)
# os.strerror of what happens to files.
SYSTEM = (
    N_("Permission denied"),
    N_("No such file or directory"),
    N_("No space left on device"),
    N_("Disk quota exceeded"),
    N_("Read-only file system"),
    N_("Is a directory"),
    N_("Not a directory"),
    N_("File exists"),
    N_("File name too long"),
    N_("Input/output error"),
    N_("Too many open files"),
)
UNKNOWN = N_("for a reason the system does not give")


def machine(words: str | None) -> Phrase:
    """The machine's words as a phrase; what we have no French for stays as the machine says it."""
    for known in (*JSON, *CSV, *YAML, *SYSTEM):
        if words and words.startswith(known):
            return Phrase(known)
    return Phrase(words or UNKNOWN)
