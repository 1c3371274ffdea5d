"""The demo country's letterboxes: every agency's public key goes where the public site can read it."""

from dotline.access import keys, queries
from dotline.base.progress import Progress
from dotline.gates import letterbox


def fill(*, seed: int, progress: Progress) -> dict[str, int]:
    """Publish the letterbox key of each agency; running it again adds nothing."""
    del seed  # keys are random in every home, on purpose
    by = queries.operator()
    there = {row.agency_id for row in letterbox.agencies(by)}
    waiting = [row for row in queries.agencies(by) if row.id not in there]
    progress.start("letterboxes", len(waiting))
    for row in waiting:
        letterbox.publish_key(
            by=by,
            agency=row.id,
            public=keys.load(row.id).letterbox_public(),
            name_en=row.name_en,
            name_fr=row.name_fr,
            takes_tips=row.kind == "Helpline",
        )
        progress.advance()
    progress.done()
    return {"letterboxes": len(there) + len(waiting)}
