"""What holds for the whole house: factories, catalogue, templates, states, sizes."""

import ast
import re

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.template.loader import get_template
from django.utils.translation import override

from park_portal.core.management.commands import draw_states, messages
from tests import factories

ROOT = settings.BASE_DIR
OURS = ("park_portal", "spaces", "tenants", "projects", "collaboration")


def our_models():
    return [model for model in apps.get_models() if model.__module__.split(".")[0] in OURS]


def python_files():
    for tree in OURS:
        yield from (path for path in (ROOT / tree).rglob("*.py") if "migrations" not in path.parts)


def test_every_model_has_a_factory():
    made = {getattr(factories, name)._meta.model for name in dir(factories) if name.endswith("Factory")}
    assert {model.__name__ for model in our_models()} - {model.__name__ for model in made} == set()


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name in dir(factories) if name.endswith("Factory")])
def test_every_factory_makes_a_valid_row(name):
    row = getattr(factories, name)()
    row.full_clean()
    assert str(row)


def test_every_constraint_speaks_to_people():
    for model in our_models():
        for constraint in model._meta.constraints:
            assert constraint.violation_error_message != constraint.default_violation_error_message, constraint.name
            for language, _name in settings.LANGUAGES:
                with override(language):  # Django fills the constraint's name in, so a bare percent sign would break it
                    assert constraint.get_violation_error_message(), constraint.name


def test_korean_catalogue_is_complete():
    call_command("messages", "--check")


def test_a_missing_korean_message_is_noticed(tmp_path, monkeypatch):
    """The control: one message is emptied, one made fuzzy, and the same check must fail and name both."""
    text = messages.CATALOGUE.read_text(encoding="utf-8")
    emptied = text.replace('msgstr "구성원 초대"', 'msgstr ""', 1)
    spoilt = emptied.replace('msgid "Accept"\n', '#, fuzzy\nmsgid "Accept"\n', 1)
    assert emptied != text
    assert spoilt != emptied
    copy = tmp_path / "django.po"
    copy.write_text(spoilt, encoding="utf-8")
    monkeypatch.setattr(messages, "CATALOGUE", copy)
    with pytest.raises(CommandError, match=r"(?s)missing: 'Accept'.*missing: 'Invite somebody'"):
        call_command("messages", "--check")


def test_no_korean_in_code():
    """Words for people are English msgids, their Korean lives in the catalogue."""
    data = {"settings.py", "spoken.py"}  # the park's own name, names of languages and weekdays
    for path in python_files():
        if path.name in data or {"templatetags", "demo", "embedded"} & set(path.parts):
            continue
        for text in strings(ast.parse(path.read_text(encoding="utf-8"))):
            assert not re.search(r"[가-힣]{2,}", text), f"{path}: {text!r}"


def strings(tree: ast.AST):
    """String constants that are not docstrings."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def test_every_template_is_used():
    """A template nobody names is dead. Library overrides (account/, mfa/ …) are named by the library."""
    by_library = (
        "account/",
        "allauth/",
        "mfa/",
        "socialaccount/",
        "usersessions/",
        "django/",
        "400",
        "403",
        "404",
        "429",
        "500",
    )
    words = "\n".join(path.read_text(encoding="utf-8") for path in python_files())
    words += "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "templates").rglob("*.*"))
    kinds = set(re.findall(r'"(\w+)\.(\w+)"', words))
    for path in (ROOT / "templates").rglob("*.*"):
        name = path.relative_to(ROOT / "templates").as_posix()
        if name.startswith(by_library):
            continue
        if "/messages/" in name:
            assert (name.split("/")[0], path.stem) in kinds, f"no message is called {name}"
        else:
            assert name in words, f"nobody uses {name}"


def test_every_template_compiles():
    for path in (ROOT / "templates").rglob("*.*"):
        get_template(path.relative_to(ROOT / "templates").as_posix())


def test_state_diagrams_are_current():
    call_command("draw_states", "--check")


def test_states_are_assigned_in_actions_only():
    """``x.state = …`` outside actions would go round the table of legal moves."""
    for path in python_files():
        if path.name == "actions.py" or "actions" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            targets = node.targets if isinstance(node, ast.Assign) else []
            names = [target.attr for target in targets if isinstance(target, ast.Attribute)]
            assert "state" not in names, f"{path}:{getattr(node, 'lineno', 0)} assigns a state"


def test_every_state_has_moves_and_labels():
    machines = list(draw_states.machines())
    assert machines
    for _module, states, moves, public in machines:
        assert set(moves) == set(states)
        assert {to for ends in moves.values() for to in ends} <= set(states)
        assert set(public) == set(states)


def test_files_and_functions_keep_their_size():
    """The norms of the house: file 400 lines, function 35, view 25."""
    for path in python_files():
        text = path.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 400, path
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                limit = 25 if "views" in (path.stem, path.parent.name) else 35
                assert node.end_lineno - node.lineno < limit + 5, f"{path}:{node.lineno} {node.name}"


def test_tests_mirror_the_apps():
    """A folder of tests for every app that has a view, an action or a task."""
    for tree in (*OURS[1:], *(path.name for path in (ROOT / "park_portal").iterdir() if path.is_dir())):
        home = ROOT / tree if tree in OURS else ROOT / "park_portal" / tree
        if any(
            (home / room).exists() for room in ("views.py", "actions.py", "tasks.py", "middleware.py", "servers.py")
        ):
            assert list((ROOT / "tests" / tree).glob("test_*.py")), tree
