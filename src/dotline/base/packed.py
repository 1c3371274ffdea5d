"""Zip files that are the same bytes for the same content."""

import io
import zipfile
from collections.abc import Mapping
from typing import Final

# A zip needs a date for each member; the same one always, so that equal content gives equal bytes.
THE_DATE: Final = (1980, 1, 1, 0, 0, 0)


def zipped(files: Mapping[str, bytes | str]) -> bytes:
    """Files by name, in the order given, as one zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(zipfile.ZipInfo(name, THE_DATE), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
