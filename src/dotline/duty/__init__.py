"""Obligations at work: which window is open, what is late, what was waived and why, and reminders.

It serves recommendations V and X of the 2010 proposal: notices and reports that have a date keep
it.
"""
