"""Names compared: folded to plain words, legal forms and bilingual pairs made one, likeness in whole points. Pure.

For listings of organisations and services, and for the names of persons in an agency's own files. Every
comparison is symmetric, gives 100 for the same name, 0 where one is missing, and does not see accents or case.
Jaro-Winkler after Winkler (1990), by rapidfuzz.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping
from enum import IntEnum
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import JaroWinkler

ALIKE: Final = 90  # two words that differ by a slip of the pen
_LIGATURES: Final = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ł": "l"})
_ELIDED: Final = re.compile(r"\b([cdjlmnst]|qu)['’ʼ`´]", re.IGNORECASE)
_POSSESSIVE: Final = re.compile(r"['’ʼ`´](s)?\b", re.IGNORECASE)
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_NOT_WORD: Final = re.compile(r"[^\w]+|_+")

# Words that carry no meaning of their own in a name, English and French.
_SMALL: Final = (
    "a an and at by for from in of on or the to with au aux avec ce ces chez d dans de des du en et l la le les "
    "ou par pour sur un une"
)
SMALL: Final = frozenset(_SMALL.split())
# What an organisation is in law, which the same organisation leaves out as often as not.
_LEGAL: Final = (
    "inc incorporated ltd limited ltee limitee corp corporation co company compagnie cie llc llp lp society "
    "societe association assoc foundation fondation organization organisation organisme obnl obl npo charity "
    "cooperative coop registered enr enregistre"
)
LEGAL: Final = frozenset(_LEGAL.split())
# One word for what English and French call differently: the first stands for all of its line.
_EQUAL: Final = """
women woman womens femme femmes female females
men man mens homme hommes male males
child children childrens kids enfant enfants
youth youths jeune jeunes jeunesse teen teens adolescent adolescents ados
senior seniors elder elders aine aines ainee ainees
family families famille familles familial familiale
shelter shelters refuge refuges hebergement
house home maison foyer
centre center centres centers
help aid aide assistance
legal juridique juridiques law
clinic clinique clinics cliniques
service services
health sante
mental mentale
food alimentaire aliments
bank banque
housing logement logements
crisis crise crises
line ligne
victim victims victime victimes
violence violences
sexual sexuelle sexuel sexuels sexuelles
assault agression agressions
support soutien appui
counselling counseling counsel consultation
community communautaire communaute communities
newcomer newcomers arrivant arrivants
immigrant immigrants immigration
worker workers travailleur travailleurs travailleuse travailleuses
settlement etablissement
interpreter interpreters interpretation interprete interpretes
hospital hopital
police policier policiere
friendship amitie
native autochtone autochtones indigenous aboriginal
network reseau
outreach approche
addiction addictions toxicomanie dependance dependances
emergency urgence urgences
night nuit
day jour
north nord
south sud
east est
west ouest
river riviere
lake lac
saint st sainte ste
new nouveau nouvelle nouveaux
program programme programmes programs
""".strip()
EQUAL: Final[Mapping[str, str]] = {
    word: line.split()[0] for line in _EQUAL.splitlines() for word in line.split()
}
# One word for the forms of a given name, English, French and Spanish: the first stands for all of its line.
_GIVEN: Final = """
alexander alexandre alejandro alex alec sandy
alexandra alejandra sandra sacha
andrew andre andres andy drew
anthony antoine antonio tony toni
barbara barb babs
benjamin ben benny benji
catherine katherine kathryn katharine catalina kate katie kathy cathy kat cat kitty
charles carlos charlie chuck
christine christina cristina chris tina
christopher christophe cristobal kris topher
daniel dan danny
deborah debra deb debbie
dorothy dorothee dorotea dot dotty
edward edouard eduardo ed eddie ned ted
elizabeth elisabeth isabel isabelle liz lizzie beth betty eliza lisa elise
emmanuelle emma emmy
frances francoise francisca fran fanny
francis francois francisco frank frankie paco
frederick frederic federico fred freddy
genevieve gen ginette
george georges jorge
gregory gregoire gregorio greg
helen helene elena ellen nell
henry henri enrique hank harry
jacob jacques jaime james jim jimmy jamie jake
jane jeanne juana janet jeannette jen jenny jennifer
john jean juan johnny jack jon jonathan
joseph jose joe joey pepe
josephine josefina josie jo
lawrence laurent lorenzo larry laurie
leonard leonardo leo len lenny
louis luis lou louie
louise luisa lulu
margaret marguerite margarita marg maggie meg peggy rita margot greta
mary marie maria molly polly
matthew matthieu mateo matt
michael michel miguel mike mick mickey
michelle michele micheline shelly
nathaniel nathan nate nat
nicholas nicolas nick nico
nicole nicoletta nikki colette
patricia patrice pat patty trish tricia
patrick patricio paddy
paul pablo pauly
peter pierre pedro pete
philip philippe felipe phil pip
rebecca becky becca
richard ricardo rick ricky dick rich
robert roberto bob bobby rob robbie bert
samuel sam sammy
stephanie estefania steph
stephen steven stephane etienne esteban steve
susan suzanne susana sue susie
theresa therese teresa terry tess
thomas tomas tom tommy
timothy timothee tim
victoria victoire vicky tori
vincent vicente vince vinny
william guillaume guillermo will bill billy liam memo
zachary zacharie zach zack
""".strip()
GIVEN: Final[Mapping[str, str]] = {
    word: line.split()[0] for line in _GIVEN.splitlines() for word in line.split()
}
# Words that make two services different however alike the rest is: for whom, when, which side, which number.
_TELLING: Final = "women men child youth senior family girl boy trans night day north south east west victim offender"
TELLING: Final = frozenset(_TELLING.split())


class Likeness(IntEnum):
    """How alike two names are, word by word."""

    MISSING = 0  # one of them is not given
    DIFFERENT = 1
    PARTLY = 2  # most words are shared, each has one that the other lacks
    WITHIN = 3  # one holds all words of the other and more
    CLOSE = 4  # the same words but for slips of the pen
    SAME = 5


@lru_cache(maxsize=200_000)
def plain(text: str) -> str:
    """Lower case, no accents, no punctuation, single spaces; œ is oe, l' and 's are gone."""
    text = _POSSESSIVE.sub(r"\1", _ELIDED.sub("", text.casefold().translate(_LIGATURES)))
    parts = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in parts if not unicodedata.combining(letter))
    return _NOT_WORD.sub(" ", bare).strip()


@lru_cache(maxsize=200_000)
def words(text: str) -> tuple[str, ...]:
    """The words of an organisation's or service's name that tell it apart, each once, sorted.

    Small words and legal forms are left out where anything else is left; of bilingual pairs the one word stands.
    """
    every = plain(text).split()
    told = [EQUAL.get(word, word) for word in every if word not in SMALL]
    own = [word for word in told if word not in LEGAL]
    return tuple(sorted({_singular(word) for word in own or told or every}))


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith("ss") else word


def jaro_winkler(one: str, two: str) -> int:
    """Jaro-Winkler likeness of two texts as they are, 0 to 100. The order of the two does not matter."""
    if not one or not two:
        return 0
    first, second = sorted((one, two))  # the greedy match of Jaro may depend on the order
    return int(JaroWinkler.similarity(first, second) * 100)


def likeness(one: str, two: str) -> Likeness:
    """How alike the names of two listings are, word by word."""
    return of_words(words(one), words(two))


def of_words(one: tuple[str, ...], two: tuple[str, ...]) -> Likeness:
    """The same for words that were made before, as for many comparisons of the same names."""
    if not one or not two:
        return Likeness.MISSING
    if one == two:
        return Likeness.SAME
    left, right = _unmatched(one, two), _unmatched(two, one)
    if not left and not right:
        return Likeness.CLOSE
    if not left or not right:
        return Likeness.WITHIN
    most = max(len(one), len(two))
    return Likeness.PARTLY if max(len(left), len(right)) * 2 < most else Likeness.DIFFERENT


def _unmatched(one: tuple[str, ...], two: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        word for word in one if word not in two and not any(_slip(word, other) for other in two)
    )


@lru_cache(maxsize=500_000)
def _slip(one: str, two: str) -> bool:
    """Whether two words are one but for a slip of the pen. Short words and numbers must be the same."""
    if min(len(one), len(two)) < 5 or one.isdigit() or two.isdigit():
        return False
    return jaro_winkler(one, two) >= ALIKE


def telling(name: tuple[str, ...]) -> frozenset[str]:
    """The words of a name that tell for whom, when, which side or which number it is."""
    return frozenset(word for word in name if word in TELLING or word.isdigit())


def best(ones: Collection[tuple[str, ...]], twos: Collection[tuple[str, ...]]) -> Likeness:
    """The best likeness of any name of the one with any of the other: English, French, also known as."""
    return max((of_words(one, two) for one in ones for two in twos), default=Likeness.MISSING)


def person(one: str, two: str) -> int:
    """Likeness of two persons' names, 0 to 100: whole and word by word, in any order of given and family name."""
    first, second = plain(one).split(), plain(two).split()
    if not first or not second:
        return 0
    whole = max(jaro_winkler(" ".join(first), " ".join(second)), _sorted_words(first, second))
    return max(whole, min(_pairs(first, second), _pairs(second, first)))


def person_words(name: str) -> tuple[str, ...]:
    """The words of a name without accents or numbers, short forms of given names made one: Beth is Elizabeth."""
    return tuple(GIVEN.get(one, one) for one in _LETTERS.findall(plain(name)))


def _sorted_words(one: list[str], two: list[str]) -> int:
    return jaro_winkler(" ".join(sorted(one)), " ".join(sorted(two)))


def _pairs(one: list[str], two: list[str]) -> int:
    return sum(max(jaro_winkler(word, other) for other in two) for word in one) // len(one)
