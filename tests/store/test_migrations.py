"""What migrations promise: the database's schema is the models', and each says what it does."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation

OURS = ("registry", "web")


def missing_migrations(state: ProjectState) -> dict[str, list[str]]:
    """What `makemigrations` would write to bring the migrations up to these models."""
    loader = MigrationLoader(None)
    # Django's own models carry names that are worded anew in each language.
    with translation.override(None):
        changes = MigrationAutodetector(loader.project_state(), state).changes(graph=loader.graph)
    return {
        app: [operation.describe() for migration in migrations for operation in migration.operations]
        for app, migrations in changes.items()
    }


def test_every_change_of_a_model_has_its_migration():
    assert missing_migrations(ProjectState.from_apps(apps)) == {}


@pytest.mark.parametrize(
    ("model", "field"), [("person", "age"), ("member", "display_name"), ("release", "sha256")]
)
def test_a_change_without_a_migration_would_be_noticed(model, field):
    state = ProjectState.from_apps(apps).clone()
    state.remove_field("registry", model, field)
    assert missing_migrations(state) == {"registry": [f"Remove field {field} from {model}"]}


def test_migrations_follow_each_other_in_one_line():
    loader = MigrationLoader(None)
    assert loader.detect_conflicts() == {}


def test_every_migration_says_in_its_name_what_it_does():
    loader = MigrationLoader(None)
    names = [name for app, name in loader.disk_migrations if app in OURS]
    assert names
    assert [name for name in names if not re.fullmatch(r"\d{4}(?:_[a-z]+){3,}", name)] == []
    assert [name for name in names if re.search(r"_(auto|alter|initial|merge)(_|$)", name)] == []
