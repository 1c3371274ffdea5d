"""Reading iCarol's resource export: who is meant for the public, what of them, and what that is in HSDS. Pure."""

from dotline.directory.formats.icarol.mapping import is_icarol, read

__all__ = ["is_icarol", "read"]
