import { element } from "../lib/dom.js";
import { isOffered } from "../store/features.js";
import { icon } from "./icons.js";

/**
 * A button behind the text, with what else than text can be sent.
 * @param {import("./context.js").Context} context
 * @param {import("./composer_field.js").ComposerField} field
 * @param {() => string | null} place the conversation that is written to
 */
export function offerToAdd(context, field, place) {
  const { later, store } = context;
  const labels = { "aria-label": "Attach", title: "Attach" };
  const ask = () =>
    later.use("polls", ({ openPollDialog }) => openPollDialog(context, place() ?? ""));
  const items = [{ label: "Poll", icon: "chart", run: ask }];
  const onclick = () =>
    later.use("menus", ({ openMenu }) => openMenu({ anchor: button, label: "Attach", items }));
  const button = element(
    "button",
    { type: "button", class: "icon-button", "aria-haspopup": "menu", ...labels, onclick },
    icon("plus"),
  );
  const look = (/** @type {import("../types.js").State} */ state) => {
    const conversation = state.conversations[place() ?? ""];
    button.hidden = !isOffered(state, "polls", conversation?.space_id);
  };
  look(store.state);
  store.subscribe(look);
  field.text.after(button);
}
