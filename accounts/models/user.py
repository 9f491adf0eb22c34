"""People and bots."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models

from chatty.core.ids import new_id


class UserManager(BaseUserManager["User"]):
    """Finds people by the name they sign in with. `operations.registration` makes accounts."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person or a bot. Never deleted: messages point to it, so a closed one is pseudonymised."""

    # Django would write it at each sign-in; sessions tell it better.
    last_login = None

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(max_length=64)
    username_skeleton = models.CharField(max_length=64, editable=False)
    email = models.CharField(max_length=320)
    phone = models.CharField(max_length=16, null=True, blank=True)  # noqa: DJ001 - unique, so absent must be NULL
    display_name = models.TextField()
    bio = models.TextField(blank=True, default="")
    avatar_id = models.UUIDField(null=True, blank=True)
    custom_status = models.TextField(blank=True, default="")

    is_bot = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    is_verified = models.BooleanField(default=False)
    suspended_at = models.DateTimeField(null=True, blank=True)
    suspension_reason = models.TextField(blank=True, default="")

    locale = models.CharField(max_length=35, default="en")
    time_zone = models.CharField(max_length=64, default="UTC")
    privacy_settings = models.JSONField(default=dict, blank=True)
    preferences = models.JSONField(default=dict, blank=True)

    last_seen_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)
    # The transaction of the last change, stamped by a trigger: what /sync compares its cursor with.
    # A change of `last_seen_at` alone is none.
    changed_xid = models.BigIntegerField(db_default=0, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]

    class Meta:
        db_table = "users"
        constraints = [
            models.UniqueConstraint(fields=["username"], name="users_username_unique"),
            models.UniqueConstraint(fields=["email"], name="users_email_unique"),
            models.UniqueConstraint(fields=["phone"], name="users_phone_unique"),
        ]
        indexes = [models.Index(fields=["username_skeleton"], name="users_skeleton")]

    def __str__(self) -> str:
        return self.username

    @property
    def is_suspended(self) -> bool:
        """Whether moderation has taken the account's access."""
        return self.suspended_at is not None
