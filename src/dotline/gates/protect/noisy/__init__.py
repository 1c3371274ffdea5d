"""The noisy part of the gate *protect*: counts with exact Gaussian noise, for tables too fine to print.

Pure: no Django, no clock. `accounting` says what is spent, `noise` draws, `declared` holds the
pre-registered tables, `people` the encoded records with one person as the unit.
"""
