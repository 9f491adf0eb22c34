/**
 * Makes an element. Text only ever reaches the page as text nodes: there is no way to pass markup.
 * Properties starting with `on` are listeners; `class`, `aria-*`, `data-*` and the like are
 * attributes; `false`, `null` and `undefined` leave the attribute out, `true` sets it empty.
 *
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, any>} [properties]
 * @param {...(Node | string | null | false | undefined)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function element(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else setAttribute(node, name, value);
  }
  for (const child of children) if (child || child === "") node.append(child);
  return node;
}

/**
 * @param {Element} node
 * @param {string} name
 * @param {string | number | boolean | null | undefined} value
 */
export function setAttribute(node, name, value) {
  if (value === false || value === null || value === undefined) node.removeAttribute(name);
  else node.setAttribute(name, value === true ? "" : String(value));
}

/**
 * Sets the text only when it differs, so that nothing is announced or re-laid out for nothing.
 * @param {Element} node
 * @param {string} text
 */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * Text for screen readers only.
 * @param {string} text
 * @returns {HTMLSpanElement}
 */
export function hiddenText(text) {
  return element("span", { class: "visually-hidden" }, text);
}

/**
 * Puts a node before another. Moved in the page, a node would drop the keyboard from what it
 * holds: here it keeps it.
 * @param {Element} parent
 * @param {HTMLElement} node
 * @param {Element | null} before null: to the end
 */
export function putBefore(parent, node, before) {
  const focused = node.contains(document.activeElement) ? document.activeElement : null;
  parent.insertBefore(node, before);
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
}

/**
 * Puts a node at its place among the children of another; where it is there already, nothing moves.
 * @param {Element} parent
 * @param {HTMLElement} node
 * @param {number} index
 */
export function putAt(parent, node, index) {
  const there = parent.children[index] ?? null;
  if (there !== node) putBefore(parent, node, there);
}
