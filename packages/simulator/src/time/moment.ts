/** Moments as people and programs write them. */
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * Milliseconds since the epoch of a day in UTC or of a moment with its zone (ISO 8601), or null. A moment without a zone would be another
 * one on the next machine.
 */
export function momentOf(text: string): number | null {
  if (!DAY.test(text) && !MOMENT.test(text)) return null;
  const millis = Date.parse(text);
  return Number.isNaN(millis) ? null : millis;
}
