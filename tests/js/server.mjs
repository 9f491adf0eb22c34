// A small model of the server for the reducers' tests: it keeps one conversation's truth and tells
// it in the wire's shapes, as events, pages, `changes` and snapshots.

export const ME = { id: "u-me", username: "mika", display_name: "Mika Engel" };
export const NOOR = { id: "u-noor", username: "noor", display_name: "Noor Haddad" };
export const TOMASZ = { id: "u-tomasz", username: "tomasz", display_name: "Tomasz Kowal" };

const at = (n) => new Date(Date.UTC(2026, 10, 20, 9, 0, n)).toISOString();

export class Room {
  constructor({ id = "c-1", type = "GROUP", members = [ME, NOOR, TOMASZ] } = {}) {
    this.id = id;
    this.type = type;
    this.rev = members.length;
    this.title = "Lighthouse trip";
    this.messages = [];
    this.members = new Map(members.map((user, index) => [user.id, this.member(user, index + 1)]));
    this.departed = [];
    this.read = new Map(members.map((user) => [user.id, 0]));
    this.clock = 0;
    this.events = [];
  }

  member(user, rev) {
    return {
      user,
      conversation_id: this.id,
      role: "MEMBER",
      permissions: ["send", "view"],
      joined_at: at(0),
      left: false,
      rev,
    };
  }

  emit(ev, d, numbered = true) {
    const frame = { ev, c: this.id, ...(numbered ? { rev: this.rev } : {}), d: structuredClone(d) };
    this.events.push(frame);
    return frame;
  }

  send(sender, body, { client_id = null, reply_to = null } = {}) {
    this.rev += 1;
    this.clock += 1;
    const seq = this.messages.length + 1;
    const message = {
      id: `m-${seq}`,
      conversation_id: this.id,
      seq,
      rev: this.rev,
      sender_id: sender.id,
      client_id: client_id ?? `k-${seq}`,
      type: "TEXT",
      body,
      reply_to,
      reactions: [],
      metadata: {},
      version: 1,
      created_at: at(this.clock),
      edited_at: null,
      deleted: false,
      deleted_at: null,
      pinned: false,
      pinned_at: null,
    };
    this.messages.push(message);
    this.read.set(sender.id, seq);
    return this.emit("message.created", this.shared(message));
  }

  edit(seq, body) {
    const message = this.messages[seq - 1];
    this.rev += 1;
    this.clock += 1;
    Object.assign(message, { body, rev: this.rev, version: message.version + 1 });
    message.edited_at = at(this.clock);
    return this.emit("message.updated", {
      ...this.shared(message),
      by: message.sender_id,
      change: "edit",
    });
  }

  remove(seq) {
    const message = this.messages[seq - 1];
    this.rev += 1;
    this.clock += 1;
    const gone = { body: "", reactions: [], deleted: true, pinned: false, pinned_at: null };
    Object.assign(message, gone, { rev: this.rev });
    message.deleted_at = at(this.clock);
    return this.emit("message.deleted", this.shared(message));
  }

  react(user, seq, emoji, active = true) {
    const message = this.messages[seq - 1];
    this.rev += 1;
    message.rev = this.rev;
    let pill = message.reactions.find((one) => one.emoji === emoji);
    if (!pill) {
      pill = { emoji, users: new Set() };
      message.reactions.push(pill);
    }
    if (active) pill.users.add(user.id);
    else pill.users.delete(user.id);
    message.reactions = message.reactions.filter((one) => one.users.size > 0);
    return this.emit("message.updated", {
      ...this.shared(message),
      by: user.id,
      change: "reaction",
      emoji,
      user_id: user.id,
      active,
    });
  }

  pin(user, seq, active = true) {
    const message = this.messages[seq - 1];
    this.rev += 1;
    this.clock += 1;
    const pinned_at = active ? at(this.clock) : null;
    Object.assign(message, { pinned: active, pinned_at, rev: this.rev });
    return this.emit("message.updated", { ...this.shared(message), by: user.id, change: "pin" });
  }

  readTo(user, seq) {
    this.read.set(user.id, Math.max(this.read.get(user.id), seq));
    const d = { user_id: user.id, delivered_seq: seq, read_seq: seq, at: at(this.clock) };
    return this.emit("receipt.updated", d, false);
  }

  join(user) {
    this.rev += 1;
    this.members.set(user.id, this.member(user, this.rev));
    this.read.set(user.id, this.messages.length);
    return this.emit("member.updated", {
      ...this.members.get(user.id),
      ...this.watermarks(user.id),
      members_count: this.members.size,
    });
  }

  leave(user) {
    this.rev += 1;
    this.members.delete(user.id);
    this.departed.push({ user_id: user.id, left: true, rev: this.rev });
    const d = { user_id: user.id, reason: "left", members_count: this.members.size };
    return this.emit("member.removed", d);
  }

  rename(title) {
    this.rev += 1;
    this.title = title;
    return this.emit("conversation.updated", { id: this.id, title, rev: this.rev });
  }

  // ---- shapes

  reply({ reply_to }) {
    const original = this.messages.find((message) => message.id === reply_to);
    if (!original) return null;
    const { id, seq, sender_id, body, deleted } = original;
    return { id, seq, sender_id, excerpt: body, deleted };
  }

  shared(message) {
    const reactions = message.reactions.map(({ emoji, users }) => ({ emoji, count: users.size }));
    return { ...message, reactions, reply: this.reply(message) };
  }

  personal(message) {
    const reactions = message.reactions.map(({ emoji, users }) => ({
      emoji,
      count: users.size,
      me: users.has(ME.id),
    }));
    return { ...message, reactions, reply: this.reply(message) };
  }

  watermarks(uid) {
    return { read_seq: this.read.get(uid), delivered_seq: this.read.get(uid) };
  }

  conversation() {
    const last = this.messages.at(-1);
    return {
      id: this.id,
      type: this.type,
      channel_kind: null,
      title: this.type === "DM" ? null : this.title,
      topic: null,
      avatar_url: null,
      archived_at: null,
      last_seq: this.messages.length,
      rev: this.rev,
      version: 1,
      last_message: last ? this.personal(last) : null,
      members_count: this.members.size,
      created_at: at(0),
      updated_at: at(0),
      role: "MEMBER",
      permissions: ["send", "view"],
      unread_count: 0,
      mention_count: 0,
      last_read_seq: this.read.get(ME.id),
      visible_from_seq: 1,
      muted_until: null,
      pinned: false,
      archived: false,
      folder: null,
      notification_level: null,
      marked_unread: false,
      is_request: false,
      peer: this.type === "DM" ? NOOR : null,
    };
  }

  page({ before = Number.POSITIVE_INFINITY, limit = 50 } = {}) {
    const earlier = this.messages.filter(({ seq }) => seq < before);
    const results = earlier.slice(-limit).map((message) => this.personal(message));
    return {
      results,
      has_before: earlier.length > limit,
      has_after: before <= this.messages.length,
    };
  }

  after(seq, limit) {
    const later = this.messages.filter((message) => message.seq > seq);
    return {
      results: later.slice(0, limit).map((message) => this.personal(message)),
      has_before: seq >= 1,
      has_after: later.length > limit,
    };
  }

  around(seq, limit) {
    const start = Math.max(0, seq - 1 - limit / 2);
    return {
      results: this.messages.slice(start, start + limit).map((message) => this.personal(message)),
      has_before: start > 0,
      has_after: start + limit < this.messages.length,
    };
  }

  pinList() {
    const pins = this.messages.filter(({ pinned }) => pinned);
    pins.sort((a, b) => (a.pinned_at < b.pinned_at ? 1 : -1));
    return structuredClone(pins.map((message) => this.personal(message)));
  }

  memberList() {
    return [...this.members].map(([uid, member]) => ({ ...member, ...this.watermarks(uid) }));
  }

  changes(since, limit = 200) {
    const moved = [
      ...this.messages
        .filter(({ rev }) => rev > since)
        .map((message) => ({ rev: message.rev, message })),
      ...this.memberList()
        .filter(({ rev }) => rev > since)
        .map((member) => ({ rev: member.rev, member })),
      ...this.departed
        .filter(({ rev }) => rev > since)
        .map((member) => ({ rev: member.rev, member })),
    ].toSorted((a, b) => a.rev - b.rev);
    const taken = moved.slice(0, limit);
    const has_more = moved.length > limit;
    return structuredClone({
      rev: has_more ? taken.at(-1).rev : this.rev,
      has_more,
      messages: taken.filter((one) => one.message).map((one) => this.personal(one.message)),
      members: taken.filter((one) => one.member).map((one) => one.member),
      receipts: [...this.members.keys()].map((user_id) => ({
        user_id,
        ...this.watermarks(user_id),
      })),
      purged: [],
      ...(has_more ? {} : { conversation: this.conversation() }),
    });
  }

  snapshot({ limit = 50 } = {}) {
    return structuredClone({
      me: ME,
      conversations: [this.conversation()],
      messages: { [this.id]: this.page({ limit }) },
      members: { [this.id]: this.memberList() },
    });
  }
}

/** A seeded generator, so that a failing random history can be run again. */
export function random(seed) {
  let value = seed >>> 0;
  return () => {
    value = (value + 0x6d2b79f5) | 0;
    let mixed = Math.imul(value ^ (value >>> 15), 1 | value);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Lets the room live through `steps` random changes. */
export function live(room, next, steps) {
  const pick = (list) => list[Math.floor(next() * list.length)];
  for (let step = 0; step < steps; step += 1) {
    const users = [...room.members.values()].map((member) => member.user);
    const seqs = room.messages.filter(({ deleted }) => !deleted).map(({ seq }) => seq);
    const roll = next();
    if (seqs.length === 0 || roll < 0.4) {
      const reply_to = seqs.length > 0 && next() < 0.3 ? `m-${pick(seqs)}` : null;
      room.send(pick(users), `text ${step}`, { reply_to });
    } else if (roll < 0.5) room.edit(pick(seqs), `edited ${step}`);
    else if (roll < 0.57) room.remove(pick(seqs));
    else if (roll < 0.75)
      room.react(pick(users), pick(seqs), pick(["👍", "❤️", "🎉"]), next() < 0.7);
    else if (roll < 0.87) room.readTo(pick(users), pick(seqs));
    else if (roll < 0.92) room.rename(`Trip ${step}`);
    else if (room.members.has(TOMASZ.id)) room.leave(TOMASZ);
    else room.join(TOMASZ);
  }
}
