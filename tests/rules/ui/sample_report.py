"""One small report with every kind of block. Its numbers are FICTIONAL."""

from dataclasses import replace
from datetime import date

from dotline.ui.bilingual import Text
from dotline.ui.blocks.values import (
    BigNumber,
    Binding,
    Block,
    Bound,
    Figure,
    Heading,
    Items,
    Note,
    Para,
    Quotation,
    Ref,
    Report,
    Row,
    Source,
    Table,
    Unit,
)
from dotline.ui.charts import Chart, Kind, Series
from dotline.ui.numbers import Hidden

X = Hidden.SUPPRESSED
HELPLINE = Text("fictional help line", "ligne d'aide fictive")
SOURCE = Source(HELPLINE, "calls.by_need", "dd14d2771103", "passage-7")

CHART = Chart(
    id="needs",
    kind=Kind.BARS,
    title=Text("What callers asked for", "Ce que les gens ont demandé"),
    alt=Text(
        "Shelter is asked for most, then legal advice.",
        "L'hébergement est demandé le plus, puis les conseils juridiques.",
    ),
    heading=Text("Need", "Besoin"),
    categories=(
        Text("Shelter", "Hébergement"),
        Text("Legal advice", "Conseils juridiques"),
        Text("Travel home", "Retour chez soi"),
    ),
    series=(Series(Text("Calls", "Appels"), (1250, 412, X)),),
)


def binding(name: str, **changes: object) -> Binding:
    plain = Binding(
        id=name,
        value=12706,
        label=Text("Calls received", "Appels reçus"),
        source=HELPLINE,
        measure="calls.total",
        snapshot="dd14d2771103",
        passage="passage-7",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


BLOCKS: tuple[Block, ...] = (
    Heading("calls-for-help", Text("Calls for help", "Appels à l'aide")),
    Para(
        Text(
            "From {d:2026-01-01} on, people called {n:calls} times; {n:share} asked for shelter. "
            "See {see:fig-needs}. A further {n:small} calls came from ships.",
            "Depuis le {d:2026-01-01}, les gens ont appelé {n:calls} fois; {n:share} ont demandé un "
            "hébergement. Voir {see:fig-needs}. Des navires sont venus {n:small} autres appels.",
        )
    ),
    BigNumber("calls"),
    Figure(
        "fig-needs",
        Text("What callers asked for <most>", "Ce que les gens ont demandé <le plus>"),
        CHART,
        SOURCE,
    ),
    Heading("answers", Text("Answers", "Réponses"), level=2),
    Items(
        (
            Text("Each answer has a date.", "Chaque réponse a une date."),
            Text("Late ones are named.", "Les retards sont nommés."),
        ),
        ordered=True,
    ),
    Items((Text("One service at a time.", "Un service à la fois."),)),
    Table(
        "tab-answers",
        Text("Answers by province", "Réponses par province"),
        (Text("Province", "Province"), Text("Calls", "Appels"), Text("Note", "Note")),
        (
            Row(Text("Manitoba", "Manitoba"), (Ref("calls"), Text("whole year", "année entière"))),
            Row(Text("Yukon", "Yukon"), (X, Text("from July 2026", "depuis juillet 2026"))),
            Row(Text("Ontario", "Ontario"), (980, Text("section 4.2", "section 4.2"))),
        ),
        SOURCE,
    ),
    Heading("words", Text("What people told us", "Ce qu'on nous a dit")),
    Quotation(
        Text("I waited 3 hours, then 2 people came.", "J'ai attendu 3 heures, puis 2 sont venus."),
        Text("A fictional caller", "Une personne fictive"),
    ),
    Note(
        Text("Counts are of calls, not of people.", "On compte des appels, et non des personnes.")
    ),
)
BINDINGS = (
    binding("calls", bound=Bound.AT_LEAST),
    binding("share", value=0.69, unit=Unit.SHARE, label=Text("Asked for shelter", "Hébergement")),
    binding("small", value=X, label=Text("Calls from ships", "Appels de navires")),
)
REPORT = Report(
    id="annual",
    title=Text("Annual report 2026", "Rapport annuel 2026"),
    subtitle=Text("Calls for help and what came of them", "Appels à l'aide et leurs suites"),
    author=Text("FICTIONAL Rapporteur", "Rapporteur FICTIF"),
    issued=date(2026, 3, 31),
    blocks=BLOCKS,
    bindings=BINDINGS,
    fictional=True,
)
