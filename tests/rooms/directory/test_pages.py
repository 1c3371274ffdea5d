"""The pages: words travel by POST only, every answer has the help line, nothing needs a script."""

import pytest
from django.test import Client

from tests.rooms.directory.listings import NUMBER, key, load, service


@pytest.fixture
def visitor(public_site: None) -> Client:
    del public_site
    return Client(headers={"accept": "text/html"})


def test_help_is_found_by_place_and_need_and_each_service_says_why(visitor: Client) -> None:
    load(service("Harbour shelter", at=(43.71, -79.40), needs=("shelter",)))
    page = visitor.post(
        "/en/directory/", {"place": "Toronto", "need": "housing", "km": "25"}
    ).content.decode()
    assert "Harbour shelter" in page and "helps with: Emergency shelter" in page
    assert f'data-service="{key("Harbour shelter")}"' in page
    french = visitor.post(
        "/fr/directory/", {"place": "Toronto", "need": "housing", "km": "25"}
    ).content.decode()
    assert 'lang="en">Harbour shelter' in french


def test_nothing_found_still_gives_the_help_line(visitor: Client) -> None:
    page = visitor.post("/en/directory/", {"words": "zzzz"}).content.decode()
    assert "Nothing fitted" in page and "tel:+18339001010" in page


def test_an_unknown_place_is_told_at_its_field(visitor: Client) -> None:
    answer = visitor.post("/en/directory/", {"place": "Nowhereville"})
    assert answer.status_code == 400
    assert b"No place of this name is known" in answer.content


def test_what_is_asked_stands_in_no_address(visitor: Client) -> None:
    load(service("Harbour shelter", needs=("shelter",)))
    page = visitor.post("/en/directory/", {"words": "canary shelter"}).content.decode()
    links = [part.split('"')[0] for part in page.split('href="')[1:]]
    assert not [link for link in links if "canary" in link]
    assert (
        "canary"
        not in visitor.get("/en/directory/?words=canary").content.decode().split("<main")[1]
    )


def test_a_service_has_a_page_and_a_removed_one_says_so(visitor: Client) -> None:
    load(service("Harbour shelter", needs=("shelter",)), service("Second"))
    address = f"/en/directory/services/{key('Harbour shelter')}/"
    page = visitor.get(address)
    assert NUMBER in page.content.decode() and not page.cookies
    load(service("Second"))
    gone = visitor.get(address)
    assert gone.status_code == 404 and "not on the list any more" in gone.content.decode()


def test_a_title_says_nothing_that_could_harm(visitor: Client) -> None:
    for language in ("en", "fr"):
        title = (
            visitor.get(f"/{language}/directory/")
            .content.decode()
            .split("<title>")[1]
            .split("</title>")[0]
        )
        assert not {"traf", "trait", "victim", "exploit"} & {
            title.casefold()[i : i + 6][:5] for i in range(len(title))
        }


def test_places_are_suggested_while_somebody_types(visitor: Client) -> None:
    found = visitor.post("/en/directory/suggest/", {"place": "Toron"}).json()
    assert found["places"][0]["label"] == "Toronto, ON"


def test_a_short_list_stands_beside_another_form(visitor: Client) -> None:
    load(service("Harbour shelter", at=(43.71, -79.40), needs=("shelter",)))
    page = visitor.post(
        "/en/directory/beside/", {"need": ["shelter", "food"], "place": "Toronto"}
    ).content.decode()
    assert f'data-service="{key("Harbour shelter")}"' in page and "<html" not in page


def test_a_name_of_two_provinces_offers_both_as_buttons(visitor: Client) -> None:
    page = visitor.post("/en/directory/", {"place": "Windsor"})
    assert page.status_code == 400
    assert 'name="place" value="Windsor, NS"' in page.content.decode()
    assert visitor.post("/en/directory/", {"place": "Windsor, NS"}).status_code == 200


def test_counts_narrow_the_answer_by_a_button_and_nobody_is_asked_what_was_done(
    visitor: Client,
) -> None:
    load(
        service("First house", needs=("shelter",), ours={"welcomes": "pets:yes"}),
        service("Second house", needs=("shelter",), ours={"welcomes": "pets:no"}),
        service("Third desk", needs=("legal_aid",)),
    )
    page = visitor.post("/en/directory/", {"need": "housing"}).content.decode()
    assert 'name="pets" value="on">Pets are welcome (1)' in page
    assert "What was done" not in page and "Status in Canada" not in page
    fewer = visitor.post("/en/directory/", {"need": "housing", "pets": "on"}).content.decode()
    assert "First house" in fewer and "Second house" not in fewer
    term = visitor.post("/en/directory/", {"need": "", "term": "legal_aid"}).content.decode()
    assert "Third desk" in term and "First house" not in term
