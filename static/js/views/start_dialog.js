/** @import {Conversation, User} from "../types.js" */
import { ApiError, explain } from "../api/errors.js";
import { element, setText } from "../lib/dom.js";
import { joinNames } from "../lib/text.js";
import { conversationFetched } from "../store/catchup.js";

/**
 * "New chat" with one person, or "New group" with a name and some people.
 * @param {import("./context.js").Context} context
 * @param {"chat" | "group"} kind
 */
export function openStartDialog(context, kind) {
  const group = kind === "group";
  const title = field({ id: "start-title", label: "Group name", maxlength: "100" });
  const people = group
    ? field({
        id: "start-people",
        label: "Usernames",
        help: "Separate them with spaces or commas. You can also invite people later.",
      })
    : field({
        id: "start-people",
        label: "Username",
        help: "Exactly as they told you, for example noor.haddad",
      });
  const error = element("p", { class: "form-error", role: "alert", id: "start-error" });
  const cancel = element("button", { type: "button", class: "button" }, "Cancel");
  const action = group ? "Create group" : "Start chat";
  const submit = element("button", { type: "submit", class: "button button-primary" }, action);
  const form = element(
    "form",
    { class: "dialog-body", novalidate: true },
    element("h2", { id: "start-heading" }, group ? "New group" : "New chat"),
    group && title.element,
    people.element,
    error,
    element("div", { class: "dialog-actions" }, cancel, submit),
  );
  const dialog = element("dialog", { class: "dialog", "aria-labelledby": "start-heading" }, form);
  cancel.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    setText(error, "");
    submit.disabled = true;
    try {
      const names = people.input.value.split(/[\s,;]+/u).filter(Boolean);
      const conversation = group
        ? await startGroup(context, title.input.value.trim(), names)
        : await startChat(context, names);
      context.store.apply(conversationFetched, conversation);
      dialog.close();
      context.router.open(conversation.id);
    } catch (reason) {
      setText(error, reason instanceof Refused ? reason.message : explain(reason));
      submit.disabled = false;
    }
  });
  document.body.append(dialog);
  dialog.showModal();
}

/** The form cannot be carried out as filled in. */
class Refused extends Error {}

/**
 * @param {{id: string, label: string, help?: string, maxlength?: string}} options
 */
function field({ id, label, help, maxlength }) {
  const describedby = help ? `${id}-help start-error` : "start-error";
  const input = element("input", {
    id,
    class: "input",
    type: "text",
    maxlength,
    autocomplete: "off",
    autocapitalize: "none",
    spellcheck: "false",
    "aria-describedby": describedby,
  });
  const caption = element("label", { for: id }, label);
  const hint = help ? element("p", { class: "help", id: `${id}-help` }, help) : null;
  return { input, element: element("div", { class: "field" }, caption, input, hint) };
}

/**
 * @param {import("./context.js").Context} context
 * @param {string} name
 * @returns {Promise<User>}
 */
async function findPerson({ api }, name) {
  try {
    return await api.userByName(name.replace(/^@/, "").toLowerCase());
  } catch (error) {
    const gone = error instanceof ApiError && (error.status === 404 || error.status === 400);
    throw gone ? new Refused(`Nobody here is called "${name}".`) : error;
  }
}

/**
 * @param {import("./context.js").Context} context
 * @param {string[]} names
 * @returns {Promise<Conversation>}
 */
async function startChat(context, names) {
  const name = names[0];
  if (!name || names.length > 1) throw new Refused("Enter one username.");
  const person = await findPerson(context, name);
  if (person.id === context.store.state.me.id) throw new Refused("That is you.");
  return context.api.startChat(person.id);
}

/**
 * @param {import("./context.js").Context} context
 * @param {string} title
 * @param {string[]} names
 * @returns {Promise<Conversation>}
 */
async function startGroup(context, title, names) {
  if (!title) throw new Refused("Give the group a name.");
  const people = await Promise.all(names.map((name) => findPerson(context, name)));
  const others = people.filter(({ id }) => id !== context.store.state.me.id);
  const answer = await context.api.startGroup(
    title,
    others.map(({ id }) => id),
  );
  const { not_added, ...conversation } = answer;
  const missed = others.filter(({ id }) => not_added?.some(({ user_id }) => user_id === id));
  if (missed.length > 0) {
    const list = joinNames(missed.map(({ display_name }) => display_name));
    context.announcer.say(`${list} could not be added. Send an invite link instead.`);
  }
  return conversation;
}
