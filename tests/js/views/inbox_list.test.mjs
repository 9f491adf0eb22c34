import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { newsFor } from "../../../static/js/store/gathered.js";
import { Store } from "../../../static/js/store/store.js";
import { InboxList } from "../../../static/js/views/inbox_list.js";
import { loadSnapshot } from "../replay.mjs";
import { ME, NOOR, Room } from "../server.mjs";

/** As much of an element as a list is made of. */
class Piece {
  children = [];

  get childElementCount() {
    return this.children.length;
  }

  insertBefore(node, before) {
    node.remove();
    node.parent = this;
    const at = before ? this.children.indexOf(before) : this.children.length;
    this.children.splice(at, 0, node);
  }

  remove() {
    if (this.parent) this.parent.children = this.parent.children.filter((one) => one !== this);
  }

  replaceChildren(...nodes) {
    this.children = nodes;
  }

  contains = () => false;
  querySelector = () => null;
  querySelectorAll = () => [];
  setAttribute = () => undefined;
  removeAttribute = () => undefined;
}

const placed = (n) => ({
  message: { id: `m-${n}`, conversation_id: "c-1", seq: n, rev: n, reactions: [] },
  sender: NOOR,
  conversation: { id: "c-1" },
});

async function settle() {
  for (let n = 0; n < 20; n += 1) await turn();
}

test("of many pages on show all are asked for anew, and none of them goes", async (t) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { document, HTMLElement } = globalThis;
  const page = { createElement: () => new Piece(), activeElement: null };
  Object.assign(globalThis, { document: page, HTMLElement: Piece });
  t.after(() => {
    mock.timers.reset();
    Object.assign(globalThis, { document, HTMLElement });
  });
  const rows = Array.from({ length: 130 }, (_, n) => placed(130 - n));
  const asked = [];
  const kind = {
    page: async (_http, cursor, limit) => {
      asked.push(limit);
      const from = cursor === null ? 0 : rows.findIndex(({ message }) => message.id === cursor) + 1;
      const results = rows.slice(from, from + limit);
      const goesOn = from + limit < rows.length;
      return { results, next: goesOn ? results.at(-1).message.id : null };
    },
    isShown: () => true,
    news: ({ news }) => news.bookmarks,
    look: () => [],
    row: () => [],
  };
  const store = new Store(loadSnapshot(ME, new Room().snapshot()));
  const list = new InboxList({ store, api: { http: null } }, new Piece(), () => undefined);
  store.subscribe((state) => list.update(state));
  list.turn(kind);
  await settle();
  while (list.goesOn) await list.more();
  assert.equal(list.element.childElementCount, 130);
  asked.length = 0;
  rows.unshift(placed(131));
  store.apply(newsFor, "bookmarks");
  await settle();
  mock.timers.tick(400);
  await settle();
  assert.deepEqual(asked, [100, 30]);
  assert.equal(list.element.childElementCount, 130);
  assert.equal(list.found[0].message.id, "m-131");
  await list.more();
  assert.deepEqual([list.element.childElementCount, list.goesOn], [131, false]);
});
