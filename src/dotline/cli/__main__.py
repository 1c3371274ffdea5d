"""`python -m dotline.cli`."""

from dotline.cli.main import main

main()
