import { element } from "../lib/dom.js";
import { icon } from "./icons.js";

/**
 * A button behind the text, with what else than text can be sent.
 * @param {import("./context.js").Context} context
 * @param {import("./composer_field.js").ComposerField} field
 * @param {() => string | null} place the conversation that is written to
 */
export function offerToAdd(context, field, place) {
  const { later } = context;
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
  field.text.after(button);
}
