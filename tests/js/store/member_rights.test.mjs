import assert from "node:assert/strict";
import { test } from "node:test";
import { permissionChanges, rightsOver } from "../../../static/js/store/member_rights.js";
import { knownPeople, notAddedReasons } from "../../../static/js/store/people.js";
import { initialState } from "../../../static/js/store/state.js";
import { ME, NOOR, Room, TOMASZ } from "../server.mjs";

const ALL = ["ban", "manage_roles", "remove_members", "send", "view"];

function here(role, permissions = ALL) {
  return { ...new Room().conversation(), role, permissions };
}

function member(user, role, permissions = ["send", "view"]) {
  return { ...new Room().member(user, 1), role, permissions };
}

test("nobody acts on an equal or a higher one", () => {
  for (const role of ["ADMIN", "OWNER"]) {
    const rights = rightsOver(here("ADMIN"), ME.id, member(NOOR, role));
    assert.deepEqual(rights.roles, []);
    assert.equal(rights.permissions || rights.remove || rights.ban || rights.transfer, false);
    assert.equal(rights.message, true);
  }
  assert.deepEqual(rightsOver(here("OWNER"), ME.id, member(NOOR, "OWNER")).roles, []);
});

test("an admin gives roles below the own, only an owner makes owners and hands over", () => {
  const admin = rightsOver(here("ADMIN"), ME.id, member(NOOR, "MEMBER"));
  assert.deepEqual(admin.roles, ["MODERATOR"]);
  assert.equal(admin.transfer, false);
  const owner = rightsOver(here("OWNER"), ME.id, member(NOOR, "ADMIN"));
  assert.deepEqual(owner.roles, ["OWNER", "MODERATOR", "MEMBER"]);
  assert.equal(owner.transfer, true);
});

test("rank alone is not enough", () => {
  const rights = rightsOver(here("MODERATOR", ["send", "view"]), ME.id, member(NOOR, "MEMBER"));
  assert.equal(rights.remove || rights.ban || rights.permissions, false);
});

test("oneself can only step down", () => {
  const rights = rightsOver(here("ADMIN"), ME.id, member(ME, "ADMIN"));
  assert.deepEqual(rights.roles, ["MODERATOR", "MEMBER"]);
  assert.equal(rights.message || rights.remove || rights.ban || rights.permissions, false);
});

test("permissions are told as what differs from the role", () => {
  const one = member(NOOR, "MEMBER", ["add_members", "invite", "react", "reply", "view", "pin"]);
  const before = permissionChanges("GROUP", one, {});
  assert.deepEqual(before, { allow: ["pin"], deny: ["send", "send_media"] });
  const after = permissionChanges("GROUP", one, { pin: false, send: true, ban: true });
  assert.deepEqual(after, { allow: ["ban"], deny: ["send_media"] });
});

test("people one talks with directly are offered first, oneself never", () => {
  const direct = new Room({ id: "c-dm", type: "DM" }).conversation();
  const peer = { ...direct, peer: TOMASZ };
  const people = { [ME.id]: ME, [NOOR.id]: NOOR, [TOMASZ.id]: TOMASZ };
  const state = { ...initialState(ME), people, conversations: { "c-dm": peer } };
  assert.deepEqual(
    knownPeople(state).map(({ id }) => id),
    [TOMASZ.id, NOOR.id],
  );
});

test("who could not be added is named with the reason", () => {
  const missed = [
    { user_id: "a", code: "forbidden" },
    { user_id: "b", code: "something_new" },
  ];
  assert.deepEqual(
    notAddedReasons(missed, (id) => id.toUpperCase()),
    ["A is banned here.", "B couldn't be added."],
  );
});
