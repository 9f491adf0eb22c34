import { explain } from "../api/errors.js";
import { ScheduledApi } from "../api/scheduled.js";
import { likelyMoments } from "../lib/moments.js";
import { formatFull } from "../lib/times.js";
import { openDialog } from "./dialog.js";
import { fieldOf, showFieldErrors } from "./fields.js";
import { openMenu } from "./menu.js";
import { openScheduled } from "./scheduled_dialog.js";
import { timeError, timeInput } from "./time_field.js";

export { ScheduledBadge } from "./scheduled_badge.js";
export { openScheduled } from "./scheduled_dialog.js";

/**
 * The times at which what was written can be sent, and what waits already; where nothing is
 * written, that alone.
 * @param {import("./context.js").Context} context
 * @param {HTMLElement} anchor
 * @param {() => import("./composer_later.js").Wanted | null} wanted
 */
export function openScheduleMenu(context, anchor, wanted) {
  const message = wanted();
  const here = context.router.place.conversationId;
  if (!message) {
    if (here) openScheduled(context, here);
    return;
  }
  const times = likelyMoments(new Date()).map(({ label, at }) => ({
    label,
    icon: "clock",
    run: () => tell(context, schedule(context, message, at)),
  }));
  openMenu({
    anchor,
    label: "Send later",
    items: [
      ...times,
      { label: "Choose a time…", icon: "pencil", run: () => chooseTime(context, message) },
      "separator",
      {
        label: "Scheduled messages",
        icon: "list-filter",
        run: () => openScheduled(context, message.conversationId),
      },
    ],
  });
}

/**
 * @param {import("./context.js").Context} context
 * @param {import("./composer_later.js").Wanted} message
 */
function chooseTime(context, message) {
  const [, tomorrow] = likelyMoments(new Date()).slice(-2);
  const field = fieldOf(
    { id: "schedule-at", label: "Date and time" },
    timeInput(tomorrow?.at ?? new Date()),
  );
  openDialog({
    title: "Send later",
    body: [field.element],
    actions: [
      { label: "Cancel", kind: "secondary" },
      {
        label: "Schedule",
        kind: "primary",
        run: async () => {
          field.setError("");
          const at = new Date(field.input.value);
          const wrong = timeError(at);
          if (wrong) {
            field.setError(wrong);
            return false;
          }
          try {
            await schedule(context, message, at);
          } catch (error) {
            if (!showFieldErrors(error, { scheduled_at: field })) throw error;
            return false;
          }
          return true;
        },
      },
    ],
  });
}

/**
 * @param {import("./context.js").Context} context
 * @param {import("./composer_later.js").Wanted} message
 * @param {Date} at
 */
async function schedule(context, { clientId, conversationId, body, replyTo, taken }, at) {
  const api = new ScheduledApi(context.api.http);
  const { scheduled_at } = await api.schedule(conversationId, {
    client_id: clientId,
    body,
    reply_to: replyTo,
    scheduled_at: at.toISOString(),
  });
  taken();
  const action = { label: "Show", run: () => openScheduled(context, conversationId) };
  // Where an answer was lost before, the message has the time that was chosen then, or is sent.
  const text = scheduled_at ? `Goes out ${formatFull(scheduled_at)}` : "This was taken before.";
  context.toasts.show(text, { action });
}

/**
 * Says what a menu could not do: it has closed by then.
 * @param {import("./context.js").Context} context
 * @param {Promise<void>} work
 */
async function tell({ toasts }, work) {
  try {
    await work;
  } catch (error) {
    toasts.show(explain(error), { tone: "error" });
  }
}
