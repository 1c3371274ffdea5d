"""Capture tables that were published with their estimates, each with its source.

Counts by the lists that saw them, as in the R packages SparseMSE 2.0.2 (771f1ed3) and MultipleSystemsEstimation
(4f09409d) of Bernard Silverman. New Orleans stands in two editions: 185 people gave the figures of the paper of 2021,
186 (one person more on C and D alone) those of 2024.
"""

from dotline.statistics.estimate import CaptureTable, capture_table


def table(lists: str, **people: int) -> CaptureTable:
    """A table from the people of each combination of lists named by one letter."""
    rows = [[*(float(one in seen) for one in lists), count] for seen, count in people.items()]
    return capture_table(list(lists), rows)


ARTIFICIAL = table("ABC", A=40, B=30, C=20, AB=6)
KOREA = table("BCD", D=41, C=5, B=5, BC=54, BD=6, CD=0, BCD=12)
WESTERN = table(
    "ABCDE", A=52, B=90, C=114, D=45, E=21, AC=4, AD=2, AE=5, BC=6, BD=1, DE=3, ACE=1, BCD=1
)
_NEW_ORLEANS = {
    **{"A": 25, "AC": 1, "AD": 2, "AE": 1, "ACG": 1, "ADE": 1, "B": 5, "BF": 1, "C": 70, "CD": 1},
    **{"CE": 1, "CG": 1, "D": 33, "DE": 2, "E": 6, "EH": 1, "F": 6, "G": 6, "H": 21},
}
NEW_ORLEANS_2021 = table("ABCDEFGH", **_NEW_ORLEANS)
NEW_ORLEANS_2024 = table("ABCDEFGH", **{**_NEW_ORLEANS, "CD": 2})
# A, B E F G joined (here B), C, D, H
_FIVE = {
    **{"A": 25, "B": 24, "C": 70, "D": 33, "H": 21, "AB": 1, "AC": 1, "AD": 2, "BC": 2, "BD": 2},
    **{"BH": 1, "CD": 1, "ABC": 1, "ABD": 1},
}
NEW_ORLEANS_FIVE_2021 = table("ABCDH", **_FIVE)
NEW_ORLEANS_FIVE_2024 = table("ABCDH", **{**_FIVE, "CD": 2})
# The example of the README of the R package dga (ef1a1283): its array in the order of its binary histories.
DGA_EXAMPLE = (
    *(0, 27, 37, 19, 4, 4, 1, 1, 97, 22, 37, 25, 2, 1, 3, 5),
    *(83, 36, 34, 18, 3, 5, 0, 2, 30, 5, 23, 8, 0, 3, 0, 2),
)
