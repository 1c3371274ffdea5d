"""Comparing names, tokens and dates without knowing whose they are; pure functions.

It will serve recommendation X of the 2010 proposal: counting a person once who is known to three
agencies. Only this sentence stands here so far: the room arrives with its own issue.
"""
