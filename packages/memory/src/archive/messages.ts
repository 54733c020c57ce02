/** What is asked of the archive's thread, and what it answers. */
import type { ArchiveReader } from './reader.ts';
import type { ArchivedChange, DeclaredList } from './writer.ts';

export interface ArchiveMethods {
  apply(changes: readonly ArchivedChange[]): void;
  adopt(change: ArchivedChange): void;
  declare(lists: readonly DeclaredList[]): void;
  flush(): void;
  latest: ArchiveReader['latest'];
  versions: ArchiveReader['versions'];
  entries: ArchiveReader['entries'];
  page: ArchiveReader['page'];
  diff: ArchiveReader['diff'];
}

export type ArchiveRequest =
  | {
      [Method in keyof ArchiveMethods]: {
        readonly id: number;
        readonly method: Method;
        readonly parameters: Parameters<ArchiveMethods[Method]>;
      };
    }[keyof ArchiveMethods]
  | { readonly id: number; readonly method: 'close' };

export type ArchiveAnswer =
  | { readonly id: number; readonly ok: true; readonly result: unknown }
  | { readonly id: number; readonly ok: false; readonly message: string };
