/** What the meta rules are given, from what the scorers said. */
import { noteCertainty, uncertainNotes } from '../certainty/guard.ts';
import type { Dataset } from '../data/dataset.ts';
import { HELPFUL_TAGS, NOT_HELPFUL_TAGS } from '../data/tags.ts';
import { type TagCounts, topTags } from '../meta/explanation.ts';
import type { MetaInput } from '../meta/rules.ts';
import type { RunResult } from './run.ts';

const TOPIC_RATINGS_PER_SIDE = 4;

/** Ratings that were asked of a random sample, by raters on each side of the core scorer's axis. */
export interface SampledCounts {
  readonly negative: Int32Array;
  readonly positive: Int32Array;
  /** Of everyone. */
  readonly all: Int32Array;
}

/** Sides are counted on the notes for which the core scorer speaks (`scored`) alone. */
export function sampledCounts(
  { notes, ratings }: Dataset,
  rows: Int32Array,
  factor: Float64Array,
  scored: Uint8Array,
): SampledCounts {
  const counts = {
    negative: new Int32Array(notes.count),
    positive: new Int32Array(notes.count),
    all: new Int32Array(notes.count),
  };
  for (const row of rows) {
    if (ratings.sampled[row] === 0) continue;
    const note = ratings.note[row]!;
    counts.all[note]!++;
    if (scored[note] === 0) continue;
    const side = factor[ratings.rater[row]!]!;
    if (side < 0) counts.negative[note]!++;
    else if (side > 0) counts.positive[note]!++;
  }
  return counts;
}

export interface MetaOptions {
  /** Probability that a status needs; null asks for none. */
  readonly certainty: number | null;
  /** False where raters are not asked for reasons: then no status needs any. */
  readonly explanations: boolean;
}

export function metaInput(
  dataset: Dataset,
  families: RunResult['families'],
  tags: TagCounts,
  sampled: SampledCounts,
  { certainty, explanations }: MetaOptions = { certainty: null, explanations: true },
): MetaInput {
  const { notes } = dataset;
  const topic = families.topic.notes;
  const explains = (counts: Int32Array, known: typeof HELPFUL_TAGS) =>
    Uint8Array.from({ length: notes.count }, (_, note) =>
      explanations && topTags(counts, known, note) === null ? 0 : 1,
    );
  return {
    expansionPlus: families.expansionPlus.notes.status,
    expansion: families.expansion.notes.status,
    coreWithTopics: families.coreWithTopics.notes.status,
    core: families.core.notes.status,
    multiGroup: families.multiGroup.notes.status,
    group: families.group.notes.status,
    groupNumber: families.group.notes.member,
    gaussian: families.gaussian.notes.status,
    gaussianCoreWithTopics: families.gaussianCoreWithTopics.notes.status,
    coreIntercept: families.core.notes.intercept,
    expansionIntercept: families.expansion.notes.intercept,
    topic: topic.member,
    topicIntercept: topic.intercept,
    topicFactor: topic.factor,
    topicConfident: topicConfident(families),
    sampledIntercept: families.core.notes.sampledOnly,
    sampledNegative: sampled.negative,
    sampledPositive: sampled.positive,
    explainsHelpful: explains(tags.helpful, HELPFUL_TAGS),
    explainsNotHelpful: explains(tags.notHelpful, NOT_HELPFUL_TAGS),
    ...(certainty === null ? {} : uncertainNotes(certaintyOf(dataset, families), certainty)),
  };
}

/** How sure the note's place is, by the scorer whose word counts most. */
export function certaintyOf(dataset: Dataset, families: RunResult['families']) {
  const { core, coreWithTopics, expansion, expansionPlus } = families;
  return noteCertainty(
    dataset,
    [core, coreWithTopics, expansion, expansionPlus].map(({ notes }) => notes),
  );
}

/** 1 for notes whose topic's scorer heard enough raters of both sides; the fifth topic's asks for one each. */
export function topicConfident({ topic: { notes } }: RunResult['families']): Uint8Array {
  return notes.member.map((topic, note) => {
    const least = topic === 5 ? 0 : TOPIC_RATINGS_PER_SIDE;
    return topic !== 0 && notes.negative[note]! > least && notes.positive[note]! > least ? 1 : 0;
  });
}
