"""Shared looks in two languages, and panels, where a later room shows on an earlier page.

It serves recommendation VI of the 2010 proposal: what the public reads must be plain and reach
everyone.
"""
