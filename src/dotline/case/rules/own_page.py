"""What a person asks through her own page, and the clock that her word starts. Pure."""

from collections.abc import Mapping

RECORD_RULE = "case_access_request"
COPY, TAKE_BACK, COMPLAINT = "copy", "withdraw", "complain"
# The rule of reference/obligations by which each kind of word is owed an answer.
ANSWER_RULES: Mapping[str, str] = {
    "correct": "case_correction",
    COMPLAINT: "case_complaint",
    TAKE_BACK: "case_taken_back",
    COPY: RECORD_RULE,
}
