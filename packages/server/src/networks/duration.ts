/** Lengths of time as requests write them: `250ms`, `60s`, `5m`, `36h`, `7d`, `2w`. */

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

/** Null where the text is none. */
export function durationMillis(text: string): number | null {
  const [, digits = '', unit = ''] = /^(\d{1,9})(ms|s|m|h|d|w)$/.exec(text) ?? [];
  const millis = UNITS[unit];
  return millis === undefined ? null : Number(digits) * millis;
}
