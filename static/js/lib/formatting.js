/** Marks in what is being written: put around what is selected, or taken away again. */

/** @typedef {{text: string, start: number, end: number}} Written the text and what is selected of it */
/** Instead of what stands from `from` to `to` there is `put`; then from `start` to `end` is selected. */
/** @typedef {{from: number, to: number, put: string, start: number, end: number}} Change */
/** @typedef {"bold" | "italic" | "strike" | "code" | "block" | "quote" | "list" | "numbers" | "link"} Format */

/** @type {Record<string, string>} */
const AROUND = { bold: "**", italic: "_", strike: "~~", code: "`" };
/** @type {Record<string, RegExp>} */
const AT_START = { quote: /^> ?/u, list: /^[-*+] /u, numbers: /^[0-9]{1,9}[.)] /u };
const IN_WORD = /[\p{L}\p{N}]/u;

/**
 * @param {Written} written
 * @param {Format} format
 * @returns {Change}
 */
export function formatted(written, format) {
  const selected = written.text.slice(written.start, written.end);
  if (format === "link") return linked(written, selected);
  if (format === "block" || (format === "code" && selected.includes("\n"))) return fenced(written);
  if (format in AT_START) return begun(written, format);
  return wrapped(trimmed(written), format);
}

/**
 * Whether a place is inside a block of code that was begun.
 * @param {string} text
 * @param {number} place
 * @returns {boolean}
 */
export function insideFence(text, place) {
  let open = "";
  for (const line of text.slice(0, place).split("\n")) {
    const sign = /^ {0,3}(`{3,}|~{3,})/u.exec(line)?.[1] ?? "";
    if (!open) open = line.slice(line.indexOf(sign) + sign.length).includes("`") ? "" : sign;
    else if (sign.startsWith(open) && line.trim() === sign) open = "";
  }
  return open !== "";
}

/**
 * Marks stand at words: not around the spaces beside them.
 * @param {Written} written
 * @returns {Written}
 */
function trimmed({ text, start, end }) {
  const selected = text.slice(start, end);
  if (selected.trim() === "") return { text, start, end };
  const before = selected.length - selected.trimStart().length;
  const after = selected.length - selected.trimEnd().length;
  return { text, start: start + before, end: end - after };
}

/**
 * @param {Written} written
 * @param {Format} format
 * @returns {Change}
 */
function wrapped({ text, start, end }, format) {
  const selected = text.slice(start, end);
  for (const sign of format === "italic" ? ["_", "*"] : [AROUND[format] ?? ""]) {
    const { length } = sign;
    if (isAround(text, start, end, sign)) {
      const from = start - length;
      return { from, to: end + length, put: selected, start: from, end: from + selected.length };
    }
    if (selected.length > 2 * length && isAround(text, start + length, end - length, sign)) {
      const put = selected.slice(length, -length);
      return { from: start, to: end, put, start, end: start + put.length };
    }
  }
  const inWord = IN_WORD.test(text[start - 1] ?? "") || IN_WORD.test(text[end] ?? "");
  const sign = format === "italic" && inWord ? "*" : (AROUND[format] ?? "");
  const put = `${sign}${selected}${sign}`;
  return { from: start, to: end, put, start: start + sign.length, end: end + sign.length };
}

/**
 * @param {string} text
 * @param {number} start
 * @param {number} end
 * @param {string} sign and no more of it: one star of two is none of its own
 */
function isAround(text, start, end, sign) {
  const { length } = sign;
  if (text.slice(start - length, start) !== sign || text.slice(end, end + length) !== sign) {
    return false;
  }
  return start >= length && text[start - length - 1] !== sign[0] && text[end + length] !== sign[0];
}

/**
 * A fence in lines of its own.
 * @param {Written} written
 * @returns {Change}
 */
function fenced({ text, start, end }) {
  const selected = text.slice(start, end);
  const before = start === 0 || text[start - 1] === "\n" ? "" : "\n";
  const after = end === text.length || text[end] === "\n" ? "" : "\n";
  const put = `${before}\`\`\`\n${selected}${selected.endsWith("\n") ? "" : "\n"}\`\`\`${after}`;
  const from = start + before.length + 4;
  return { from: start, to: end, put, start: from, end: from + selected.length };
}

/**
 * Every line that something is selected of begins with the sign, or none of them does any more.
 * @param {Written} written
 * @param {Format} format
 * @returns {Change}
 */
function begun({ text, start, end }, format) {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const next = text.indexOf("\n", Math.max(end - 1, start));
  const to = next < 0 ? text.length : next;
  const lines = text.slice(from, to).split("\n");
  const sign = AT_START[format] ?? /^/u;
  const all = lines.every((line) => sign.test(line));
  const put = lines
    .map((line, at) => (all ? line.replace(sign, "") : `${beginning(format, at)}${line}`))
    .join("\n");
  const grown = put.length - (to - from);
  if (start !== end) return { from, to, put, start: from, end: from + put.length };
  const caret = Math.max(from, start + grown);
  return { from, to, put, start: caret, end: caret };
}

/**
 * @param {Format} format
 * @param {number} at
 */
function beginning(format, at) {
  if (format === "quote") return "> ";
  return format === "numbers" ? `${at + 1}. ` : "- ";
}

/**
 * The address is selected, to be written; where an address was selected, its text is to be.
 * @param {Written} written
 * @param {string} selected
 * @returns {Change}
 */
function linked({ start, end }, selected) {
  if (/^(?:https?:\/\/|mailto:)\S+$/iu.test(selected)) {
    return { from: start, to: end, put: `[](${selected})`, start: start + 1, end: start + 1 };
  }
  const address = start + selected.length + 3;
  const put = `[${selected}](https://)`;
  return { from: start, to: end, put, start: address, end: address + "https://".length };
}
