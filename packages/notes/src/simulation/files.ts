/** A made-up platform as the four public input files, for benchmarks and for whoever wants to see the formats. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { HELPFUL_TAGS, NOT_HELPFUL_TAGS } from '../core/data/tags.ts';
import { ENROLLMENT, NOTES, RATING_COLUMNS, STATUS_HISTORY } from '../formats/columns.ts';
import { writeLines } from '../outputs/table.ts';
import type { Platform, SimulatedRating } from './platform.ts';

const LEVELS = ['NOT_HELPFUL', 'SOMEWHAT_HELPFUL', 'HELPFUL'] as const;

/** Paths of the files in `directory`, as `lapwing notes score` takes them. */
export async function writePlatform(directory: string, platform: Platform) {
  await mkdir(directory, { recursive: true });
  const paths = {
    enrollment: join(directory, 'userEnrollment-00000.tsv'),
    notes: join(directory, 'notes-00000.tsv'),
    status: join(directory, 'noteStatusHistory-00000.tsv'),
    ratings: join(directory, 'ratings-00000.tsv'),
  };
  await writeLines(paths.enrollment, lines(ENROLLMENT.columns, people(platform)));
  await writeLines(paths.notes, lines(NOTES.columns, notes(platform)));
  await writeLines(paths.status, lines(STATUS_HISTORY.columns, history(platform)));
  await writeLines(paths.ratings, ratings(platform));
  return paths;
}

type Fields = Readonly<Record<string, string>>;

function* lines(columns: readonly string[], rows: Iterable<Fields>): Iterable<string> {
  yield columns.join('\t');
  for (const row of rows) yield columns.map((name) => row[name] ?? '').join('\t');
}

function* people({ people, options }: Platform): Iterable<Fields> {
  for (const { id, group } of people) {
    yield {
      participantId: id,
      enrollmentState: 'earnedIn',
      successfulRatingNeededToEarnIn: '5',
      timestampOfLastStateChange: String(options.now),
      timestampOfLastEarnOut: '1',
      modelingPopulation: 'CORE',
      modelingGroup: `${group}.0`,
      numberOfTimesEarnedOut: '0',
    };
  }
}

function* notes(platform: Platform): Iterable<Fields> {
  for (const { id, author, createdAt, post, misleading, summary } of platform.notes) {
    yield {
      noteId: String(id),
      noteAuthorParticipantId: author,
      createdAtMillis: String(createdAt),
      tweetId: String(post),
      classification: misleading ? 'MISINFORMED_OR_POTENTIALLY_MISLEADING' : 'NOT_MISLEADING',
      summary,
    };
  }
}

function* history(platform: Platform): Iterable<Fields> {
  for (const { id, author, createdAt } of platform.notes) {
    yield {
      noteId: String(id),
      noteAuthorParticipantId: author,
      createdAtMillis: String(createdAt),
      currentStatus: 'NEEDS_MORE_RATINGS',
      timestampMillisOfMostRecentStatusChange: '-1',
    };
  }
}

function* ratings(platform: Platform): Iterable<string> {
  yield RATING_COLUMNS.join('\t');
  const ids = platform.notes.map(({ id }) => String(id));
  const posts = platform.notes.map(({ post }) => String(post));
  for (const rating of platform.ratings) {
    yield `${ids[rating.note]}\t${rating.rater}\t${rating.createdAt}\t2\t0\t0\t0\t0\t${LEVELS[rating.label]}\t${tags(rating)}\t${posts[rating.note]}\t${rating.sampled ? 'POPULATION_SAMPLED' : 'DEFAULT'}\t\t`;
  }
}

function tags({ helpfulTags, notHelpfulTags }: SimulatedRating): string {
  const flags: string[] = [];
  for (let tag = 0; tag < HELPFUL_TAGS.length; tag++) flags.push(helpfulTags & (1 << tag) ? '1' : '0');
  for (let tag = 0; tag < NOT_HELPFUL_TAGS.length; tag++) flags.push(notHelpfulTags & (1 << tag) ? '1' : '0');
  return flags.join('\t');
}
