/** What a pipeline is made of, and what is asked of it. */
import type { IdWindow, Journal } from '@lapwing/journal';
import type { ListChange, Memory } from '@lapwing/memory';
import type { Ruleset } from '@lapwing/sml';
import type { Backfills } from '../backfill/backfills.ts';
import type { LabelChangeEntry } from '../control/entries.ts';
import type { Decided, Decider } from '../decide/decide.ts';
import type { Rollout } from '../rollout/rollout.ts';
import type { RulesetArchive } from '../ruleset/archive.ts';
import type { CheckpointInterval } from './checkpoint-schedule.ts';
import type { Checkpoints } from './checkpoints.ts';
import type { Sink } from './sink.ts';

export interface PipelineParts {
  readonly journal: Journal;
  readonly memory: Memory;
  readonly ids: IdWindow;
  readonly decider: Decider;
  readonly rollout: Rollout;
  readonly ruleset: ActiveRuleset | null;
  readonly archive: RulesetArchive;
  readonly checkpoints: Checkpoints;
  readonly backfills: Backfills;
  readonly sinks: readonly Sink[];
  readonly checkpoint: CheckpointInterval;
  readonly onWarning: (message: string) => void;
  /** The machine's clock, for times of arrival; rules never see it. */
  readonly clock: () => number;
}

export interface ActiveRuleset {
  readonly ruleset: Ruleset;
  readonly position: number;
  readonly activatedAtMillis: number;
}

/**
 * Acknowledge after `Pipeline.durable(position)`. `decided` is a promise where rules wait for look-ups; it resolves when what they
 * came to is durable too, and rejects where the journal or a sink failed meanwhile.
 */
export type Submission =
  | { readonly status: 'accepted'; readonly position: number; readonly decided: Decided | Promise<Decided> }
  | { readonly status: 'duplicate'; readonly position: number };

/** A label change as a person asks for it; it expires so long after it takes place, or never. */
export type ManualChange = Omit<LabelChangeEntry, 'type' | 'atMillis' | 'expiresAtMillis'> & {
  readonly expiresAfterMillis: number | null;
};

/** A change of a list as a person asks for it. */
export type ListRequest = Omit<ListChange, 'type' | 'atMillis'>;

export class PipelineError extends Error {
  override readonly name = 'PipelineError';
}
