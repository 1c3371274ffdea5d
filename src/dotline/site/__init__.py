"""Composition only: settings, addresses and servers of the desk and of the public site.

It serves recommendation VI of the 2010 proposal: one public address in both languages.
"""
