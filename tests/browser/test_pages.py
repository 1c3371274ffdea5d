"""Every address of both sites, in both languages, light and dark, wide and narrow: nothing to complain of."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from dotline.base import clock
from tests.browser import looking
from tests.browser.country import PUBLIC, STRANGER, People
from tests.browser.tour import Tour
from tests.law.addresses import NOBODYS, Address, addresses

DESK, OPEN = "dotline.site.desk_urls", "dotline.site.public.urls"
Looks = Iterable[tuple[int, str]]
Ids = Callable[[People], dict[str, str]]


def nothing(_people: People) -> dict[str, str]:
    """No id is needed."""
    return {}


def found(argument: str, name: str, page: str, link: str) -> Ids:
    """The id for `argument` stands in a link of a page that `name` may read."""
    return lambda people: {argument: people.find(name, page, link)}


def _newest_advice() -> str:
    """The first of the year in which the demo's Rapporteur advised last."""
    from dotline.plan.demo import ADVICE

    return f"{(clock.today() - timedelta(days=ADVICE[-1].ago)).year}-1"


def a_call(people: People) -> dict[str, str]:
    """An open call of Ada's help line."""
    return {"contact_id": people.find("ada", "intake/", "intake/<id>/")}


def a_call_and_a_service(people: People) -> dict[str, str]:
    """A call, and a service that takes referrals."""
    call = a_call(people)
    page = f"referral/send/{call['contact_id']}/"
    return {**call, "service_id": people.find("ada", page, f"{page}<id>/")}


def told_of_a_service(people: People) -> dict[str, str]:
    """Somebody whom Ada told of a service outside of the network."""
    ids = a_call_and_a_service(people)
    context = people.browser.new_context(storage_state=people.cookies("ada"))
    page = context.new_page()
    page.goto(f"{people.country.desk}/en/referral/tell/{ids['contact_id']}/{ids['service_id']}/")
    page.get_by_role("button", name="The person was told").click()
    page.get_by_role("link", name="What came of it").first.wait_for()
    context.close()
    call = f"intake/{ids['contact_id']}/"
    return {"outside_id": people.find("ada", call, "referral/outside/<id>/")}


def a_consent(people: People) -> dict[str, str]:
    """The consent behind a referral that Ada's help line sent."""
    for sent in people.find_all("ada", "referral/sent/", "referral/<id>/"):
        consents = people.find_all("ada", f"referral/{sent}/", "referral/consents/<id>/withdraw/")
        if consents:
            return {"consent_id": consents[0]}
    raise LookupError("no referral with a consent was sent")


def a_hand_over(people: People) -> dict[str, str]:
    """An emergency hand-over that waits for its review."""
    ids = a_call_and_a_service(people)
    context = people.browser.new_context(storage_state=people.cookies("ada"))
    page = context.new_page()
    page.goto(
        f"{people.country.desk}/en/referral/emergency/{ids['contact_id']}/{ids['service_id']}/"
    )
    page.get_by_label("A life is in danger now").check()
    page.get_by_role("button", name="Send now").click()
    page.get_by_text("Sent, waiting for an answer").wait_for()
    context.close()
    return {"referral_id": people.find("gus", "referral/reviews/", "referral/<id>/review/")}


def a_link(people: People) -> dict[str, str]:
    """A one-time link that Gus made for a listing."""
    found = people.find("gus", "directory/freshness/", "directory/freshness/<id>/")
    context = people.browser.new_context(storage_state=people.cookies("gus"))
    page = context.new_page()
    page.goto(f"{people.country.desk}/en/directory/freshness/{found}/")
    page.locator("form[action$='/ask/'] button").click()
    text = page.locator("#message-en").input_value()
    context.close()
    return {"token": text.partition("/listing/")[2].partition("/")[0]}


def a_screen(people: People) -> dict[str, str]:
    """A screen in one of Ben's cases."""
    for case in people.find_all("ben", "case/", "case/<id>/"):
        found = people.find_all("ben", f"case/{case}/screening/", "case/screen/<id>/")
        if found:
            return {"screen_id": found[0]}
    raise LookupError("nobody was screened")


def a_report_file(people: People) -> dict[str, str]:
    """The report of the demo country, as a file."""
    return {"report_id": people.find("eli", "report/", "report/<id>/"), "name": "annual.en.pdf"}


def in_the_network(argument: str, name: str, page: str, link: str) -> Ids:
    """The id for `argument` stands in a link of a page of the task force that `name` sits in."""

    def ids(people: People) -> dict[str, str]:
        force = people.find(name, "referral/network/", "referral/network/<id>/")
        return {argument: people.find(name, page.replace("<force>", force), link), "what": "task"}

    return ids


FORCE = in_the_network("force_id", "ben", "referral/network/", "referral/network/<id>/")
BRIEFINGS = "referral/network/briefings/"
PRACTICES = "referral/network/practices/"


@dataclass(frozen=True)
class Way:
    """Who opens an address, and where its ids come from."""

    name: str = STRANGER
    ids: Ids = nothing


# By address, else by room, else as anybody. An address that answers 405 is only sent to, never opened.
WAYS: dict[str, Way] = {
    "home": Way("ada"),
    "components": Way("ada"),
    "letters": Way("ben"),
    "jobs": Way("eli"),
    "access:glasses": Way("ben"),
    "access:glass": Way(
        "ben", found("glass_id", "ben", "access/break-glass/", "access/break-glass/<id>/")
    ),
    "case:files": Way("cleo"),
    "case:agreements": Way("gus"),
    "case:nation": Way("joy"),
    "case:stewards": Way("dana"),
    "intake": Way("ada", a_call),
    "directory:conflicts": Way("gus"),
    "directory:duplicates": Way("gus"),
    "intake:decisions": Way("gus"),
    "intake:handover": Way("ada", found("handover_id", "ada", "intake/", "intake/shift/<id>/")),
    "intake:police": Way("hal"),
    "intake:police-tip": Way(
        "hal", found("tip_id", "hal", "intake/tips/police/", "intake/tips/police/<id>/")
    ),
    "intake:tip": Way("ada", found("tip_id", "ada", "intake/tips/", "intake/tips/<id>/")),
    "card-in": Way(ids=lambda _people: {"language": "eng"}),
    "directory": Way("ada"),
    "directory:freshness": Way("gus"),
    "directory:answers": Way("gus"),
    "directory:answer": Way(
        "gus",
        found("answer_id", "gus", "directory/answers/", "directory/answers/<id>/"),
    ),
    "listing-answer": Way(ids=a_link),
    "directory:confirming": Way(
        "gus", found("service_id", "gus", "directory/freshness/", "directory/freshness/<id>/")
    ),
    "directory:service": Way(
        "ada",
        found(
            "service_id", "ada", "intake/services/?needs=counselling", "directory/services/<id>/"
        ),
    ),
    "referral": Way("ben", found("referral_id", "ben", "referral/", "referral/<id>/")),
    "referral:sent": Way("ada"),
    "referral:services": Way("ada", a_call),
    "referral:send": Way("ada", a_call_and_a_service),
    "referral:emergency": Way("ada", a_call_and_a_service),
    "referral:withdraw": Way("ada", a_consent),
    "referral:listing": Way(
        "ben", found("listing_id", "ben", "referral/listings/", "referral/listings/<id>/")
    ),
    "referral:listing-change": Way(
        "ben", found("listing_id", "ben", "referral/listings/", "referral/listings/<id>/")
    ),
    "referral:reviews": Way("gus"),
    "referral:apart": Way("ada", a_call),
    "referral:tell": Way("ada", a_call_and_a_service),
    "referral:follow_ups": Way("ada"),
    "referral:follow_up": Way(
        "ada", found("follow_up_id", "ada", "referral/follow-ups/", "referral/follow-ups/<id>/")
    ),
    "referral:force": Way("ben", FORCE),
    "referral:add-to-force": Way("ben", FORCE),
    "referral:meeting": Way(
        "ben",
        in_the_network(
            "meeting_id", "ben", "referral/network/<force>/", "referral/network/meetings/<id>/"
        ),
    ),
    "referral:briefing": Way("ben", found("briefing_id", "ben", BRIEFINGS, f"{BRIEFINGS}<id>/")),
    "referral:correct-briefing": Way(
        "gus", found("briefing_id", "gus", BRIEFINGS, f"{BRIEFINGS}<id>/")
    ),
    "referral:reveal": Way(
        "gus", found("reveal_id", "gus", "referral/reveals/", "referral/reveals/<id>/")
    ),
    "referral:practice": Way("ben", found("practice_id", "ben", PRACTICES, f"{PRACTICES}<id>/")),
    "referral:shipped-practice": Way("ben", lambda _people: {"code": "htcds"}),
    "referral:outcome": Way("ada", told_of_a_service),
    "referral:review": Way("gus", a_hand_over),
    "case": Way("ben", found("case_id", "ben", "case/", "case/<id>/")),
    "case:double": Way("ben", found("double_id", "ben", "case/doubles/", "case/doubles/<id>/")),
    "case:screen": Way("ben", a_screen),
    "statistics": Way("dana", lambda _people: {"code": "calls"}),
    "statistics:package": Way("dana", lambda _people: {"edition": "1"}),
    "statistics:measure": Way("dana", lambda _people: {"code": "coverage"}),
    "statistics:number": Way(
        "dana", found("number_id", "dana", "statistics/", "statistics/numbers/<id>/")
    ),
    "plan": Way("fay"),
    "plan:rate": Way("eli", lambda _people: {"code": "IX.2"}),
    "plan:rate-own": Way("fay", lambda _people: {"code": "I.1"}),
    "plan:item": Way("fay", lambda _people: {"code": "IX.2"}),
    "plan:advise": Way("eli"),
    "plan:comments": Way("eli"),
    "plan:comment": Way(ids=lambda _people: {"code": "I.1"}),
    "plan:reply": Way("fay", lambda _people: {"code": _newest_advice()}),
    "plan:calendar": Way("fay", lambda _people: {"code": "rcmp"}),
    "report": Way("eli", found("report_id", "eli", "report/", "report/<id>/")),
    "report:download": Way("eli", a_report_file),
}


def way_of(address: Address) -> Way:
    """Who opens this address, with which ids."""
    way = WAYS.get(address.name) or WAYS.get(address.name.partition(":")[0]) or Way()
    return way if address.urlconf == DESK else Way(PUBLIC, way.ids)


def path_of(address: Address, people: People) -> str:
    """Its path below the language, with ids that exist where its way knows them."""
    from django.urls import reverse
    from django.utils.translation import override

    wanted = dict(address.arguments)
    nobodys = {name: NOBODYS if kind == "UUIDConverter" else "-" for name, kind in wanted.items()}
    known = {name: value for name, value in way_of(address).ids(people).items() if name in wanted}
    with override("en"):
        path = reverse(address.name, kwargs={**nobodys, **known}, urlconf=address.urlconf)
    return path.removeprefix("/en/")


# No row of the demo country leads to these: the room tests open them.
NOT_IN_THE_DEMO = {
    "case:file-report",
    "case:disposal",
    "case:word",
    "case:match",
    "case:encoded-file",
    "own-leave",  # leads away from the site
}

# Addresses under a language are for people; the others are for programs.
EVERY = [
    pytest.param(one, id=f"{site}-{one.name}")
    for site, table in (("desk", DESK), ("public", OPEN))
    for one in addresses(table)
    if one.path().startswith("/en/") and one.name not in NOT_IN_THE_DEMO
]


def check(tour: Tour, address: Address, language: str, looks: Looks) -> None:
    """Open the address and compare what is wrong with nothing."""
    name, path = way_of(address).name, path_of(address, tour.people)
    with tour.tab(name, language) as page:
        answer = page.request.get(
            f"{tour.people.site(name)}/{language}/{path}", headers={"Accept": "text/html"}
        )
        if answer.status == 405:
            return  # a form is sent there; walks look at what comes back
        assert answer.status == 200
        if not answer.text().lstrip().startswith("<!doctype html>"):
            return  # a file, or a part of a page that is looked at where it stands
        page.goto(answer.url)
        assert looking.faults(page, looks) == []


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("address", EVERY)
def test_a_page_has_no_fault(tour: Tour, address: Address, language: str) -> None:
    check(tour, address, language, looking.LOOKS)


@pytest.mark.night
@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("address", EVERY)
def test_a_page_has_no_fault_in_the_other_looks_either(
    tour: Tour, address: Address, language: str
) -> None:
    check(tour, address, language, looking.NIGHT_LOOKS)
