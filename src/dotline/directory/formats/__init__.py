"""The ways a directory travels: HSDS 3.1 as JSON or as tables, and the older HSDS 1.x tables. Pure, no Django."""
