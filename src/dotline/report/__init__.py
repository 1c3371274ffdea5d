"""What Parliament and the world are told: reports in which every number is a bound query.

It serves recommendation X of the 2010 proposal: the national rapporteur's yearly report.
"""
