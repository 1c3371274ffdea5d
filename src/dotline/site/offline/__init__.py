"""The desk without its database: search in a signed snapshot, and calls sealed at once into a queue."""
