"""Data files that a non-programmer can read and mend: YAML, checked whole, swapped in whole."""

from dotline.reference.datafiles.holder import Holder, holders
from dotline.reference.datafiles.problems import BadData, Problem
from dotline.reference.datafiles.reading import Row
from dotline.reference.datafiles.sets import DataSet, find_files, load_set, override_folder

__all__ = [
    "BadData",
    "DataSet",
    "Holder",
    "Problem",
    "Row",
    "find_files",
    "holders",
    "load_set",
    "override_folder",
]
