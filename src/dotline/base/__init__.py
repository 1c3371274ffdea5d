"""What every room stands on: clock, errors, ids, the reader, encryption. No Django, no tables.

It serves all fourteen recommendations of the 2010 proposal alike and none by itself.
"""
