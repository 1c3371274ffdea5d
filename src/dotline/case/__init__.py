"""What follows an accepted referral: person, involvement, facts, determinations.

It serves recommendations I, VII and VIII of the 2010 proposal: permits, protection and, where a
person wants it, a safe return.
"""
