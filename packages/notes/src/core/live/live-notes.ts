/**
 * Notes scored as ratings come in.
 *
 * - L1 A rating scores its note anew, in closed form, with what the last refresh learned about raters.
 * - L2 At a completed refresh every note that got nothing since has the status of the batch run; all others are scored anew.
 * - L3 A refresh is taken over at once: no note is ever scored with half of it. Until then the one before it stays in force.
 * - L4 Time comes with the entries. Notes whose status only time changes (stabilisation, locks) are looked at when they are due.
 */

import type { History } from '../data/dataset.ts';
import { NMR, NONE } from '../status.ts';
import { Agenda } from './agenda.ts';
import { type HistoryEntry, LiveHistory } from './history.ts';
import type { Learned, LiveOptions } from './learn.ts';
import { scoreOne } from './one-note.ts';
import { publicStatus, reasonOf } from './reasons.ts';
import type { LiveEntry } from './store.ts';
import { LiveStore } from './store.ts';
import { type NoteView, noteView } from './view.ts';

export interface StatusChange {
  readonly noteId: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly from: string;
  readonly to: string;
  /** One sentence. */
  readonly reason: string;
  readonly decidedBy: string;
  readonly cause: 'rating' | 'note' | 'time' | 'refresh';
  readonly intercept: number | null;
  readonly probabilityHelpful: number | null;
}

export interface LiveNotesOptions extends LiveOptions {
  /** Keep the history that notes came with: statuses are then what one batch run with that history would say. False when absent. */
  readonly fixedHistory?: boolean;
  readonly onChange?: (change: StatusChange) => void;
}

/** What a refresh is to learn from: everything up to now. */
export interface RefreshRequest {
  readonly now: number;
  readonly entries: number;
  readonly history: History;
  /** Statuses of notes at that moment. */
  readonly statuses: Uint8Array;
}

export interface RefreshOutcome {
  readonly at: number;
  readonly notes: number;
  readonly ratings: number;
  /** Notes whose status was another when the refresh was asked for. */
  readonly differed: number;
  /** Notes that got an entry while it was under way, and were scored anew. */
  readonly rescored: number;
  readonly notConverged: readonly string[];
}

const MINUTE = 60_000;
const STABLE_MILLIS = 60 * MINUTE;
const NYH_STABLE_MILLIS = 360 * MINUTE;
const LOCK_MILLIS = 14 * 86_400_000;

export class LiveNotes {
  readonly store = new LiveStore();
  readonly #history = new LiveHistory();
  readonly #agenda = new Agenda();
  readonly #options: LiveNotesOptions;
  readonly #status: number[] = [];
  /** By note: the entry that touched it last. */
  readonly #touched: number[] = [];
  #learned: Learned | null = null;
  #now = Number.NEGATIVE_INFINITY;

  constructor(options: LiveNotesOptions = {}) {
    this.#options = options;
  }

  /** The latest time that it was told. */
  get now(): number {
    return this.#now;
  }

  /** What the last refresh learned, or null. */
  get learned(): Learned | null {
    return this.#learned;
  }

  /**
   * Takes an entry and scores the note that it is about. Returns the change of its status, or null. `at` is what counts as now, by default
   * the entry's own time; `now` never goes back. Throws a NotesError for an entry that contradicts an earlier one.
   */
  add(entry: LiveEntry, at = entryTime(entry)): StatusChange | null {
    if (at !== null) this.tick(at);
    const note = this.store.add(entry);
    if (note === -1) return null;
    this.#touched[note] = this.store.entryCount;
    if (entry.kind === 'note') this.#agenda.add(entry.createdAt + LOCK_MILLIS + 1, note);
    return this.#rescore(note, this.#now, entry.kind === 'note' ? 'note' : 'rating');
  }

  /** Takes an entry without scoring, as when loading what was taken before. */
  load(entry: LiveEntry): void {
    const at = entryTime(entry);
    if (at !== null) this.#now = Math.max(this.#now, at);
    const note = this.store.add(entry);
    if (note === -1) return;
    this.#touched[note] = this.store.entryCount;
    if (entry.kind === 'note') this.#agenda.add(entry.createdAt + LOCK_MILLIS + 1, note);
  }

  /** Gives a note the status history that it had before. */
  restore(noteId: string, entry: HistoryEntry): void {
    const note = this.store.noteOf(noteId);
    if (note === -1) return;
    this.#history.restore(note, entry);
    this.#status[note] = shown(entry.current);
    this.#schedule(note);
  }

  historyOf(noteId: string): HistoryEntry | null {
    const note = this.store.noteOf(noteId);
    return note === -1 ? null : this.#history.entry(note);
  }

  /** Time has come to `now`: notes that waited for it are scored anew, in order. */
  tick(now: number): void {
    if (!(now > this.#now)) return;
    for (let due = this.#agenda.take(now); due !== null; due = this.#agenda.take(now)) {
      this.#now = Math.max(this.#now, due.at);
      this.#rescore(due.note, this.#now, 'time');
    }
    this.#now = now;
  }

  /** What is known of a note, as of now; null for one that never came. */
  note(noteId: string): NoteView | null {
    const note = this.store.noteOf(noteId);
    if (note === -1) return null;
    const { now } = this;
    const score = scoreOne(this.store, this.#history, this.#learned, note, now, this.#options);
    return noteView(noteId, this.#statusOf(note), score, this.#history.entry(note), this.#reason(score));
  }

  /** The status of a note by its number in the store. */
  statusAt(note: number): string {
    return publicStatus(this.#statusOf(note));
  }

  /** Everything that a refresh has to be given; what comes later is not part of it. */
  requestRefresh(): RefreshRequest {
    const history = this.#history.snapshot(this.store.noteCount);
    const statuses = Uint8Array.from({ length: this.store.noteCount }, (_, note) => shown(this.#statusOf(note)));
    return { now: this.#now, entries: this.store.entryCount, history, statuses };
  }

  /** Take over a refresh (L2, L3). `request` is the one that it answers. */
  complete(learned: Learned, request: RefreshRequest): RefreshOutcome {
    this.#learned = learned;
    let differed = 0;
    let rescored = 0;
    for (let note = 0; note < learned.noteRank.length; note++) {
      const rank = learned.noteRank[note]!;
      if (this.store.known.get(note) === 0) continue;
      if (request.statuses[note] !== learned.status[rank]) differed++;
      const since = (this.#touched[note] ?? 0) > learned.entries || this.#moved(note, request.history);
      if (since) {
        rescored++;
        this.#rescore(note, this.#now, 'refresh');
        continue;
      }
      if (shown(this.#statusOf(note)) !== learned.status[rank]!) this.#rescore(note, learned.now, 'refresh');
      if (this.#options.fixedHistory !== true) this.#history.put(note, learned.history, rank);
      this.#status[note] = learned.status[rank]!;
      this.#schedule(note);
    }
    for (let note = learned.noteRank.length; note < this.store.noteCount; note++) {
      rescored++;
      this.#rescore(note, this.#now, 'refresh');
    }
    const { noteCount } = this.store;
    return {
      at: learned.now,
      notes: noteCount,
      ratings: learned.ratings,
      differed,
      rescored,
      notConverged: learned.notConverged,
    };
  }

  /**
   * Scores every note in closed form, as a rating would, and compares with what the refresh said; for tests, before anything else comes.
   * Changes nothing.
   */
  disagreements(request: RefreshRequest): { readonly noteId: string; readonly live: string; readonly batch: string }[] {
    const learned = this.#learned;
    if (learned === null) return [];
    const before = new LiveHistory();
    const found: { noteId: string; live: string; batch: string }[] = [];
    for (let note = 0; note < learned.noteRank.length; note++) {
      if (this.store.known.get(note) === 0) continue;
      before.put(note, request.history, note);
      const score = scoreOne(this.store, before, learned, note, learned.now, this.#options);
      const [live, batch] = [score.meta.status[0]!, learned.status[learned.noteRank[note]!]!];
      if (live !== batch) {
        found.push({ noteId: this.store.noteIds[note]!, live: publicStatus(live), batch: publicStatus(batch) });
      }
    }
    return found;
  }

  #rescore(note: number, now: number, cause: StatusChange['cause']): StatusChange | null {
    const score = scoreOne(this.store, this.#history, this.#learned, note, now, this.#options);
    if (this.store.known.get(note) === 0) return null;
    const before = this.#statusOf(note);
    const status = score.meta.status[0]!;
    if (this.#options.fixedHistory !== true) this.#history.put(note, score.history, 0);
    this.#status[note] = status;
    this.#schedule(note);
    if (shown(before) === status) return null;
    const view = noteView(this.store.noteIds[note]!, status, score, this.#history.entry(note), this.#reason(score));
    const change: StatusChange = {
      noteId: view.noteId,
      at: now,
      from: publicStatus(before),
      to: view.status,
      reason: view.reason,
      decidedBy: view.decidedBy,
      cause,
      intercept: view.intercept,
      probabilityHelpful: view.probabilityHelpful,
    };
    this.#options.onChange?.(change);
    return change;
  }

  #reason(score: ReturnType<typeof scoreOne>): string {
    return reasonOf(score, { certainty: this.#options.certainty ?? null, refreshed: this.#learned !== null });
  }

  #statusOf(note: number): number {
    return this.#status[note] ?? shown(this.#history.get('current', note));
  }

  /** Whether the note's history is another than it was. */
  #moved(note: number, before: History): boolean {
    if (this.#options.fixedHistory === true) return false;
    const now = this.#history;
    const same = (name: 'stabilisingSince' | 'current' | 'locked') =>
      Object.is(now.get(name, note), before[name][note]!);
    return !(same('stabilisingSince') && same('current') && same('locked'));
  }

  #schedule(note: number): void {
    if (this.#options.fixedHistory === true) return;
    const since = this.#history.get('stabilisingSince', note);
    if (!(since > 0)) return;
    const waits = since + STABLE_MILLIS + 1 > this.#now ? STABLE_MILLIS : NYH_STABLE_MILLIS;
    if (since + waits + 1 > this.#now) this.#agenda.add(since + waits + 1, note);
  }
}

function shown(status: number): number {
  return status === NONE ? NMR : status;
}

function entryTime(entry: LiveEntry): number | null {
  switch (entry.kind) {
    case 'note':
      return entry.createdAt;
    case 'rating':
      return entry.at;
    case 'enrollment':
      return null;
  }
}
