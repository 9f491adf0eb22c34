/** @import {Space} from "../types.js" */
/** @import {Section} from "../store/space_rooms.js" */
import { orderOfSections, withChannelMoved } from "../store/space_rooms.js";
import { saveOrder } from "./space_actions.js";

const TYPE = "application/x-chatty-channel";

/** Channels are put elsewhere by dragging them; their menus say the same in words. */
export class ChannelDrag {
  /**
   * @param {import("./context.js").Context} context
   * @param {HTMLElement} host
   */
  constructor(context, host) {
    this.context = context;
    this.host = host;
    /** @type {Space | null} */
    this.space = null;
    /** @type {Section[]} */
    this.sections = [];
    this.allowed = false;
    /** @type {string | null} */
    this.dragged = null;
    host.addEventListener("dragstart", (event) => this.#start(event));
    host.addEventListener("dragover", (event) => this.#over(event));
    host.addEventListener("dragleave", (event) => {
      if (!(event.relatedTarget instanceof Node && host.contains(event.relatedTarget)))
        this.#mark();
    });
    host.addEventListener("drop", (event) => this.#drop(event));
    host.addEventListener("dragend", () => this.#end());
  }

  /**
   * @param {Space} space
   * @param {Section[]} sections
   * @param {boolean} allowed
   */
  use(space, sections, allowed) {
    this.space = space;
    this.sections = sections;
    this.allowed = allowed;
  }

  /** @param {DragEvent} event */
  #start(event) {
    const link = event.target instanceof Element ? event.target.closest(".channel-row") : null;
    const [, id] = (link instanceof HTMLElement ? (link.dataset.stopId ?? "") : "").split(" ");
    if (!this.allowed || !id || !event.dataTransfer) return;
    this.dragged = id;
    event.dataTransfer.setData(TYPE, id);
    event.dataTransfer.effectAllowed = "move";
    link?.setAttribute("data-dragged", "");
  }

  /** @param {DragEvent} event */
  #over(event) {
    const to = this.dragged === null ? null : placeOf(event);
    this.#mark(to ?? undefined);
    if (!to) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = "move";
  }

  /** @param {DragEvent} event */
  #drop(event) {
    const to = placeOf(event);
    const { dragged, space } = this;
    this.#end();
    if (!to || dragged === null || !space) return;
    event.preventDefault();
    const order = orderOfSections(this.sections);
    if (to.before === dragged) return;
    saveOrder(this.context, space, withChannelMoved(order, dragged, to.category, to.before));
  }

  #end() {
    this.dragged = null;
    this.#mark();
    for (const node of this.host.querySelectorAll("[data-dragged]"))
      node.removeAttribute("data-dragged");
  }

  /** @param {{node: Element, side: "above" | "below"}} [to] */
  #mark(to) {
    for (const node of this.host.querySelectorAll("[data-drop]")) {
      if (node !== to?.node) node.removeAttribute("data-drop");
    }
    to?.node.setAttribute("data-drop", to.side);
  }
}

/**
 * Where something dropped here would stand.
 * @param {DragEvent} event
 * @returns {{node: Element, side: "above" | "below", category: string | null, before: string | null} | null}
 */
function placeOf(event) {
  const target = event.target instanceof Element ? event.target : null;
  const item = target?.closest(".channel-item");
  const group = target?.closest(".channel-group");
  const list = group?.querySelector("ul");
  if (!list) return null;
  const category = list.dataset.category || null;
  if (!item) {
    // On the heading: to the top of what stands under it.
    const first = list.querySelector(".channel-row");
    const node = group?.querySelector(".category-head") ?? list;
    return { node, side: "below", category, before: idOf(first) };
  }
  const box = item.getBoundingClientRect();
  const above = event.clientY < box.top + box.height / 2;
  const next = above ? item : item.nextElementSibling;
  const before = idOf(next?.querySelector(".channel-row") ?? null);
  return { node: item, side: above ? "above" : "below", category, before };
}

/** @param {Element | null} link @returns {string | null} */
function idOf(link) {
  const [, id] = (link instanceof HTMLElement ? (link.dataset.stopId ?? "") : "").split(" ");
  return id ?? null;
}
