import { element } from "../lib/dom.js";
import { TONES, toned } from "../lib/emoji.js";

const HAND = "✋";

/**
 * Which colour of skin emoji are given: the arrows move among them, as among radio buttons.
 * @param {string} chosen
 * @param {(tone: string) => void} onChoose
 * @returns {HTMLElement}
 */
export function skinTones(chosen, onChoose) {
  const buttons = TONES.map(({ tone, name }) =>
    element(
      "button",
      {
        type: "button",
        class: "emoji-tone",
        role: "radio",
        "aria-label": name,
        title: name,
        onclick: () => choose(tone),
      },
      toned(HAND, tone),
    ),
  );
  const show = (/** @type {string} */ tone) => {
    buttons.forEach((button, at) => {
      const is = TONES[at]?.tone === tone;
      button.setAttribute("aria-checked", String(is));
      button.tabIndex = is ? 0 : -1;
    });
  };
  const choose = (/** @type {string} */ tone) => {
    show(tone);
    onChoose(tone);
  };
  show(chosen);
  const group = element(
    "div",
    { class: "emoji-tones", role: "radiogroup", "aria-label": "Skin tone" },
    ...buttons,
  );
  group.addEventListener("keydown", (event) => {
    const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
    const step = steps[/** @type {keyof typeof steps} */ (event.key)];
    if (step === undefined) return;
    event.preventDefault();
    const at = buttons.findIndex((button) => button.matches(":focus"));
    const next = (at + step + buttons.length) % buttons.length;
    buttons[next]?.focus();
    choose(TONES[next]?.tone ?? "");
  });
  return group;
}
