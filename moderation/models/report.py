"""What somebody asks those who look after the server to look at."""

from django.db import models
from django.db.models.functions import Now

from accounts.models import User
from chatty.core.ids import new_id
from conversations.models import Conversation


class TargetType(models.TextChoices):
    """What can be reported."""

    USER = "user", "Person"
    MESSAGE = "message", "Message"
    CONVERSATION = "conversation", "Conversation"
    SPACE = "space", "Space"


class Reason(models.TextChoices):
    """Why something is reported."""

    SPAM = "spam", "Spam or scam"
    HARASSMENT = "harassment", "Harassment or bullying"
    HATE = "hate", "Hate"
    VIOLENCE = "violence", "Threats or violence"
    SEXUAL = "sexual", "Sexual content nobody asked for"
    CHILD_SAFETY = "child_safety", "Danger to a child"
    SELF_HARM = "self_harm", "Danger to themselves"
    PRIVACY = "privacy", "Somebody's private information"
    IMPERSONATION = "impersonation", "Pretends to be somebody else"
    ILLEGAL = "illegal", "Something else against the law"
    OTHER = "other", "Something else"


class Status(models.TextChoices):
    """How far a report has come. The first two are open."""

    PENDING = "PENDING", "Pending"
    UNDER_REVIEW = "UNDER_REVIEW", "Under review"
    RESOLVED = "RESOLVED", "Resolved"
    DISMISSED = "DISMISSED", "Dismissed"


class Outcome(models.TextChoices):
    """What a resolved report led to; empty for others."""

    NONE = "", "-"
    SUSPENDED = "suspended", "The person was suspended"
    BANNED = "banned", "The person was banned"
    HANDLED = "handled", "Dealt with in another way"


class Report(models.Model):
    """A report. Its words and copies are sealed with a key of its own (`wrapped_key`): what it
    shows survives the conversation's keys, and all of it is noise once this key is dropped.

    `sealed` holds what the reporter wrote and how the target looked then. `about`: whose doing is
    reported, where it is one person's; they never see the report, though they be moderators.
    `conversation`: where it was, if it was in one.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reporter = models.ForeignKey(User, on_delete=models.RESTRICT, related_name="+", db_index=False)
    target_type = models.CharField(max_length=12, choices=TargetType.choices)
    target_id = models.UUIDField()
    about = models.ForeignKey(
        User, on_delete=models.RESTRICT, related_name="+", null=True, blank=True
    )
    conversation = models.ForeignKey(
        Conversation,
        on_delete=models.RESTRICT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    reason = models.CharField(max_length=16, choices=Reason.choices)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PENDING)
    outcome = models.CharField(
        max_length=16, choices=Outcome.choices, blank=True, default=Outcome.NONE
    )
    # Who took it, and who closed it then.
    moderator = models.ForeignKey(
        User, on_delete=models.RESTRICT, related_name="+", null=True, blank=True, db_index=False
    )
    wrapped_key = models.BinaryField(null=True, blank=True)
    sealed = models.BinaryField(default=bytes)
    created_at = models.DateTimeField(db_default=Now())
    taken_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "reports"
        constraints = [
            models.UniqueConstraint(
                fields=["reporter", "target_type", "target_id"],
                condition=models.Q(status=Status.PENDING),
                name="reports_once_pending",
            ),
        ]
        indexes = [
            models.Index(fields=["reporter", "id"], name="reports_of_reporter"),
            models.Index(fields=["status", "id"], name="reports_by_status"),
            # What the clock looks for: closed ones that still hold something.
            models.Index(
                fields=["closed_at"],
                condition=models.Q(wrapped_key__isnull=False, closed_at__isnull=False),
                name="reports_to_empty",
            ),
        ]

    def __str__(self) -> str:
        return f"Report {self.id}"

    @property
    def is_open(self) -> bool:
        """Whether it still waits for a decision."""
        return self.status in {Status.PENDING, Status.UNDER_REVIEW}
