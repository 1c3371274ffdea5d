"""Handing over with consent until somebody has answered; the receiving service's queue.

It serves recommendation IX of the 2010 proposal, a national referral mechanism, and VII, care for
victims.
"""
