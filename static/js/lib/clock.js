/** How far the server's clock is ahead of this one, in milliseconds, as it said in its greeting. */
let ahead = 0;

/** @param {string | undefined} serverTime */
export function setClock(serverTime) {
  const told = Date.parse(serverTime ?? "");
  if (!Number.isNaN(told)) ahead = told - Date.now();
}

/** What the server's clock says now: for what ends at a moment that it named. */
export function serverNow() {
  return Date.now() + ahead;
}
