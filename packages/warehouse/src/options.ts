/** How to open a warehouse. */
import * as limits from './limits.ts';

export interface WarehouseOptions {
  /** When buffered rows go to the disk. */
  readonly flush?: { readonly maxRows?: number; readonly maxBytes?: number; readonly maxAgeSeconds?: number };
  /** When small files are merged, and up to which size. */
  readonly compaction?: { readonly targetRows?: number; readonly targetBytes?: number; readonly minFiles?: number };
  /** Threads of each of the two engines. */
  readonly writerThreads?: number;
  readonly readerThreads?: number;
  /** Memory of each engine, as DuckDB writes it: `768MB`. */
  readonly writerMemory?: string;
  readonly readerMemory?: string;
  /** Where engines spill to; default: `tmp` in the warehouse's directory. */
  readonly tempDirectory?: string;
  /** How long files that were merged away stay for readers in other processes. */
  readonly retiredFileGraceSeconds?: number;
  /** The clock: ages of buffers and retired files go by it. */
  readonly now?: () => number;
  /** Told of failures in the background (a flush by age, a merge); they are tried again. */
  readonly onError?: (error: unknown) => void;
}

/** Every option with its value. */
export function resolveOptions(options: WarehouseOptions) {
  return {
    flush: {
      maxRows: options.flush?.maxRows ?? limits.FLUSH_ROWS,
      maxBytes: options.flush?.maxBytes ?? limits.FLUSH_BYTES,
      maxAgeSeconds: options.flush?.maxAgeSeconds ?? limits.FLUSH_AGE_SECONDS,
    },
    compaction: {
      targetRows: options.compaction?.targetRows ?? limits.TARGET_FILE_ROWS,
      targetBytes: options.compaction?.targetBytes ?? limits.TARGET_FILE_BYTES,
      minFiles: options.compaction?.minFiles ?? limits.MERGE_MIN_FILES,
    },
    writerThreads: options.writerThreads ?? 1,
    readerThreads: options.readerThreads ?? 2,
    writerMemory: options.writerMemory ?? limits.WRITER_MEMORY,
    readerMemory: options.readerMemory ?? limits.READER_MEMORY,
    retiredFileGraceSeconds: options.retiredFileGraceSeconds ?? limits.RETIRED_FILE_GRACE_SECONDS,
    now: options.now ?? Date.now,
    onError: options.onError ?? (() => {}),
  };
}

export type ResolvedOptions = ReturnType<typeof resolveOptions>;
