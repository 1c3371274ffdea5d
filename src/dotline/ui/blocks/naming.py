"""Numbers of sections, figures and tables, counted once for all renderers and both languages."""

from dataclasses import dataclass

from django.utils.translation import gettext, override

from dotline.base.errors import Invalid
from dotline.ui.bilingual import Lang
from dotline.ui.blocks.values import Figure, Heading, Report, Table


@dataclass(frozen=True)
class Names:
    """For each id of a heading, figure or table: what it is and its number, e.g. ('figure', '2')."""

    found: dict[str, tuple[str, str]]

    def number(self, name: str) -> str:
        """The number alone, e.g. '2.1'."""
        return self._get(name)[1]

    def of(self, name: str, lang: Lang) -> str:
        """'Figure 2', 'Table 1' or 'section 2.1' in that language."""
        kind, number = self._get(name)
        with override(lang):
            template = {
                "figure": gettext("Figure {number}"),
                "table": gettext("Table {number}"),
                "section": gettext("section {number}"),
            }[kind]
        return template.format(number=number)

    def _get(self, name: str) -> tuple[str, str]:
        if name not in self.found:
            raise Invalid("The text points to '{name}', which is not in the report.", name=name)
        return self.found[name]


def name_all(report: Report) -> Names:
    """Count sections, figures and tables in reading order."""
    found: dict[str, tuple[str, str]] = {}
    section = sub = part = figures = tables = 0
    for block in named(report):
        if isinstance(block, Heading) and block.level == 1:
            section, sub, part = section + 1, 0, 0
            found[block.id] = ("section", str(section))
        elif isinstance(block, Heading) and block.level == 2:
            sub, part = sub + 1, 0
            found[block.id] = ("section", f"{section}.{sub}")
        elif isinstance(block, Heading):
            part += 1
            found[block.id] = ("section", f"{section}.{sub}.{part}")
        elif isinstance(block, Figure):
            figures += 1
            found[block.id] = ("figure", str(figures))
        else:
            tables += 1
            found[block.id] = ("table", str(tables))
    return Names(found)


def named(report: Report) -> list[Heading | Figure | Table]:
    """The blocks that carry an id."""
    return [block for block in report.blocks if isinstance(block, Heading | Figure | Table)]
