"""The same person elsewhere: sees keyed encodings only, never a name.

It serves recommendations X and XIV of the 2010 proposal: one person, known to several forces, counted once and met
once. An agency encodes its own file (`gates/encode`); `jobs` compares two such files and resolves what was found, in a
notebook too:

    >>> from dotline.link import jobs
    >>> compared, told = jobs.match(Path("police.dlk"), Path("shelters.dlk"))
    >>> surest = jobs.chosen(told, one_to_one=True, least=0.5)
"""
