/** One back-fill from its beginning to its joining. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Memory } from '@lapwing/memory';
import { transferKeys } from '@lapwing/memory/keyed';
import type { Program } from '@lapwing/sml';
import { needsOf } from '../backtest/needs.ts';
import type { BackfillEntry } from '../control/entries.ts';
import { BACKFILL_GAP_ENTRIES, BACKFILL_SLICE_MILLIS } from '../limits.ts';
import type { Backfills } from './backfills.ts';
import type { Rewind } from './rewind.ts';

export interface BackfillRequest {
  readonly by: string;
  readonly reason: string;
  /** Events before this time are left out; null takes as many as the counters can need. */
  readonly sinceMillis: number | null;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: BackfillProgress) => void;
}

export interface BackfillProgress {
  /** 0 to 1. */
  readonly share: number;
  readonly events: number;
}

export interface BackfillResult {
  /** Where it joined. */
  readonly position: number;
  readonly keys: number;
  readonly events: number;
  readonly partial: boolean;
}

/** What the pipeline does for a back-fill. */
export interface BackfillHost {
  readonly backfills: Backfills;
  readonly memory: Memory;
  readonly journal: { readonly firstPosition: number; readonly durablePosition: number };
  /** Throws where the ruleset is no longer in force, or the pipeline has stopped. */
  check(): void;
  /**
   * Journal the entry and run `join` in its place: when all before it is decided and nothing behind it has begun. A `join` that fails
   * stops the pipeline.
   */
  inOrder(entry: BackfillEntry, join: (position: number) => Promise<void>): Promise<number>;
}

/** Resolves when it has joined, durably. Rejects, nothing changed, when `signal` says stop or the ruleset is not in force any more. */
export async function runBackfill(
  host: BackfillHost,
  program: Program,
  request: BackfillRequest,
): Promise<BackfillResult> {
  const { backfills, memory, journal } = host;
  const fromPosition = journal.firstPosition;
  const range = rangeOf(program, request.sinceMillis, memory.newestMillis, fromPosition > 0);
  const entry: BackfillEntry = {
    type: 'backfill',
    by: request.by,
    reason: request.reason,
    hash: program.hash,
    fromPosition,
    ...range,
  };
  const rewind = await backfills.rewind(entry, memory.seed);
  const pause = pacer(host, request, rewind);
  do await rewind.run(journal.durablePosition, pause);
  while (journal.durablePosition - rewind.position > BACKFILL_GAP_ENTRIES);
  request.signal.throwIfAborted();
  let keys: Memory | null = null;
  const position = await host.inOrder(entry, async (position) => {
    await rewind.run(position, async () => {});
    keys = rewind.keys(memory, entry.partial);
    transferKeys(keys.keyed, memory.keyed, () => true);
    memory.attached.adopt(keys.attached);
  });
  if (keys === null) throw new Error('a back-fill has joined without keys');
  const joined: Memory = keys;
  await backfills.keep(joined, position);
  return { position, keys: joined.metrics().keys, events: rewind.events, partial: entry.partial };
}

/**
 * Windows that end with the event need no more of the past than all of them after each other; anything else may depend on all of it.
 * `partial` where that, or what was asked for, is less than what is needed.
 */
function rangeOf(
  program: Program,
  wantedMillis: number | null,
  newestMillis: number,
  isCut: boolean,
): Pick<BackfillEntry, 'sinceMillis' | 'partial'> {
  const needs = needsOf(program);
  if (needs.kind !== 'windows') return { sinceMillis: wantedMillis, partial: isCut || wantedMillis !== null };
  const calls = [...program.calls.values()].filter(({ declaration }) => declaration.purity === 'memory').length;
  const needed = newestMillis - needs.seconds * 1000 * Math.max(1, calls);
  return { sinceMillis: wantedMillis ?? needed, partial: isCut || (wantedMillis !== null && wantedMillis > needed) };
}

/** Awaited after each entry: others get their turn, and a stop is seen. */
function pacer(host: BackfillHost, { signal, onProgress }: BackfillRequest, rewind: Rewind): () => Promise<void> {
  const { journal } = host;
  const from = rewind.position;
  let begun = performance.now();
  return async () => {
    if (performance.now() - begun < BACKFILL_SLICE_MILLIS) return;
    signal.throwIfAborted();
    host.check();
    const span = Math.max(1, journal.durablePosition - from);
    onProgress({ share: Math.min(1, (rewind.position - from) / span), events: rewind.events });
    await nextTurn();
    begun = performance.now();
  };
}
