"""The same person elsewhere: sees keyed encodings only, never a name.

It will serve recommendations X and XIV of the 2010 proposal: one person, known to several forces,
counted once and met once. So far an agency can encode its own file (`gates/encode`); comparing comes next.
"""
