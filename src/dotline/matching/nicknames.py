"""Given names that stand for each other, English and French: the first of each line stands for all of it."""

from collections.abc import Mapping
from typing import Final

_LINES: Final = """
abigail abby gail
albert al bert bertie
alexander alex alec sandy sasha alexandre
alexandra alex sandra lexi sasha
alfred alf fred freddie
amanda mandy
andrew andy drew andre
angela angie angele angelique
anna ann anne annie anick annick
anthony tony antoine anton
barbara barb babs barbie
benjamin ben benny benji
bernard bernie
brigitte bridget gitte
catherine cathy kathy kate katie katherine kathryn catharine cat kat kit
charles charlie chuck chas charly
charlotte lottie charlie
christina christine chris chrissy tina christiane
christopher chris kit christophe topher
cynthia cindy
daniel dan danny
daniela danielle dani
david dave davey
deborah deb debbie debra
donald don donnie
dorothy dot dottie dolly dorothee
douglas doug
edward ed eddie ted ned edouard
eleanor ellie nell nora eleonore leonore
elizabeth liz beth betty eliza lizzie betsy lisa elisabeth elise
emily em emilie emmy
eugene gene
frances fran franny fanny francoise
francis frank frankie francois
frederick fred freddie frederic rick
gabriel gabe gaby
gabrielle gaby
genevieve gen genny ginette
george georgie georges
gerald gerry jerry
gilbert gil
gregory greg gregoire
guillaume william will bill billy willie liam
harold harry hal
helen helene lena ellen
henry hank harry henri
isabelle isabel izzy bella isa
jacob jake
jacqueline jackie
james jim jimmy jamie
janet jan
jean johnny john jon jack
jeanne jane joan janie jeannette jeannine
jeffrey jeff geoffrey geoff
jennifer jen jenny
jessica jess jessie
jonathan jon jonny
joseph joe joey jo josef
josephine jo josie josee
joshua josh
judith judy jude
julia julie jules
kenneth ken kenny
kimberly kim kimmy
laura laurie laure laurence
lawrence larry laurent
leonard len lenny leo
louis lou lewis
louise lou
margaret maggie meg peg peggy marge margie rita marguerite margot greta
marie mary maria molly polly
martin marty
martine martina
matthew matt matthieu mathieu
maurice moe
maxime max maximilian
melissa mel missy
michael mike mick mickey michel
michelle shelly michele micheline
mohammed mohamed muhammad mohammad mohamad mehmet
nathaniel nathan nate nat
nicholas nick nicky nicolas nico
nicole nicky nikki
pamela pam
patricia pat patty trish tricia
patrick pat paddy
paul paulie
peter pete pierre pierrot
philip phil philippe
rachel rae rachelle
raymond ray
rebecca becky becca
richard rick dick rich ricky ritchie
robert rob bob bobby robbie bert
roger rodger
ronald ron ronnie
rosemary rose rosie rosemarie
samantha sam
samuel sam sammy
sarah sally sadie sara
sebastien sebastian seb bastien
stephanie steph stefanie
stephen steve steven stephane etienne stefan
susan sue suzie susie suzanne susanne suzy
sylvie sylvia
teresa terry tess tessa therese theresa
theodore ted teddy theo
thomas tom tommy
timothy tim timmy timothee
valerie val
veronica ronnie vera veronique
victor vic
victoria vicky tori vic
vincent vince vinnie
virginia ginny virginie
walter walt wally
yvonne yvette
zachary zach zack zacharie
""".strip()


def _roots() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for line in _LINES.splitlines():
        first, *rest = line.split()
        found[first] = first
        for name in rest:
            found.setdefault(name, first)  # a name of two lines stands for the first of them
    return found


ROOTS: Final = _roots()


def root(given: str) -> str:
    """The name that a given name, already plain, stands for; itself where none is known."""
    return ROOTS.get(given, given)
