"""FICTIONAL: the plan office of the demo country owns the federal plan, and its Rapporteur gives advice."""

from dataclasses import dataclass
from datetime import timedelta

from dotline.access import demo as country
from dotline.access import queries as access
from dotline.base import clock
from dotline.base.progress import Progress
from dotline.base.reader import Reader
from dotline.gates import commentbox
from dotline.gates.commentbox import Said
from dotline.plan import actions
from dotline.plan.queries import comments
from dotline.plan.queries.advice import advice
from dotline.plan.rules.advice import PlanWords
from dotline.plan.rules.comments import DeclineReason, PublishReason


@dataclass(frozen=True)
class DemoAdvice:
    """Advice so many days ago to an organisation about an item, and after how many days a reply came, if any."""

    ago: int
    to: str
    item: str
    words: PlanWords
    after: int = 0
    reply: PlanWords | None = None


ADVICE = (
    DemoAdvice(
        300,
        "cbsa",
        "I.1",
        PlanWords(
            "FICTIONAL: Publish each year how many officers were briefed, by region.",
            "FICTIF : Publier chaque année le nombre d’agents informés, par région.",
        ),
        80,
        PlanWords(
            "FICTIONAL: We will, from the next fiscal year on.",
            "FICTIF : Nous le ferons dès le prochain exercice.",
        ),
    ),
    DemoAdvice(
        240,
        "public_safety",
        "IX.2",
        PlanWords(
            "FICTIONAL: Say how long callers wait before somebody answers.",
            "FICTIF : Dire combien de temps on attend avant qu’une personne réponde.",
        ),
        170,
        PlanWords(
            "FICTIONAL: The figure comes with the next release.",
            "FICTIF : Le chiffre viendra avec la prochaine diffusion.",
        ),
    ),
    DemoAdvice(
        160,
        "justice",
        "XIII.2",
        PlanWords(
            "FICTIONAL: Begin the review of the law that was due, and name who leads it.",
            "FICTIF : Commencer l’examen de la loi qui était dû, et nommer qui le dirige.",
        ),
    ),
    DemoAdvice(
        15,
        "ircc",
        "I.5",
        PlanWords(
            "FICTIONAL: Offer the card in the languages that callers asked for last year.",
            "FICTIF : Offrir la carte dans les langues demandées l’an dernier.",
        ),
    ),
)


COMMENTS = (
    Said(
        "I.1",
        "en",
        "FICTIONAL: I was asked at a border desk if I was travelling freely, and nobody told me what the card was "
        "for. Please brief the officers on how to hand it over.",
    ),
    Said("I.1", "en", "FICTIONAL: Cheap tickets to everywhere!"),
    Said("IX.2", "fr", "FICTIF : La ligne répond-elle aussi la nuit, en français?"),
    Said("IX.2", "en", "FICTIONAL: Ring me at 000 000 0000, I know more."),
)


def fill(*, seed: int, progress: Progress) -> dict[str, int]:
    """Name the plan office, give advice and write replies down. Draws nothing; again it adds nothing."""
    del seed
    operator = access.operator()
    actions.name_keeper(by=operator, agency=country.agency_id("plan-office"))
    if advice(operator):
        return {}
    rapporteur, office = access.reader_by_name("eli"), access.reader_by_name("fay")
    progress.start("advice", len(ADVICE))
    for one in ADVICE:
        on = clock.today() - timedelta(days=one.ago)
        row = actions.give_advice(
            by=rapporteur, to=one.to, item_code=one.item, words=one.words, on=on
        )
        if one.reply is not None:
            day = on + timedelta(days=one.after)
            actions.reply_to_advice(by=office, code=row.code, words=one.reply, on=day)
        progress.advance()
    progress.done()
    _comment(operator, rapporteur)
    return {"advice": len(ADVICE), "comments": len(COMMENTS)}


def _comment(operator: Reader, rapporteur: Reader) -> None:
    """Four comments: one is shown, one declined, two wait; one of these tells a phone number."""
    office = access.agency(operator, country.agency_id("rapporteur"))
    commentbox.take_comments(
        by=operator, agency=office.id, name_en=office.name_en, name_fr=office.name_fr
    )
    for number, said in enumerate(COMMENTS):
        commentbox.post_comment(by=Reader.public(), code=f"demo {number}", said=said)
    for one in comments.waiting(rapporteur):
        if one.said == COMMENTS[0]:
            reason = PublishReason.EXPERIENCE
            actions.publish_comment(by=rapporteur, comment=one.id, reason=reason)
        elif one.said == COMMENTS[1]:
            actions.decline_comment(by=rapporteur, comment=one.id, reason=DeclineReason.ADVERT)
