"""Nobody is contacted outside of the plan: one function gives out how to reach somebody, and nothing else sends."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.law.tree import SOURCE, modules, parsed, short

GATE = "reveal_reach"
# The plan is opened where it is kept, shown to whoever fills it in, and put into words for a hand-over.
MAY_OPEN_A_PLAN = {
    "src/dotline/intake/queries/calls.py",
    "src/dotline/intake/actions/calls.py",
    "src/dotline/intake/actions/contacting.py",
}
# These ask a plan whether and by which way, and never see what it holds (the next law).
MAY_ASK_A_PLAN = {
    "src/dotline/intake/queries/__init__.py",
    "src/dotline/referral/queries/along.py",
    "src/dotline/referral/queries/targets.py",
}
MAY_SEE_THE_REACH = {
    *MAY_OPEN_A_PLAN,
    "src/dotline/intake/rules/safe_contact.py",
    "src/dotline/intake/forms/calls.py",
    "src/dotline/intake/queries/leaving.py",
}
SENDERS = {"smtplib", "twilio", "boto3", "requests", "httpx", "aiosmtplib", "sendgrid", "vonage"}
SENDING = {"send_mail", "send_mass_mail", "EmailMessage", "EmailMultiAlternatives", "mail_admins"}
REACHING = ("call_back", "callback", "follow_up_by", "contact_person", "send_sms", "text_person",
            "leave_message", "leave_voicemail", "notify_person", "remind_person")  # fmt: skip
INSIDE = ("intake", "referral", "case")


def names(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield node.lineno, node.attr
        elif isinstance(node, ast.Name):
            yield node.lineno, node.id


def opens_a_plan(tree: ast.AST) -> list[int]:
    return [line for line, name in names(tree) if name == "plan_of"]


def sees_the_reach(tree: ast.AST) -> list[int]:
    """Lines that read a plan's number or code word: `plan.reach`, `facts.plan.code_word`."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"reach", "code_word"}
        and ast.unparse(node.value).endswith("plan")
    ]


def reaches_without_asking(tree: ast.AST) -> list[int]:
    """Functions whose name says that they reach a person, and that never ask the one function."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and any(word in node.name for word in REACHING)
        and not node.name.startswith("may_")
        and GATE not in {name for _line, name in names(node)}
    ]


def inside() -> list[Path]:
    return [path for path in modules() if path.relative_to(SOURCE).parts[0] in INSIDE]


def test_a_plan_is_opened_only_where_it_is_kept() -> None:
    found = {
        short(path): opens_a_plan(parsed(path)) for path in modules() if opens_a_plan(parsed(path))
    }
    assert set(found) <= MAY_OPEN_A_PLAN | MAY_ASK_A_PLAN, found


def test_a_number_or_a_code_word_is_seen_nowhere_else() -> None:
    found = {
        short(path): sees_the_reach(parsed(path))
        for path in modules()
        if sees_the_reach(parsed(path))
    }
    assert set(found) <= MAY_SEE_THE_REACH, found


def test_nothing_that_reaches_a_person_goes_past_the_one_function() -> None:
    found = [
        f"{short(path)}:{line}"
        for path in inside()
        if "actions" in path.parts or path.name == "actions.py"
        for line in reaches_without_asking(parsed(path))
    ]
    assert found == []


def test_the_program_has_no_other_way_to_send_anything_to_a_person() -> None:
    found = [
        f"{short(path)}:{node.lineno}"
        for path in modules()
        for node in ast.walk(parsed(path))
        if (
            isinstance(node, ast.Import | ast.ImportFrom)
            and {
                part
                for alias in node.names
                for part in (
                    *(getattr(node, "module", "") or "").split("."),
                    *alias.name.split("."),
                )
            }
            & (SENDERS | SENDING)
        )
    ]
    assert found == []


def test_only_a_hand_over_puts_the_number_into_words() -> None:
    found = {
        short(path)
        for path in modules()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.keyword) and node.arg == "with_reach"
    }
    assert found == {"src/dotline/intake/queries/leaving.py"}


def test_a_planted_breach_is_noticed() -> None:
    planted = ast.parse(
        "def call_back_later(by, contact):\n    dial(queries.plan_of(by, contact).plan.reach)\n"
    )
    assert opens_a_plan(planted) == [2]
    assert sees_the_reach(planted) == [2]
    assert reaches_without_asking(planted) == [1]
    lawful = ast.parse("def call_back_later(by):\n    return reveal_reach(by=by)\n")
    assert reaches_without_asking(lawful) == []
