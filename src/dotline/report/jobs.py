"""Long work of the reports: one report from release and plan to its files."""

from collections.abc import Sequence

from dotline.access.jobs import Checkpoint
from dotline.base.errors import Invalid
from dotline.base.progress import Progress
from dotline.base.reader import Reader
from dotline.report import actions, policy
from dotline.report.actions import Built
from dotline.report.formats import annual, files, sources, submission
from dotline.report.formats.files import Written
from dotline.report.models import Report
from dotline.report.rules import answers, texts
from dotline.report.rules.answers import AnswerSet
from dotline.statistics.rules.measures import definitions
from dotline.ui.bilingual import LANGS, Lang


def languages(codes: Sequence[str]) -> tuple[Lang, ...]:
    """The languages asked for, each once, in our order; all for none. Raises Invalid."""
    for code in codes:
        if code not in LANGS:
            raise Invalid(
                "There is no report in the language {lang}.",
                "Choose en, fr, or both.",
                lang=code[:20],
            )
    return tuple(lang for lang in LANGS if not codes or lang in codes)


def script(kind: str) -> texts.Script:
    """The texts of a kind of report, checked. Raises NotFound or BadData."""
    return texts.read(texts.load(kind, definitions().measures), annual.FACTS)


def build(reader: Reader, kind: str, langs: Sequence[Lang], progress: Progress) -> Built:
    """Make a report in memory from the newest release and the plan. Writes nothing.

    Raises Refused, NotFound where there is no release or plan, BadData for faulty texts.
    """
    policy.may_build(reader).or_refuse()
    said = script(kind)
    found = sources.gather(reader)
    composed = annual.compose(said, found)
    return Built(kind, found, said.digest, files.write(composed, kind, langs, progress))


def build_and_keep(
    reader: Reader, kind: str, langs: Sequence[Lang], progress: Progress
) -> tuple[Report, Built]:
    """Make a report and keep it. The making runs outside the transaction."""
    built = build(reader, kind, langs, progress)
    return actions.keep(by=reader, built=built), built


def queued(by: Reader, progress: Checkpoint, *, kind: str, langs: str) -> str:
    """The work of one report that the desk asked for."""
    row, built = build_and_keep(by, kind, languages(langs.split()), progress)
    return f"{row.kind} {row.period}: {len(built.files)} files"


def build_answers(
    reader: Reader, code: str, langs: Sequence[Lang], progress: Progress
) -> tuple[AnswerSet, tuple[Written, ...]]:
    """Make the answers to a questionnaire in memory. They need no release, so nothing is kept.

    Raises Refused, NotFound where nobody answered it, BadData for faulty data, Invalid over a limit.
    """
    policy.may_build(reader).or_refuse()
    found = answers.read(code)
    return found, files.write(submission.compose(found), code, langs, progress)
