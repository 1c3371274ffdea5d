"""What is going on at the FICTIONAL hotline tonight: desks, a shift, tips, a hand-over, a decision about a child."""

from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from django.conf import settings

from dotline.access import demo as country
from dotline.access import queries as people
from dotline.access.unit import behind
from dotline.base import clock
from dotline.base.ids import stable_id
from dotline.base.reader import Reader
from dotline.gates import tipbox
from dotline.intake import actions, jobs, queries
from dotline.intake.actions import PastTip
from dotline.intake.rules import TipClass, TipStatus
from dotline.reference import desks

PAST_TIPS = 90
CLASSES = {TipClass.OTHER: 70, TipClass.CHILD: 22, TipClass.LIFE_THREAT: 8}
TYPICAL = {
    TipClass.OTHER: 240,
    TipClass.CHILD: 31,
    TipClass.LIFE_THREAT: 7,
}  # minutes to the police

FILE = """# FICTIONAL / FICTIF: the desks of the demo country.
desks:
  - code: line
    agency: local
    label_en: The line, day and night (FICTIONAL)
    label_fr: La ligne, jour et nuit (FICTIF)
    zone: America/Toronto
    order: 1
"""
BY_DAY = (
    "  - {{code: door-{low}, agency: shelter-{low}, label_en: 'Safe Door, {place.city_en} (FICTIONAL)', "
    "label_fr: 'La Porte sûre, {place.city_fr} (FICTIF)', zone: {place.zone}, order: {order}, holidays: closed, "
    "serves: [{place.province}], hours: [{{days: [mon, tue, wed, thu, fri], from: '08:00', to: '20:00'}}]}}\n"
)
SAID = (
    (
        "FICTIONAL. A van brings the same six workers to a farm at night. A man holds their papers.",
        TipClass.OTHER,
        "Winnipeg",
    ),
    (
        "FICTIF. Une fille d’environ 15 ans vit dans un appartement et ne sort jamais seule.",
        TipClass.CHILD,
        "Montréal",
    ),
    ("FICTIONAL. I hear somebody cry for help in the unit next door, every night.", None, ""),
)


def fill(seed: int) -> dict[str, int]:
    """Make it all; running it again adds nothing."""
    with behind(Reader.system("demo")):
        return _fill(seed)


def _fill(seed: int) -> dict[str, int]:
    write_desks()
    ada = country.counsellor()
    made = actions.import_tips(by=people.operator(), batch=past_tips(seed))
    actions.begin_shift(by=ada, desk="line")
    _tips(ada, seed)
    _child(ada)
    _handover(ada, seed)
    return {"past tips": made, "tips tonight": len(SAID)}


def write_desks() -> None:
    """Put the demo country's desks where an installation keeps its own."""
    folder = Path(settings.DOTLINE_HOME) / "data" / "desks"
    folder.mkdir(parents=True, exist_ok=True)
    text = FILE
    for order, place in enumerate(country.PLACES, start=2):
        city_en = place.city_en.replace("'", "’")
        shown = country.DemoPlace(place.province, city_en, place.city_fr, place.zone)
        text += BY_DAY.format(place=shown, low=place.province.lower(), order=order)
    text += "police:\n"
    for place in country.PLACES:
        text += f"  - {{agency: police-{place.province.lower()}, province: {place.province}}}\n"
    (folder / "desks.yaml").write_text(text, encoding="utf-8")
    desks.HOLDER.reload()


def past_tips(seed: int) -> list[PastTip]:
    """A year of FICTIONAL tips that went to the police, without a word of any."""
    random = Random(f"tips-{seed}")
    now = clock.now()
    rows = []
    for number in range(PAST_TIPS):
        tip_class = random.choices(list(CLASSES), list(CLASSES.values()))[0]
        came = now - timedelta(days=random.randint(2, 360), minutes=random.randrange(1440))
        opened = came + timedelta(minutes=random.randint(1, 14))
        routed = opened + timedelta(minutes=TYPICAL[tip_class] * random.lognormvariate(0, 0.7))
        receipt: datetime | None = routed + timedelta(minutes=random.randint(4, 600))
        province = random.choice([place.province for place in country.PLACES])
        rows.append(
            PastTip(
                id=stable_id("demo-tip", str(seed), str(number)),
                agency=country.agency_id("local"),
                tip_class=tip_class,
                province=province,
                received_at=came,
                opened_at=opened,
                routed_at=routed,
                routed_to=country.agency_id(f"police-{province.lower()}"),
                receipt_at=receipt if random.random() < 0.93 else None,
                demo=True,
            )
        )
    return rows


def _tips(ada: Reader, seed: int) -> None:
    """Three messages through the real letterbox: one weighed, one sent on, one still sealed."""
    if not tipbox.hotlines(ada).filter(pk=ada.own).exists():
        return
    for number, (text, _class, _place) in enumerate(SAID):
        code = str(Random(f"tip-{seed}-{number}").randrange(10**15, 10**16))
        tipbox.post_tip(by=Reader.public(), agency=ada.own, code=code, text=text)
        jobs.fetch_tips()
    rows = queries.tips(ada).filter(source="web").order_by("received_at")
    for found, (_text, tip_class, place) in zip(rows, SAID, strict=False):
        if tip_class is None or found.status != TipStatus.SEALED:
            continue
        row = found.id
        actions.open_tip(by=ada, tip_id=row)
        actions.weigh_tip(by=ada, tip_id=row, tip_class=tip_class, place=place, province="")
        if tip_class == TipClass.CHILD:
            actions.route_tip(by=ada, tip_id=row, to=country.agency_id("police-qc"))


def _child(ada: Reader) -> None:
    """One decision about a child, waiting for a second person."""
    for row in queries.open_contacts(ada):
        if row.age_band == "16-17" and not queries.decisions_of(ada, row.id):
            actions.decide_child_duty(by=ada, contact_id=row.id, decision="reported")


def _handover(ada: Reader, seed: int) -> None:
    """The evening shift was signed over; Ada has not taken it yet."""
    ivo = people.reader_by_name("ivo")
    key = stable_id("demo-handover", str(seed))
    notes = {
        thing: "FICTIONAL / FICTIF: rings again at nine."
        for _k, thing in queries.open_things(ada)[:1]
    }
    actions.give_handover(
        by=ivo, notes=notes, general="FICTIONAL / FICTIF. A calm evening.", key=key
    )
