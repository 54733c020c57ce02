/** `lapwing notes live`: files replayed in the order of time, then a stream of events; prints every change of a status with its reason. */
import { access } from 'node:fs/promises';
import {
  entryOf,
  type InputPaths,
  type LiveEntry,
  LiveScoring,
  NotesError,
  type RefreshOutcome,
  type RefreshRequest,
  readReplay,
  type StatusChange,
} from '@lapwing/notes';
import { CommandError, type ExitCode } from '../exit.ts';
import { endInputOnAbort, onInterrupt } from '../ingest/interrupt.ts';
import { count } from '../output/progress.ts';
import { lazyParquet } from './parquet.ts';

export interface LiveCommandOptions {
  readonly notes?: string;
  readonly ratings?: string;
  readonly status?: string;
  readonly enrollment?: string;
  readonly stream?: string;
  readonly refreshHours: string;
  readonly refreshSeconds: string;
  readonly background?: boolean;
  readonly check?: boolean;
  readonly keepHistory?: boolean;
  readonly certainty?: string;
  readonly explanations: boolean;
  readonly seed: string;
  readonly skipPss?: boolean;
  readonly headers: boolean;
  readonly strictColumns?: boolean;
  readonly json?: boolean;
}

const HOUR_MILLIS = 3_600_000;

export async function liveFiles(options: LiveCommandOptions): Promise<ExitCode> {
  const everyMillis = positive('--refresh-hours', options.refreshHours) * HOUR_MILLIS;
  const paths = await pathsOf(options);
  if (paths === null && options.stream === undefined) {
    throw new CommandError('nothing to score: name the four files (-n -r -s -e), a stream (--stream), or both');
  }
  const interrupt = onInterrupt();
  const session = new Session(options);
  try {
    if (paths !== null) await session.replay(paths, everyMillis, interrupt.signal);
    if (options.stream !== undefined && !interrupt.signal.aborted)
      await session.follow(options.stream, everyMillis, interrupt.signal);
    await session.refresh();
    session.sumUp(interrupt.signal.aborted);
    return session.disagreements > 0 ? 1 : 0;
  } finally {
    interrupt.stop();
    await session.close();
  }
}

/** One run of the command: what it has taken, and what it printed. */
class Session {
  readonly #options: LiveCommandOptions;
  readonly #scoring: LiveScoring;
  readonly #startedAt = performance.now();
  readonly #micros: number[] = [];
  /** When the next refresh is due, in the data's own time. */
  #next: number | null = null;
  #ratings = 0;
  #refused = 0;
  #changes = 0;
  #refreshes = 0;
  #compared = 0;
  #differed = 0;
  disagreements = 0;

  constructor(options: LiveCommandOptions) {
    const { certainty, explanations, keepHistory, skipPss, seed } = options;
    this.#options = options;
    this.#scoring = new LiveScoring({
      explanations,
      similarity: skipPss !== true,
      seed: wholeNumber('--seed', seed),
      fixedHistory: keepHistory === true,
      ...(certainty === undefined ? {} : { certainty: probability('--certainty', certainty) }),
      onChange: (change) => this.#print(change),
    });
  }

  async replay(paths: InputPaths, everyMillis: number, signal: AbortSignal): Promise<void> {
    const { headers, strictColumns = false } = this.#options;
    const replay = await readReplay(paths, { headers, strictColumns, parquet: lazyParquet });
    this.#say(
      `read ${count(replay.notes)} notes and ${count(replay.ratings)} ratings, ${iso(replay.from)} to ${iso(replay.until)}`,
    );
    const histories = this.#options.keepHistory === true ? new Map(replay.histories()) : null;
    for (const entry of replay.entries()) {
      if (signal.aborted) return;
      const at = entry.kind === 'note' ? entry.createdAt : entry.kind === 'rating' ? entry.at : null;
      if (at !== null) await this.#refreshUntil(at, everyMillis);
      this.#take(entry);
      const history = entry.kind === 'note' ? histories?.get(entry.id) : undefined;
      if (entry.kind === 'note' && history !== undefined) this.#scoring.notes.restore(entry.id, history);
    }
  }

  /** The refreshes that are due before `at`, in the data's own time. */
  async #refreshUntil(at: number, everyMillis: number): Promise<void> {
    this.#next ??= at + everyMillis;
    // After a gap one refresh does for all that were missed.
    const missed = Math.floor((at - this.#next) / everyMillis);
    if (missed > 0) this.#next += missed * everyMillis;
    for (; at > this.#next; this.#next += everyMillis) {
      this.#scoring.notes.tick(this.#next);
      if (this.#options.background === true) {
        this.#inBackground();
        // Time for the thread to answer.
        await new Promise((resolve) => setImmediate(resolve));
      } else await this.refresh();
    }
  }

  /** Events of a platform's stream, `-` for standard input. A file is a replay, too; what comes in by itself is not kept waiting. */
  async follow(stream: string, everyMillis: number, signal: AbortSignal): Promise<void> {
    const clockMillis = positive('--refresh-seconds', this.#options.refreshSeconds) * 1000;
    const { readSource, sourceInput } = await import('@lapwing/pipeline');
    if (stream === '-') endInputOnAbort(signal);
    const timer = stream === '-' ? setInterval(() => this.#inBackground(), clockMillis) : undefined;
    try {
      const { input, name } = sourceInput(stream, process.stdin);
      for await (const batch of readSource({ input, name }, { now: Date.now, signal })) {
        for (const { event, place } of batch.events) {
          if (signal.aborted) return;
          if (stream !== '-') await this.#refreshUntil(event.timeMillis, everyMillis);
          const read = entryOf(event);
          if (read === null) this.#scoring.notes.tick(event.timeMillis);
          else if (read.ok) this.#takeOrRefuse(read.entry, `${name}:${place.row}`);
          else this.#refuse(`${name}:${place.row}: ${read.message}`);
        }
        for (const { place, refusal } of batch.refused) this.#refuse(`${name}:${place.row}: ${refusal.message}`);
        if (batch.failure !== null && !signal.aborted) throw new CommandError(`${name}: ${batch.failure}`);
      }
    } finally {
      clearInterval(timer);
    }
  }

  /** Learn from everything so far and wait for it. */
  async refresh(): Promise<void> {
    const { notes } = this.#scoring;
    if (notes.store.ratingCount === 0) return;
    const startedAt = performance.now();
    let outcome: RefreshOutcome;
    const request = this.#options.check === true ? notes.requestRefresh() : null;
    try {
      outcome = await this.#scoring.refresh();
    } catch (error) {
      if (!(error instanceof NotesError)) throw error;
      this.#say(`no refresh at ${iso(notes.now)}: ${error.message}`);
      return;
    }
    this.#report(outcome, performance.now() - startedAt, request);
  }

  sumUp(interrupted: boolean): void {
    this.#micros.sort((a, b) => a - b);
    const at = (share: number) => (this.#micros[Math.floor(share * (this.#micros.length - 1))] ?? 0) / 1000;
    const statuses: Record<string, number> = {};
    const { store } = this.#scoring.notes;
    for (let note = 0; note < store.noteCount; note++) {
      if (store.known.get(note) === 0) continue;
      const status = this.#scoring.notes.statusAt(note);
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
    const summary = {
      notes: Object.values(statuses).reduce((sum, value) => sum + value, 0),
      ratings: this.#ratings,
      refused: this.#refused,
      changes: this.#changes,
      refreshes: this.#refreshes,
      differedShare: this.#compared === 0 ? 0 : this.#differed / this.#compared,
      ...(this.#options.check === true ? { disagreements: this.disagreements } : {}),
      millisPerRating: { p50: at(0.5), p99: at(0.99), max: at(1) },
      seconds: (performance.now() - this.#startedAt) / 1000,
      interrupted,
      statuses,
    };
    if (this.#options.json === true) {
      printLine({ summary });
      return;
    }
    const { p50, p99 } = summary.millisPerRating;
    console.error(
      `${count(summary.notes)} notes, ${count(summary.ratings)} ratings, ${count(summary.changes)} changes; ` +
        `${count(this.#refreshes)} refreshes changed ${(100 * summary.differedShare).toFixed(2)} % of statuses; ` +
        `a rating takes ${p50.toFixed(2)} ms (p99 ${p99.toFixed(2)})`,
    );
    if (this.#refused > 0) console.error(`${count(this.#refused)} events refused`);
    if (this.#options.check === true)
      console.error(`${count(this.disagreements)} notes scored live differ from the batch run`);
    for (const name of Object.keys(statuses).sort()) console.error(`${String(statuses[name]).padStart(8)} ${name}`);
  }

  close(): Promise<void> {
    return this.#scoring.close();
  }

  #inBackground(): void {
    if (this.#scoring.refreshing || this.#scoring.notes.store.ratingCount === 0) return;
    const startedAt = performance.now();
    this.#scoring.refresh().then(
      (outcome) => this.#report(outcome, performance.now() - startedAt, null),
      (error) => this.#say(`no refresh: ${error instanceof Error ? error.message : error}`),
    );
  }

  #report(outcome: RefreshOutcome, millis: number, request: RefreshRequest | null): void {
    const { at, notes, ratings, differed, rescored } = outcome;
    this.#refreshes++;
    // The first one learns from nothing: what it changes is no difference between refreshes.
    if (this.#refreshes > 1) {
      this.#compared += notes;
      this.#differed += differed;
    }
    const wrong = request === null ? [] : this.#scoring.notes.disagreements(request);
    this.disagreements += wrong.length;
    const seconds = millis / 1000;
    if (this.#options.json === true) {
      const checked = request === null ? {} : { disagreements: wrong };
      printLine({ refresh: { at: iso(at), notes, ratings, differed, rescored, seconds, ...checked } });
      return;
    }
    const checked = request === null ? '' : `; ${count(wrong.length)} scored live differ from the batch`;
    const share = ((100 * differed) / Math.max(1, notes)).toFixed(2);
    this.#say(
      `${iso(at)} refreshed in ${seconds.toFixed(1)} s: ${count(notes)} notes, ${count(ratings)} ratings, ${count(differed)} statuses (${share} %) changed${checked}`,
    );
    for (const { noteId, live, batch } of wrong) this.#say(`  ${noteId}: ${live} live, ${batch} in the batch`);
    for (const fit of outcome.notConverged) this.#say(`  not converged: ${fit}`);
  }

  #takeOrRefuse(entry: LiveEntry, place: string): void {
    try {
      this.#take(entry);
    } catch (error) {
      if (!(error instanceof NotesError)) throw error;
      this.#refuse(`${place}: ${error.message}`);
    }
  }

  #take(entry: LiveEntry): void {
    if (entry.kind !== 'rating') {
      this.#scoring.add(entry);
      return;
    }
    const startedAt = performance.now();
    this.#scoring.add(entry);
    this.#micros.push((performance.now() - startedAt) * 1000);
    this.#ratings++;
  }

  #refuse(message: string): void {
    this.#refused++;
    if (this.#refused <= REFUSALS_SHOWN) console.error(message);
  }

  #print({ at, ...change }: StatusChange): void {
    this.#changes++;
    printLine({ at: iso(at), ...change });
  }

  #say(text: string): void {
    if (this.#options.json !== true) console.error(text);
  }
}

const REFUSALS_SHOWN = 20;

function printLine(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** The four files; null where none is named. */
async function pathsOf({ notes, ratings, status, enrollment }: LiveCommandOptions): Promise<InputPaths | null> {
  if (notes === undefined && ratings === undefined && status === undefined && enrollment === undefined) return null;
  const missing = Object.entries({ notes, ratings, status, enrollment }).filter(([, path]) => path === undefined);
  if (notes === undefined || ratings === undefined || status === undefined || enrollment === undefined) {
    throw new CommandError(
      `a replay needs all four files; --${missing.map(([name]) => name).join(' and --')} is not named`,
    );
  }
  for (const path of [notes, ratings, status, enrollment]) {
    await access(path).catch(() => {
      throw new CommandError(`${path} is not there`);
    });
  }
  return { notes, ratings, status, enrollment };
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value)) throw new CommandError(`${option}: "${text}" is no number above 0`);
  return value;
}

function probability(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value < 1)) {
    throw new CommandError(`${option}: "${text}" is no probability from 0 to below 1`);
  }
  return value;
}

function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new CommandError(`${option}: "${text}" is no whole number`);
  return value;
}

function iso(millis: number): string {
  return Number.isFinite(millis) && Math.abs(millis) <= 8.64e15 ? new Date(millis).toISOString() : String(millis);
}
