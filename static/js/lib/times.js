/** Times as people read them, in the browser's language and zone. */

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: "short" });
const longDay = new Intl.DateTimeFormat(undefined, {
  weekday: "long",
  day: "numeric",
  month: "long",
});
const longDayWithYear = new Intl.DateTimeFormat(undefined, {
  day: "numeric",
  month: "long",
  year: "numeric",
});
const dayOfYear = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long" });
const shortDay = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "short" });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });

const DAY_MS = 86_400_000;

/**
 * A key that is equal for two times on the same local day.
 * @param {string} iso
 * @returns {string}
 */
export function dayKey(iso) {
  const date = new Date(iso);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}

/** @param {string} iso @returns {string} */
export function formatClock(iso) {
  return clock.format(new Date(iso));
}

/** @param {string} iso @returns {string} */
export function formatFull(iso) {
  return full.format(new Date(iso));
}

/**
 * Whole local days from `iso` to `now`.
 * @param {Date} date
 * @param {Date} now
 * @returns {number}
 */
function daysAgo(date, now) {
  const day = Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
  return Math.round((today - day) / DAY_MS);
}

/** @param {string} text @returns {string} */
function capitalise(text) {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}

/**
 * "Today", "Yesterday", "Monday, 3 March" or, in another year, "3 March 2025".
 * @param {string} iso
 * @param {Date} now
 * @returns {string}
 */
export function formatDay(iso, now) {
  const date = new Date(iso);
  const days = daysAgo(date, now);
  if (days === 0 || days === 1) return capitalise(relative.format(-days, "day"));
  return date.getFullYear() === now.getFullYear()
    ? longDay.format(date)
    : longDayWithYear.format(date);
}

/**
 * "Last seen 09:26", "Last seen yesterday", "Last seen 3 March" or, in another year, "Last seen
 * 3 March 2025".
 * @param {string} iso
 * @param {Date} now
 * @returns {string}
 */
export function formatLastSeen(iso, now) {
  const date = new Date(iso);
  const days = daysAgo(date, now);
  if (days <= 0) return `Last seen ${clock.format(date)}`;
  if (days === 1) return `Last seen ${relative.format(-1, "day")}`;
  const day = date.getFullYear() === now.getFullYear() ? dayOfYear : longDayWithYear;
  return `Last seen ${day.format(date)}`;
}

/**
 * "13:04" today, else "Yesterday, 13:04".
 * @param {string} iso
 * @param {Date} [now]
 * @returns {string}
 */
export function formatMoment(iso, now = new Date()) {
  const date = new Date(iso);
  const time = clock.format(date);
  return daysAgo(date, now) === 0 ? time : `${formatDay(iso, now)}, ${time}`;
}

/**
 * The time in a conversation row: clock today, weekday this week, else the date.
 * @param {string} iso
 * @param {Date} now
 * @returns {string}
 */
export function formatListTime(iso, now) {
  const date = new Date(iso);
  const days = daysAgo(date, now);
  if (days <= 0) return clock.format(date);
  return days < 7 ? weekday.format(date) : shortDay.format(date);
}
