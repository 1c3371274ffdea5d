"""A file that somebody sends to the desk: kept sealed until the heartbeat has brought it in."""

import base64
from uuid import UUID

from dotline.access import jobs, keys
from dotline.access.unit import about, action, allow, note
from dotline.base import crypto
from dotline.base.errors import Conflict, Invalid
from dotline.base.reader import Reader
from dotline.case import policy, queries
from dotline.case.queries.uploads import place_of

WORK = "case.import_file"


@action("case.ask_for_import")
def ask_for_import(
    *, by: Reader, scheme: str, kind: str, ending: str, digest: str, content: bytes
) -> UUID:
    """Queue bringing a file in. It waits sealed with the agency's key, and is forgotten when it is in or refused.

    Raises Refused; Conflict when this very file is in already.
    """
    allow(policy.may_import(by))
    if by.agency is None:
        raise Invalid("An import belongs to an agency.", "Sign in as a worker of one.")
    if queries.batch_of(by, scheme, digest) is not None:
        raise Conflict("This very file is in already.", "Nothing was changed.")
    sealed = crypto.seal(keys.load(by.agency).wrapping, content, place_of(digest))
    waiting = base64.b64encode(sealed).decode()
    job = jobs.start(by, WORK, state=waiting, kind=kind, ending=ending, digest=digest)
    about("job", job)
    note(scheme=scheme, digest=digest)
    return job
