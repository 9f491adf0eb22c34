/** Adds an emoji to a space: its picture is sent, looked at by the server, and then named. */

import { ApiError, explain } from "./api/errors.js";
import { Http } from "./api/http.js";

/** @typedef {Record<string, string>} Words */
/** @typedef {{ method: string, url: string, headers: Words, fields?: Words }} Way */

const LOOK_MS = 500;
const LOOKS = 120;
const DONE = ["READY", "FAILED", "REJECTED", "EXPIRED"];

class Refused extends Error {}

class NewEmoji {
  /** @param {HTMLElement} part */
  constructor(part) {
    this.part = part;
    const form = find(part, "form", HTMLFormElement);
    this.form = form;
    this.picture = find(form, "#new-emoji-picture", HTMLInputElement);
    this.name = find(form, "#new-emoji-name", HTMLInputElement);
    this.error = find(form, "#new-emoji-error", HTMLElement);
    this.status = find(form, "#new-emoji-status", HTMLElement);
    this.progress = find(form, "progress", HTMLProgressElement);
    this.button = find(form, "button[type=submit]", HTMLButtonElement);
    this.http = new Http(find(form, "input[name=csrfmiddlewaretoken]", HTMLInputElement).value);
    // What was sent already stays sent when its name has to be another.
    /** @type {{ file: File, id: string } | null} */
    this.sent = null;
  }

  offer() {
    this.part.hidden = false;
    this.picture.addEventListener("change", () => this.#suggestName());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#add();
    });
  }

  #suggestName() {
    const file = this.picture.files?.[0];
    if (!file || this.name.value) return;
    const stem = file.name.replace(/\.[^.]*$/, "").toLowerCase();
    this.name.value = stem.replace(/[^a-z0-9_]+/g, "_").slice(0, 32);
  }

  async #add() {
    const file = this.picture.files?.[0];
    if (!file || this.button.disabled) return;
    this.#tell("", "");
    this.name.removeAttribute("aria-invalid");
    this.button.disabled = true;
    try {
      const made = await this.#make(file);
      const target = new URL(location.href);
      target.search = "";
      target.hash = `emoji-${made.id}`;
      history.replaceState(null, "", target);
      location.reload();
    } catch (error) {
      this.button.disabled = false;
      this.progress.hidden = true;
      if (error instanceof ApiError && error.errors.name) {
        this.name.setAttribute("aria-invalid", "true");
        this.name.focus();
      }
      this.#tell("", error instanceof Refused ? error.message : explain(error));
    }
  }

  /** @param {File} file */
  async #make(file) {
    if (file.size > Number(this.form.dataset.bytes)) {
      throw new Refused("This picture is too large. Choose a smaller one.");
    }
    if (this.sent?.file !== file) this.sent = { file, id: await this.#send(file) };
    this.#tell("Adding the emoji.", "");
    return this.http.post(`/spaces/${this.form.dataset.space}/emoji`, {
      name: this.name.value,
      attachment_id: this.sent.id,
    });
  }

  /**
   * The id of the picture, once it is there and was looked at.
   * @param {File} file
   * @returns {Promise<string>}
   */
  async #send(file) {
    const begun = await this.http.post("/attachments", {
      space_id: this.form.dataset.space,
      file_name: file.name,
      mime_type: file.type,
      size: file.size,
    });
    const id = begun.attachment.id;
    this.progress.value = 0;
    this.progress.hidden = false;
    this.#tell("Sending the picture.", "");
    await put(begun.upload, file, (part) => {
      this.progress.value = part;
    });
    await this.http.post(`/attachments/${id}/complete`);
    this.#tell("The server looks at the picture.", "");
    this.progress.removeAttribute("value");
    await this.#untilReady(id);
    this.progress.hidden = true;
    return id;
  }

  /** @param {string} id */
  async #untilReady(id) {
    for (let looks = 0; looks < LOOKS; looks += 1) {
      const { status } = await this.http.get(`/attachments/${id}`);
      if (status === "READY") return;
      if (DONE.includes(status)) throw new Refused("This picture cannot be shown.");
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    throw new Refused("The server is busy. Try again in a few minutes.");
  }

  /**
   * @param {string} status
   * @param {string} error
   */
  #tell(status, error) {
    this.status.textContent = status;
    this.error.textContent = error;
  }
}

/**
 * Sends a file to where the server says; `fetch` would not tell how far it is.
 * @param {Way} way
 * @param {File} file
 * @param {(part: number) => void} tell from 0 to 1
 * @returns {Promise<void>}
 */
function put(way, file, tell) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(way.method, way.url);
    for (const [name, value] of Object.entries(way.headers)) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", (event) => tell(event.loaded / event.total));
    const lost = () => reject(new Refused("The picture did not arrive. Try again."));
    request.addEventListener("load", () => (request.status < 300 ? resolve() : lost()));
    request.addEventListener("error", lost);
    request.send(way.fields ? filled(way.fields, file) : file);
  });
}

/**
 * @param {Words} fields
 * @param {File} file
 */
function filled(fields, file) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  body.append("file", file);
  return body;
}

/**
 * @template {Element} T
 * @param {ParentNode} within
 * @param {string} selector
 * @param {new () => T} kind
 * @returns {T}
 */
function find(within, selector, kind) {
  const found = within.querySelector(selector);
  if (!(found instanceof kind)) throw new Error(`There is no ${selector}.`);
  return found;
}

const part = document.querySelector("#new-emoji");
if (part instanceof HTMLElement) new NewEmoji(part).offer();
