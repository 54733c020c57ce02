/** What is told of a note: its status with reason, how sure that is, and what each scorer says. */

import { META_RULES } from '../meta/rules.ts';
import { ruleNames } from '../rules/status-rules.ts';
import { CORE } from '../scorers/definition.ts';
import { STATUS_NAMES } from '../status.ts';
import type { HistoryEntry } from './history.ts';
import type { NoteScore } from './one-note.ts';
import { publicStatus } from './reasons.ts';

export interface NoteView {
  readonly noteId: string;
  readonly status: string;
  /** One sentence. */
  readonly reason: string;
  readonly decidedBy: string;
  readonly ratings: number;
  /** Ratings that count: by raters with parameters who have earned their weight, in the scorer that speaks first. */
  readonly counted: number;
  readonly intercept: number | null;
  readonly factor: number | null;
  /** Standard deviation of the intercept. */
  readonly deviation: number | null;
  /** In which the intercept lies with a probability of 95 %. */
  readonly interval: readonly [number, number] | null;
  /** That the intercept is at least that of helpful notes. */
  readonly probabilityHelpful: number | null;
  readonly probabilityNotHelpful: number | null;
  /** Epoch milliseconds; null where it never was. */
  readonly changedAt: number | null;
  readonly lockedAt: number | null;
  readonly stabilisingSince: number | null;
  readonly firstStatus: string | null;
  readonly scorers: readonly {
    readonly scorer: string;
    readonly status: string;
    readonly intercept: number | null;
    readonly factor: number | null;
    readonly rules: string;
  }[];
}

const NORMAL_95 = 1.959964;

export function noteView(
  noteId: string,
  status: number,
  score: NoteScore,
  history: HistoryEntry,
  reason: string,
): NoteView {
  const { certainty, families, voices, meta } = score;
  const [intercept, deviation] = [certainty.intercept[0]!, certainty.deviation[0]!];
  const speaker = [families.core, families.coreWithTopics, families.expansion, families.expansionPlus].find(
    ({ notes }) => !Number.isNaN(notes.deviation[0]!),
  );
  const first = voices.find(({ model }) => speaker === families[model.family]);
  return {
    noteId,
    status: publicStatus(status),
    reason,
    decidedBy: META_RULES[meta.decidedBy[0]!]!,
    ratings: score.dataset.ratings.count,
    counted: first?.result.sums.weight[0] ?? 0,
    intercept: finite(intercept),
    factor: finite(speaker?.notes.factor[0] ?? Number.NaN),
    deviation: finite(deviation),
    interval: Number.isNaN(deviation) ? null : [intercept - NORMAL_95 * deviation, intercept + NORMAL_95 * deviation],
    probabilityHelpful: finite(certainty.helpful[0]!),
    probabilityNotHelpful: finite(certainty.notHelpful[0]!),
    changedAt: positive(history.changedAt),
    lockedAt: positive(history.lockAt),
    stabilisingSince: positive(history.stabilisingSince),
    firstStatus: history.firstNonNmr === 0 ? null : STATUS_NAMES[history.firstNonNmr]!,
    scorers: voices.map(({ model, result }) => ({
      scorer: model.scorer.name,
      status: STATUS_NAMES[result.status[0]!]!,
      intercept: finite(result.intercept[0]!),
      factor: finite(result.factor[0]!),
      rules: ruleNames(result.rules[0]!),
    })),
  };
}

/** The threshold of helpful notes that probabilities are about. */
export const HELPFUL_INTERCEPT = CORE.thresholds.crh;

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function positive(value: number): number | null {
  return value > 0 ? value : null;
}
