"""Reads of the directory. The reader comes first, though all of it is open."""
