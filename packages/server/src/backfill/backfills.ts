/**
 * Back-fills of the rules in force, one at a time. Where a ruleset with new counters is put in force over another one, a back-fill is
 * offered, or begun at once where the installation says so.
 */
import type { Pipeline } from '@lapwing/pipeline';
import type { Ruleset } from '@lapwing/sml';
import { countersText, type NewCounter, newCounters } from './new-counters.ts';

/** What happens when rules with new counters are put in force. */
export type BackfillPolicy = 'offer' | 'automatic' | 'off';

export interface Backfill {
  readonly rulesetHash: string;
  readonly by: string;
  readonly reason: string;
  readonly startedAt: string;
  state: 'running' | 'done' | 'stopped' | 'failed';
  /** 0 to 1. */
  share: number;
  events: number;
  /** Where it joined, and with how many keys; null until then. */
  position: number | null;
  keys: number | null;
  /** The journal, or `since`, held less than the counters may depend on; null until that is known. */
  partial: boolean | null;
  problem: string | null;
}

export interface BackfillOffer {
  readonly rulesetHash: string;
  readonly counters: readonly NewCounter[];
}

export interface BackfillStart {
  readonly by: string;
  readonly reason: string;
  /** Null takes as many events as the counters can need. */
  readonly sinceMillis: number | null;
}

/** By whom an automatic one is. */
const AUTOMATIC = 'automatic';

export class RulesetBackfills {
  readonly #pipeline: Pipeline;
  readonly #policy: BackfillPolicy;
  readonly #onMessage: (message: string) => void;
  readonly #unfollow: () => void;
  #current: Backfill | null = null;
  #offer: BackfillOffer | null = null;
  #stop = new AbortController();
  #ended: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(pipeline: Pipeline, policy: BackfillPolicy, onMessage: (message: string) => void) {
    this.#pipeline = pipeline;
    this.#policy = policy;
    this.#onMessage = onMessage;
    this.#unfollow = pipeline.onActivated((ruleset, before) => this.#activated(ruleset, before));
  }

  /** The one under way, or the last one since the start. */
  get current(): Backfill | null {
    return this.#current;
  }

  /** New counters of the rules in force that have not been filled since the start. */
  get offer(): BackfillOffer | null {
    return this.#offer;
  }

  /** Null where one is under way. Throws where no ruleset is in force. */
  begin({ by, reason, sinceMillis }: BackfillStart): Backfill | null {
    if (this.#closed || this.#current?.state === 'running') return null;
    const { active } = this.#pipeline;
    if (active === null) throw new Error('no ruleset is in force');
    const backfill: Backfill = {
      rulesetHash: active.ruleset.program.hash,
      by,
      reason,
      startedAt: new Date().toISOString(),
      state: 'running',
      share: 0,
      events: 0,
      position: null,
      keys: null,
      partial: null,
      problem: null,
    };
    this.#current = backfill;
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.#ended = this.#pipeline
      .backfill({ by, reason, sinceMillis, signal, onProgress: (progress) => Object.assign(backfill, progress) })
      .then(
        (result) => {
          Object.assign(backfill, result, { state: 'done', share: 1 });
          if (this.#offer?.rulesetHash === backfill.rulesetHash) this.#offer = null;
        },
        (error: unknown) => {
          backfill.state = signal.aborted ? 'stopped' : 'failed';
          backfill.problem = signal.aborted ? null : error instanceof Error ? error.message : String(error);
        },
      );
    return backfill;
  }

  /** Resolves when none is under way any more; one that has not joined has changed nothing. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#ended;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#unfollow();
    await this.stop();
  }

  #activated(ruleset: Ruleset, before: Ruleset | null): void {
    this.#offer = null;
    // Where nothing has happened yet there is nothing to count.
    if (this.#policy === 'off' || before === null || this.#pipeline.memory.newestMillis === 0) return;
    const counters = newCounters(before, ruleset);
    if (counters.length === 0) return;
    const offer = { rulesetHash: ruleset.program.hash, counters };
    this.#offer = offer;
    const what = `${counters.length === 1 ? 'a new counter begins' : `${counters.length} new counters begin`} empty: ${countersText(counters)}`;
    if (this.#policy === 'offer') {
      this.#onMessage(`${what}; \`lapwing rules backfill\` fills them from the journal`);
      return;
    }
    this.#onMessage(`${what}; they are filled from the journal`);
    void this.#fill(offer);
  }

  /** One for an earlier ruleset gives up by itself. */
  async #fill(offer: BackfillOffer): Promise<void> {
    await this.stop();
    if (this.#offer !== offer) return;
    const reason = `new counters: ${countersText(offer.counters)}`;
    const backfill = this.begin({ by: AUTOMATIC, reason, sinceMillis: null });
    if (backfill === null) return;
    await this.#ended;
    if (backfill.state === 'failed') this.#onMessage(`the new counters were not filled: ${backfill.problem}`);
    if (backfill.partial === true) this.#onMessage('the journal held less than the new counters may depend on');
  }
}
