/** What threads of a run tell each other, and data sets in memory that all of them see. */
import type { Dataset } from '../core/data/dataset.ts';
import { DecimalIds } from '../core/data/decimal-ids.ts';
import { ParticipantIds } from '../core/data/participants.ts';
import type { ReputationResult } from '../core/models/reputation.ts';
import type { JobInput, JobNotes } from '../core/pipeline/jobs.ts';
import type { Prescoring } from '../core/scorers/prescore.ts';
import type { Similarity } from '../core/similarity/apply.ts';
import type { NotesErrorCode } from '../errors.ts';

/** Models are functions, which cannot be sent: threads have this package's own, or none. */
export type SentInput = Omit<JobInput, 'harassment' | 'diligence'> & {
  readonly harassment: boolean;
  readonly diligence: boolean;
};

export type Task =
  /** Pairs of raters who rate together, or their quasi-cliques; `rows` are those that count. */
  | { readonly kind: 'groups' | 'cliques'; readonly rows: Int32Array }
  | { readonly kind: 'coverage' }
  /** Job number `job`: learn about raters unless that is given, then score notes if asked. */
  | { readonly kind: 'job'; readonly job: number; readonly prescoring: Prescoring | null; readonly score: boolean };

export interface JobOutcome {
  readonly prescoring: Prescoring;
  readonly notes: readonly JobNotes[] | null;
}

export type TaskResult<T extends Task> = T extends { kind: 'job' }
  ? JobOutcome
  : T extends { kind: 'coverage' }
    ? ReputationResult
    : Similarity['group'];

export type ToThread =
  | { readonly kind: 'input'; readonly input: SentInput }
  | { readonly kind: 'task'; readonly id: number; readonly task: Task };

export type FromThread =
  | { readonly id: number; readonly result: JobOutcome | ReputationResult | Int32Array }
  | { readonly id: number; readonly failure: { readonly code: NotesErrorCode | null; readonly message: string } };

type WithoutIds<T> = Omit<T, 'ids'>;

/** A data set without its ids, which scoring never asks for. */
export interface SharedDataset {
  readonly notes: WithoutIds<Dataset['notes']>;
  readonly history: Dataset['history'];
  readonly ratings: Dataset['ratings'];
  readonly participants: WithoutIds<Dataset['participants']>;
}

/** The same data set in shared memory; columns that are there already stay where they are. */
export function shareDataset({ notes, history, ratings, participants }: Dataset): SharedDataset {
  const { ids: _, ...noteColumns } = notes;
  const { ids: __, ...participantColumns } = participants;
  return {
    notes: shareColumns(noteColumns),
    history: shareColumns(history),
    ratings: shareColumns(ratings),
    participants: shareColumns(participantColumns),
  };
}

export function unshareDataset({ notes, history, ratings, participants }: SharedDataset): Dataset {
  return {
    notes: { ...notes, ids: new DecimalIds() },
    history,
    ratings,
    participants: { ...participants, ids: new ParticipantIds() },
  };
}

export function shareColumns<T extends object>(columns: T): T {
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, shareColumn(column)])) as T;
}

function shareColumn(column: unknown): unknown {
  if (!ArrayBuffer.isView(column) || column.buffer instanceof SharedArrayBuffer) return column;
  const bytes = new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
  const copy = new SharedArrayBuffer(bytes.length);
  new Uint8Array(copy).set(bytes);
  switch (column.constructor) {
    case Float64Array:
      return new Float64Array(copy);
    case Int32Array:
      return new Int32Array(copy);
    case Uint16Array:
      return new Uint16Array(copy);
    case Int8Array:
      return new Int8Array(copy);
    case Uint8Array:
      return new Uint8Array(copy);
    default:
      throw new Error(`no column of ${column.constructor.name} is known`);
  }
}

/** Memory within a message that can be handed over in place of a copy. */
export function ownBuffers(message: unknown): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  const visit = (value: unknown) => {
    if (ArrayBuffer.isView(value)) {
      if (value.buffer instanceof ArrayBuffer) found.add(value.buffer);
    } else if (typeof value === 'object' && value !== null) {
      for (const part of Object.values(value)) visit(part);
    }
  };
  visit(message);
  return [...found];
}
