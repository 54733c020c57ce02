/**
 * Events on their way to the lanes: payloads and their heads in shared memory, so that every lane reads the same bytes and none
 * is copied for it.
 */
import { type PayloadForm, payloadForm } from '../envelope/native-json.ts';
import { BATCH_BYTES, BATCH_EVENTS } from './limits.ts';

/**
 * - `counted`: an event of the range · `memory`: an event outside of it, decided only for what it leaves in memory
 * - `control`: a control entry, such as a person's label change
 */
export type EntryRole = 'counted' | 'memory' | 'control';

const ROLES: readonly EntryRole[] = ['counted', 'memory', 'control'];

export interface Batch {
  readonly sequence: number;
  readonly entries: number;
  /** Per entry: role, position, ingested at, start and end of its payload, and that one's form. */
  readonly heads: Float64Array<SharedArrayBuffer>;
  readonly payloads: Uint8Array<SharedArrayBuffer>;
}

export interface BatchEntry {
  readonly role: EntryRole;
  readonly position: number;
  readonly ingestedAtMillis: number;
  /** The payload is what lies here from `start` to `end`. */
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  /** Told by the reader, which has more time than the lanes. */
  readonly form: PayloadForm;
}

const FORMS: readonly PayloadForm[] = ['lossless', 'utf8', 'ascii'];

const HEAD = 6;

/** Fills one batch after the other. */
export class BatchWriter {
  #sequence = 0;
  #heads: number[] = [];
  #payloads: Uint8Array<SharedArrayBuffer> = sharedBytes(BATCH_BYTES);
  #used = 0;

  /** Add an entry; returns the batch that it did not fit into any more, or null. The payload is copied. */
  add(role: EntryRole, position: number, ingestedAtMillis: number, payload: Uint8Array): Batch | null {
    const full = this.#used + payload.length > BATCH_BYTES || this.#heads.length >= BATCH_EVENTS * HEAD;
    const batch = full ? this.flush() : null;
    if (payload.length > this.#payloads.length) this.#payloads = sharedBytes(payload.length);
    this.#payloads.set(payload, this.#used);
    const start = this.#used;
    this.#used += payload.length;
    const form = FORMS.indexOf(payloadForm(payload));
    this.#heads.push(ROLES.indexOf(role), position, ingestedAtMillis, start, this.#used, form);
    return batch;
  }

  /** What has gathered, or null. */
  flush(): Batch | null {
    if (this.#heads.length === 0) return null;
    const heads = new Float64Array(new SharedArrayBuffer(this.#heads.length * Float64Array.BYTES_PER_ELEMENT));
    heads.set(this.#heads);
    const batch = {
      sequence: this.#sequence++,
      entries: this.#heads.length / HEAD,
      heads,
      payloads: this.#payloads.subarray(0, this.#used),
    };
    this.#heads = [];
    this.#payloads = sharedBytes(BATCH_BYTES);
    this.#used = 0;
    return batch;
  }
}

export function* entriesOfBatch({ entries, heads, payloads }: Batch): Generator<BatchEntry> {
  const bytes = Buffer.from(payloads.buffer, payloads.byteOffset, payloads.byteLength);
  for (let i = 0; i < entries; i++) {
    const at = i * HEAD;
    yield {
      role: ROLES[heads[at]!]!,
      position: heads[at + 1]!,
      ingestedAtMillis: heads[at + 2]!,
      bytes,
      start: heads[at + 3]!,
      end: heads[at + 4]!,
      form: FORMS[heads[at + 5]!]!,
    };
  }
}

function sharedBytes(length: number): Uint8Array<SharedArrayBuffer> {
  return new Uint8Array(new SharedArrayBuffer(length));
}
