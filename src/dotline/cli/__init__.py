"""Composition only: the command line behind `./dotline`.

It serves all fourteen recommendations of the 2010 proposal: what cannot be started helps nobody.
"""
