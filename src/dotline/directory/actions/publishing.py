"""Take in what came through the gate *publish*: one listing replaces the one before it."""

from collections.abc import Mapping
from uuid import UUID

from dotline.access.unit import about, action, allow
from dotline.base.errors import Invalid
from dotline.base.progress import SilentProgress
from dotline.base.reader import Reader
from dotline.directory import policy
from dotline.directory.actions.asking import _answered_at_desk
from dotline.directory.actions.merging import Merged
from dotline.directory.actions.offering import Offerer
from dotline.directory.actions.projecting import Index
from dotline.directory.actions.sealing import _seal
from dotline.directory.actions.touching import _alone
from dotline.directory.actions.writing import Terms
from dotline.directory.formats import documents, zones
from dotline.directory.formats.records import Batch, Place
from dotline.directory.models import Organization, Service, Source
from dotline.directory.rules.offers import OfferKind
from dotline.gates.passage import Passage

OURS = documents.OURS


@action("directory.take_in", store="open")
def take_in(*, by: Reader, passage: Passage) -> None:
    """Put a published listing into the directory. Joins the outbox's own transaction on this store."""
    allow(policy.may_take_in(by))
    _alone()
    if "withdraw" in passage.payload:
        _withdraw(UUID(str(passage.payload["withdraw"])), passage)
        return
    service = passage.payload.get("service")
    if not isinstance(service, Mapping):
        raise Invalid("The published listing holds no service.", "The sender publishes it again.")
    batch = Batch(f"publish {passage.sender}", "HSDS 3.1 JSON")
    record = documents.read_one(batch, _spread(service), Place("listing", 1))
    if record is None or record.shape != "service":
        raise Invalid(
            "The published listing cannot be read as HSDS 3.1.", "The sender publishes it again."
        )
    zones.fill(batch)
    before = Service.objects.filter(id=record.id).values_list("origin", flat=True).first()
    loads = set(Source.objects.values_list("id", flat=True))
    was = before if before is not None and before not in loads else passage.id
    # What a load brought stays the load's; what any passage brought, a later passage may replace.
    terms = Terms(
        origin=passage.id,
        was=was,
        may_replace=lambda origin: origin not in loads,
        complete=True,
        demo=bool(passage.payload.get("demo")),
        allow_removal=True,
        by=Offerer(OfferKind.PUBLISH, passage.sender or passage.id, _agency(service)),
    )
    about("service", record.id)
    touched = _seal(record.id, was, passage.sender, batch) if record.values.get("sealed") else {}
    change = terms.write(batch, SilentProgress())
    index = Index(SilentProgress())
    index.forget(change.gone)
    index.project([record.id])
    index.new_edition()
    _answered_at_desk(record.id, passage.sender)
    Merged.settle(SilentProgress(), changed=bool(touched), kinds=touched, origin=passage.id)


def _agency(service: Mapping[str, object]) -> str:
    """What the agency of a published listing is called."""
    told = service.get("organization")
    return str(told.get("name") or "") if isinstance(told, Mapping) else ""


def _withdraw(service_id: UUID, passage: Passage) -> None:
    """Take a listing off the list: an empty edition of it. An organization that others still need stays."""
    about("service", service_id)
    before = Service.objects.filter(id=service_id).values_list("origin", flat=True).first()
    if before is None or Source.objects.filter(id=before).exists():
        return
    batch = Batch(f"publish {passage.sender}", "HSDS 3.1 JSON")
    _keep_shared(before, service_id, passage.id)
    terms = Terms(
        origin=passage.id,
        was=before,
        may_replace=lambda _origin: False,
        complete=True,
        allow_removal=True,
    )
    change = terms.write(batch, SilentProgress())
    index = Index(SilentProgress())
    index.forget(change.gone)
    index.new_edition()
    Merged.settle(SilentProgress(), origin=passage.id)


def _keep_shared(origin: UUID, service_id: UUID, heir: UUID) -> None:
    """Let an organization that other services name outlive this one, under a passage of its own."""
    mine = Service.objects.filter(id=service_id).values_list("organization_id", flat=True)
    others = Service.objects.exclude(id=service_id).filter(organization_id__in=list(mine))
    if others.exists():
        Organization.objects.filter(origin=origin, id__in=list(mine)).update(origin=heir)


def _spread(service: Mapping[str, object]) -> dict[str, object]:
    """Put our keys where they belong: the zone to each schedule, French names to their object."""
    told = dict(service)
    ours = told.get(OURS)
    ours = dict(ours) if isinstance(ours, Mapping) else {}
    zone = ours.get("zone")
    schedules = told.get("schedules")
    if isinstance(schedules, list) and zone:
        told["schedules"] = [
            {**one, OURS: {"zone": zone}} for one in schedules if isinstance(one, Mapping)
        ]
    organization = told.get("organization")
    if isinstance(organization, Mapping):
        french = {
            "name_fr": ours.get("organization_name_fr"),
            "description_fr": ours.get("organization_name_fr"),
        }
        told["organization"] = {**organization, OURS: french}
    return told
