"""One command of Django, for a house of three stores."""
