/** The guard against runs that change too much at once (notes.md §2.12, check_flips). */
import { NotesError } from '../../errors.ts';
import type { Dataset } from '../data/dataset.ts';
import { CRH, NONE } from '../status.ts';

const DAY_MILLIS = 86_400_000;
/** Added to the number of helpful notes, so that a handful of changes among few is no alarm. */
const SMOOTHING = 100;
const CHANGED = { gained: 1.2, lost: 0.4 };
const UNCHANGED = { gained: 0.12, lost: 0.12 };
const RECENT = { gained: 0.15, lost: 0.15, fromDays: 3, untilDays: 13 };

/**
 * Throws where more unlocked notes became helpful, or ceased to be, than new ratings explain. `since` is the time of the last rating of the
 * run before, or null: then every note counts as newly rated.
 */
export function checkFlips(
  { notes, history, ratings }: Dataset,
  status: Uint8Array,
  now: number,
  since: number | null,
) {
  const rated = new Uint8Array(notes.count).fill(since === null ? 1 : 0);
  if (since !== null) {
    for (let row = 0; row < ratings.count; row++) if (ratings.createdAt[row]! > since) rated[ratings.note[row]!] = 1;
  }
  const check = (which: string, limits: { gained: number; lost: number }, wanted: (note: number) => boolean) => {
    let before = 0;
    let gained = 0;
    let lost = 0;
    for (let note = 0; note < notes.count; note++) {
      if (notes.known[note] === 0 || history.locked[note] !== NONE || !wanted(note)) continue;
      const was = history.current[note] === CRH;
      const is = status[note] === CRH;
      if (was) before++;
      if (is && !was) gained++;
      if (was && !is) lost++;
    }
    for (const [word, count, most] of [
      ['became helpful', gained, limits.gained],
      ['are no longer helpful', lost, limits.lost],
    ] as const) {
      const share = count / (before + SMOOTHING);
      if (share <= most) continue;
      const message = `${count} ${which} ${word}, where ${before} were: ${share.toFixed(2)} is over ${most}`;
      throw new NotesError('undefined', `${message}; without --check-flips the statuses are written all the same`);
    }
  };
  check('unlocked notes with new ratings', CHANGED, (note) => rated[note] === 1);
  check('unlocked notes without new ratings', UNCHANGED, (note) => rated[note] === 0);
  if (since === null) return;
  check('unlocked notes of 3 to 13 days', RECENT, (note) => {
    const days = (now - notes.createdAt[note]!) / DAY_MILLIS;
    return days >= RECENT.fromDays && days <= RECENT.untilDays;
  });
}
