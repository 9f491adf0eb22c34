import { changesBetween } from "../lib/three_way.js";
import { meLoaded } from "../store/account.js";
import { openDialog } from "./dialog.js";
import { selectField, showFieldErrors } from "./fields.js";

/** @type {[value: string, label: string][]} */
const AUDIENCES = [
  ["everyone", "Everyone"],
  ["nobody", "Nobody"],
];

/** @typedef {{last_seen: string, forwards: string}} Privacy */

/**
 * Another device may change the one while this changes the other: only what was changed here goes out.
 * @param {Pick<import("./context.js").Context, "api" | "store">} context
 * @param {Privacy} before as it was when one began
 * @param {Privacy} after
 */
export async function savePrivacy({ api, store }, before, after) {
  const privacy_settings = changesBetween(before, after);
  if (Object.keys(privacy_settings).length === 0) return;
  store.apply(meLoaded, await api.patchMe({ privacy_settings }));
}

/**
 * What others learn of the person who is signed in here.
 * @param {import("./context.js").Context} context
 */
export function openPrivacyDialog(context) {
  const { store, toasts } = context;
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
  const chosen = () => ({ last_seen: seen.input.value, forwards: forwards.input.value });
  const before = chosen();
  const save = async () => {
    for (const field of [seen, forwards]) field.setError("");
    try {
      await savePrivacy(context, before, chosen());
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
