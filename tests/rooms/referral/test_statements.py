"""Handing over asks the databases as often as it must and no more: a hundred call-takers do it in one evening."""

from uuid import UUID

import pytest
from django.urls import reverse

from dotline.audit.stores import Store
from dotline.gates import outbox
from dotline.referral.models import Listing
from tests.browsing import HTML, Desk, hidden
from tests.rooms.referral.test_pages import form_of
from tests.statements import statements, still

__all__ = ["still"]


@pytest.mark.usefixtures("still")
def test_handing_over_takes_few_statements(call: UUID, beds: Listing, desk: Desk) -> None:
    alice, address = desk("alice"), reverse("referral:send", args=[call, beds.service_id])
    form = form_of(beds, step="preview")
    pages: list[str] = []
    looked = statements(lambda: pages.append(alice.get(address, **HTML).content.decode()))
    read = statements(lambda: pages.append(alice.post(address, form, **HTML).content.decode()))
    yes = form | {"step": "send", "shown": hidden(pages[-1])["shown"], "agreed": "on"}
    answers: list[int] = []
    sent = statements(lambda: answers.append(alice.post(address, yes, **HTML).status_code))
    delivered: list[int] = []
    arrived = statements(lambda: delivered.append(outbox.deliver(Store.INSIDE)))
    assert (answers, delivered) == ([302], [1])
    counted = {"looked": looked, "read out": read, "sent": sent, "arrived": arrived}
    most = {"looked": 20, "read out": 13, "sent": 27, "arrived": 19}
    over = {name: sql for name, sql in counted.items() if len(sql) > most[name]}
    assert not over, "\n".join(sql for many in over.values() for sql in many)
