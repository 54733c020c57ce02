/**
 * One ruleset over the entries of a backtest: the evaluator and the label state of a live run (`Decider`), on a memory of its own.
 *
 * - B1 Entries come in journal order; what they do to memory is what they would have done live under this ruleset alone.
 * - B2 Nothing outside of this object changes.
 */
import { type BrakeSettings, DEFAULT_BRAKES } from '@lapwing/enforcement';
import { type ListSeed, Memory, plantLists } from '@lapwing/memory';
import type { Ruleset, SiteMetrics } from '@lapwing/sml';
import { decodeControl } from '../control/entries.ts';
import { type Decided, Decider } from '../decide/decide.ts';
import { unidentified } from '../decide/effects.ts';
import { decodeFormed } from '../envelope/event.ts';
import { changeListInOrder } from '../lists/change.ts';
import { changeLabelByHand } from '../run/manual.ts';
import { mirrorReversals } from '../undo/apply.ts';
import { type Batch, entriesOfBatch } from './batch.ts';
import { BrakeTrace, type SavedTrace } from './brake-trace.ts';
import { Collector } from './collector.ts';
import { OutcomeBook, type OutcomeRecord } from './outcomes.ts';
import type { Tally } from './tally.ts';

/** What every lane is told beside its ruleset. */
export interface ReplayOptions {
  readonly outcomes: readonly OutcomeRecord[];
  readonly intervalMillis: number;
  /** Lists that are there at the beginning, where no journal brings them. */
  readonly lists?: readonly ListSeed[];
  /** Those that are asked afterwards; the defaults when absent. */
  readonly brakes?: BrakeSettings;
}

export interface ReplayCost {
  /** Events decided, those before the range included. */
  readonly decided: number;
  readonly sampledEvents: number;
  readonly sampledMicros: number;
  readonly sites: readonly SiteMetrics[];
  /** Processor time of decoding, deciding and counting. */
  readonly cpuSeconds: number;
}

export interface ReplayResult {
  readonly tally: Tally;
  /** What the rules wanted, for the brakes. */
  readonly trace: SavedTrace;
  readonly cost: ReplayCost;
  /** Keys that memory gave up for lack of room: counts may then be too low. */
  readonly evictedKeys: number;
}

/** Any fixed number: a backtest repeated gives the same report. */
const MEMORY_SEED = 0x1a9;

export class Replayer {
  readonly #ruleset: Ruleset;
  readonly #memory = new Memory({ seed: MEMORY_SEED });
  readonly #decider: Decider;
  readonly #collector: Collector;
  readonly #trace: BrakeTrace;
  readonly #onCounted: ((decided: Decided) => void) | undefined;
  #decided = 0;
  #cpuMicros = 0;

  /** `onCounted` is told every decision of the range. */
  constructor(ruleset: Ruleset, options: ReplayOptions, onCounted?: (decided: Decided) => void) {
    this.#ruleset = ruleset;
    this.#decider = new Decider(this.#memory, new Map(), unidentified);
    this.#onCounted = onCounted;
    const { intervalMillis, brakes = DEFAULT_BRAKES, lists = [] } = options;
    plantLists(this.#memory.lists, lists);
    this.#trace = new BrakeTrace(brakes);
    this.#collector = new Collector(ruleset, { outcomes: new OutcomeBook(options.outcomes), intervalMillis });
  }

  take(batch: Batch): void {
    const before = process.threadCpuUsage();
    this.#trace.begin(batch);
    for (const { role, position, ingestedAtMillis, bytes, start, end, form } of entriesOfBatch(batch)) {
      if (role === 'control') {
        this.#control(bytes.subarray(start, end), position);
        continue;
      }
      const action = decodeFormed(bytes, start, end, form);
      const decided = this.#decider.decide(this.#ruleset, action, position, ingestedAtMillis);
      this.#decided++;
      if (role !== 'counted') continue;
      this.#collector.add(decided);
      this.#trace.add(decided);
      this.#onCounted?.(decided);
    }
    const { user, system } = process.threadCpuUsage(before);
    this.#cpuMicros += user + system;
  }

  result(): ReplayResult {
    const { metrics } = this.#ruleset;
    return {
      tally: this.#collector.tally,
      trace: this.#trace.result(),
      cost: {
        decided: this.#decided,
        sampledEvents: metrics.sampledEvents,
        sampledMicros: metrics.sampledMicros,
        sites: metrics.sites(),
        cpuSeconds: this.#cpuMicros / 1e6,
      },
      evictedKeys: this.#memory.metrics().evictedTotal,
    };
  }

  #control(payload: Uint8Array, position: number): void {
    const entry = decodeControl(payload);
    // Which ruleset was in force does not matter here: the whole range is decided by this one.
    if (entry.type === 'label') changeLabelByHand(this.#memory, entry, position);
    if (entry.type === 'undo-chunk') mirrorReversals(this.#memory, entry);
    if (entry.type === 'list') changeListInOrder(this.#memory, entry, position);
  }
}
