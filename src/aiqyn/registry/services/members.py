"""Members: taking them in, changing their roles, closing their accounts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.password_validation import validate_password

from aiqyn.registry import models
from aiqyn.registry.services.door import open_door

__all__ = ["active_members", "add_member", "close_account", "set_password"]


def active_members() -> tuple[models.Member, ...]:
    """The members who may sign in, in the order of their ids."""
    return tuple(models.Member.objects.filter(is_active=True))


def add_member(
    id: str,
    display_name: str,
    password: str,
    *,
    roles: Sequence[str] = (),
    origin: str = "national",
    by: str | None = None,
    at: datetime | None = None,
) -> models.Member:
    """Take in a member.

    Args:
        id: What they will sign in with.
        display_name: How others see them.
        password: Checked against the site's rules, then kept only as a hash.
        roles: Ids of the vocabulary `member-roles`.
        origin: National or international.
        by: Who takes them in; the first member of all is taken in by themselves.
        at: When; now where `None`.

    Raises:
        django.core.exceptions.ValidationError: The password is too weak.
        ValueError: There is such a member already.
    """
    member = models.Member(id=id, display_name=display_name, roles=list(roles), origin=origin)
    validate_password(password, member)
    member.set_password(password)
    with open_door(by or id, at=at) as door:
        if models.Member.objects.filter(pk=id).exists():
            raise ValueError(f"there is a member {id} already")
        member.save(force_insert=True)
        door.note("members", id, _told(member), action="create")
    return member


def set_password(member: models.Member, password: str, *, by: str, at: datetime | None = None) -> None:
    """Give a member a new password; the ledger tells that, and nothing of either password.

    Raises:
        django.core.exceptions.ValidationError: The password is too weak.
    """
    validate_password(password, member)
    member.set_password(password)
    with open_door(by, at=at) as door:
        member.save(update_fields=["password"])
        door.note("members", member.id, _told(member), action="new-password")


def close_account(member: models.Member, *, by: str, at: datetime | None = None) -> None:
    """Let a member sign in no more; what they did stays under their id."""
    member.is_active = False
    member.set_unusable_password()
    with open_door(by, at=at) as door:
        member.save()
        door.note("members", member.id, _told(member), action="close-account")


def _told(member: models.Member) -> dict[str, object]:
    return {
        "display_name": member.display_name,
        "roles": list(member.roles),
        "origin": member.origin,
        "is_active": member.is_active,
    }
