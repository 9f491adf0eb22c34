/** @import {ConversationSettings} from "../../types.js" */
import { formatDuration } from "../../lib/durations.js";
import { selectField } from "../fields.js";

const DAY = 86_400;
const EDIT_WINDOWS = [60, 300, 900, 3600, DAY, 7 * DAY];
const FADES = [60, 300, 3600, 8 * 3600, DAY, 7 * DAY, 30 * DAY, 90 * DAY];
const KEPT = [7, 30, 90, 365];

/** @typedef {{edits: string, seenBy: string, fades: string, kept: string}} LifeValues as their controls have them */
/** @typedef {import("../fields.js").Field<HTMLSelectElement>} Select */

/** How long messages can be edited and live, and who sees what they said before. */
export class LifeFields {
  constructor() {
    this.edits = selectField({
      id: "settings-edits",
      label: "Messages can be edited",
      value: "0",
      choices: [["0", "At any time"], ...durations(EDIT_WINDOWS, "For ")],
    });
    this.seenBy = selectField({
      id: "settings-seen-by",
      label: "Who sees what a message said before an edit",
      help: "Authors always see their own.",
      value: "everyone",
      choices: [
        ["everyone", "Everyone"],
        ["moderators", "Moderators"],
        ["nobody", "Nobody else"],
      ],
    });
    this.fades = fadesField("settings-fades");
    this.kept = selectField({
      id: "settings-kept",
      label: "Messages are kept",
      help: "What is older is deleted for good, what is pinned too.",
      value: "0",
      choices: [
        ["0", "For ever"],
        ...KEPT.map((days) => /** @type {[string, string]} */ ([String(days), `For ${days} days`])),
      ],
    });
    this.elements = [this.edits, this.seenBy, this.fades, this.kept].map((field) => field.element);
  }

  /** @param {LifeValues} values */
  fill({ edits, seenBy, fades, kept }) {
    choose(this.edits, edits, (value) => `For ${formatDuration(Number(value))}`);
    choose(this.seenBy, seenBy, (value) => value);
    choose(this.fades, fades, (value) => `After ${formatDuration(Number(value))}`);
    choose(this.kept, kept, (value) => `For ${value} days`);
  }

  /** @returns {LifeValues} */
  values() {
    return {
      edits: this.edits.input.value,
      seenBy: this.seenBy.input.value,
      fades: this.fades.input.value,
      kept: this.kept.input.value,
    };
  }
}

/**
 * Where it is not offered, what is set can stay as it is or be switched off.
 * @param {Select} field
 * @param {string} now as it is set
 * @param {boolean} offered
 */
export function offerFades(field, now, offered) {
  field.element.hidden = !offered && now === "0";
  for (const option of field.input.options) {
    option.disabled = !offered && option.value !== "0" && option.value !== now;
  }
}

/**
 * @param {string} id
 * @returns {Select}
 */
export function fadesField(id) {
  return selectField({
    id,
    label: "Disappearing messages",
    help: "What is sent from now on is deleted for everyone after this time.",
    value: "0",
    choices: [["0", "Off"], ...durations(FADES, "After ")],
  });
}

/**
 * Chooses a value, also one that is not offered otherwise.
 * @param {Select} field
 * @param {string} value
 * @param {(value: string) => string} label
 */
export function choose({ input }, value, label) {
  if (![...input.options].some((option) => option.value === value)) {
    input.append(new Option(label(value), value));
  }
  input.value = value;
}

/**
 * @param {ConversationSettings | undefined} settings
 * @returns {LifeValues}
 */
export function lifeValuesOf(settings) {
  return {
    edits: String(settings?.edit_window_seconds ?? 0),
    seenBy: settings?.edit_history ?? "everyone",
    fades: String(settings?.disappear_after_seconds ?? 0),
    kept: String(settings?.retention_days ?? 0),
  };
}

/**
 * @param {Partial<LifeValues>} changes
 * @returns {Partial<ConversationSettings>} for the server
 */
export function lifeSettingsOf({ edits, seenBy, fades, kept }) {
  /** @type {Partial<ConversationSettings>} */
  const settings = {};
  if (edits !== undefined) settings.edit_window_seconds = Number(edits);
  if (seenBy !== undefined) {
    settings.edit_history = /** @type {ConversationSettings["edit_history"]} */ (seenBy);
  }
  if (fades !== undefined) settings.disappear_after_seconds = Number(fades);
  if (kept !== undefined) settings.retention_days = Number(kept);
  return settings;
}

/**
 * @param {LifeValues} values
 * @returns {[string, string][]} in words, for who met somebody else's changes
 */
export function lifeWords({ edits, seenBy, fades, kept }) {
  return [
    [
      "Messages can be edited",
      edits === "0" ? "At any time" : `For ${formatDuration(Number(edits))}`,
    ],
    ["Former versions", seenBy],
    ["Disappearing messages", fades === "0" ? "Off" : `After ${formatDuration(Number(fades))}`],
    ["Messages are kept", kept === "0" ? "For ever" : `For ${kept} days`],
  ];
}

/**
 * @param {number[]} lengths
 * @param {string} lead
 * @returns {[string, string][]}
 */
function durations(lengths, lead) {
  return lengths.map((seconds) => [String(seconds), lead + formatDuration(seconds)]);
}
