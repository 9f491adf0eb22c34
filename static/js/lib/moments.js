const HOUR_MS = 3_600_000;
const MORNING = 9;
const EVENING = 18;

/** @typedef {{label: string, at: Date}} Moment */

/**
 * Times at which people often want something sent, the next first, in their own time zone.
 * @param {Date} now
 * @returns {Moment[]}
 */
export function likelyMoments(now) {
  const moments = [{ label: "In 1 hour", at: new Date(now.getTime() + HOUR_MS) }];
  const evening = dayAt(now, 0, EVENING);
  if (evening.getTime() - now.getTime() > HOUR_MS)
    moments.push({ label: "This evening at 18:00", at: evening });
  moments.push({ label: "Tomorrow at 09:00", at: dayAt(now, 1, MORNING) });
  const toMonday = (8 - now.getDay()) % 7 || 7;
  if (toMonday > 1) moments.push({ label: "Monday at 09:00", at: dayAt(now, toMonday, MORNING) });
  return moments;
}

/**
 * A moment as a field for date and time has it, to the minute.
 * @param {Date} moment
 * @returns {string} "2026-11-21T18:05", local
 */
export function fieldTime(moment) {
  const pad = (/** @type {number} */ number) => String(number).padStart(2, "0");
  const day = [moment.getFullYear(), pad(moment.getMonth() + 1), pad(moment.getDate())].join("-");
  return `${day}T${pad(moment.getHours())}:${pad(moment.getMinutes())}`;
}

/**
 * @param {Date} now
 * @param {number} days from now
 * @param {number} hour
 * @returns {Date}
 */
function dayAt(now, days, hour) {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);
}
