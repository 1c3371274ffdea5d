"""How figures leave as files: CSV for a spreadsheet, JSON for a program."""
