/**
 * The texts that an author works on: the files in force as they were read, and what the draft changes. Knows nothing of screens.
 *
 * - D1 A change remembers the text that it was made from; a file back at that text is no change.
 * - D2 New files in force never overwrite what the author wrote: where both changed, it is a conflict until they decide.
 */
import type { Overlay } from '../../../api/authoring.ts';
import type { ChangedFile } from '../../../api/authoring-types.ts';

interface Change {
  /** Null: the file goes. */
  readonly text: string | null;
  /** Null: there was no such file. */
  readonly base: string | null;
}

export type FileState = 'same' | 'changed' | 'added' | 'removed';

export class DraftBuffer {
  #present: ReadonlyMap<string, string>;
  readonly #changes = new Map<string, Change>();
  #saved: string;
  #version = 0;
  readonly #listeners = new Set<() => void>();

  /** `saved` is what the server holds of the draft. */
  constructor(present: ReadonlyMap<string, string>, saved: readonly ChangedFile[]) {
    this.#present = present;
    this.#put(saved);
    this.#saved = this.#print();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Changes with every edit. */
  readonly version = (): number => this.#version;

  /** Whether there is something that the server does not have. */
  get dirty(): boolean {
    return this.#print() !== this.#saved;
  }

  /** Every file, also those that go, sorted. */
  paths(): string[] {
    return [...new Set([...this.#present.keys(), ...this.#changes.keys()])].sort();
  }

  /** The text that the author sees, or null where there is no file. */
  text(path: string): string | null {
    const change = this.#changes.get(path);
    return change === undefined ? this.inForce(path) : change.text;
  }

  inForce(path: string): string | null {
    return this.#present.get(path) ?? null;
  }

  state(path: string): FileState {
    const change = this.#changes.get(path);
    if (change === undefined) return 'same';
    if (change.text === null) return 'removed';
    return this.#present.has(path) ? 'changed' : 'added';
  }

  /** What differs from the files in force, by path. */
  changes(): ChangedFile[] {
    return [...this.#changes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, change]) => ({ path, ...change }));
  }

  overlay(): Overlay {
    return Object.fromEntries(this.changes().map(({ path, text }) => [path, text]));
  }

  /** Files that were changed in force since the author took them. */
  conflicts(): string[] {
    return this.changes().flatMap(({ path, text, base }) => {
      const now = this.inForce(path);
      return now === base || now === text ? [] : [path];
    });
  }

  set(path: string, text: string | null): void {
    if (this.text(path) === text) return;
    const base = this.#changes.has(path) ? (this.#changes.get(path)?.base ?? null) : this.inForce(path);
    this.#change(path, { text, base });
    this.#told();
  }

  /** Forget the author's change of a file. */
  revert(path: string): void {
    if (this.#changes.delete(path)) this.#told();
  }

  /** Go on from what is in force now, with the author's text. */
  keepMine(path: string): void {
    const change = this.#changes.get(path);
    if (change === undefined) return;
    this.#change(path, { text: change.text, base: this.inForce(path) });
    this.#told();
  }

  /** The files in force have changed. */
  rebase(present: ReadonlyMap<string, string>): void {
    this.#present = present;
    // What is in force by now is no change any more.
    for (const [path, { text }] of [...this.#changes]) if (this.inForce(path) === text) this.#changes.delete(path);
    this.#told();
  }

  /** Replace the whole draft, by a copy that was kept, say. */
  replace(files: readonly ChangedFile[]): void {
    this.#changes.clear();
    this.#put(files);
    this.#told();
  }

  /** The server holds these files now; edits since are unsaved. */
  markSaved(files: readonly ChangedFile[]): void {
    this.#saved = print(files);
    this.#told();
  }

  #put(files: readonly ChangedFile[]): void {
    for (const { path, text, base } of files) if (text !== base) this.#changes.set(path, { text, base });
  }

  #change(path: string, change: Change): void {
    if (change.text === change.base) this.#changes.delete(path);
    else this.#changes.set(path, change);
  }

  #print(): string {
    return print(this.changes());
  }

  #told(): void {
    this.#version++;
    for (const listener of this.#listeners) listener();
  }
}

const print = (files: readonly ChangedFile[]): string =>
  JSON.stringify(files.map(({ path, text, base }) => [path, text, base]).sort());
