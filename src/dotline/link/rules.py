"""On what an encoding may rest: each victim's recorded consent, or a named statute for suspects. Pure."""

import re
from dataclasses import dataclass
from typing import Final

from dotline.base.errors import N_, Invalid
from dotline.gates.encode import EncodeReport
from dotline.reference import law

CONSENT: Final = "consent"
_SUSPECTS: Final = re.compile(r"suspects?([._-].*)?")
_AGREEMENT: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z ./_-]{1,59}")


def clauses() -> tuple[str, ...]:
    """The codes of the statutory clauses of the law library: every one but consent."""
    return tuple(
        row.text("code") for row in law.disclosure_clauses() if row.text("code") != CONSENT
    )


@dataclass(frozen=True)
class Lawful:
    """What makes an encoding lawful: `consent` or the code of a clause, and the reference of the agreement.

    The agreement is the one between the agencies, with its privacy impact assessment (design, section 1).
    """

    basis: str
    agreement: str

    def check(self, purpose: str) -> None:
        """Raises Invalid when this carries no encoding for a purpose: no clause, no agreement, a clause for victims."""
        if self.basis != CONSENT and self.basis not in clauses():
            raise Invalid(
                N_("This is neither consent nor a clause of a law."),
                N_("Give consent, or one of: {known}."),
                known=", ".join(clauses()),
            )
        if not _AGREEMENT.fullmatch(self.agreement):
            raise Invalid(
                N_("This is no reference of an agreement."),
                N_(
                    "Name the agreement that has the privacy impact assessment, such as MOU-2027-04."
                ),
            )
        if self.basis != CONSENT and not _SUSPECTS.fullmatch(purpose):
            raise Invalid(
                N_(
                    "The purpose {purpose} needs each person's consent; a clause is for suspects alone."
                ),
                N_("Use consent as the basis, or the key of a purpose such as suspects."),
                purpose=purpose,
            )

    def check_done(self, report: EncodeReport) -> None:
        """The same for a file that was encoded: by consent, nobody is in it who did not say yes. Raises Invalid."""
        self.check(report.purpose)
        if self.basis == CONSENT and report.without_consent is None:
            raise Invalid(
                N_("Nobody was asked for consent in this file."),
                N_('Give a column of the schema the role "consent".'),
            )
