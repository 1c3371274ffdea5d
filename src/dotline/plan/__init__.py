"""What was promised, by whom, by when, how far it has come: the plan as data.

It serves the 2010 proposal as a whole: a national action plan is only as good as its dated,
measured items.
"""
