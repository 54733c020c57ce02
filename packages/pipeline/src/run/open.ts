/** Opening a pipeline: the newest checkpoint, then everything that the journal holds after it. */
import { randomInt } from 'node:crypto';
import { createIdHash, type Entry, IdWindow, type Journal } from '@lapwing/journal';
import { Memory } from '@lapwing/memory';
import { type Action, observationsFromJson, type ServiceKey } from '@lapwing/sml';
import { decodeControl } from '../control/entries.ts';
import { Decider } from '../decide/decide.ts';
import { waitsForLookups } from '../decide/observations.ts';
import { decodePayload } from '../envelope/index.ts';
import { type Compile, RulesetArchive } from '../ruleset/archive.ts';
import { Checkpoints } from './checkpoints.ts';
import { CommitQueue, type Item } from './commit-queue.ts';
import { changeLabelByHand } from './manual.ts';
import { decideWithLookups, decodeObservationEntry } from './ordered.ts';
import { type ActiveRuleset, Pipeline, PipelineError } from './pipeline.ts';
import type { Sink } from './sink.ts';

export interface OpenOptions {
  /** Checkpoints and the ruleset archive live in folders of it. */
  readonly directory: string;
  readonly journal: Journal;
  readonly sinks: readonly Sink[];
  readonly compile: Compile;
  /** Services of plugins, by their keys. */
  readonly services?: ReadonlyMap<ServiceKey<unknown>, unknown>;
  readonly clock?: () => number;
  /** Told once a batch while the journal is replayed, and of checkpoints that could not be used. */
  readonly onProgress?: (replay: { readonly position: number; readonly until: number }) => void;
  readonly onWarning?: (message: string) => void;
}

/** Throws a PipelineError where checkpoint and journal together do not give the state back. */
export async function openPipeline(options: OpenOptions): Promise<Pipeline> {
  const { journal, sinks, directory, clock = Date.now } = options;
  const archive = new RulesetArchive(`${directory}/rulesets`, options.compile);
  const checkpoints = new Checkpoints(`${directory}/checkpoints`);
  const restored = await checkpoints.restore(options.onWarning ?? (() => {}));
  const from = restored?.position ?? 0;
  if (from < journal.firstPosition) {
    throw new PipelineError(
      `the journal begins at ${journal.firstPosition}, after the newest usable checkpoint (${from})`,
    );
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
    if (restored.rulesetHash !== null) await replay.useRuleset(restored.rulesetHash, from, clock());
  }
  await replay.run(from);
  const { memory, ids, decider, active } = replay;
  return new Pipeline({ journal, memory, ids, decider, ruleset: active, archive, checkpoints, sinks, clock });
}

class Replay {
  readonly #journal: Journal;
  readonly #archive: RulesetArchive;
  readonly #options: OpenOptions;
  readonly memory: Memory;
  readonly ids: IdWindow;
  readonly decider: Decider;
  active: ActiveRuleset | null = null;
  /** Entries behind an event whose look-ups have not been read yet. */
  #held: Entry[] = [];
  readonly #observed = new Map<number, string>();

  constructor(journal: Journal, archive: RulesetArchive, memory: Memory, ids: IdWindow, options: OpenOptions) {
    this.#journal = journal;
    this.#archive = archive;
    this.#options = options;
    this.memory = memory;
    this.ids = ids;
    this.decider = new Decider(memory, options.services);
  }

  async useRuleset(
    hash: string,
    position: number,
    activatedAtMillis: number,
    files?: Readonly<Record<string, string>>,
  ) {
    const ruleset = await this.#archive.load(hash, files);
    this.active = { ruleset, position, activatedAtMillis };
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
      const { position, observations } = decodeObservationEntry(entry.payload);
      this.#observed.set(position, observations);
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
      if (control.type === 'label') return { position, manual: changeLabelByHand(this.memory, control, position) };
      await this.useRuleset(control.hash, position, entry.ingestedAtMillis, control.files);
      return { position };
    }
    const action = decodePayload(entry.payload);
    this.ids.add(action.id, position);
    if (this.active === null) throw new PipelineError(`the event at ${position} precedes every ruleset`);
    return this.#decide(action, entry, live);
  }

  async #decide(action: Action, { position, ingestedAtMillis }: Entry, live: boolean): Promise<Item> {
    const { ruleset } = this.active!;
    const observed = this.#observed.get(position);
    this.#observed.delete(position);
    if (live && observed === undefined && waitsForLookups(ruleset)) {
      return decideWithLookups(this.#journal, this.decider, ruleset, action, position, ingestedAtMillis);
    }
    const observations = observed === undefined ? undefined : observationsFromJson(observed);
    return { position, decided: this.decider.decide(ruleset, action, position, ingestedAtMillis, observations) };
  }
}
