"""Who asks, are they safe, what do they need: the call at the desk, from its first question.

It serves recommendation IX of the 2010 proposal: one call is enough to be connected.
"""
