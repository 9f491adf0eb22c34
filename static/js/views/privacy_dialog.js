import { meLoaded } from "../store/account.js";
import { openDialog } from "./dialog.js";
import { selectField, showFieldErrors } from "./fields.js";

/** @type {[value: string, label: string][]} */
const AUDIENCES = [
  ["everyone", "Everyone"],
  ["nobody", "Nobody"],
];

/**
 * What others learn of the person who is signed in here.
 * @param {import("./context.js").Context} context
 */
export function openPrivacyDialog({ api, store, toasts }) {
  const now = store.state.me.privacy_settings ?? {};
  const seen = audienceField({
    id: "privacy-last-seen",
    label: "Who sees whether you are here, and when you last were",
    value: now.last_seen,
  });
  const forwards = audienceField({
    id: "privacy-forwards",
    label: "Who sees your account behind a forward",
    help: "Your name stands above what others forward of yours in any case.",
    value: now.forwards,
  });
  const save = async () => {
    for (const field of [seen, forwards]) field.setError("");
    const privacy_settings = { last_seen: seen.input.value, forwards: forwards.input.value };
    try {
      store.apply(meLoaded, await api.patchMe({ privacy_settings }));
    } catch (error) {
      if (!showFieldErrors(error, { privacy_settings: forwards })) throw error;
      return false;
    }
    toasts.show("Privacy saved");
    return true;
  };
  openDialog({
    title: "Privacy",
    body: [seen.element, forwards.element],
    actions: [
      { label: "Cancel", kind: "secondary" },
      { label: "Save", kind: "primary", run: save },
    ],
  });
}

/**
 * @param {{id: string, label: string, help?: string, value: string | undefined}} options
 */
function audienceField({ value = "everyone", ...options }) {
  /** Chosen elsewhere: to others it is as if it said nobody. @type {[string, string][]} */
  const other = value === "contacts" ? [["contacts", "My contacts"]] : [];
  return selectField({ ...options, value, choices: [...AUDIENCES, ...other] });
}
