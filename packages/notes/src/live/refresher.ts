/** Live notes with a thread that learns about raters meanwhile: scoring never waits for it. */
import { Worker } from 'node:worker_threads';
import { LiveNotes, type LiveNotesOptions, type RefreshOutcome, type StatusChange } from '../core/live/live-notes.ts';
import type { LiveEntry } from '../core/live/store.ts';
import { NotesError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { FromLearner, LearnerStart, ToLearner } from './messages.ts';

export class LiveScoring {
  readonly notes: LiveNotes;
  readonly #worker: Worker;
  #unsent: LiveEntry[] = [];
  #answer: { resolve: (message: FromLearner) => void; reject: (error: Error) => void } | null = null;
  #refresh: Promise<RefreshOutcome> | null = null;
  /** The one that begins when the one under way is done. */
  #next: Promise<RefreshOutcome> | null = null;
  #failure: Error | null = null;

  constructor(options: LiveNotesOptions = {}) {
    const { onChange: _, fixedHistory: __, ...learning } = options;
    this.notes = new LiveNotes(options);
    const start: LearnerStart = { options: learning };
    this.#worker = new Worker(new URL('./learner.ts', import.meta.url), { workerData: start });
    this.#worker.unref();
    this.#worker.on('message', (message: FromLearner) => this.#answer?.resolve(message));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', () => this.#fail(new Error('the thread that learns about raters has ended')));
  }

  /** As `LiveNotes.add`. */
  add(entry: LiveEntry, at?: number): StatusChange | null {
    const change = at === undefined ? this.notes.add(entry) : this.notes.add(entry, at);
    this.#forward(entry);
    return change;
  }

  /** As `LiveNotes.load`. */
  load(entry: LiveEntry): void {
    this.notes.load(entry);
    this.#forward(entry);
  }

  get refreshing(): boolean {
    return this.#refresh !== null;
  }

  /**
   * Learn from everything so far, and take that over when it is done; entries are taken and scored meanwhile. Where one is under way, which
   * does not know the newest, another follows it, for all who ask until then. Rejects with a NotesError where nothing can be learned from
   * the data; scoring goes on as before.
   */
  refresh(): Promise<RefreshOutcome> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    if (this.#refresh === null) {
      this.#refresh = this.#learn().finally(() => {
        this.#refresh = null;
      });
      return this.#refresh;
    }
    const again = () => {
      this.#next = null;
      return this.refresh();
    };
    this.#next ??= this.#refresh.then(again, again);
    return this.#next;
  }

  async close(): Promise<void> {
    this.#failure ??= new Error('live scoring is closed');
    await this.#worker.terminate();
  }

  async #learn(): Promise<RefreshOutcome> {
    this.#send();
    const request = this.notes.requestRefresh();
    // A thread that works keeps the process alive.
    this.#worker.ref();
    try {
      const answer = await new Promise<FromLearner>((resolve, reject) => {
        this.#answer = { resolve, reject };
        this.#post({ kind: 'learn', now: request.now, history: request.history });
      });
      if (answer.kind === 'refused') throw new NotesError('undefined', answer.message);
      return this.notes.complete(answer.learned, request);
    } finally {
      this.#answer = null;
      this.#worker.unref();
    }
  }

  #forward(entry: LiveEntry): void {
    this.#unsent.push(entry);
    if (this.#unsent.length >= limits.entriesSent) this.#send();
  }

  #send(): void {
    if (this.#unsent.length === 0) return;
    this.#post({ kind: 'entries', entries: this.#unsent });
    this.#unsent = [];
  }

  #post(message: ToLearner): void {
    this.#worker.postMessage(message);
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#answer?.reject(this.#failure);
  }
}
