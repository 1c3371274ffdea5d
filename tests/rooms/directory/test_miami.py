"""The real Open211 package of Miami (2019, HSDS 1.x): every service in, every repair listed, nothing twice."""

from pathlib import Path

import pytest

from dotline.base.reader import Reader
from dotline.directory import actions
from dotline.directory.models import Service
from dotline.directory.queries import runs
from dotline.directory.queries.find import find
from dotline.directory.rules import reasons
from dotline.directory.rules.query import Query
from dotline.reference import places

pytestmark = [pytest.mark.shared_data, pytest.mark.slow]
BY = Reader.system("test")


def test_all_4089_services_come_in_and_again_changes_nothing(shared: Path) -> None:
    package = shared / "directory" / "miami-open211-2019-hsds1.zip"
    loaded = actions.load(by=BY, path=package)
    assert (loaded.services, Service.objects.count()) == (4089, 4089)
    again = actions.load(by=BY, path=package)
    assert (again.added, again.changed, again.removed) == (0, 0, 0)

    told = {(one.file, one.field, one.action): one.count for one in runs.findings(BY)}
    assert told["services.csv", "status", "repaired"] == 4089
    assert told["services.csv", "organization_id", "refused"] == 447
    assert told["eligibility.csv", "service_id", "refused"] == 2244
    assert told["phones.csv", "(whole record)", "refused"] == 22

    assert all(reasons.known(one.reason) for one in runs.findings(BY))

    by_name = find(BY, Query(need="shelter", near=places.find("Miami"), km=20.0))
    by_point = find(BY, Query(need="shelter", near=places.find("25.77,-80.19"), km=20.0))
    assert by_name.total > 10 and not by_name.relaxed
    assert {hit.service for hit in by_name.hits} & {hit.service for hit in by_point.hits}
    assert find(BY, Query(words="human trafficking")).total >= 10
