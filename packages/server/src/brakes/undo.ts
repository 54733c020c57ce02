/**
 * Undo batches: one at a time, in bounded chunks, each a journal entry. A batch that a crash interrupted goes on at the next start; what
 * was taken back once is not taken back again.
 */
import { randomUUID } from 'node:crypto';
import type { EffectStore, UndoBatch, UndoCandidate, UndoneLabel, UndoRequest } from '@lapwing/enforcement';
import {
  judgeReversal,
  type LabelPlace,
  type Pipeline,
  type PlannedReversal,
  planReversal,
  type UndoRange,
  undoLimits,
} from '@lapwing/pipeline';

export type UndoAsked = Omit<UndoRequest, 'id'>;

/** What a batch would do. */
export interface UndoForecast {
  readonly effects: number;
  readonly verdicts: number;
  readonly plugins: number;
  readonly unreadable: number;
  readonly outcomes: Readonly<Record<UndoneLabel['outcome'], number>>;
  /** Some of the labels. */
  readonly labels: readonly (LabelPlace & Pick<UndoneLabel, 'outcome'> & { readonly effects: number })[];
  /** False where the time was up before everything had been looked at. */
  readonly complete: boolean;
}

const FORECAST_MILLIS = 20_000;
const FORECAST_LABELS = 100;
/** How often a label is planned anew while the store catches up with the label state. */
const PLAN_ATTEMPTS = 5;

const NO_TALLY = { verdicts: 0, plugins: 0, unreadable: 0 };

export class UndoBatches {
  readonly #store: EffectStore;
  readonly #pipeline: Pipeline;
  readonly #onFailure: (error: unknown) => void;
  readonly #cancelled = new Map<string, { readonly by: string; readonly reason: string }>();
  #queue: Promise<void> = Promise.resolve();
  #stopping = false;

  constructor(store: EffectStore, pipeline: Pipeline, onFailure: (error: unknown) => void) {
    this.#store = store;
    this.#pipeline = pipeline;
    this.#onFailure = onFailure;
  }

  /** Go on with what was interrupted. */
  async resume(): Promise<void> {
    const batches = await this.#store.undo.list({ limit: 1000 });
    for (const { id, state } of batches.reverse()) if (state === 'running') this.#enqueue(id);
  }

  /** Journal a batch and begin it; resolves with its id. */
  async begin(asked: UndoAsked, by: string, reason: string): Promise<string> {
    const id = randomUUID();
    const atMillis = this.#pipeline.nowMillis();
    const request = { ...asked, id };
    const { position } = await this.#pipeline.record({ type: 'undo-begin', by, reason, atMillis, request });
    await this.#pipeline.committed(position);
    this.#enqueue(id);
    return id;
  }

  /** Stop a batch that runs or waits, behind the chunk that is under way. What was taken back stays so. */
  cancel(id: string, by: string, reason: string): void {
    this.#cancelled.set(id, { by, reason });
    // One that stopped at an error is in no queue any more.
    this.#enqueue(id);
  }

  /** Resolves when no batch runs; those that are not done go on at the next start. */
  async close(): Promise<void> {
    this.#stopping = true;
    await this.#queue;
  }

  /** What a batch begun now would do, without doing any of it. */
  async forecast(asked: UndoAsked): Promise<UndoForecast> {
    const range: UndoRange = { ...asked, id: '', position: Number.MAX_SAFE_INTEGER };
    const deadline = performance.now() + FORECAST_MILLIS;
    const outcomes = { reversed: 0, 'other-reason': 0, 'person-decided': 0, 'nothing-left': 0, 'changed-meanwhile': 0 };
    const labels: UndoForecast['labels'][number][] = [];
    const seen = new Set<string>();
    let tally = NO_TALLY;
    let effects = 0;
    let complete = true;
    for (let after: number | null = 0; after !== null; ) {
      const window: Awaited<ReturnType<EffectStore['undo']['candidates']>> = await this.#store.undo.candidates(
        range,
        after,
      );
      tally = addCandidates(tally, window.found);
      for (const place of placesOf(window.found)) {
        const key = JSON.stringify(place);
        if (seen.has(key)) continue;
        seen.add(key);
        const planned = await this.#plan(place, range);
        if (planned === 'nothing') continue;
        if (planned === 'unreadable') {
          tally = { ...tally, unreadable: tally.unreadable + 1 };
          continue;
        }
        const { outcome } = judgeReversal(planned, this.#current(place), this.#pipeline.nowMillis());
        outcomes[outcome]++;
        effects += planned.effects.length;
        if (labels.length < FORECAST_LABELS) labels.push({ ...place, outcome, effects: planned.effects.length });
      }
      after = window.scannedTo;
      if (after !== null && performance.now() > deadline) {
        complete = false;
        after = null;
      }
    }
    effects += tally.verdicts + tally.plugins;
    return { effects, ...tally, outcomes, labels, complete };
  }

  #enqueue(id: string): void {
    this.#queue = this.#queue.then(() => this.#run(id)).catch(this.#onFailure);
  }

  async #run(id: string): Promise<void> {
    let retried = false;
    while (!this.#stopping) {
      const batch = await this.#store.undo.batch(id);
      if (batch === null || batch.state !== 'running') {
        this.#cancelled.delete(id);
        return;
      }
      const cancelled = this.#cancelled.get(id);
      if (cancelled !== undefined) {
        await this.#end(batch, 'cancelled', cancelled);
        return;
      }
      const { pass, sequence } = batch.cursor;
      const { found, scannedTo } = await this.#store.undo.candidates(batch, sequence);
      retried = (await this.#window(batch, found, scannedTo)) || retried;
      if (scannedTo !== null) continue;
      if (!retried || pass >= undoLimits.passes) {
        await this.#end(batch, 'done', batch);
        return;
      }
      retried = false;
    }
  }

  /** Take back what was found, and remember how far that is. True where a label changed meanwhile, and has to be taken up again. */
  async #window(batch: UndoBatch, found: readonly UndoCandidate[], scannedTo: number | null): Promise<boolean> {
    const { pass } = batch.cursor;
    let tally = pass === 1 ? addCandidates(NO_TALLY, found) : NO_TALLY;
    const planned: PlannedReversal[] = [];
    let changed = false;
    for (const place of placesOf(found)) {
      const reversal = await this.#plan(place, batch);
      if (reversal === 'nothing') continue;
      if (reversal !== 'unreadable') planned.push(reversal);
      else if (pass === 1) tally = { ...tally, unreadable: tally.unreadable + 1 };
      if (planned.length < undoLimits.chunkLabels) continue;
      // The cursor stays: what this chunk takes back is not found again.
      changed = (await this.#chunk(batch, planned.splice(0), batch.cursor, NO_TALLY)) || changed;
    }
    const next = scannedTo === null ? { pass: pass + 1, sequence: 0 } : { pass, sequence: scannedTo };
    // Where a chunk meets a label that changed, the batch needs another pass, also should this process end now.
    return (await this.#chunk(batch, planned, next, tally)) || changed;
  }

  async #chunk(
    { id, by, reason }: UndoBatch,
    labels: readonly PlannedReversal[],
    cursor: UndoBatch['cursor'],
    tally: UndoBatch['tally'],
  ): Promise<boolean> {
    const atMillis = this.#pipeline.nowMillis();
    const entry = { type: 'undo-chunk', id, by, reason, atMillis, cursor, tally, labels } as const;
    const { position, record } = await this.#pipeline.record(entry);
    await this.#pipeline.committed(position);
    return record?.type === 'undo-chunk' && record.labels.some(({ outcome }) => outcome === 'changed-meanwhile');
  }

  async #end(
    { id }: UndoBatch,
    state: 'done' | 'cancelled',
    { by, reason }: { by: string; reason: string },
  ): Promise<void> {
    const atMillis = this.#pipeline.nowMillis();
    const { position } = await this.#pipeline.record({ type: 'undo-end', id, by, reason, atMillis, state });
    await this.#pipeline.committed(position);
    this.#cancelled.delete(id);
  }

  async #plan(place: LabelPlace, range: UndoRange): Promise<PlannedReversal | 'nothing' | 'unreadable'> {
    const { entityType, entityId, label } = place;
    for (let attempt = 0; attempt < PLAN_ATTEMPTS; attempt++) {
      const deeds = await this.#store.undo.deeds(entityType, entityId, label, undoLimits.deeds);
      if (deeds === null) return 'unreadable';
      const planned = planReversal(place, deeds, this.#current(place), range, this.#pipeline.nowMillis());
      if (planned !== 'mismatch') return planned;
      // The store has yet to hear of what the label state is from.
      await this.#pipeline.committed(Number.MAX_SAFE_INTEGER);
    }
    return 'unreadable';
  }

  #current({ entityType, entityId, label }: LabelPlace) {
    return this.#pipeline.memory.labels.ofEntity(entityType, entityId).get(label) ?? null;
  }
}

function addCandidates(tally: UndoBatch['tally'], found: readonly UndoCandidate[]): UndoBatch['tally'] {
  const of = (kind: UndoCandidate['kind']) => found.filter((candidate) => candidate.kind === kind).length;
  return {
    verdicts: tally.verdicts + of('verdict'),
    plugins: tally.plugins + of('plugin'),
    unreadable: tally.unreadable,
  };
}

/** The labels that candidates are about, each once. */
function placesOf(found: readonly UndoCandidate[]): LabelPlace[] {
  const places = new Map<string, LabelPlace>();
  for (const { kind, entityType, entityId, label } of found) {
    if (kind !== 'label' || entityType === null || entityId === null || label === null) continue;
    places.set(JSON.stringify([entityType, entityId, label]), { entityType, entityId, label });
  }
  return [...places.values()];
}
