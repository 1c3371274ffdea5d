"""Law, vocabulary, places, organisations, claims, obligations, questionnaires: data files.

It serves recommendations IV and XIII of the 2010 proposal: laws that can be reviewed are laws that
can be read, with section and source.
"""
