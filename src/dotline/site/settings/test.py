"""The desk's settings on throw-away databases."""

import os
import tempfile
from pathlib import Path

os.environ["DOTLINE_HOME"] = tempfile.mkdtemp(prefix="dotline-test-")
os.environ.setdefault("DOTLINE_SECRET_KEY", "only-for-tests")

from dotline.site.settings.common import DOTLINE_HOME
from dotline.site.settings.desk import *
from dotline.site.settings.desk import DATABASES

_postgres = os.environ.get("DOTLINE_TEST_DATABASE", "").startswith("postgres")
for _store in ("inside", "open", "drop"):
    # No store waits for the empty default one. SQLite uses files, not memory: threads of a test and
    # read-only connections need the real thing.
    _name = {} if _postgres else {"NAME": str(Path(DOTLINE_HOME) / f"test_{_store}.sqlite3")}
    DATABASES[_store]["TEST"] = {"DEPENDENCIES": [], **_name}

# Argon2 at full strength would make each account of a test cost a tenth of a second.
PASSWORD_HASHERS = ["dotline.site.settings.hashing.QuickArgon2"]

# No manifest is collected for tests; a WhiteNoise without files warns of its missing folder.
STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
