/** Opening a pipeline: the newest checkpoint, then everything that the journal holds after it. */
import { randomInt } from 'node:crypto';
import { Brakes, effectId } from '@lapwing/enforcement';
import { createIdHash, type Entry, IdWindow, type Journal } from '@lapwing/journal';
import { Memory } from '@lapwing/memory';
import type { Ruleset, ServiceKey } from '@lapwing/sml';
import { Backfills } from '../backfill/backfills.ts';
import { decodeControl } from '../control/entries.ts';
import { Decider, type Placed } from '../decide/decide.ts';
import { waitsForLookups } from '../decide/observations.ts';
import { decodePayload } from '../envelope/index.ts';
import { abortImports } from '../lists/import.ts';
import { Rollout } from '../rollout/rollout.ts';
import { type Compile, RulesetArchive, type RulesetFilesByPath } from '../ruleset/archive.ts';
import { applyControl } from './apply-control.ts';
import type { CheckpointInterval } from './checkpoint-schedule.ts';
import { Checkpoints } from './checkpoints.ts';
import { CommitQueue, type Item } from './commit-queue.ts';
import type { Activated } from './description.ts';
import { type Fold, loadFolds } from './folds.ts';
import { decideWithLookups, decodeObservationEntry, type ObservationEntry, repeatWithLookups } from './lookups.ts';
import { type ActiveRuleset, PipelineError } from './parts.ts';
import { Pipeline } from './pipeline.ts';
import type { Sink } from './sink.ts';

export interface OpenOptions {
  /** Checkpoints and the ruleset archive live in folders of it. */
  readonly directory: string;
  readonly journal: Journal;
  readonly sinks: readonly Sink[];
  readonly compile: Compile;
  /** Services of plugins, by their keys. */
  readonly services?: ReadonlyMap<ServiceKey<unknown>, unknown>;
  /** Further state that follows the journal; initial, and loaded here. */
  readonly folds?: readonly Fold[];
  readonly clock?: () => number;
  readonly checkpoint?: CheckpointInterval;
  /** Told once a batch while the journal is replayed, and of checkpoints that could not be used or written. */
  readonly onProgress?: (replay: { readonly position: number; readonly until: number }) => void;
  readonly onWarning?: (message: string) => void;
}

/** Throws a PipelineError where checkpoint and journal together do not give the state back. */
export async function openPipeline(options: OpenOptions): Promise<Pipeline> {
  const { journal, sinks, directory, clock = Date.now, checkpoint = {}, onWarning = () => {} } = options;
  const archive = new RulesetArchive(`${directory}/rulesets`, options.compile);
  const checkpoints = new Checkpoints(`${directory}/checkpoints`);
  const restored = await checkpoints.restore(onWarning);
  const from = restored?.position ?? 0;
  if (from < journal.firstPosition) {
    throw new PipelineError(
      `the journal begins at ${journal.firstPosition}, after the newest usable checkpoint (${from})`,
    );
  }
  if (from > journal.nextPosition) {
    throw new PipelineError(`the journal ends at ${journal.nextPosition}, before the newest checkpoint (${from})`);
  }
  const replay = new Replay(
    journal,
    archive,
    restored?.memory ?? new Memory({ seed: randomInt(2 ** 32) }),
    restored?.ids ?? new IdWindow(await createIdHash()),
    options,
  );
  if (restored !== null) {
    await replay.addIds(restored.idsPosition, from);
    loadFolds(replay.decider.folds, restored.folds);
    if (restored.activated !== null) await replay.useRuleset(restored.activated);
    await replay.restoreCandidate(restored.candidateMemory);
  }
  await replay.run(from);
  const { memory, ids, decider, rollout, backfills, active } = replay;
  const stores = { archive, checkpoints, backfills };
  const pipeline = new Pipeline({
    ...{ journal, memory, ids, decider, rollout, ruleset: active, ...stores, checkpoint, sinks, clock, onWarning },
  });
  await abortImports(pipeline);
  return pipeline;
}

class Replay {
  readonly #journal: Journal;
  readonly #archive: RulesetArchive;
  readonly #options: OpenOptions;
  readonly memory: Memory;
  readonly ids: IdWindow;
  readonly decider: Decider;
  readonly rollout: Rollout;
  readonly backfills: Backfills;
  active: ActiveRuleset | null = null;
  /** Entries behind an event whose look-ups have not been read yet. */
  #held: Entry[] = [];
  readonly #observed = new Map<number, ObservationEntry>();

  constructor(journal: Journal, archive: RulesetArchive, memory: Memory, ids: IdWindow, options: OpenOptions) {
    this.#journal = journal;
    this.#archive = archive;
    this.#options = options;
    this.memory = memory;
    this.ids = ids;
    const { directory, compile, services = new Map() } = options;
    this.rollout = new Rollout(memory, services);
    const folds = [this.rollout.ledger, ...(options.folds ?? [])];
    this.decider = new Decider(memory, services, effectId, folds, new Brakes(), this.rollout);
    this.backfills = new Backfills({ directory, journal, compile, services });
  }

  async useRuleset({ hash, position, atMillis }: Activated, files?: RulesetFilesByPath): Promise<Ruleset> {
    const ruleset = await this.#archive.load(hash, files);
    this.active = { ruleset, position, activatedAtMillis: atMillis };
    return ruleset;
  }

  /** Go on with the candidate of a checkpoint. Throws a PipelineError where what it remembered is not there. */
  async restoreCandidate(memory: Memory | null): Promise<void> {
    const { candidate } = this.rollout.ledger;
    if (candidate === null) return;
    if (memory === null) throw new PipelineError('the checkpoint holds a candidate without what it remembers');
    this.rollout.restoreCandidate(await this.#archive.load(candidate.hash), memory);
  }

  /** Ids of events in `[from, until)`, which memory holds already. */
  async addIds(from: number, until: number): Promise<void> {
    if (from >= until) return;
    for await (const entries of this.#journal.read(from, { until })) {
      for (const entry of entries)
        if (entry.kind === 'event') this.ids.add(decodePayload(entry.payload).id, entry.position);
    }
  }

  async run(from: number): Promise<void> {
    const until = this.#journal.nextPosition;
    if (from >= until) return;
    const commits = new CommitQueue(this.#journal, this.#options.sinks);
    for await (const entries of this.#journal.read(from, { until })) {
      for (const entry of entries) await this.#take(entry, commits);
      await commits.ready();
      this.#options.onProgress?.({ position: entries.at(-1)!.position + 1, until });
    }
    // What was journaled without its look-ups had not been decided for anyone: it is decided now.
    for (const entry of this.#held.splice(0)) commits.push(await this.#apply(entry, true));
    await commits.drain();
  }

  async #take(entry: Entry, commits: CommitQueue): Promise<void> {
    if (entry.kind === 'observation') {
      const observed = decodeObservationEntry(entry.payload);
      this.#observed.set(observed.position, observed);
      while (this.#held.length > 0 && this.#isReady(this.#held[0]!)) {
        commits.push(await this.#apply(this.#held.shift()!, false));
      }
      return;
    }
    if (this.#held.length > 0 || !this.#isReady(entry)) this.#held.push(entry);
    else commits.push(await this.#apply(entry, false));
  }

  #isReady(entry: Entry): boolean {
    if (entry.kind !== 'event' || this.active === null || !waitsForLookups(this.active.ruleset)) return true;
    return this.#observed.has(entry.position);
  }

  async #apply(entry: Entry, live: boolean): Promise<Item> {
    const { position } = entry;
    if (entry.kind === 'control') {
      const control = decodeControl(entry.payload);
      if (control.type === 'activation') {
        const place = { position, atMillis: entry.ingestedAtMillis };
        const ruleset = await this.useRuleset({ hash: control.hash, ...place }, control.files);
        this.rollout.activated(ruleset, control, place);
        this.decider.activated(ruleset, position);
        return { position };
      }
      if (control.type === 'candidate') {
        this.rollout.startCandidate(control, await this.#archive.load(control.hash, control.files), position);
        return { position };
      }
      if (control.type === 'backfill') {
        await this.backfills.join(control, position, this.memory);
        return { position };
      }
      return applyControl(this.decider, this.rollout, control, position);
    }
    const action = decodePayload(entry.payload);
    this.ids.add(action.id, position);
    if (this.active === null) throw new PipelineError(`the event at ${position} precedes every ruleset`);
    return this.#decide(
      this.active.ruleset,
      { action, position, ingestedAtMillis: entry.ingestedAtMillis },
      entry,
      live,
    );
  }

  async #decide(ruleset: Ruleset, placed: Placed, { payload }: Entry, live: boolean): Promise<Item> {
    const { position } = placed;
    const bytes = payload.byteLength;
    const observed = this.#observed.get(position);
    this.#observed.delete(position);
    if (observed !== undefined) {
      return { position, bytes, decided: repeatWithLookups(this.decider, ruleset, placed, observed) };
    }
    if (live && waitsForLookups(ruleset)) {
      return { position, bytes, ...(await decideWithLookups(this.#journal, this.decider, ruleset, placed)) };
    }
    return { position, bytes, decided: this.decider.decide(ruleset, placed.action, position, placed.ingestedAtMillis) };
  }
}
