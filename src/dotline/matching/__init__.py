"""Comparing names, tokens and dates without knowing whose they are; pure functions.

It serves recommendation X of the 2010 proposal: counting a person once who is known to three agencies.
"""
