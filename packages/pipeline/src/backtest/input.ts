/** Where a backtest's events come from, as lanes take them; and what each event is there for. */
import type { Batch, EntryRole } from './batch.ts';
import { LATENESS_MILLIS } from './limits.ts';
import type { Needs } from './needs.ts';
import { isWithin, type Range } from './range.ts';

export interface InputStep {
  readonly batch: Batch | null;
  /** 0 to 1, or null where the total is not known. */
  readonly share: number | null;
}

/** What reading has found beside the events; complete once the input has ended. */
export interface InputFacts {
  /** Records that were no events, and second events under an id (files only). */
  refused: number;
  duplicates: number;
  /** Why the input ended before its end. */
  failure: string | null;
}

export interface BacktestInput {
  readonly facts: Readonly<InputFacts>;
  steps(signal: AbortSignal): AsyncIterable<InputStep>;
}

/** How far before the range events are decided for what they leave in memory. */
export type WarmUp =
  | { readonly kind: 'none' }
  | { readonly kind: 'window'; readonly millis: number }
  | { readonly kind: 'all' };

/** The shortest warm-up whose results are exact. */
export function exactWarmUp(needs: Needs): WarmUp {
  switch (needs.kind) {
    case 'nothing':
      return { kind: 'none' };
    case 'windows':
      return { kind: 'window', millis: needs.seconds * 1000 + LATENESS_MILLIS };
    case 'everything':
      return { kind: 'all' };
  }
}

/** Whether results after this warm-up are those of a run that never stopped, as far as the events are still held. */
export function isExact(warmUp: WarmUp, needs: Needs): boolean {
  if (warmUp.kind === 'all' || needs.kind === 'nothing') return true;
  return needs.kind === 'windows' && warmUp.kind === 'window' && warmUp.millis >= needs.seconds * 1000;
}

/** What an event of this time is there for; null where it is passed over. */
export function roleOf(timeMillis: number, range: Range, warmUp: WarmUp): Exclude<EntryRole, 'control'> | null {
  if (isWithin(range, timeMillis)) return 'counted';
  switch (warmUp.kind) {
    case 'none':
      return null;
    case 'window':
      return timeMillis >= range.fromMillis - warmUp.millis ? 'memory' : null;
    case 'all':
      return 'memory';
  }
}
