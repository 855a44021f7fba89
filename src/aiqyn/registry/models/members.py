"""Members of the inquiry: who may sign in, in which roles."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password
from django.db import models

from aiqyn.registry.models.fields import CodeField, IdentifierField
from aiqyn.registry.models.guarded import GuardedModel, GuardedQuerySet

__all__ = ["Member"]


class MemberManager(BaseUserManager.from_queryset(GuardedQuerySet)):  # type: ignore[misc]
    """Finds members by the id they sign in with."""


class Member(AbstractBaseUser, GuardedModel):
    """One member.

    Attributes:
        id: What they sign in with and what history names; never an e-mail address.
        display_name: How other members see them.
        roles: Ids of the vocabulary `member-roles`.
        origin: National or international, vocabulary `member-origins`.
    """

    id = IdentifierField(primary_key=True)
    display_name = models.CharField(max_length=200)
    roles = models.JSONField(default=list)
    origin = CodeField(default="national")
    is_active = models.BooleanField(default=True)
    # When somebody was last here is of use to whoever seizes the server, and to nobody else.
    last_login = None

    objects = MemberManager()

    USERNAME_FIELD = "id"
    REQUIRED_FIELDS: ClassVar = ["display_name"]

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.display_name

    def check_password(self, raw_password: str) -> bool:
        """Whether the password is right; unlike Django's own, never writes while it reads."""
        return check_password(raw_password, self.password)

    def get_username(self) -> Any:
        return self.id
