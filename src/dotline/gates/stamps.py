"""A stamp in a public form: a random code, signed with the moment it was made. Nothing of a visitor is kept.

The same form sent twice carries the same code, and a form that a program fills in at once is refused.
"""

from django.core import signing

from dotline.base.errors import Invalid
from dotline.gates import tipbox

OLDEST = 12 * 3600  # seconds that a form may lie open
FASTEST = 3  # seconds that nobody who reads the page can beat


def new_stamp(salt: str) -> str:
    """A stamp for a form that is shown; `salt` names the form."""
    return signing.TimestampSigner(salt=salt).sign(tipbox.new_code())


def code_of(stamp: str, salt: str) -> str | None:
    """The code of a form, or None when it is too old or not ours. Raises Invalid when it came too fast."""
    signer = signing.TimestampSigner(salt=salt)
    try:
        code = signer.unsign(stamp, max_age=OLDEST)
    except signing.BadSignature:
        return None
    try:
        signer.unsign(stamp, max_age=FASTEST)
    except signing.SignatureExpired:
        return code
    raise Invalid(
        "This form came back faster than a person can write.", "Wait a moment and send it again."
    )


def is_old(stamp: str, salt: str) -> bool:
    """Whether a form lay open too long, or its stamp is none of ours."""
    try:
        signing.TimestampSigner(salt=salt).unsign(stamp, max_age=OLDEST)
    except signing.BadSignature:
        return True
    return False
