"""Dotline connects a country's work against human trafficking, from call for help to report.

It builds what the 2010 proposal for a national action plan asks for; each room below names the
recommendation that it serves.
"""
