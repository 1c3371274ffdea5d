"""What a result is worth, in plain words and as a picture: of 100 people with this result, about how many."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from dotline.base.errors import N_
from dotline.case.rules import screening
from dotline.reference.questionnaires import Questionnaire, ValidationStudy
from dotline.ui import charts
from dotline.ui.asked import lang
from dotline.ui.bilingual import Text
from dotline.ui.numbers import percent


@dataclass(frozen=True)
class Worth:
    """One study's word on a result: where, at which share, sentence and picture (None: not measured)."""

    place: str
    source: str
    share: str
    sentence: str
    chart: charts.Chart | None


def _both(english: str, **filled: object) -> Text:
    """A msgid in both languages, as a chart wants it."""
    texts = []
    for code in ("en", "fr"):
        with override(code):
            texts.append(_(english).format(**filled))
    return Text(*texts)


def _about(value: float) -> str:
    """A share as so many of 100 people; no study is large enough to say none or all."""
    of_100 = round(value * 100)
    if of_100 == 0:
        return _("fewer than 1")
    if of_100 == 100:
        return _("more than 99")
    return _("about {count}").format(count=of_100)


def _sentence(value: float, *, positive: bool) -> str:
    if positive:
        words = _("Of 100 people with this result, {many} have lived through trafficking.")
        return words.format(many=_about(value))
    words = _("Of 100 people with this result, {many} have not lived through trafficking.")
    return words.format(many=_about(value))


def _chart(number: int, value: float, *, positive: bool) -> charts.Chart:
    have = round((value if positive else 1 - value) * 100)
    return charts.Chart(
        id=f"worth-{number}",
        kind=charts.Kind.BARS,
        title=_both(N_("Of 100 people with this result")),
        alt=_both(
            N_(
                "Two bars: {have} of 100 people with this result have lived through trafficking, {not_} have not."
            ),
            have=have,
            not_=100 - have,
        ),
        heading=_both(N_("People")),
        categories=(
            _both(N_("Have lived through trafficking")),
            _both(N_("Have not lived through trafficking")),
        ),
        series=(charts.Series(_both(N_("Of 100")), (have, 100 - have)),),
    )


def _worth(number: int, study: ValidationStudy, positive: bool, share: float | None) -> Worth:
    found = screening.worth(study, share)
    value = None if found is None else found.positive if positive else found.negative
    drawn = value is not None and 0 < round(value * 100) < 100  # a bar of none would say too much
    return Worth(
        place=study.place.in_(lang()),
        source=study.source,
        share=percent(found.prevalence, lang(), digits=1) if found else "",
        sentence=_sentence(value, positive=positive) if value is not None else "",
        chart=_chart(number, value, positive=positive) if drawn and value is not None else None,
    )


def worths(form: Questionnaire, positive: bool, share: float | None) -> list[Worth]:
    """What each study says of a result, at its own share of people or at `share` (between 0 and 1)."""
    return [_worth(number, one, positive, share) for number, one in enumerate(form.studies, 1)]
