"""The chain contradicts every edit, deletion and reordering."""

from hypothesis import given
from hypothesis import strategies as st

from dotline.audit import rules
from dotline.audit.rules import LinkValue


def chain(leaves: list[str]) -> list[LinkValue]:
    links, previous = [], rules.GENESIS
    for seq, leaf in enumerate(leaves, start=1):
        digest = rules.link_hash(seq, previous, leaf)
        links.append(LinkValue(seq, f"event-{seq}", leaf, previous, digest))
        previous = digest
    return links


def content(links: list[LinkValue]) -> dict[str, str]:
    return {link.event_id: link.leaf for link in links}


LEAVES = st.lists(
    st.text(alphabet="0123456789abcdef", min_size=8, max_size=8),
    min_size=3,
    max_size=12,
    unique=True,
)


@given(LEAVES)
def test_an_untouched_chain_has_no_fault(leaves: list[str]) -> None:
    links = chain(leaves)
    assert rules.chain_faults(links, content(links)) == []


@given(LEAVES, st.data())
def test_an_edited_event_is_found(leaves: list[str], data: st.DataObject) -> None:
    links = chain(leaves)
    victim = data.draw(st.sampled_from(links))
    changed = {**content(links), victim.event_id: "another"}
    assert [fault.kind for fault in rules.chain_faults(links, changed)] == ["edited"]


@given(LEAVES, st.data())
def test_a_deleted_link_is_found_unless_it_was_the_last(
    leaves: list[str], data: st.DataObject
) -> None:
    links = chain(leaves)
    at = data.draw(st.integers(0, len(links) - 2))
    rest = links[:at] + links[at + 1 :]
    kinds = {fault.kind for fault in rules.chain_faults(rest, content(rest))}
    assert "deleted" in kinds


@given(LEAVES, st.data())
def test_two_swapped_leaves_are_found(leaves: list[str], data: st.DataObject) -> None:
    links = chain(leaves)
    one, two = data.draw(
        st.lists(st.integers(0, len(links) - 1), min_size=2, max_size=2, unique=True)
    )
    swapped = list(links)
    for here, there in ((one, two), (two, one)):
        link = links[here]
        swapped[here] = LinkValue(
            link.seq, links[there].event_id, links[there].leaf, link.previous, link.hash
        )
    assert "reordered" in {fault.kind for fault in rules.chain_faults(swapped, content(swapped))}


def test_the_leaf_covers_every_field() -> None:
    fields: dict[str, str | None] = {"action": "intake.save", "actor": None}
    assert rules.leaf_hash(fields) != rules.leaf_hash({**fields, "actor": "someone"})
    assert rules.leaf_hash(fields) == rules.leaf_hash(dict(reversed(fields.items())))
