"""Confidential places under test: two worlds that differ only in where they are, and the attack on them."""
