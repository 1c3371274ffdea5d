"""The command line: composition only; each room brings its own commands."""
