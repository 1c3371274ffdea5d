"""What may be counted and published: measures, protected tables and the way back from a number.

It serves recommendation X of the 2010 proposal: data collected by an independent national
rapporteur.
"""
