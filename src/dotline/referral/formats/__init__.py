"""Formats in which a referral leaves the room."""
