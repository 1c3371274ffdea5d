"""The desk opens an agency's letterbox to everybody."""

from dotline.access import keys
from dotline.access.models import Agency
from dotline.base.reader import Reader
from dotline.gates import letterbox


def open_to(agency: Agency, *, by: Reader) -> None:
    """Let anybody post to an agency whose keys this home holds; to a helpline, tips too."""
    letterbox.publish_key(
        by=by,
        agency=agency.id,
        public=keys.load(agency.id).letterbox_public(),
        name_en=agency.name_en,
        name_fr=agency.name_fr,
        takes_tips=agency.kind == "Helpline",
    )
