"""What the plan gives to other programs."""
