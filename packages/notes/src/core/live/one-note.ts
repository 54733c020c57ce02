/**
 * One note scored alone, by the very functions that score all of them, for raters and scales that the last refresh left. A note's score
 * depends on nothing else, so the result is the batch run's.
 */

import type { NoteCertainty } from '../certainty/guard.ts';
import type { Dataset, History } from '../data/dataset.ts';
import { DecimalIds } from '../data/decimal-ids.ts';
import { ParticipantIds } from '../data/participants.ts';
import { updateHistory } from '../history/update.ts';
import { countTags, type TagCounts } from '../meta/explanation.ts';
import { type MetaResult, metaScore } from '../meta/rules.ts';
import { judgeDiligence } from '../models/diligence.ts';
import { filled } from '../numbers.ts';
import { addNotes } from '../pipeline/families.ts';
import { certaintyOf, metaInput, sampledCounts } from '../pipeline/meta-input.ts';
import { emptyFamilies, type RunResult } from '../pipeline/run.ts';
import { preprocess } from '../preprocess.ts';
import type { Prescoring } from '../scorers/prescore.ts';
import { scopeOf } from '../scorers/scope.ts';
import { type ScorerResult, scoreNotes } from '../scorers/score.ts';
import { withoutSimilar } from '../similarity/apply.ts';
import { NMR, NONE } from '../status.ts';
import type { LiveHistory } from './history.ts';
import type { Learned, LiveModel, LiveOptions } from './learn.ts';
import type { LiveStore } from './store.ts';

/** A scorer that speaks for the note. */
export interface ScorerVoice {
  readonly model: LiveModel;
  readonly result: ScorerResult;
}

/** Everything about one note; columns have one row. */
export interface NoteScore {
  readonly dataset: Dataset;
  readonly voices: readonly ScorerVoice[];
  readonly families: RunResult['families'];
  readonly tags: TagCounts;
  readonly meta: MetaResult;
  /** The status history as it becomes. */
  readonly history: History;
  readonly certainty: NoteCertainty;
}

export function scoreOne(
  store: LiveStore,
  history: LiveHistory,
  learned: Learned | null,
  note: number,
  now: number,
  options: LiveOptions,
): NoteScore {
  const { dataset, rank } = dataOf(store, history, learned, note);
  const preprocessed = preprocess(dataset);
  const gather = <T extends Uint8Array | Int32Array>(make: (length: number) => T, from: T | undefined) =>
    gathered(rank, make(rank.length), from);
  const group = gather((length) => new Int32Array(length), learned?.similarGroup);
  const rows = group.some((number) => number !== 0)
    ? withoutSimilar(dataset, preprocessed.rows, { group, clique: group })
    : preprocessed.rows;
  const input = {
    highVolume: gather(bytes, learned?.highVolume),
    correlated: gather(bytes, learned?.correlated),
    pseudoRaters: options.pseudoRaters ?? true,
    diligence: judgeDiligence,
  };
  const families = emptyFamilies(dataset);
  const voices: ScorerVoice[] = [];
  let coreFactor = filled(rank.length, Number.NaN);
  const shares = groupCounts(dataset, rows);
  for (const model of learned?.models ?? []) {
    if (model.family === 'core') coreFactor = numbersOf(rank, model.factor);
    const twin = dataset.notes.topic[0] === 0 ? twinOf(model, voices) : undefined;
    if (twin !== undefined) {
      addNotes(families[model.family].notes, twin, model.member);
      voices.push({ model, result: twin });
      continue;
    }
    if (!maySpeak(model, dataset.notes.topic[0]!, shares, rows.length)) continue;
    const scope = scopeOf(dataset, rows, model.scorer);
    if (scope.captured[0] === 0) continue;
    const result = scoreNotes(dataset, scope, model.scorer, prescoringOf(model, rank), {
      ...input,
      scale: model.scale,
    });
    addNotes(families[model.family].notes, result, model.member);
    voices.push({ model, result });
  }
  const tags = countTags(dataset, preprocessed.rows);
  const spoken = Uint8Array.of(families.core.notes.status[0] === NONE ? 0 : 1);
  const sampled = sampledCounts(dataset, rows, coreFactor, spoken);
  const wanted = { certainty: options.certainty ?? null, explanations: options.explanations ?? true };
  const meta = metaScore(dataset, metaInput(dataset, families, tags, sampled, wanted), now);
  const next = updateHistory(dataset, meta, now);
  return { dataset, voices, families, tags, meta, history: next, certainty: certaintyOf(dataset, families) };
}

/** Of two scorers with the same raters of which one leaves out topics: the other's result, where the note has none. */
function twinOf(model: LiveModel, voices: readonly ScorerVoice[]): ScorerResult | undefined {
  if (model.family !== 'gaussianCoreWithTopics') return undefined;
  const twin = voices.find(({ model: { family } }) => family === 'gaussian');
  return twin !== undefined && twin.model.factor === model.factor ? twin.result : undefined;
}

/** Ratings by modelling group of their raters. */
function groupCounts({ ratings, participants }: Dataset, rows: Int32Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (const row of rows) {
    const group = participants.group[ratings.rater[row]!]!;
    counts.set(group, (counts.get(group) ?? 0) + 1);
  }
  return counts;
}

/** False where the scorer surely is silent, which is cheaper to see than its scope. */
function maySpeak({ scorer }: LiveModel, topic: number, byGroup: Map<number, number>, ratings: number): boolean {
  if (scorer.topic !== null) return scorer.topic === topic;
  if (scorer.excludeTopics && topic !== 0) return false;
  if (scorer.groups === null || scorer.unassigned || scorer.capture === null) return true;
  const inside = scorer.groups.reduce((sum, group) => sum + (byGroup.get(group) ?? 0), 0);
  return inside > 0 && inside >= scorer.capture * ratings - 1;
}

const NO_NOTE_IDS = new DecimalIds();
const NO_PARTICIPANT_IDS = new ParticipantIds();
const bytes = (length: number) => new Uint8Array(length);

/** The note with its ratings in canonical order as a data set of its own, and the rank of each of its participants, −1 for newcomers. */
function dataOf(store: LiveStore, history: LiveHistory, learned: Learned | null, note: number) {
  const rankOf = (who: number) => learned?.raterRank[who] ?? -1;
  const known = learned === null ? 0 : learned.raterRank.length;
  const order = (row: number) => {
    const who = store.rater.get(row);
    return who < known ? rankOf(who) : known + who;
  };
  const rows = [...store.rowsOf(note)].sort((a, b) => order(a) - order(b));
  const author = store.author.get(note);
  const people = rows.map((row) => store.rater.get(row));
  let authorAt = author === -1 ? -1 : people.indexOf(author);
  if (author !== -1 && authorAt === -1) authorAt = people.push(author) - 1;
  const count = people.length;
  const unknown = () => filled(count, Number.NaN);
  const dataset: Dataset = {
    notes: {
      count: 1,
      ids: NO_NOTE_IDS,
      known: Uint8Array.of(store.known.get(note)),
      classification: Uint8Array.of(store.classification.get(note)),
      createdAt: Float64Array.of(store.createdAt.get(note)),
      author: Int32Array.of(authorAt),
      post: Int32Array.of(store.postOf(note) === -1 ? -1 : 0),
      postCount: 1,
      topic: Uint8Array.of(topicOf(store, learned, note)),
    },
    history: history.row(note),
    ratings: {
      count: rows.length,
      note: new Int32Array(rows.length),
      rater: Int32Array.from(rows, (_, index) => index),
      createdAt: Float64Array.from(rows, (row) => store.ratedAt.get(row)),
      helpful: Uint8Array.from(rows, (row) => store.label.get(row)),
      helpfulTags: Uint16Array.from(rows, (row) => store.helpfulTags.get(row)),
      notHelpfulTags: Uint16Array.from(rows, (row) => store.notHelpfulTags.get(row)),
      sampled: Uint8Array.from(rows, (row) => store.sampled.get(row)),
      noteStart: Int32Array.of(0, rows.length),
    },
    participants: {
      count,
      ids: NO_PARTICIPANT_IDS,
      enrolled: Uint8Array.from(people, (who) => store.enrolled.get(who)),
      state: new Uint8Array(count),
      neededToEarnIn: unknown(),
      stateChangedAt: unknown(),
      earnedOutAt: unknown(),
      group: Int8Array.from(people, (who) => store.group.get(who)),
      timesEarnedOut: unknown(),
    },
  };
  return { dataset, rank: Int32Array.from(people, rankOf) };
}

/** As the last refresh has it; a note that came later has that of its post's other notes. */
function topicOf(store: LiveStore, learned: Learned | null, note: number): number {
  if (learned === null) return 0;
  const rank = learned.noteRank[note];
  if (rank !== undefined) return learned.topic[rank]!;
  const elder = store.elderOnPost(note);
  return elder === -1 ? 0 : (learned.topic[learned.noteRank[elder] ?? -1] ?? 0);
}

function prescoringOf(model: LiveModel, rank: Int32Array): Prescoring {
  const numbers = (from: Float64Array) => numbersOf(rank, from);
  const { diligence } = model;
  const params = {
    raters: { mu: model.mu, intercept: numbers(model.intercept), factor: numbers(model.factor) },
    noteIntercept: Float64Array.of(Number.NaN),
    noteFactor: Float64Array.of(Number.NaN),
  };
  const round = ({ intercept, global }: { intercept: Float64Array; global: number }) => ({
    global,
    intercept: numbers(intercept),
  });
  return {
    scorer: model.learner,
    firstRound: params,
    firstRoundStatus: Uint8Array.of(NMR),
    helpfulness: null,
    params,
    trusted: gathered(rank, bytes(rank.length), model.trusted),
    known: gathered(rank, bytes(rank.length), model.known),
    ratingsPerNote: model.ratingsPerNote,
    noise: model.noise,
    tagThresholds: model.tagThresholds,
    incorrect: { incorrect: numbers(model.incorrect), total: numbers(model.incorrectTotal) },
    diligence:
      diligence === null
        ? null
        : {
            factor: numbers(diligence.factor),
            reputation: numbers(diligence.reputation),
            secondRound: round(diligence.secondRound),
            finalRound: round(diligence.finalRound),
          },
    fits: [],
  };
}

/** Values of those with a rank, NaN for all others. */
function numbersOf(rank: Int32Array, from: Float64Array): Float64Array {
  const values = filled(rank.length, Number.NaN);
  for (let index = 0; index < rank.length; index++) {
    const at = rank[index]!;
    if (at !== -1 && at < from.length) values[index] = from[at]!;
  }
  return values;
}

function gathered<T extends Uint8Array | Int32Array>(rank: Int32Array, into: T, from: T | undefined): T {
  if (from === undefined) return into;
  for (let index = 0; index < rank.length; index++) {
    const at = rank[index]!;
    if (at !== -1 && at < from.length) into[index] = from[at]!;
  }
  return into;
}
