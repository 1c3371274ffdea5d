"""`python -m dotline.cli`."""

import signal

# Ctrl-C while the modules load: end without a trace. main() takes over from here.
signal.signal(signal.SIGINT, signal.SIG_DFL)

from dotline.cli.main import main  # noqa: E402 - after the line above

main()
