/**
 * The trunk: events into the journal, decided in its order, their outcomes to the sinks.
 *
 * - P1 An event has its place in the journal before it is decided, and is acknowledged only when it is durable (E1).
 * - P2 Decisions happen in journal order, one at a time; so do activations and people's label changes.
 * - P3 Memory is a fold over the journal: checkpoint and replay give it back (E2).
 * - P4 Sinks see an outcome only after its event is durable; effects carry ids, so seeing it twice changes nothing (E3).
 */
import type { Brakes, LabelOutcome } from '@lapwing/enforcement';
import { ListError, type Memory, type MemoryMetrics } from '@lapwing/memory';
import type { Ruleset } from '@lapwing/sml';
import { type BackfillRequest, type BackfillResult, runBackfill } from '../backfill/run.ts';
import { type Activation, type BackfillEntry, encodeControl } from '../control/entries.ts';
import type { CandidateEntry, RolloutChange } from '../control/rollout-entries.ts';
import type { Decided, Placed } from '../decide/decide.ts';
import { waitsForLookups } from '../decide/observations.ts';
import type { Event } from '../envelope/index.ts';
import type { RolloutLedger } from '../rollout/ledger.ts';
import type { RulesetFilesByPath } from '../ruleset/archive.ts';
import { applyControl, type StateChange } from './apply-control.ts';
import { beginCandidate, type CandidateStart, changeRollout } from './change-rollout.ts';
import { CheckpointSchedule } from './checkpoint-schedule.ts';
import { CommitQueue, type Item } from './commit-queue.ts';
import { decideWithLookups } from './lookups.ts';
import { OrderedTasks } from './ordered.ts';
import {
  type ActiveRuleset,
  type ListRequest,
  type ManualChange,
  PipelineError,
  type PipelineParts,
  type Submission,
} from './parts.ts';
import { type Statistics, StatisticsCollector } from './statistics.ts';

export class Pipeline {
  readonly #parts: PipelineParts;
  readonly #commits: CommitQueue;
  readonly #tasks = new OrderedTasks();
  readonly #statistics = new StatisticsCollector();
  readonly #listeners = new Set<(decided: Decided) => void>();
  readonly #activations = new Set<(ruleset: Ruleset, before: Ruleset | null) => void>();
  readonly #schedule: CheckpointSchedule;
  #active: ActiveRuleset | null;
  #waits = false;
  #closing: Promise<void> | null = null;
  /** What the back-fill under way still needs of the journal. */
  #backfillFrom: number | null = null;

  /** Made by `openPipeline`, which replays the journal first. */
  constructor(parts: PipelineParts) {
    this.#parts = parts;
    this.#commits = new CommitQueue(parts.journal, parts.sinks, ({ message }) =>
      parts.onWarning(`the pipeline has stopped: ${message}`),
    );
    this.#active = parts.ruleset;
    this.#waits = parts.ruleset !== null && waitsForLookups(parts.ruleset.ruleset);
    this.#schedule = new CheckpointSchedule({
      ...parts.checkpoint,
      clock: parts.clock,
      take: (closing) => this.#checkpoint(closing),
      onFailure: (error) => parts.onWarning(`a checkpoint failed: ${error instanceof Error ? error.message : error}`),
    });
  }

  get active(): ActiveRuleset | null {
    return this.#active;
  }

  get memory(): Memory {
    return this.#parts.memory;
  }

  get brakes(): Brakes | null {
    return this.#parts.decider.brakes;
  }

  /** States of rules and of the candidate, and how they came about. */
  get rollout(): RolloutLedger {
    return this.#parts.rollout.ledger;
  }

  get statistics(): Statistics {
    return this.#statistics;
  }

  memoryMetrics(): MemoryMetrics {
    return this.#parts.memory.metrics();
  }

  /** Why it takes nothing any more, or null: a sink or the journal failed, and only a restart goes on from there. */
  get failure(): Error | null {
    return this.#commits.failure;
  }

  /** Decisions that wait for their sinks. */
  get pending(): number {
    return this.#commits.pending;
  }

  /** Called with every new decision, in order, before it is committed. Returns the function that ends it. */
  onDecided(listener: (decided: Decided) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Called when another ruleset is in force, with the one before. Returns the function that ends it. */
  onActivated(listener: (ruleset: Ruleset, before: Ruleset | null) => void): () => void {
    this.#activations.add(listener);
    return () => this.#activations.delete(listener);
  }

  /** Journal and decide one event, unless its id has been seen: the first event under an id wins. Throws a PipelineError when stopped. */
  submit(event: Event): Submission {
    const active = this.#usable();
    const { journal, ids, clock } = this.#parts;
    const seen = ids.find(event.id);
    if (seen !== null) {
      this.#statistics.duplicates++;
      return { status: 'duplicate', position: seen };
    }
    const now = clock();
    const position = journal.append('event', event.payload, now);
    ids.add(event.id, position);
    const placed: Placed = { action: event, position, ingestedAtMillis: now };
    const bytes = event.payload.byteLength;
    let decided: Decided | Promise<Decided>;
    if (this.#waits || this.#tasks.busy) {
      decided = this.#decideLater(active.ruleset, placed, bytes);
      // Whoever does not wait for the verdict finds the failure at the next event.
      decided.catch(() => {});
    } else {
      decided = this.#parts.decider.decide(active.ruleset, event, position, now);
      this.#finish({ position, decided, bytes });
    }
    this.#schedule.noteEntry();
    return { status: 'accepted', position, decided };
  }

  /** Resolves when the entry at `position` is on disk. */
  durable(position: number): Promise<void> {
    return this.#parts.journal.durable(position);
  }

  /** Resolves when the outcome of the entry at `position` has been handed to every sink. Rejects with a PipelineError when stopped. */
  async committed(position: number): Promise<void> {
    await this.#tasks.settled();
    await this.#orStopped(this.#commits.reached(position));
  }

  /** Resolves when more events may come; a sender that waits for it keeps memory bounded. Rejects with a PipelineError when stopped. */
  async ready(): Promise<void> {
    await this.#orStopped(this.#commits.ready());
    await this.#parts.journal.whenWritable();
  }

  /** Put a compiled ruleset in force from here on. Does nothing when it is in force already. */
  async activate(
    ruleset: Ruleset,
    files: RulesetFilesByPath,
    by: string,
    reason: string,
    how: Pick<Activation, 'pinnedOver' | 'fromCandidate' | 'approves'> = {},
  ): Promise<void> {
    if (this.#active?.ruleset.program.hash === ruleset.program.hash) return;
    const { archive, journal, clock } = this.#parts;
    await archive.store(ruleset, files, true);
    this.#assertOpen();
    const entry: Activation = { type: 'activation', hash: ruleset.program.hash, by, reason, files, ...how };
    const now = clock();
    const position = journal.append('control', encodeControl(entry), now);
    const before = this.#active?.ruleset ?? null;
    this.#active = { ruleset, position, activatedAtMillis: now };
    this.#waits = waitsForLookups(ruleset);
    await this.#tasks.run(() => {
      this.#parts.rollout.activated(ruleset, entry, { position, atMillis: now });
      this.#parts.decider.activated(ruleset, position);
      this.#commits.push({ position });
    });
    await journal.durable(position);
    for (const listener of this.#activations) listener(ruleset, before);
  }

  /**
   * From here on, evaluate a second ruleset on every event, in shadow. Replaces the candidate that was there. Throws a RolloutError
   * where it cannot be one.
   */
  async startCandidate(ruleset: Ruleset, files: RulesetFilesByPath, how: CandidateStart): Promise<void> {
    const { archive, journal, clock, memory, rollout } = this.#parts;
    const active = this.#usable().ruleset;
    beginCandidate(active, ruleset, memory, how);
    await archive.store(ruleset, files, false);
    this.#assertOpen();
    const now = clock();
    const { hash } = ruleset.program;
    const entry: CandidateEntry = { type: 'candidate', atMillis: now, hash, files, ...how };
    const position = journal.append('control', encodeControl(entry), now);
    await this.#tasks.run(() => {
      rollout.startCandidate(entry, ruleset, position);
      this.#commits.push({ position });
    });
    await journal.durable(position);
  }

  /** Journal and apply a change of a state, a proposal or its approval. Throws a RolloutError where it cannot be made. Resolves with its position. */
  changeRollout(by: string, reason: string, change: RolloutChange): Promise<number> {
    const now = this.#parts.clock();
    const entry = { type: 'rollout', atMillis: now, by, reason, change } as const;
    return changeRollout(this.rollout, entry, (checked) => this.record(checked, now));
  }

  /** The files of a ruleset that is or was in force here, or a candidate. Rejects where none was. */
  rulesetFiles(hash: string): Promise<RulesetFilesByPath> {
    return this.#parts.archive.files(hash);
  }

  /** The compiled ruleset of a hash that is or was in force here. Rejects where none was. */
  rulesetByHash(hash: string): Promise<Ruleset> {
    return this.#parts.archive.load(hash);
  }

  /**
   * Journal and apply a person's label change. It takes place now in event time: at the newest event seen, or by the clock where
   * no event is newer.
   */
  async changeLabel({ expiresAfterMillis, ...change }: ManualChange): Promise<LabelOutcome> {
    const atMillis = this.nowMillis();
    const expiresAtMillis = expiresAfterMillis === null ? null : atMillis + expiresAfterMillis;
    const { manual } = await this.record({ type: 'label', atMillis, ...change, expiresAtMillis });
    return manual!.outcome;
  }

  /** "Now" in event time, for what people do: the newest event seen, or the clock where there is none. */
  nowMillis(): number {
    const { memory, clock } = this.#parts;
    return memory.newestMillis === 0 ? clock() : memory.newestMillis;
  }

  /** Journal a control entry and apply it in its turn. Resolves with its outcome when it is durable; `committed` tells when sinks have it. */
  async record(entry: StateChange, arrivedAtMillis: number = this.#parts.clock()): Promise<Item> {
    this.#assertOpen();
    const { journal, decider, rollout } = this.#parts;
    const position = journal.append('control', encodeControl(entry), arrivedAtMillis);
    const applied = this.#tasks.run((): Item => {
      const item = applyControl(decider, rollout, entry, position);
      this.#commits.push(item);
      return item;
    });
    this.#schedule.noteEntry();
    const [item] = await Promise.all([applied, journal.durable(position)]);
    return item;
  }

  /**
   * Journal and apply a change of a list; resolves to the list's version and the change's position when it is durable. Rejects with a
   * ListError where it cannot be made.
   */
  async changeList(request: ListRequest): Promise<{ readonly version: number; readonly position: number }> {
    const { memory, clock } = this.#parts;
    const now = clock();
    const entry = memory.lists.normalForm({ type: 'list', atMillis: now, ...request });
    const { list, position } = await this.record(entry, now);
    // Another change came before it in the journal, after which it could not be made.
    if (list === undefined) throw new ListError(`${entry.list}: somebody else changed the list meanwhile`);
    return { version: list.version, position };
  }

  /**
   * Count for the ruleset in force what it would have counted had it been there before. Rejects with a PipelineError where that cannot
   * be, and with the signal's reason where it was stopped; nothing has changed then.
   */
  async backfill(request: BackfillRequest): Promise<BackfillResult> {
    const { ruleset } = this.#usable();
    if (this.#backfillFrom !== null) throw new PipelineError('a back-fill is under way');
    if (waitsForLookups(ruleset)) {
      throw new PipelineError(
        'rules that look something up outside cannot be back-filled: nobody knows what it said then',
      );
    }
    const { journal, memory, backfills } = this.#parts;
    this.#backfillFrom = journal.firstPosition;
    const check = () => {
      this.#assertOpen();
      if (this.#active?.ruleset === ruleset) return;
      throw new PipelineError('another ruleset was put in force: the back-fill was given up');
    };
    const inOrder = async (entry: BackfillEntry, join: (position: number) => Promise<void>) => {
      await this.#tasks.settled();
      check();
      const position = journal.append('control', encodeControl(entry), this.#parts.clock());
      await this.#tasks.run(async () => {
        try {
          await journal.durable(position);
          await join(position);
          this.#commits.push({ position });
        } catch (error) {
          // The journal says that it has joined: only a restart can make that true.
          this.#commits.fail(error);
          throw error;
        }
      });
      this.#schedule.noteEntry();
      return position;
    };
    try {
      return await runBackfill({ backfills, memory, journal, check, inOrder }, ruleset.program, request);
    } finally {
      this.#backfillFrom = null;
    }
  }

  /** Resolves when everything submitted so far is in every sink, durably. Rejects with a PipelineError when stopped. */
  async flush(): Promise<void> {
    await this.#tasks.settled();
    await this.#orStopped(this.#commits.drain());
    for (const sink of this.#parts.sinks) await sink.flush();
  }

  /** The oldest journal position that a restart may read. */
  async oldestNeeded(): Promise<number> {
    return Math.min(await this.#parts.checkpoints.oldest(), this.#backfillFrom ?? Number.POSITIVE_INFINITY);
  }

  /** Write a checkpoint now. */
  checkpoint(): Promise<void> {
    return this.#schedule.now(false);
  }

  /** Finish what was submitted, write a last checkpoint, and stop. The journal and the sinks stay open. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  #finish(item: Item & { readonly decided: Decided }): void {
    this.#statistics.add(item.decided);
    this.#commits.push(item);
    for (const listener of this.#listeners) listener(item.decided);
  }

  async #close(): Promise<void> {
    await this.#tasks.settled();
    await this.#schedule.now(true);
  }

  async #decideLater(ruleset: Ruleset, placed: Placed, bytes: number): Promise<Decided> {
    const { journal, decider } = this.#parts;
    const { action, position, ingestedAtMillis } = placed;
    const item = await this.#tasks.run(async () => {
      try {
        const lookedUp = waitsForLookups(ruleset)
          ? await decideWithLookups(journal, decider, ruleset, placed)
          : { decided: decider.decide(ruleset, action, position, ingestedAtMillis), durableAt: position };
        this.#finish({ position, bytes, ...lookedUp });
        return lookedUp;
      } catch (error) {
        // The journal failed: what this event came to is not on record, so nothing behind it may go on.
        this.#commits.fail(error);
        throw error;
      }
    });
    await journal.durable(item.durableAt);
    return item.decided;
  }

  async #checkpoint(closing: boolean): Promise<void> {
    const { journal, decider, rollout, memory, ids, checkpoints } = this.#parts;
    await checkpoints.prepare();
    const active = this.#active;
    const activated =
      active === null
        ? null
        : { hash: active.ruleset.program.hash, position: active.position, atMillis: active.activatedAtMillis };
    // Taken in its turn: when everything before `position` is decided and nothing behind it has begun.
    const position = journal.nextPosition;
    const { folds } = decider;
    const write = await this.#tasks.run(() => {
      const { candidateMemory } = rollout;
      return checkpoints.take({ position, activated, memory, candidateMemory, folds, ids, closing });
    });
    await write(this.flush());
  }

  async #orStopped(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.#assertRunning();
      throw error;
    }
  }

  #usable(): ActiveRuleset {
    this.#assertOpen();
    if (this.#active === null) throw new PipelineError('no ruleset is in force');
    return this.#active;
  }

  #assertOpen(): void {
    if (this.#closing !== null) throw new PipelineError('the pipeline is closed');
    this.#assertRunning();
  }

  #assertRunning(): void {
    const { failure } = this.#commits;
    if (failure !== null) throw new PipelineError(`the pipeline has stopped: ${failure.message}`, { cause: failure });
  }
}
