"""The tamper-evident ledger: one leaf for each write and each opened record; it names no person.

It serves recommendation X of the 2010 proposal: an independent rapporteur can show that no figure
was altered afterwards.
"""
