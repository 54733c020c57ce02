/**
 * Notes of the platform, scored live: a sink that takes note events after they are durable, scores, and keeps what came and every change
 * of a status. The engine and its thread start with the first note, so that a platform without notes pays nothing.
 */
import { existsSync } from 'node:fs';
import {
  entryOf,
  type HistoryEntry,
  type LiveEntry,
  type LiveOptions,
  LiveScoring,
  NotesError,
  type NoteView,
  type RefreshOutcome,
  type StatusChange,
} from '@lapwing/notes';
import type { CommitBatch, Decided, Sink } from '@lapwing/pipeline';
import { noteLimits } from './limits.ts';
import { type LoggedEntry, NotesLog, type NumberedChange, type RequestEntry } from './log.ts';

export interface NotesOptions extends LiveOptions {
  readonly refreshSeconds?: number;
}

/** What the author said, beside what is computed. */
export interface NoteText {
  readonly noteId: string;
  readonly authorId: string;
  readonly postId: string | null;
  readonly text: string | null;
  readonly classification: string;
  readonly createdAt: number;
}

export class Notes implements Sink {
  readonly name = 'notes';
  readonly #path: string;
  readonly #options: NotesOptions;
  readonly #onWarning: (message: string) => void;
  readonly #texts = new Map<string, NoteText>();
  readonly #byPost = new Map<string, string[]>();
  /** Who asked for a note, by post. */
  readonly #requests = new Map<string, Set<string>>();
  /** What was written of each note's history. */
  readonly #saved = new Map<string, string>();
  #log: NotesLog | null = null;
  #scoring: LiveScoring | null = null;
  #changes: StatusChange[] = [];
  #committed = -1;
  #offered = -1;
  #refused = 0;
  #refreshed: (RefreshOutcome & { readonly seconds: number; readonly finishedAt: number }) | null = null;
  #refreshedEntries = 0;
  #timer: NodeJS.Timeout | null = null;

  /** The file is made when there is something to put into it. */
  constructor(path: string, options: NotesOptions, onWarning: (message: string) => void) {
    this.#path = path;
    this.#options = options;
    this.#onWarning = onWarning;
    if (existsSync(path)) this.#open();
  }

  get committedPosition(): number {
    return this.#committed;
  }

  async append({ decided, through }: CommitBatch): Promise<void> {
    const from = this.#committed;
    this.#offered = Math.max(this.#offered, through);
    const entries: (readonly [number, LoggedEntry])[] = [];
    for (const one of decided) {
      if (one.position <= from) continue;
      const entry = this.#entryOf(one);
      if (entry !== null) entries.push([one.position, entry]);
    }
    const last = decided.at(-1);
    if (entries.length === 0 && this.#scoring === null) return;
    const { log, scoring } = this.#open();
    const taken = entries.filter(([, entry]) => this.#take(scoring, entry));
    if (last !== undefined) scoring.notes.tick(last.decision.action.timeMillis);
    if (taken.length > 0 || this.#changes.length > 0) this.#write(log, taken);
  }

  async flush(): Promise<void> {
    if (this.#log === null) {
      this.#committed = this.#offered;
      return;
    }
    if (this.#committed === this.#offered && this.#changes.length === 0) return;
    this.#write(this.#log, []);
    this.#log.flush();
  }

  async close(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#scoring?.close();
    if (this.#log !== null && this.#changes.length > 0) this.#write(this.#log, []);
    this.#log?.close();
  }

  get started(): boolean {
    return this.#scoring !== null;
  }

  get noteCount(): number {
    return this.#texts.size;
  }

  get ratingCount(): number {
    return this.#scoring?.notes.store.ratingCount ?? 0;
  }

  get refusedCount(): number {
    return this.#refused;
  }

  get lastRefresh() {
    return this.#refreshed;
  }

  get refreshing(): boolean {
    return this.#scoring?.refreshing ?? false;
  }

  /** Ids newest first, of one post where it is named. */
  *ids(postId: string | null): Iterable<string> {
    const ids = postId === null ? [...this.#texts.keys()] : (this.#byPost.get(postId) ?? []);
    for (let at = ids.length - 1; at >= 0; at--) yield ids[at]!;
  }

  statusOf(noteId: string): string | null {
    const notes = this.#scoring?.notes;
    const at = notes?.store.noteOf(noteId) ?? -1;
    return notes === undefined || at === -1 ? null : notes.statusAt(at);
  }

  note(noteId: string): { readonly text: NoteText; readonly view: NoteView } | null {
    const text = this.#texts.get(noteId);
    const view = this.#scoring?.notes.note(noteId) ?? null;
    return text === undefined || view === null ? null : { text, view };
  }

  changes(limit: number, before: number | null, noteId: string | null): readonly NumberedChange[] {
    return this.#log?.changes(limit, before, noteId) ?? [];
  }

  /** Posts for which notes were asked, by how many people, most first. */
  requests(limit: number): { readonly postId: string; readonly requests: number; readonly notes: readonly string[] }[] {
    return [...this.#requests]
      .sort(([, a], [, b]) => b.size - a.size)
      .slice(0, limit)
      .map(([postId, people]) => ({ postId, requests: people.size, notes: this.#byPost.get(postId) ?? [] }));
  }

  /** Learn about raters now. Null where there is nothing to learn from; rejects with a NotesError where nothing can be learned. */
  async refresh(): Promise<RefreshOutcome | null> {
    const scoring = this.#scoring;
    if (scoring === null || scoring.notes.store.ratingCount === 0) return null;
    const startedAt = performance.now();
    const entries = scoring.notes.store.entryCount;
    const outcome = await scoring.refresh();
    this.#refreshed = { ...outcome, seconds: (performance.now() - startedAt) / 1000, finishedAt: Date.now() };
    this.#refreshedEntries = entries;
    return outcome;
  }

  #entryOf({ decision: { action } }: Decided): LoggedEntry | null {
    if (action.name === 'note_request') return requestOf(action.timeMillis, action.data);
    const read = entryOf(action);
    if (read === null) return null;
    if (read.ok) return read.entry;
    this.#refused++;
    return null;
  }

  /** False where it contradicts what came before, and is passed over. */
  #take(scoring: LiveScoring, entry: LoggedEntry): boolean {
    if (entry.kind === 'request') {
      this.#remember(entry);
      return true;
    }
    try {
      scoring.add(entry);
    } catch (error) {
      if (!(error instanceof NotesError)) throw error;
      this.#refused++;
      return false;
    }
    this.#remember(entry);
    return true;
  }

  #remember(entry: LiveEntry | RequestEntry): void {
    if (entry.kind === 'request') {
      const people = this.#requests.get(entry.postId) ?? new Set();
      this.#requests.set(entry.postId, people.add(entry.userId));
    }
    if (entry.kind !== 'note') return;
    const { id, authorId, postId, summary, classification, createdAt } = entry;
    const isNew = !this.#texts.has(id);
    this.#texts.set(id, { noteId: id, authorId, postId, text: summary, classification, createdAt });
    if (postId === null || !isNew) return;
    const ids = this.#byPost.get(postId);
    if (ids === undefined) this.#byPost.set(postId, [id]);
    else ids.push(id);
  }

  /** The log, and the engine with everything that the log holds. */
  #open(): { readonly log: NotesLog; readonly scoring: LiveScoring } {
    if (this.#log !== null && this.#scoring !== null) return { log: this.#log, scoring: this.#scoring };
    const log = new NotesLog(this.#path);
    const scoring = new LiveScoring({ ...this.#options, onChange: (change) => this.#changes.push(change) });
    for (const entry of log.entries()) {
      if (entry.kind !== 'request') scoring.load(entry);
      this.#remember(entry);
    }
    for (const [noteId, entry] of log.histories()) {
      scoring.notes.restore(noteId, entry);
      this.#saved.set(noteId, signature(entry));
    }
    this.#log = log;
    this.#scoring = scoring;
    this.#committed = Math.max(this.#committed, log.through);
    this.#offered = Math.max(this.#offered, this.#committed);
    this.#timer = setInterval(() => this.#refreshWhenDue(), TICK_MILLIS);
    this.#timer.unref();
    return { log, scoring };
  }

  #refreshWhenDue(): void {
    const scoring = this.#scoring;
    if (scoring === null || scoring.refreshing || scoring.notes.store.entryCount === this.#refreshedEntries) return;
    const { refreshSeconds = noteLimits.refreshSeconds } = this.#options;
    const last = this.#refreshed;
    const rest = last === null ? 0 : Math.max(refreshSeconds, noteLimits.refreshRest * last.seconds);
    if (last !== null && Date.now() - last.finishedAt < rest * 1000) return;
    this.refresh().catch((error) => {
      // On these data nothing can be learned; more may change that.
      this.#refreshedEntries = scoring.notes.store.entryCount;
      this.#onWarning(`notes: ${error instanceof Error ? error.message : error}`);
    });
  }

  #write(log: NotesLog, entries: readonly (readonly [number, LoggedEntry])[]): void {
    const changes = this.#changes;
    this.#changes = [];
    const touched = new Set(changes.map(({ noteId }) => noteId));
    for (const [, entry] of entries) {
      if (entry.kind === 'note') touched.add(entry.id);
      if (entry.kind === 'rating') touched.add(entry.noteId);
    }
    // A flush looks at all: time alone moves notes, too.
    const notes = entries.length === 0 ? this.#texts.keys() : touched;
    log.write({ entries, histories: this.#unsaved(notes), changes, through: this.#offered });
    this.#committed = this.#offered;
  }

  #unsaved(noteIds: Iterable<string>): (readonly [string, HistoryEntry])[] {
    const unsaved: (readonly [string, HistoryEntry])[] = [];
    for (const noteId of noteIds) {
      const entry = this.#scoring?.notes.historyOf(noteId) ?? null;
      if (entry === null || this.#saved.get(noteId) === signature(entry)) continue;
      this.#saved.set(noteId, signature(entry));
      unsaved.push([noteId, entry]);
    }
    return unsaved;
  }
}

const TICK_MILLIS = 1000;

/** What a restart has to know; when the note was looked at last is not part of it. */
function signature({ current, locked, stabilisingSince, firstNonNmr, latestNonNmr }: HistoryEntry): string {
  return `${current},${locked},${stabilisingSince},${firstNonNmr},${latestNonNmr}`;
}

function requestOf(at: number, data: Readonly<Record<string, unknown>>): RequestEntry | null {
  const [postId, userId] = [data['post_id'], data['user_id']];
  if (typeof postId !== 'string' || typeof userId !== 'string') return null;
  return { kind: 'request', postId, userId, at };
}
