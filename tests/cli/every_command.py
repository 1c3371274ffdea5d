"""Runs commands of `dotline` one after the other in a home, as a terminal would; prints codes and output as JSON."""

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout

from dotline.base.errors import DotlineError
from dotline.cli import main


def one(words: list[str]) -> dict[str, object]:
    """Exit code and everything said."""
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        try:
            status = main.cli.main(words, prog_name="dotline", standalone_mode=False)
            code = status if isinstance(status, int) else 0
        except main.click.ClickException as error:
            error.show()
            code = error.exit_code
        except DotlineError as error:
            said.write(main.spoken(error))
            code = error.exit_code
    return {"words": words, "code": code, "said": said.getvalue()}


if __name__ == "__main__":
    results = [one(words) for words in json.load(sys.stdin)]
    json.dump(results, sys.__stdout__)
