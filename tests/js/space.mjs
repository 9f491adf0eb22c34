// A small model of a space and its channels in the wire's shapes, for the reducers' tests.

const AT = "2026-11-21T09:00:00.000Z";

export function channel(id, more = {}) {
  return {
    id,
    type: "CHANNEL",
    channel_kind: "text",
    title: id,
    topic: "",
    avatar_url: null,
    space_id: "s-1",
    category_id: null,
    position: 0,
    archived_at: null,
    last_seq: 0,
    rev: 1,
    version: 1,
    last_message: null,
    members_count: 3,
    created_at: AT,
    updated_at: AT,
    role: "MEMBER",
    permissions: ["send", "view"],
    unread_count: 0,
    mention_count: 0,
    last_read_seq: 0,
    visible_from_seq: 1,
    muted_until: null,
    pinned: false,
    archived: false,
    folder: null,
    notification_level: "default",
    marked_unread: false,
    draft: null,
    is_request: false,
    peer: null,
    ...more,
  };
}

export const EVERYONE = {
  id: "r-0",
  name: "@everyone",
  colour: null,
  position: 0,
  allow: ["view"],
  shown_apart: false,
  version: 1,
};

export function role(id, position, more = {}) {
  return { ...EVERYONE, id, name: id, position, ...more };
}

export function space(more = {}) {
  return {
    id: "s-1",
    name: "Harbour Lab",
    icon_url: null,
    description: "",
    rules: "",
    welcome_text: "",
    is_discoverable: false,
    joining: "invite",
    owner_id: "u-noor",
    roles: [EVERYONE],
    members_count: 3,
    structure: "one",
    created_at: AT,
    version: 1,
    categories: [],
    channels: [],
    my_permissions: ["send", "view"],
    my_role_ids: [],
    nickname: null,
    position: 0,
    ...more,
  };
}

/** What an event about it says to all. */
export function shared(more = {}) {
  const {
    categories: _categories,
    channels: _channels,
    my_permissions: _permissions,
    my_role_ids: _roles,
    nickname: _nickname,
    position: _position,
    ...rest
  } = space(more);
  return rest;
}

export function member(user, more = {}) {
  const rest = { nickname: null, role_ids: [], is_owner: false, joined_at: AT };
  return { space_id: "s-1", user, ...rest, ...more };
}
