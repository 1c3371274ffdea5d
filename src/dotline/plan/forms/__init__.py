"""Forms of the plan's desk, and the words of their choices."""
