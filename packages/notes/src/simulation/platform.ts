/**
 * A made-up platform of note writers and raters on two sides, for benchmarks, property tests and attacks: raters' views are spread around
 * ±0.55, a quarter of the notes is good for everyone, a third for one side only, the rest for nobody, and few people do most of the work.
 */
import { DatasetBuilder } from '../core/data/builder.ts';
import { MISLEADING, NOT_MISLEADING } from '../core/data/dataset.ts';
import { seededRandom } from '../core/numbers.ts';

export interface PlatformOptions {
  readonly seed: number;
  readonly raters: number;
  readonly notes: number;
  readonly ratings: number;
  /** Epoch milliseconds of the end of the data. */
  readonly now: number;
}

interface SimulatedNote {
  readonly id: bigint;
  readonly post: bigint;
  readonly author: string;
  readonly createdAt: number;
  readonly misleading: boolean;
  readonly summary: string;
  /** −1 to 1: the side that the note speaks for. */
  readonly side: number;
  /** 0 to 1: how good it is apart from that. */
  readonly quality: number;
}

export interface SimulatedRating {
  readonly note: number;
  readonly rater: string;
  readonly createdAt: number;
  /** 0 not helpful, 1 somewhat, 2 helpful. */
  readonly label: number;
  readonly helpfulTags: number;
  readonly notHelpfulTags: number;
  readonly sampled: boolean;
}

interface SimulatedPerson {
  readonly id: string;
  readonly side: number;
  readonly group: number;
  readonly activity: number;
}

export interface Platform {
  readonly options: PlatformOptions;
  readonly people: readonly SimulatedPerson[];
  readonly notes: readonly SimulatedNote[];
  readonly ratings: Iterable<SimulatedRating>;
}

const DAY_MILLIS = 86_400_000;
const DAYS = 90;
const SPREAD = 0.55;
const GROUPS = [13, 13, 13, 13, 13, 14, 14, 8, 4, 17];
const TEXTS = [
  'The video is from 2019 and shows another event',
  'Official statistics say otherwise',
  'The quote is invented, see the transcript',
  'The picture was made by a machine',
  'Missing context: the law was changed last year',
  'The missile strike was reported in Kyiv, ukraine',
  'The hospital in gaza issued another statement',
  'A scam that borrows a known brand',
];

export function simulatePlatform(options: PlatformOptions): Platform {
  const random = seededRandom(options.seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const people = Array.from({ length: options.raters }, (): SimulatedPerson => {
    let id = '';
    for (let part = 0; part < 8; part++)
      id += Math.floor(random() * 0x100000000)
        .toString(16)
        .padStart(8, '0');
    const side = (random() < 0.5 ? -1 : 1) * SPREAD + 0.15 * normal();
    return {
      id: id.toUpperCase(),
      side,
      group: GROUPS[Math.floor(random() * GROUPS.length)]!,
      activity: Math.exp(normal()),
    };
  });
  const start = options.now - DAYS * DAY_MILLIS;
  const notes = Array.from({ length: options.notes }, (_, index): SimulatedNote => {
    const createdAt = Math.floor(start + (DAYS - 1) * DAY_MILLIS * (index / options.notes));
    const kind = random();
    const quality = kind < 0.25 ? 0.75 + 0.2 * random() : kind < 0.6 ? 0.45 + 0.2 * random() : 0.1 + 0.3 * random();
    const side = kind < 0.25 || kind >= 0.6 ? 0.2 * normal() : (random() < 0.5 ? -1 : 1) * (0.5 + 0.4 * random());
    return {
      id: (BigInt(createdAt - 1_288_834_974_657) << 22n) + BigInt(index % 4096),
      post: (BigInt(createdAt - 1_288_834_974_657 - 3_600_000) << 22n) + BigInt(Math.floor(random() * 2)),
      author: people[Math.floor(random() ** 2 * people.length)]!.id,
      createdAt,
      misleading: random() < 0.93,
      summary: TEXTS[Math.floor(random() ** 1.5 * TEXTS.length)]!,
      side,
      quality,
    };
  });
  return { options, people, notes, ratings: ratingsOf(options, people, notes, random) };
}

function* ratingsOf(
  options: PlatformOptions,
  people: readonly SimulatedPerson[],
  notes: readonly SimulatedNote[],
  random: () => number,
): Iterable<SimulatedRating> {
  const reach = cumulative(people.map((person) => person.activity));
  const attention = notes.map(() =>
    Math.exp(1.2 * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())),
  );
  const total = attention.reduce((sum, value) => sum + value, 0);
  const byPerson = new Set<number>();
  for (let note = 0; note < notes.length; note++) {
    const wanted = Math.min(Math.round((options.ratings * attention[note]!) / total), Math.floor(people.length / 3));
    byPerson.clear();
    while (byPerson.size < wanted) {
      const who = pick(reach, random());
      if (byPerson.has(who)) continue;
      byPerson.add(who);
      yield rate(note, notes[note]!, people[who]!, options.now, random);
    }
  }
}

function rate(
  note: number,
  about: SimulatedNote,
  person: SimulatedPerson,
  now: number,
  random: () => number,
): SimulatedRating {
  const liking = about.quality + 0.6 * about.side * person.side + 0.25 * (random() - 0.5);
  const label = liking > 0.55 ? 2 : liking > 0.45 ? 1 : 0;
  const delay = 60_000 + 36 * 3_600_000 * random() ** 3;
  const tags = (count: number) => (1 << Math.floor(random() * count)) | (1 << Math.floor(random() * count));
  return {
    note,
    rater: person.id,
    createdAt: Math.floor(Math.min(about.createdAt + delay, now)),
    label,
    helpfulTags: label > 0 ? tags(9) : 0,
    notHelpfulTags: label < 2 ? tags(13) : 0,
    sampled: random() < 0.05,
  };
}

function cumulative(weights: readonly number[]): Float64Array {
  const sums = new Float64Array(weights.length);
  let sum = 0;
  weights.forEach((weight, index) => {
    sum += weight;
    sums[index] = sum;
  });
  return sums.map((value) => value / sum);
}

function pick(reach: Float64Array, share: number): number {
  let low = 0;
  let high = reach.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (reach[middle]! < share) low = middle + 1;
    else high = middle;
  }
  return low;
}

const UNKNOWN_HISTORY = {
  firstNonNmrAt: Number.NaN,
  firstNonNmr: 0,
  currentAt: Number.NaN,
  current: 1,
  latestNonNmrAt: Number.NaN,
  latestNonNmr: 0,
  lockAt: Number.NaN,
  locked: 0,
  retroLockAt: Number.NaN,
  changedAt: -1,
  stabilisingSince: Number.NaN,
  firstStabilisingAt: Number.NaN,
  scoredAtMinute: Number.NaN,
  pcrhAt: Number.NaN,
};

const PART = 1_000_000_000n;

/** The platform as a data set's builder, to which more can be added. */
export function platformBuilder(platform: Platform): DatasetBuilder {
  const builder = new DatasetBuilder();
  const noteIndex = platform.notes.map(({ id }) => builder.noteIds.add(Number(id / PART), Number(id % PART)));
  for (const { id, group } of platform.people) {
    builder.setEnrollment(builder.participants.addText(id), {
      state: 0,
      neededToEarnIn: 5,
      stateChangedAt: platform.options.now - DAYS * DAY_MILLIS,
      earnedOutAt: 1,
      group,
      timesEarnedOut: 0,
    });
  }
  platform.notes.forEach((note, index) => {
    const author = builder.participants.addText(note.author);
    builder.setNote(noteIndex[index]!, {
      author,
      createdAt: note.createdAt,
      classification: note.misleading ? MISLEADING : NOT_MISLEADING,
      post: builder.posts.add(Number(note.post / PART), Number(note.post % PART)),
      summary: note.summary,
    });
    builder.setHistory(noteIndex[index]!, { ...UNKNOWN_HISTORY, author, createdAt: note.createdAt });
  });
  for (const rating of platform.ratings) {
    builder.ratings.add(
      noteIndex[rating.note]!,
      builder.participants.addText(rating.rater),
      rating.createdAt,
      rating.label,
      rating.helpfulTags,
      rating.notHelpfulTags,
      rating.sampled ? 1 : 0,
    );
  }
  return builder;
}
