"""Style, scripts and icon: hashed, compressed and put into the home before the servers start."""

from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from dotline.base.crypto import digest


def collect() -> bool:
    """Collect static files where they changed; returns whether they had."""
    root = Path(settings.STATIC_ROOT)
    package = Path(__file__).resolve().parents[1]
    files = sorted(path for path in package.glob("*/static/**/*") if path.is_file())
    stamp = digest(
        b"".join(str(path.relative_to(package)).encode() + path.read_bytes() for path in files)
    )
    known = root / "stamp"
    if known.exists() and known.read_text() == stamp:
        return False
    call_command("collectstatic", verbosity=0, interactive=False)
    known.write_text(stamp)
    return True
