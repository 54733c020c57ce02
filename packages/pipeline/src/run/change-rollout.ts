/** Changes of rollouts on their way into the journal: checked before, since what is journaled has happened. */
import type { Memory } from '@lapwing/memory';
import type { Ruleset } from '@lapwing/sml';
import type { CandidateEntry, RolloutEntry } from '../control/rollout-entries.ts';
import { waitsForLookups } from '../decide/observations.ts';
import { RolloutError, type RolloutLedger } from '../rollout/ledger.ts';
import { FORK_BYTES_MAX } from '../rollout/limits.ts';
import type { Item } from './commit-queue.ts';

export type CandidateStart = Pick<CandidateEntry, 'by' | 'reason' | 'counters'>;

/** Throws a RolloutError where a ruleset cannot be evaluated beside the one in force. */
export function beginCandidate(active: Ruleset, candidate: Ruleset, memory: Memory, how: CandidateStart): void {
  if (how.reason.trim() === '') throw new RolloutError('say why: every change of a state has a reason');
  if (active.program.hash === candidate.program.hash) throw new RolloutError('these rules are in force already');
  if (waitsForLookups(candidate)) {
    throw new RolloutError(
      'these rules look things up outside, which is done for the rules in force alone: put them in force with the new rules in shadow',
    );
  }
  const { bytes } = memory.metrics();
  if (how.counters === 'fork' && bytes > FORK_BYTES_MAX) {
    const size = (value: number) => `${(value / (1 << 30)).toFixed(1)} GiB`;
    throw new RolloutError(
      `what the rules in force remember takes ${size(bytes)}, and at most ${size(FORK_BYTES_MAX)} are copied: start with empty counters`,
    );
  }
}

/** Check, journal and apply; resolves with the entry's position. Rejects with a RolloutError where it was refused. */
export async function changeRollout(
  ledger: RolloutLedger,
  entry: RolloutEntry,
  record: (entry: RolloutEntry) => Promise<Item>,
): Promise<number> {
  ledger.check(entry);
  const { position, refused } = await record(entry);
  if (refused !== undefined) throw refused;
  return position;
}
