/**
 * The shapes that travel between the page and the server (wire contract, version 1), and the
 * shapes of the store built from them. Types only: this module has no code.
 */

/**
 * @typedef {Object} User
 * @property {string} id
 * @property {string} username
 * @property {string} display_name
 * @property {string | null} [avatar_url]
 * @property {boolean} [is_bot]
 * @property {string} [bio]
 * @property {string} [custom_status]
 * @property {string | null} [presence] as it was when a list was asked for
 */

/** @typedef {User & {email?: string, is_verified?: boolean, version?: number, privacy_settings?: Record<string, string>}} Me */

/** @typedef {{emoji: string, count: number, me: boolean}} Reaction */
/** @typedef {{emoji: string, count: number, me?: boolean}} EventReaction */

/** @typedef {{id: string, seq: number, sender_id: string | null, excerpt: string, deleted: boolean}} Reply */

/**
 * @typedef {Object} Message
 * @property {string} id
 * @property {string} conversation_id
 * @property {number} seq
 * @property {number} rev
 * @property {string | null} sender_id
 * @property {string | null} client_id
 * @property {string} type
 * @property {string} body
 * @property {string | null} reply_to
 * @property {Reply | null} reply
 * @property {Reaction[]} reactions
 * @property {Record<string, unknown>} metadata
 * @property {string | null} [thread_id] the first message of the thread that it answers in
 * @property {{count: number, last_seq: number, last_at: string, people: string[]} | null} [thread]
 * @property {{sender_id: string | null, sender_name: string, sent_at: string} | null} [forward]
 * @property {string[]} [mentions]
 * @property {boolean} [mentions_all]
 * @property {boolean} [pinned]
 * @property {string | null} [pinned_at]
 * @property {number} version
 * @property {string} created_at
 * @property {string | null} edited_at
 * @property {boolean} deleted
 * @property {string | null} deleted_at
 * @property {{by: "author" | "moderator", recoverable_until: string | null} | null} [deletion]
 * @property {string | null} [expires_at]
 * @property {boolean} [bookmarked]
 * @property {boolean} [hidden] deleted for the reader alone
 * @property {import("./store/polls.js").Poll | null} [poll]
 */

/**
 * A message inside an event: the same for everyone, so `reactions[].me` is absent.
 * @typedef {Omit<Message, "reactions"> & {
 *   reactions: EventReaction[],
 *   by?: string | null, change?: string,
 *   reaction?: ReactionChange,
 *   emoji?: string, user_id?: string, active?: boolean,
 *   former_mentions?: string[], former_mentions_all?: boolean,
 * }} EventMessage
 */

/** @typedef {{emoji: string, user_id: string, active: boolean}} ReactionChange */
/** Own messages that wait to be sent; `failed` of them could not be. @typedef {{count: number, failed: number}} Waiting */
/** A thread that one follows, with its answers up to a `rev`. @typedef {{conversation_id: string, rev: number, last_seq: number, read_seq: number, unread: number}} Followed */

/**
 * @typedef {Object} Conversation
 * @property {string} id
 * @property {"DM" | "GROUP" | "CHANNEL"} type
 * @property {string | null} channel_kind
 * @property {string | null} title
 * @property {string | null} topic
 * @property {string | null} avatar_url
 * @property {string | null} [space_id] of a channel in a space
 * @property {string | null} [category_id]
 * @property {number} [position]
 * @property {ConversationSettings} [settings]
 * @property {string | null} archived_at
 * @property {number} last_seq
 * @property {number} rev
 * @property {number} version
 * @property {Message | null} last_message
 * @property {number} members_count
 * @property {string} created_at
 * @property {string} updated_at
 * @property {string | null} role
 * @property {string[]} permissions
 * @property {number} unread_count
 * @property {number} mention_count
 * @property {number} last_read_seq
 * @property {number} visible_from_seq
 * @property {string | null} muted_until
 * @property {boolean} pinned
 * @property {boolean} archived
 * @property {string | null} folder
 * @property {string | null} notification_level
 * @property {boolean} marked_unread
 * @property {boolean} is_request
 * @property {User | null} peer
 * @property {Draft | null} [draft]
 */

/**
 * @typedef {Object} ConversationSettings
 * @property {number} slow_mode_seconds
 * @property {boolean} history_for_newcomers
 * @property {number} [edit_window_seconds]
 * @property {"everyone" | "moderators" | "nobody"} [edit_history]
 * @property {number} [disappear_after_seconds]
 * @property {boolean} [allow_forwards]
 * @property {"all" | "media" | "images"} [allowed_file_types]
 * @property {number} [retention_days]
 */
/** @typedef {{body: string, version: number, updated_at: string | null}} Draft */

/**
 * @typedef {Object} Member
 * @property {User} user
 * @property {string} conversation_id
 * @property {string} role
 * @property {string[]} permissions
 * @property {string} joined_at
 * @property {boolean} left
 * @property {number} rev
 * @property {number | null} read_seq
 * @property {number | null} delivered_seq
 */

/** @typedef {{user_id: string, left: true, rev: number}} DepartedMember */
/** @typedef {{user_id: string, delivered_seq: number | null, read_seq: number | null}} Receipt */
/** @typedef {{from_seq: number, to_seq: number}} SeqRange */

/** @typedef {{user_id: string, delivered_at: string | null, read_at: string | null, read: boolean}} MessageReceipt */
/** @typedef {{version: number, body: string, edited_at: string, edited_by: string}} Edit */

/** @typedef {{results: Message[], has_before: boolean, has_after: boolean, last_seq?: number}} MessagePage */

/**
 * @typedef {Object} ChangesAnswer
 * @property {number} rev
 * @property {boolean} has_more
 * @property {Message[]} messages
 * @property {(Member | DepartedMember)[]} members
 * @property {Receipt[]} receipts
 * @property {SeqRange[]} purged
 * @property {{message_id: string, seq: number}[]} [hidden]
 * @property {Conversation} [conversation]
 * @property {boolean} [reset]
 */

/**
 * @typedef {Object} SyncAnswer
 * @property {string} account_cursor
 * @property {{me?: Me, spaces?: SpaceJSON[], spaces_removed?: string[], space_counts?: {id: string, members_count: number}[], bookmarks?: string[], hidden?: {conversation_id: string, message_id: string, seq: number}[], hidden_reset?: boolean}} account
 * @property {Conversation[]} conversations
 * @property {string[]} removed
 * @property {Record<string, ChangesAnswer>} changes
 * @property {boolean} has_more
 * @property {string} [server_time]
 */

/** What a person sets for themselves alone. @typedef {Pick<Conversation, "muted_until" | "pinned" | "archived" | "folder" | "notification_level" | "marked_unread">} OwnState */
/** @typedef {{name: string, conversations: number}} Folder */
/** @typedef {{user: User, reason: string, by: string, created_at: string, expires_at: string | null}} Ban */

/**
 * @typedef {Object} Invite
 * @property {string} code
 * @property {string} url
 * @property {string} created_by
 * @property {string | null} expires_at
 * @property {number | null} max_uses
 * @property {number} uses
 * @property {boolean} revoked
 */

/** @typedef {{id: string, name: string, colour: string | null, position: number, allow: string[], shown_apart: boolean, version: number}} SpaceRole */
/** @typedef {{id: string, title: string, position: number, version: number}} Category */

/**
 * A space without its channels, which are conversations like all others.
 * @typedef {Object} Space
 * @property {string} id
 * @property {string} name
 * @property {string | null} icon_url
 * @property {string} description
 * @property {string} rules
 * @property {string} welcome_text
 * @property {boolean} is_discoverable
 * @property {"invite" | "request" | "open"} joining
 * @property {string} owner_id
 * @property {SpaceRole[]} roles highest first
 * @property {number} members_count
 * @property {string} structure new with every change of who may do what, and of the channels
 * @property {string} created_at
 * @property {number} version
 * @property {Category[]} categories
 * @property {string[]} my_permissions
 * @property {string[]} my_role_ids
 * @property {string | null} nickname
 * @property {number} position among the person's own
 * @property {string[]} [private_channel_ids] of the channels that one sees and not everyone does
 */
/** @typedef {Space & {channels: Conversation[]}} SpaceJSON */
/** @typedef {{id: string, name: string, description: string, members_count: number, joining: Space["joining"], is_member: boolean, has_asked: boolean}} SpaceBrief */
/** @typedef {{space_id: string, user: User, nickname: string | null, role_ids: string[], is_owner: boolean, joined_at: string}} SpaceMember */
/** A window of a list of members, and how many there are in all (in the first window). @typedef {{results: SpaceMember[], next: string | null, total?: number, online?: number}} MemberWindow */

/** @typedef {"online" | "away" | "dnd" | "offline"} PresenceStatus */

/** Whether somebody is there; `status` is null while the server cannot know. @typedef {{user_id: string, status: PresenceStatus | null, last_seen_at: string | null, custom_status: string}} Presence */

/** An event frame. @typedef {{ev: string, c?: string, rev?: number, d: any}} EventFrame */

/**
 * @typedef {Object} WireError
 * @property {string} code
 * @property {string} detail
 * @property {number} status
 * @property {Record<string, string[]>} [errors]
 * @property {number} [retry_after]
 * @property {string} [request_id]
 * @property {any} [current] of a version conflict
 */

/** @typedef {{re: number, ok: true, d: any} | {re: number, ok: false, error: WireError}} AnswerFrame */

/**
 * What this server allows, as far as the page keeps to it itself.
 * @typedef {Object} BootLimits
 * @property {number} body_code_points
 * @property {number} backoff_first_seconds
 * @property {number} backoff_longest_seconds
 * @property {number} excerpt_code_points
 * @property {number} forward_conversations
 * @property {number} poll_question_code_points
 * @property {number} poll_option_code_points
 * @property {number} poll_options_min
 * @property {number} poll_options_max
 */

/**
 * What the server hands the page when it opens.
 * @typedef {Object} Boot
 * @property {Me} me
 * @property {string | null} conversation_id
 * @property {string} csrf_token
 * @property {boolean} is_moderator looks after this server
 * @property {Record<string, boolean>} features
 * @property {Record<string, string[]>} features_in_spaces
 * @property {BootLimits} limits
 */

/* ---- the store ---- */

/** @typedef {MessageChange | {purged: SeqRange[]}} LateChange */
/** A change to one message: from an event (`full: false`) or from REST, which carries all fields. @typedef {{message: EventMessage, full: boolean}} MessageChange */

/**
 * The loaded part of a conversation: one window. Everything from `from_seq` through `to_seq` is
 * known; messages above `to_seq` wait unseen until the hole before them is filled. A window with
 * `has_after` ends before the newest message and holds nothing above `to_seq`.
 * @typedef {Object} Timeline
 * @property {Message[]} messages ascending seq
 * @property {number} from_seq
 * @property {number} to_seq
 * @property {boolean} has_before
 * @property {boolean} has_after
 * @property {boolean} loaded
 * @property {boolean} loading a page is on its way
 * @property {LateChange[]} late changes that arrived while the page was on its way
 */

/**
 * @typedef {Object} Pending an own message that the server has not put in our timeline yet
 * @property {string} client_id
 * @property {string} conversation_id
 * @property {string} body
 * @property {Reply | null} reply
 * @property {string} [thread_id]
 * @property {string} created_at
 * @property {"pending" | "sent" | "failed"} state
 * @property {string} [reason]
 */

/**
 * What events did to the count of unread mentions after the server's last number, which holds
 * through a `rev`.
 * @typedef {{through: number, steps: {rev: number, seq: number, change: number}[]}} MentionLog
 */

/** @typedef {"connecting" | "catching_up" | "open" | "waiting" | "closed"} ConnectionStatus */
/** @typedef {{status: ConnectionStatus, attempts: number, reason?: string}} Connection */

/** @typedef {import("./types_state.js").State} State */

/** @typedef {(state: State, frame: EventFrame) => State} EventReducer */

export {};
