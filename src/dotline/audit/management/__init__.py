"""Commands of Django that the three stores change."""
