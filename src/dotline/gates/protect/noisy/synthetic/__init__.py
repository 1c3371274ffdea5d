"""Rows of made-up people read off noisy tables: a model of the tables, then rows that agree with it.

Pure post-processing of what a release measured; no record is read and no budget is spent.
`kept` is what a release keeps for it, `evidence` weighs that, `joint` and `fitting` hold the model of
few columns, `trees` foresees many, `rows` makes whole people of either.
"""
