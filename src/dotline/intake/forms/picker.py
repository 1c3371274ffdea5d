"""The picker of needs: the whole taxonomy, two clicks deep."""

from dataclasses import dataclass

from dotline.reference import needs as taxonomy
from dotline.ui.asked import lang


@dataclass(frozen=True)
class Choice:
    """One need to tick."""

    code: str
    label: str
    ticked: bool


@dataclass(frozen=True)
class Group:
    """Needs under one heading."""

    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Pillar:
    """One of the four pillars; open where something in it is ticked."""

    label: str
    open: bool
    count: int
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Picker:
    """The whole taxonomy, two clicks deep: open a pillar, tick a need. The commonest stand in front."""

    commonest: tuple[Choice, ...]
    pillars: tuple[Pillar, ...]


def picker(chosen: list[str]) -> Picker:
    """The picker with what is chosen ticked."""
    now = lang()

    def choice(need: taxonomy.Need) -> Choice:
        return Choice(need.code, need.label(now), need.code in chosen)

    pillars = []
    for pillar in taxonomy.below():
        groups = []
        for group in taxonomy.below(pillar.code):
            terms = taxonomy.below(group.code) or (group,)
            rest = [one for one in terms if one.code not in taxonomy.COMMONEST]
            groups.append(Group(group.label(now), tuple(choice(one) for one in rest)))
        ticked = sum(one.ticked for group in groups for one in group.choices)
        pillars.append(Pillar(pillar.label(now), ticked > 0, ticked, tuple(groups)))
    common = [need for code in taxonomy.COMMONEST if (need := taxonomy.find(code))]
    return Picker(tuple(choice(need) for need in common), tuple(pillars))
