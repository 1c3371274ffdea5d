"""Agencies, workers, roles, purposes, keys: may I, and if not, why; the unit of work.

It serves recommendation XIV of the 2010 proposal: regional task forces work together while each
agency's records stay behind its own wall.
"""
