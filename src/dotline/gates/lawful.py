"""On what an encoding may rest: each victim's recorded consent, or a named statute for suspects. Pure."""

from dataclasses import dataclass

from dotline.base.crypto import keyed_digest
from dotline.base.errors import N_, Invalid
from dotline.gates.agreement import CONSENT, check_basis, check_reference
from dotline.gates.encode import EncodeKey, EncodeReport
from dotline.gates.encode.keys import TRIAL


@dataclass(frozen=True)
class Lawful:
    """What makes an encoding lawful: `consent` or the code of a clause, and the reference of the agreement.

    The agreement is the one between the agencies, with its privacy impact assessment (design, section 1). `source`
    says where the records come from, '' where the agreement allows one source alone.
    """

    basis: str
    agreement: str
    source: str = ""

    def check(self, purpose: str) -> None:
        """Raises Invalid when this carries no encoding for a purpose: no clause, no agreement, a clause for victims."""
        if purpose == TRIAL:
            raise Invalid(
                N_("The purpose trial is for made-up people alone."),
                N_("Make a key for your purpose (dotline link new-key)."),
            )
        check_basis(self.basis, purpose)
        check_reference(self.agreement)

    def check_done(self, report: EncodeReport) -> None:
        """The same for a file that was encoded: by consent, nobody is in it who did not say yes. Raises Invalid."""
        self.check(report.purpose)
        if self.basis == CONSENT and report.without_consent is None:
            raise Invalid(
                N_("Nobody was asked for consent in this file."),
                N_('Give a column of the schema the role "consent".'),
            )


def mark_of(key: EncodeKey) -> str:
    """What names the secret of a key whatever its purpose and epoch; nothing of the secret follows from it."""
    return keyed_digest(key.secret, b"dotline|secret of an encode key")
