"""Writes of the directory: load a source, take in a published listing."""

from dotline.directory.actions.loading import Loaded, load
from dotline.directory.actions.publishing import take_in

__all__ = ["Loaded", "load", "take_in"]
