"""What we promise of speed and memory, measured by `./dotline bench`; never part of the tests."""
