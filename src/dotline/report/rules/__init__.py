"""Pure rules of the report: its texts in two languages, the lint, the numbers bound to queries."""
