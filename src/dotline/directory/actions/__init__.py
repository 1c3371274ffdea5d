"""Writes of the directory: load a source, take in a published listing, decide conflicts."""

from dotline.directory.actions.deciding import keep, take, undo
from dotline.directory.actions.loading import Loaded, load
from dotline.directory.actions.publishing import take_in

__all__ = ["Loaded", "keep", "load", "take", "take_in", "undo"]
