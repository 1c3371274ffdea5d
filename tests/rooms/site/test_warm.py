"""A web process reads its lists and pages before it answers, so that the first visitor waits no longer."""

from typing import Any

from django.template.engine import Engine

from dotline.reference.datafiles import holders
from dotline.site import warm


def test_a_web_process_has_read_lists_and_pages_before_it_answers() -> None:
    for one in holders().values():
        one.forget()
    loader: Any = Engine.get_default().template_loaders[0]
    loader.reset()
    warm.warm()
    assert [name for name, one in holders().items() if one._value is None] == []
    kept = {str(name) for name in loader.get_template_cache}
    assert {"ui/field.html", "intake/queue.html", "case/deadlines.html"} <= kept
