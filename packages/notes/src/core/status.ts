/** Statuses of notes, as small codes in columns and as names in files (notes.md §1.4). */

export const STATUS_NAMES = [
  '',
  'NEEDS_MORE_RATINGS',
  'CURRENTLY_RATED_HELPFUL',
  'CURRENTLY_RATED_NOT_HELPFUL',
  'NEEDS_YOUR_HELP',
  'FIRM_REJECT',
] as const;

export type StatusName = (typeof STATUS_NAMES)[number];

/** No status: the note is unknown to whoever was asked. */
export const NONE = 0;
/** Needs more ratings. */
export const NMR = 1;
/** Currently rated helpful. */
export const CRH = 2;
/** Currently rated not helpful. */
export const CRNH = 3;
/** Needs your help: would be helpful if raters of the other side agreed. Internal. */
export const NYH = 4;
/** Needs more ratings, and other models may not say otherwise. Internal. */
export const FIRM_REJECT = 5;

export type Status = 0 | 1 | 2 | 3 | 4 | 5;

/** Code of a name, or -1. */
export function statusOf(name: string): Status | -1 {
  const code = (STATUS_NAMES as readonly string[]).indexOf(name);
  return code as Status | -1;
}
