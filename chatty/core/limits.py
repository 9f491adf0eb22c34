"""Every limit of Chatty with its unit.

`CHATTY_LIMIT_<NAME>` overrides one; docs/configuration.md lists them.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Rate:
    """A token bucket: `capacity` tokens, refilled evenly over `per_seconds`."""

    capacity: int
    per_seconds: float


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits in force. Names carry the unit; a field without one counts things."""

    # Requests
    request_body_bytes: int = 1_048_576
    json_depth: int = 64
    page_size: int = 50
    page_size_max: int = 100
    changes_page_size: int = 100
    changes_page_size_max: int = 200
    sync_cursors_max: int = 5_000
    sync_conversations: int = 500
    sync_changes_per_conversation: int = 100
    sync_changes_total: int = 1_000
    sync_operations_max: int = 500
    sync_operation_days: int = 30
    sync_merge_seconds: float = 0.5

    # Sockets
    frame_bytes: int = 102_400
    connections_per_user: int = 5
    heartbeat_seconds: int = 30
    silence_seconds: int = 120
    outbox_frames: int = 1_024
    outbox_bytes: int = 4_194_304
    compressed_frame_bytes: int = 10_240
    backoff_first_seconds: float = 1.0
    backoff_longest_seconds: float = 60.0
    ordering_hold_seconds: float = 0.25
    gap_look_seconds: float = 20.0
    permission_look_seconds: float = 20.0
    handshakes_at_once: int = 4
    handshakes_waiting: int = 4_096
    ticket_seconds: int = 30
    presence_grace_seconds: float = 10.0
    presence_watched: int = 500

    # Rates: each `*_per_minute` is a token bucket of that size
    messages_per_minute: int = 60
    reads_per_minute: int = 600
    sign_ins_per_minute: int = 10
    sign_ins_per_account_per_minute: int = 10
    sign_ins_per_account_per_hour: int = 60
    sign_ups_per_hour: int = 20
    refreshes_per_minute: int = 30
    conversations_per_hour: int = 120
    invites_per_hour: int = 120
    lookups_per_minute: int = 60
    typing_per_minute: int = 120
    conversation_changes_per_minute: int = 60
    reactions_per_minute: int = 120
    deletions_per_minute: int = 120
    bookmarks_per_minute: int = 120
    thread_follows_per_minute: int = 120
    votes_per_minute: int = 120
    html_per_minute: int = 60
    presence_per_minute: int = 60
    reports_per_hour: int = 30

    # Accounts
    username_min: int = 3
    username_max: int = 32
    display_name_code_points: int = 64
    password_min_code_points: int = 10
    password_max_code_points: int = 1_024
    email_characters: int = 254
    bio_code_points: int = 500
    custom_status_code_points: int = 140
    device_name_code_points: int = 64
    preferences_bytes: int = 16_384
    password_hashes_at_once: int = 4
    access_token_seconds: int = 600
    session_days: int = 60
    ended_session_days: int = 30
    owner_claim_hours: int = 24
    verification_hours: int = 48

    # Conversations
    title_code_points: int = 128
    topic_code_points: int = 1_024
    group_members_at_once: int = 100
    pinned_conversations: int = 20
    folders: int = 20
    folder_code_points: int = 64
    counted_members: int = 1_000
    slow_mode_seconds_max: int = 21_600
    edit_window_days_max: int = 365
    disappear_seconds_min: int = 5
    disappear_days_max: int = 365
    retention_days_max: int = 3_650
    ban_days_max: int = 3_650
    ban_reason_code_points: int = 512
    invite_days_max: int = 365
    invite_uses_max: int = 100_000
    features_cached_seconds: float = 1.0
    feature_rollout_names: int = 1_000

    # Spaces
    spaces_per_person: int = 200
    channels_per_space: int = 500
    categories_per_space: int = 100
    roles_per_space: int = 100
    overrides_per_place: int = 100
    space_rules_code_points: int = 8_000
    space_welcome_code_points: int = 2_000
    role_name_code_points: int = 64
    template_overrides: int = 5_000
    join_request_code_points: int = 512
    join_request_pause_hours: float = 24.0
    join_requests_counted: int = 1_000
    space_mark_seconds: int = 600
    space_structures_cached: int = 1_024
    space_online_seconds: float = 5.0
    space_counts_seconds: float = 30.0
    space_lists_cached: int = 256
    space_members_looked_at: int = 2_000

    # Messages
    body_code_points: int = 8_000
    metadata_bytes: int = 8_192
    voice_seconds_max: int = 3_600
    voice_waveform_samples: int = 128
    reactions_per_message: int = 20
    pins_per_conversation: int = 100
    thread_answers_counted: int = 100
    thread_follows_per_person: int = 1_000
    forward_conversations: int = 20
    bookmarks_per_person: int = 1_000
    poll_question_code_points: int = 300
    poll_option_code_points: int = 100
    poll_options_min: int = 2
    poll_options_max: int = 12
    poll_seconds_min: int = 60
    poll_days_max: int = 365
    mentions_per_message: int = 50
    mentions_counted: int = 1_000
    excerpt_code_points: int = 140
    typing_members: int = 200
    typing_seconds: int = 6
    receipts_in_changes: int = 200
    receipt_history_members: int = 200
    receipt_history_seconds: int = 5
    receipt_history_days: int = 30
    read_all_events: int = 100
    scheduled_seconds_min: int = 10
    scheduled_days_max: int = 365
    scheduled_per_conversation: int = 100
    scheduled_look_seconds: float = 2.0
    scheduled_at_once: int = 50
    scheduled_patience_seconds: float = 600.0
    recoverable_days: int = 7
    retention_days: int = 0
    purge_look_seconds: float = 2.0
    purge_old_seconds: float = 600.0
    purge_messages: int = 100
    purge_run_seconds: float = 2.0
    purged_ranges_in_changes: int = 1_000
    hidden_told: int = 1_000

    # Attachments
    image_bytes: int = 52_428_800
    video_bytes: int = 2_147_483_648
    audio_bytes: int = 2_147_483_648
    file_bytes: int = 2_147_483_648
    attachments_per_message: int = 10
    alt_code_points: int = 1_000
    files_per_person_bytes: int = 10_737_418_240
    files_bytes: int = 0
    uploads_open: int = 100
    uploads_per_minute: int = 120
    upload_hours: int = 24
    upload_address_seconds: int = 900
    download_address_seconds: int = 300
    hashed_at_once_bytes: int = 67_108_864
    file_transfers_at_once: int = 64
    file_parts_held: int = 4
    file_threads: int = 4
    file_silence_seconds: float = 30.0
    file_look_seconds: float = 300.0
    disk_full_percent: int = 95
    picture_pixels: int = 50_000_000
    picture_frames: int = 500
    media_streams: int = 16
    thumbnail_small_pixels: int = 320
    thumbnail_large_pixels: int = 1_280
    parser_memory_bytes: int = 1_073_741_824
    parser_cpu_seconds: int = 30
    parser_seconds: float = 120.0
    scan_silence_seconds: float = 120.0
    scan_retry_seconds: float = 600.0
    quarantine_days: int = 7
    custom_emoji_max: int = 50
    custom_emoji_bytes: int = 262_144
    custom_emoji_pixels: int = 512

    # Moderation
    report_details_code_points: int = 2_000
    report_messages: int = 20
    report_former_versions: int = 20
    report_evidence_days: int = 90
    sanction_reason_code_points: int = 512
    moderation_list_rows: int = 1_000

    # Processes
    web_threads: int = 8
    reads_at_once: int = 4
    reads_waiting: int = 2_048
    reads_wait_seconds: float = 5.0
    database_pool: int = 20
    database_pool_wait_seconds: float = 3.0
    statement_seconds: float = 5.0
    slow_query_seconds: float = 1.0
    lock_seconds: float = 2.0
    idle_transaction_seconds: float = 10.0
    conversation_keys_cached: int = 4_096
    conversation_kinds_cached: int = 65_536
    access_tokens_cached: int = 4_096
    group_commit_together: int = 256
    group_commit_waiting: int = 4_096
    socket_writes_at_once: int = 32
    job_attempts: int = 5
    job_sweep_seconds: int = 30

    def values(self) -> dict[str, int | float]:
        """Name → value of every limit, for the documentation and the settings check."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


# The wire contract fixed these two names before the rule of CHATTY_LIMIT_<NAME>.
ALIASES = {
    "messages_per_minute": "CHATTY_MESSAGES_PER_MINUTE",
    "connections_per_user": "CHATTY_CONNECTIONS_PER_USER",
    "retention_days": "CHATTY_RETENTION_DAYS",
}
# Where 0 has a meaning: not at all, or for ever.
_MAY_BE_ZERO = {"files_bytes", "recoverable_days", "retention_days"}
# Where there is no room for more: a choice in an anonymous poll is sealed as 64 bits.
_AT_MOST = {"poll_options_max": 64}


def read_limits(environment: Mapping[str, str]) -> Limits:
    """The limits with the environment's overrides; ValueError names the variable that is wrong."""
    changes: dict[str, Any] = {}
    for name, default in Limits().values().items():
        for variable in (ALIASES.get(name, ""), f"CHATTY_LIMIT_{name.upper()}"):
            text = environment.get(variable, "")
            if text:
                at_zero = name in _MAY_BE_ZERO
                value = _number(variable, text, type(default), may_be_zero=at_zero)
                if value > (most := _AT_MOST.get(name, value)):
                    raise ValueError(f"{variable} must be at most {most}, not {text!r}.")
                changes[name] = value
    return replace(Limits(), **changes)


def _number(variable: str, text: str, kind: type[int | float], *, may_be_zero: bool) -> int | float:
    try:
        value = kind(text)
    except ValueError:
        raise ValueError(f"{variable} must be a number, not {text!r}.") from None
    if may_be_zero and value == 0:
        return value
    if not 0 < value < float("inf"):
        raise ValueError(f"{variable} must be greater than 0, not {text!r}.")
    return value


limits = read_limits(os.environ)


@contextmanager
def override_limits(**changes: float) -> Iterator[None]:
    """Other limits for the length of a test, in this process."""
    before = limits.values()
    if unknown := changes.keys() - before.keys():
        raise AttributeError(", ".join(sorted(unknown)))
    for name, value in changes.items():
        object.__setattr__(limits, name, value)
    try:
        yield
    finally:
        for name in changes:
            object.__setattr__(limits, name, before[name])
