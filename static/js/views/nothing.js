import { element } from "../lib/dom.js";
import { icon } from "./icons.js";

/** A pier, a boat and the sea, in one line. */
const DRAWING =
  "M8 76c8-6 14-6 22 0s14 6 22 0 14-6 22 0 14 6 22 0 14-6 22 0M44 66l-8-14h52l-10 14M62 52V16l22 28H62M62 22L48 44h14M14 60h14M18 60V40M24 60V40M14 40h14M96 60h20M104 60V36l8 4-8 4";
const SVG = "http://www.w3.org/2000/svg";

/** @typedef {import("./context.js").Context} Context */

/** @type {{kind: "chat" | "group" | "channel", label: string, icon: string}[]} */
export const STARTS = [
  { kind: "chat", label: "New chat", icon: "message-circle" },
  { kind: "group", label: "New group", icon: "users" },
  { kind: "channel", label: "New channel", icon: "megaphone" },
];

/**
 * @param {Context} context
 * @param {"chat" | "group" | "channel"} kind
 */
export function start(context, kind) {
  context.later.use("startDialog", (part) => part.openStartDialog(context, kind));
}

/**
 * Where there is nothing yet: a small drawing, one line, and the ways to begin.
 * @param {Context} context
 * @param {{title: string, text: string, actions?: boolean}} words
 * @returns {Node[]}
 */
export function nothingHere(context, { title, text, actions = true }) {
  const buttons = STARTS.map(({ kind, label, icon: name }) =>
    element(
      "button",
      {
        type: "button",
        class: kind === "chat" ? "button button-primary" : "button",
        onclick: () => start(context, kind),
      },
      icon(name, 18),
      label,
    ),
  );
  return [
    drawing(),
    element("p", { class: "nothing-title" }, title),
    element("p", {}, text),
    ...(actions ? [element("div", { class: "nothing-actions" }, ...buttons)] : []),
  ];
}

/**
 * A chat that was deleted, or that one is not in.
 * @returns {Node[]}
 */
export function chatIsGone() {
  return [
    icon("message-circle", 40),
    element("p", { class: "nothing-title" }, "This chat isn't here"),
    element("p", {}, "It was deleted, or you are not in it any more."),
    element("a", { class: "button", href: "/" }, "Back to chats"),
  ];
}

/**
 * A space that was deleted, or that one is not in.
 * @returns {Node[]}
 */
export function spaceIsGone() {
  return [
    icon("layout-grid", 40),
    element("p", { class: "nothing-title" }, "This space isn't here"),
    element("p", {}, "It was deleted, or you are not in it any more."),
    element("a", { class: "button", href: "/" }, "Back to chats"),
  ];
}

/** @returns {SVGSVGElement} */
function drawing() {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 124 88");
  svg.setAttribute("class", "drawing");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", DRAWING);
  svg.append(path);
  return svg;
}

/**
 * Rows in the shape of what is to come; seen only when it takes a moment.
 * @param {number} count
 * @returns {HTMLElement}
 */
export function skeletonRows(count) {
  const row = () =>
    element(
      "div",
      { class: "skeleton-row" },
      element("span", { class: "skeleton-avatar" }),
      element("span", { class: "skeleton-line" }),
      element("span", { class: "skeleton-line short" }),
    );
  const rows = Array.from({ length: count }, row);
  return element("div", { class: "skeleton", "aria-hidden": "true" }, ...rows);
}
