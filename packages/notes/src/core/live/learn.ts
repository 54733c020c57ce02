/**
 * What a batch run leaves for scoring notes one by one: every scorer's raters and thresholds, and the scales that come from all notes.
 * Everything in it is columns and plain values, so that a thread can hand it to another.
 */
import type { History } from '../data/dataset.ts';
import type { MetaResult } from '../meta/rules.ts';
import type { DiligenceRaters } from '../models/diligence.ts';
import { type FamilyName, type RunOptions, runScoring, type Scored } from '../pipeline/run.ts';
import type { Scorer } from '../scorers/definition.ts';
import type { ScoreScale } from '../scorers/score.ts';
import type { LiveStore } from './store.ts';

/** One scorer after a refresh; columns by rank of participants. They are empty where it found nothing to learn from. */
export interface LiveModel {
  readonly family: FamilyName;
  readonly member: number;
  /** As it learned, and as it scores. */
  readonly learner: Scorer;
  readonly scorer: Scorer;
  readonly mu: number;
  readonly intercept: Float64Array;
  readonly factor: Float64Array;
  readonly trusted: Uint8Array;
  readonly known: Uint8Array;
  readonly ratingsPerNote: number;
  readonly noise: number;
  readonly tagThresholds: Float64Array;
  readonly incorrect: Float64Array;
  readonly incorrectTotal: Float64Array;
  readonly diligence: DiligenceRaters | null;
  readonly scale: ScoreScale;
}

export interface LiveOptions {
  readonly seed?: number;
  /** Bounds of the core scorers under one more rating. True when absent. */
  readonly pseudoRaters?: boolean;
  /** Look for raters who act as one. True when absent. */
  readonly similarity?: boolean;
  /** Probability that a status needs; none when absent. */
  readonly certainty?: number;
  /** Whether a status needs reasons that raters gave. True when absent. */
  readonly explanations?: boolean;
}

/** A batch run on what a store held, with everything that scoring single notes needs of it. */
export interface Learned {
  /** What counted as now. */
  readonly now: number;
  /** Entries that the store held. */
  readonly entries: number;
  /** Ranks by the store's numbers, of those that it held. */
  readonly noteRank: Int32Array;
  readonly raterRank: Int32Array;
  /** By rank of notes. */
  readonly topic: Uint8Array;
  readonly status: Uint8Array;
  readonly decidedBy: Uint8Array;
  readonly history: History;
  /** By rank of participants. */
  readonly highVolume: Uint8Array;
  readonly correlated: Uint8Array;
  readonly similarGroup: Int32Array;
  readonly models: readonly LiveModel[];
  readonly ratings: number;
  /** Fits that did not reach their gradient. */
  readonly notConverged: readonly string[];
}

/** Runs the batch on everything in `store`, as of `now`. Throws a NotesError where the algorithm is not defined on it. */
export function learn(store: LiveStore, history: History, now: number, options: LiveOptions): Learned {
  const entries = store.entryCount;
  const { dataset, noteRank, raterRank } = store.toDataset(history);
  const models: LiveModel[] = [];
  const result = runScoring(dataset, {
    now,
    ...runOptions(options),
    onScored: (scored) => models.push(modelOf(scored)),
  });
  return {
    now,
    entries,
    noteRank,
    raterRank,
    topic: dataset.notes.topic,
    ...statusesOf(result.meta),
    history: result.history,
    highVolume: result.preprocessed.highVolume,
    correlated: Uint8Array.from(result.similarity.clique, (number) => (number === 0 ? 0 : 1)),
    similarGroup: result.similarity.group,
    models,
    ratings: dataset.ratings.count,
    notConverged: result.fits.flatMap(({ scorer, fits }) =>
      fits.filter(({ gradientNorm }) => gradientNorm > GRADIENT_GOAL).map(({ stage }) => `${scorer}, ${stage}`),
    ),
  };
}

/** What every fit has to reach. */
const GRADIENT_GOAL = 1e-8;

function runOptions({ seed, pseudoRaters, similarity, certainty, explanations }: LiveOptions): Omit<RunOptions, 'now'> {
  return {
    ...(seed === undefined ? {} : { seed }),
    ...(pseudoRaters === undefined ? {} : { pseudoRaters }),
    ...(similarity === undefined ? {} : { similarity }),
    ...(certainty === undefined ? {} : { certainty }),
    ...(explanations === undefined ? {} : { explanations }),
  };
}

function statusesOf({ status, decidedBy }: MetaResult) {
  return { status, decidedBy };
}

function modelOf({ family, member, scorer, prescoring, result }: Scored): LiveModel {
  const { params, incorrect } = prescoring;
  const learned = params.raters.factor.some((factor) => !Number.isNaN(factor));
  const numbers = (column: Float64Array) => (learned ? column : NOTHING);
  const flags = (column: Uint8Array) => (learned ? column : NOBODY);
  return {
    family,
    member,
    learner: prescoring.scorer,
    scorer,
    mu: params.raters.mu,
    intercept: numbers(params.raters.intercept),
    factor: numbers(params.raters.factor),
    trusted: flags(prescoring.trusted),
    known: flags(prescoring.known),
    ratingsPerNote: prescoring.ratingsPerNote,
    noise: prescoring.noise,
    tagThresholds: prescoring.tagThresholds,
    incorrect: numbers(incorrect.incorrect),
    incorrectTotal: numbers(incorrect.total),
    diligence: prescoring.diligence,
    scale: result.scale,
  };
}

const NOTHING = new Float64Array(0);
const NOBODY = new Uint8Array(0);

/** The buffers of a result, for handing it to another thread without a copy. */
export function buffersOf(learned: Learned): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  const visit = (value: unknown): void => {
    if (ArrayBuffer.isView(value)) {
      // A view of a part would take the rest of its buffer away from others.
      if (value.buffer instanceof ArrayBuffer && value.byteLength === value.buffer.byteLength && value.byteLength > 0)
        found.add(value.buffer);
    } else if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) visit(part);
  };
  visit(learned);
  return [...found];
}
