import { openDialog } from "./dialog.js";
import { textAreaField } from "./fields.js";

/**
 * Shows what can no longer be sent, so that it can be copied.
 * @param {import("./context.js").Context} context
 * @param {string[]} texts
 * @param {() => void} onClose
 */
export function openStrandedDialog({ toasts }, texts, onClose) {
  const fields = texts.map((value, at) => {
    const label = texts.length === 1 ? "Your message" : `Message ${at + 1}`;
    const field = textAreaField({ id: `stranded-${at}`, label, value });
    field.input.readOnly = true;
    return field.element;
  });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(texts.join("\n\n"));
      toasts.show("Text copied");
    } catch {
      // Only secure pages get at the clipboard; the text can be selected all the same.
      toasts.show("The browser does not let this page copy.", { tone: "error" });
    }
    return false;
  };
  const one = texts.length === 1;
  openDialog({
    title: "Not sent",
    text: one
      ? "You wrote this in a chat that you are no longer in. It goes from this device when you close this."
      : "You wrote these in chats that you are no longer in. They go from this device when you close this.",
    body: fields,
    actions: [
      { label: "Close", kind: "secondary" },
      { label: one ? "Copy text" : "Copy all", kind: "primary", run: copy },
    ],
    onClose,
  });
}
