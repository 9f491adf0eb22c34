import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { ApiError, Unreachable } from "../../../static/js/api/errors.js";
import { Drafts } from "../../../static/js/offline/drafts.js";
import { Shelf } from "../../../static/js/offline/shelf.js";
import { DraftSync } from "../../../static/js/realtime/draft_sync.js";
import { initialState } from "../../../static/js/store/state.js";
import { Store } from "../../../static/js/store/store.js";
import { ME, Room } from "../server.mjs";
import { FakeStorage } from "../storage.mjs";

const ID = "c-1";

beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
afterEach(() => mock.timers.reset());

/** A server that keeps one draft, and a device that writes into it. */
class Desk {
  constructor(storage = new FakeStorage()) {
    this.server = { body: "", version: 0, updated_at: null };
    this.puts = [];
    this.fault = null;
    this.told = [];
    this.store = new Store(initialState(ME));
    this.drafts = new Drafts(new Shelf(storage, "chatty.draft.u-me."));
    this.sync = new DraftSync({
      store: this.store,
      api: { putDraft: (id, body, version) => this.put(id, body, version) },
      drafts: this.drafts,
      onArrived: (id) => this.told.push(["arrived", this.drafts.read(id)]),
      onConflict: (_id, theirs) => this.told.push(["conflict", theirs]),
    });
  }

  async put(id, body, version) {
    this.puts.push([id, body, version]);
    if (this.fault) throw this.fault;
    if (version !== undefined && version !== this.server.version) {
      throw new ApiError({ code: "version_conflict", status: 409, current: { ...this.server } });
    }
    this.server = { body, version: this.server.version + 1, updated_at: "2026-11-20T09:00:00Z" };
    return { ...this.server };
  }

  async line(status) {
    const conversation = { ...new Room({ id: ID }).conversation(), draft: null };
    const connection = { status, attempts: 0 };
    const more = { connection, booted: true, conversations: { [ID]: conversation } };
    this.store.apply((state) => ({ ...state, ...more }));
    await this.rest();
  }

  hear(draft) {
    this.sync.note({ ...new Room({ id: ID }).conversation(), draft });
  }

  /** Another device writes, and the event of it may come later. */
  elsewhere(body) {
    this.server = { body, version: this.server.version + 1, updated_at: "2026-11-20T09:00:00Z" };
    return { ...this.server };
  }

  async rest() {
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  }

  async wait(ms) {
    mock.timers.tick(ms);
    await this.rest();
  }
}

test("what is typed goes to the server when the typing pauses", async () => {
  const desk = new Desk();
  await desk.line("open");
  desk.drafts.write(ID, "hal");
  await desk.wait(1000);
  desk.drafts.write(ID, "half a thought");
  await desk.wait(1000);
  assert.deepEqual(desk.puts, []);
  await desk.wait(500);
  assert.deepEqual(desk.puts, [[ID, "half a thought", undefined]]);
  await desk.wait(60_000);
  assert.equal(desk.puts.length, 1);
  desk.drafts.write(ID, "");
  await desk.sync.push(ID);
  assert.deepEqual(desk.puts[1], [ID, "", 1]);
});

test("offline it waits on the device, over a reload too", async () => {
  const storage = new FakeStorage();
  const desk = new Desk(storage);
  desk.drafts.write(ID, "typed on the ferry");
  await desk.wait(60_000);
  assert.deepEqual(desk.puts, []);
  assert.equal(desk.drafts.count(), 1);
  const later = new Desk(storage);
  await later.line("open");
  assert.deepEqual(later.puts, [[ID, "typed on the ferry", undefined]]);
  assert.equal(later.drafts.count(), 0);
});

test("a text from another device shows where nothing was typed, and goes where it was sent", async () => {
  const desk = new Desk();
  await desk.line("open");
  desk.hear(null);
  desk.hear(desk.elsewhere("from the phone"));
  assert.deepEqual(desk.told, [["arrived", "from the phone"]]);
  desk.hear(null);
  assert.deepEqual(desk.told[1], ["arrived", ""]);
  await desk.wait(60_000);
  assert.deepEqual(desk.puts, []);
});

test("the echo of the own text changes nothing", async () => {
  const desk = new Desk();
  await desk.line("open");
  desk.drafts.write(ID, "mine");
  await desk.sync.push(ID);
  desk.hear({ ...desk.server });
  desk.drafts.write(ID, "mine and more");
  desk.hear({ body: "mine", version: 1, updated_at: null });
  assert.equal(desk.drafts.read(ID), "mine and more");
  assert.deepEqual(desk.told, []);
});

test("the echo of a text that was cleared while it was on its way does not bring it back", async () => {
  const desk = new Desk();
  await desk.line("open");
  desk.drafts.write(ID, "@");
  const sending = desk.sync.push(ID);
  desk.drafts.write(ID, "");
  desk.hear({ body: "@", version: 1, updated_at: null });
  await sending;
  assert.equal(desk.drafts.read(ID), "");
  await desk.wait(1500);
  assert.equal(desk.server.body, "");
  assert.deepEqual(desk.told, []);
});

test("changed on both, ours stays and theirs is offered", async () => {
  const desk = new Desk();
  await desk.line("open");
  desk.drafts.write(ID, "mine");
  await desk.sync.push(ID);
  desk.elsewhere("theirs");
  desk.drafts.write(ID, "mine and more");
  await desk.wait(1500);
  assert.deepEqual(desk.told, [["conflict", "theirs"]]);
  assert.equal(desk.drafts.read(ID), "mine and more");
  await desk.wait(1500);
  assert.equal(desk.server.body, "mine and more");
});

test("sent elsewhere while we typed on, nothing is offered and ours stays", async () => {
  const desk = new Desk();
  await desk.line("open");
  desk.drafts.write(ID, "mine");
  await desk.sync.push(ID);
  desk.elsewhere("");
  desk.drafts.write(ID, "mine and more");
  await desk.wait(1500);
  await desk.wait(1500);
  assert.deepEqual(desk.told, []);
  assert.equal(desk.server.body, "mine and more");
});

test("an unreachable server is tried again, a refusal is not", async () => {
  const desk = new Desk();
  await desk.line("open");
  desk.fault = new Unreachable();
  desk.drafts.write(ID, "text");
  await desk.wait(1500);
  desk.fault = new ApiError({ code: "invalid", status: 400 });
  await desk.wait(10_000);
  assert.equal(desk.puts.length, 2);
  await desk.wait(60_000);
  assert.equal(desk.puts.length, 2);
  assert.equal(desk.drafts.read(ID), "text");
  assert.equal(desk.drafts.count(), 1);
});
