/** Public files as the stream that they once were: notes and ratings in the order of time. */
import { DatasetBuilder, type NoteRow } from '../core/data/builder.ts';
import { type Dataset, DELETED, MISLEADING } from '../core/data/dataset.ts';
import type { HistoryEntry } from '../core/live/history.ts';
import type { LiveEntry } from '../core/live/store.ts';
import { readEnrollment, readNotes, readRatings, readStatusHistory } from '../formats/inputs.ts';
import type { InputPaths } from '../formats/load.ts';
import type { ReadOptions } from '../formats/read.ts';

export interface Replay {
  readonly notes: number;
  readonly ratings: number;
  /** Time of the first and of the last entry. */
  readonly from: number;
  readonly until: number;
  /** Enrollments, then everything by time; what was written at the same time comes in canonical order, notes first. */
  entries(): Iterable<LiveEntry>;
  /** The status history of the files, by note. */
  histories(): Iterable<readonly [noteId: string, entry: HistoryEntry]>;
}

/** Reads the four files. Throws a NotesError with file, line and column of the first thing that is wrong. */
export async function readReplay(paths: InputPaths, options: ReadOptions = {}): Promise<Replay> {
  const builder = new RememberingBuilder();
  await readEnrollment(paths.enrollment, builder, options);
  await readNotes(paths.notes, builder, options);
  await readStatusHistory(paths.status, builder, options);
  await readRatings(paths.ratings, builder, options);
  return replayOf(builder.build(false), builder.summaries);
}

/** Data sets keep topics, not texts; the stream needs what the author wrote. */
class RememberingBuilder extends DatasetBuilder {
  readonly summaries = new Map<string, string>();

  override setNote(note: number, row: NoteRow): void {
    super.setNote(note, row);
    if (row.summary !== null) this.summaries.set(this.noteIds.text(note), row.summary);
  }
}

/** The stream of a data set, with texts of notes by id where topics are to be told from them. */
export function replayOf(dataset: Dataset, summaries: ReadonlyMap<string, string> = new Map()): Replay {
  const { notes, ratings, history } = dataset;
  const known = Int32Array.from({ length: notes.count }, (_, note) => note).filter((note) => notes.known[note] === 1);
  const notesByTime = known.sort((a, b) => notes.createdAt[a]! - notes.createdAt[b]! || a - b);
  const rows = Int32Array.from({ length: ratings.count }, (_, row) => row);
  const ratingsByTime = rows.sort((a, b) => ratings.createdAt[a]! - ratings.createdAt[b]! || a - b);
  const times = [
    ...(notesByTime.length === 0 ? [] : [notes.createdAt[notesByTime[0]!]!, notes.createdAt[notesByTime.at(-1)!]!]),
    ...(rows.length === 0 ? [] : [ratings.createdAt[ratingsByTime[0]!]!, ratings.createdAt[ratingsByTime.at(-1)!]!]),
  ];
  return {
    notes: notesByTime.length,
    ratings: ratings.count,
    from: Math.min(...times),
    until: Math.max(...times),
    *entries() {
      yield* enrollments(dataset);
      let next = 0;
      for (const row of ratingsByTime) {
        while (next < notesByTime.length && notes.createdAt[notesByTime[next]!]! <= ratings.createdAt[row]!)
          yield noteEntry(dataset, notesByTime[next++]!, summaries);
        yield ratingEntry(dataset, row);
      }
      while (next < notesByTime.length) yield noteEntry(dataset, notesByTime[next++]!, summaries);
    },
    *histories() {
      for (const note of notesByTime) {
        const entry = Object.fromEntries(Object.entries(history).map(([name, column]) => [name, column[note]]));
        yield [notes.ids.text(note), entry as HistoryEntry];
      }
    },
  };
}

function* enrollments({ participants }: Dataset): Iterable<LiveEntry> {
  for (let who = 0; who < participants.count; who++) {
    if (participants.enrolled[who] === 0) continue;
    yield { kind: 'enrollment', participantId: participants.ids.text(who), group: participants.group[who]! };
  }
}

function noteEntry({ notes, participants }: Dataset, note: number, summaries: ReadonlyMap<string, string>): LiveEntry {
  const id = notes.ids.text(note);
  const classification = notes.classification[note]!;
  const author = notes.author[note]!;
  return {
    kind: 'note',
    id,
    authorId: author === -1 ? '' : participants.ids.text(author),
    createdAt: notes.createdAt[note]!,
    postId: notes.post[note] === -1 ? null : String(notes.post[note]),
    classification:
      classification === DELETED ? 'deleted' : classification === MISLEADING ? 'misleading' : 'not misleading',
    summary: summaries.get(id) ?? null,
  };
}

function ratingEntry({ notes, ratings, participants }: Dataset, row: number): LiveEntry {
  return {
    kind: 'rating',
    noteId: notes.ids.text(ratings.note[row]!),
    raterId: participants.ids.text(ratings.rater[row]!),
    at: ratings.createdAt[row]!,
    label: ratings.helpful[row]!,
    helpfulTags: ratings.helpfulTags[row]!,
    notHelpfulTags: ratings.notHelpfulTags[row]!,
    sampled: ratings.sampled[row] === 1,
  };
}
