import { element } from "../lib/dom.js";
import { fieldTime } from "../lib/moments.js";

/**
 * A control for a date and a time to come, in the time zone of who looks.
 * @param {Date} at
 * @returns {HTMLInputElement}
 */
export function timeInput(at) {
  const input = element("input", {
    class: "input",
    type: "datetime-local",
    min: fieldTime(new Date()),
    required: true,
  });
  input.value = fieldTime(at);
  return input;
}

/**
 * @param {Date} at
 * @returns {string} what is wrong with it, in words; the server looks more closely
 */
export function timeError(at) {
  if (Number.isNaN(at.getTime())) return "Choose a date and a time.";
  return at.getTime() <= Date.now() ? "Choose a time that is to come." : "";
}
