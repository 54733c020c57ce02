/** One segment file: what is known of it without reading it again. */
import { join } from 'node:path';
import { JournalError } from '../errors.ts';
import { SEGMENT_HEADER_BYTES, segmentName } from '../format/segment-header.ts';
import { limits } from '../limits.ts';
import { SparseIndex } from './sparse-index.ts';

export class Segment {
  readonly base: number;
  readonly path: string;
  /** Position after the last durable record. */
  next: number;
  /** Offset after the last durable record. */
  bytes: number;
  /** Ingestion time of the first record, once one was seen. */
  firstIngestedAtMillis: number | null = null;
  /** Where the last reader stopped: whoever follows the journal goes on from here. */
  resume: { readonly position: number; readonly offset: number } | null = null;
  /** Null until a look-up needs it: opening reads only the last segment. */
  index: SparseIndex | null = null;

  constructor(directory: string, base: number, next: number, bytes: number) {
    this.base = base;
    this.path = join(directory, segmentName(base));
    this.next = next;
    this.bytes = bytes;
  }

  /** Offset and position to start reading from in order to reach `position`. */
  startFor(position: number): { readonly position: number; readonly offset: number } {
    if (position === this.resume?.position) return this.resume;
    const first = { position: this.base, offset: SEGMENT_HEADER_BYTES };
    return position === this.base ? first : (this.index?.floor(position) ?? first);
  }

  /** Note that a record begins at `offset`. */
  note(position: number, offset: number): void {
    this.index ??= new SparseIndex();
    if (offset >= this.index.lastOffset + limits.indexEveryBytes) this.index.add(position, offset);
  }
}

/** The one of `segments`, ascending, that holds `position`. Throws a JournalError `not-held` where retention has dropped it. */
export function segmentOf(segments: readonly Segment[], position: number): Segment {
  let low = 0;
  let high = segments.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (segments[middle]!.base <= position) low = middle + 1;
    else high = middle;
  }
  const segment = segments[low - 1];
  if (segment !== undefined) return segment;
  const message = `position ${position} is no longer held; the journal begins at ${segments[0]?.base ?? 0}`;
  throw new JournalError('not-held', message, { position });
}

export function corrupt(segment: Segment, offset: number, position: number, reason: string): JournalError {
  const message = `the journal is damaged: ${segment.path}, offset ${offset}, position ${position} (${reason})`;
  return new JournalError('corrupt', message, { file: segment.path, offset, position });
}
