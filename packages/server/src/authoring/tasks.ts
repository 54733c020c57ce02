/** What the authoring thread is asked, and how it answers: messages between `workbench.ts` and `worker.ts`. */
import type { ListSeed } from '@lapwing/memory';
import type { LanguageRequest } from './language.ts';
import type { FilesByPath, Overlay } from './overlay.ts';

/** The ruleset in force, and the tests beside it. */
export interface Base {
  readonly hash: string;
  readonly files: FilesByPath;
}

export interface TryTask {
  readonly kind: 'try';
  readonly overlay: Overlay;
  /** The event in its journaled form. */
  readonly payload: Uint8Array;
  /** Where the event was decided before: by which files, what its calls came to, and the rules that fired. */
  readonly before: {
    readonly files: FilesByPath;
    readonly observations: string;
    readonly hits: readonly string[];
  } | null;
  /** The events before this position fill the counters of calls that are new. */
  readonly journal: { readonly directory: string; readonly position: number } | null;
  /** What the event's entities have been labelled by now, for calls that ask for a label that was not asked for then. */
  readonly labels: readonly { readonly type: string; readonly id: string; readonly label: string }[];
}

export type Task =
  | {
      readonly kind: 'language';
      /** Tells one editor from another. */
      readonly workspace: string;
      readonly overlay: Overlay;
      readonly request: LanguageRequest;
      readonly recentValues: Readonly<Record<string, readonly string[]>>;
    }
  | { readonly kind: 'check'; readonly overlay: Overlay }
  | { readonly kind: 'format'; readonly files: FilesByPath }
  | { readonly kind: 'test'; readonly overlay: Overlay; readonly tests: FilesByPath; readonly filter: string; readonly lists: readonly ListSeed[] }
  | TryTask;

export interface ToWorker {
  readonly id: number;
  readonly task: Task;
  /** Absent where the thread has it already. */
  readonly base: Base | null;
}

/** `json` is the answer's text: what it holds is not plain data. */
export type FromWorker =
  /** The thread has loaded what it needs: from here on a task's time counts. */
  | { readonly id: null }
  | { readonly id: number; readonly ok: true; readonly json: string }
  | { readonly id: number; readonly ok: false; readonly message: string; readonly errors: readonly string[] };

/** The question cannot be answered for a reason that is the asker's: told with the reasons. */
export class TaskRefused extends Error {
  override readonly name = 'TaskRefused';
  readonly errors: readonly string[];
  constructor(message: string, errors: readonly string[] = []) {
    super(message);
    this.errors = errors;
  }
}
