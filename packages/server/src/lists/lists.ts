/**
 * Lists as people and clients deal with them: memory has them as they are, the archive as they were, and the rules in force say who
 * looks into them.
 */
import {
  type ListEntry,
  ListError,
  type ListFormat,
  type ListHit,
  type ListImportMode,
  type ListInfo,
  type ListOperation,
  partSize,
} from '@lapwing/memory';
import type { ArchiveThread } from '@lapwing/memory/archive';
import { importIntoList, type Pipeline } from '@lapwing/pipeline';
import { type ImportPreview, previewImport } from './preview.ts';
import { type ListUsage, type ListUse, listUsage } from './usage.ts';

/** Who asks for a change, and why. */
export interface Author {
  readonly by: string;
  readonly reason: string;
}

export interface ImportRequest extends Author {
  readonly mode: ListImportMode;
  readonly format: ListFormat;
  readonly text: string;
  readonly dryRun: boolean;
  /** Leave out what is wrong; otherwise a file with anything wrong in it changes nothing. */
  readonly skipInvalid: boolean;
}

export interface ImportResult {
  readonly preview: ImportPreview;
  /** Null where nothing was changed: a dry run, or a file that was refused. */
  readonly version: number | null;
}

/** From so many entries on, replacing all of them takes the way of imports: it keeps nobody waiting. */
const LARGE_LIST = 20_000;
/** Entries asked from the archive at a time. */
const PAGE = 10_000;

export class Lists {
  readonly #pipeline: Pipeline;
  readonly archive: ArchiveThread;

  constructor(pipeline: Pipeline, archive: ArchiveThread) {
    this.#pipeline = pipeline;
    this.archive = archive;
  }

  /** In order of name. */
  all(): readonly ListInfo[] {
    const { lists } = this.#pipeline.memory;
    return lists.names().flatMap((name) => lists.info(name) ?? []);
  }

  info(name: string): ListInfo | null {
    return this.#pipeline.memory.lists.info(name);
  }

  /** "Now" in event time, by which entries expire. */
  get nowMillis(): number {
    const { newestMillis } = this.#pipeline.memory;
    return newestMillis === 0 ? Date.now() : newestMillis;
  }

  usesOf(name: string): readonly ListUse[] {
    return this.#usage()?.named.get(name) ?? [];
  }

  /** Lists that rules in force name and that do not exist. */
  missing(): readonly { readonly name: string; readonly uses: readonly ListUse[] }[] {
    const named = this.#usage()?.named ?? new Map<string, readonly ListUse[]>();
    return [...named]
      .filter(([name]) => this.info(name) === null)
      .map(([name, uses]) => ({ name, uses }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Look-ups whose list is known only when an event is decided. */
  computedUses(): readonly ListUse[] {
    return this.#usage()?.computed ?? [];
  }

  /** Resolves to the list's version when the change is durable and the archive has been told. Rejects with a ListError. */
  async change(list: string, author: Author, change: ListOperation): Promise<number> {
    const { version, position } = await this.#pipeline.changeList({ list, ...author, change });
    await this.#pipeline.committed(position);
    return version;
  }

  /** What a value matches. Throws a ListError where there is no such list. */
  find(list: string, value: string, atMillis: number): ListHit | null {
    return this.#pipeline.memory.lists.find(list, value, atMillis);
  }

  async import(list: string, request: ImportRequest): Promise<ImportResult> {
    const { mode, format, text, dryRun, skipInvalid, by, reason } = request;
    const { preview, entries } = await previewImport(this.#pipeline.memory.lists, list, mode, format, text);
    if (dryRun || (preview.invalid > 0 && !skipInvalid)) return { preview, version: null };
    return { preview, version: await this.#put(list, { by, reason }, mode, entries) };
  }

  /** Make a list what it was in a version; resolves to the new version. Rejects with a ListError where there is no such version. */
  async rollBack(list: string, to: number, { by, reason }: Author): Promise<number> {
    const entries: ListEntry[] = [];
    for await (const page of this.pages(list, to)) entries.push(...page);
    return this.#put(list, { by, reason: `back to version ${to}: ${reason}` }, 'replace', entries);
  }

  /** All entries of a version, in order of value. Throws a ListError where there is no such version. */
  async *pages(list: string, version: number): AsyncGenerator<readonly ListEntry[]> {
    const [known] = await this.archive.versions(list, version + 1, 1);
    if (known?.version !== version) throw new ListError(`${list}: there is no version ${version}`);
    for (let after: string | null = null; ; ) {
      const page: readonly ListEntry[] = await this.archive.page(list, version, after, PAGE);
      yield page;
      if (page.length < PAGE) return;
      after = page.at(-1)?.value ?? null;
    }
  }

  async #put(list: string, author: Author, mode: ListImportMode, entries: readonly ListEntry[]): Promise<number> {
    const info = this.info(list);
    if (info === null) throw new ListError(`there is no list \`${list}\``);
    const isSmall = entries.length <= partSize(info.kind) && (mode !== 'replace' || info.entries <= LARGE_LIST);
    if (isSmall) return this.change(list, author, operationOf(mode, entries));
    const { version, position } = await importIntoList(this.#pipeline, { list, mode, entries, ...author });
    await this.#pipeline.committed(position);
    return version;
  }

  #usage(): ListUsage | null {
    const { active } = this.#pipeline;
    return active === null ? null : listUsage(active.ruleset.program);
  }
}

function operationOf(mode: ListImportMode, entries: readonly ListEntry[]): ListOperation {
  switch (mode) {
    case 'add':
      return { operation: 'put', entries };
    case 'replace':
      return { operation: 'replace', entries };
    case 'remove':
      return { operation: 'remove', values: entries.map(({ value }) => value) };
  }
}
