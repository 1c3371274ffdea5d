"""Formats of others: CTDC files and HTCDS 2.0 workbooks, read and written. No database."""
