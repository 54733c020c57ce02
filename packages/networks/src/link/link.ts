/** Which accounts belong to one owner: candidates, a probability for each, how far ahead the best is, and why. */
import { type LogisticModel, logit, probability } from '../core/learning/logistic.ts';
import { candidatesOf } from './candidates.ts';
import { FEATURES, pairsOf, type SharedKey } from './features.ts';
import { vectorsOf } from './measures.ts';
import { DEFAULT_MODEL } from './model.ts';
import type { Profile } from './profile.ts';

export interface LinkOptions {
  /** Learned from `ira` when absent; see docs/evaluation/networks.md. */
  readonly model?: LogisticModel;
  /** Accounts that are asked about; all when absent. */
  readonly asked?: readonly number[];
  /** Accounts that may be the answer; all when absent. */
  readonly among?: readonly number[];
  /** Least probability of a link, and least lead over the next candidate. */
  readonly minProbability?: number;
  readonly minMargin?: number;
  /** Candidates listed for each account. */
  readonly listed?: number;
}

export interface AccountLinks {
  readonly account: number;
  /** Most probable first. */
  readonly candidates: readonly LinkCandidate[];
  /** The best one's probability less that of the next; 0 without a candidate. */
  readonly margin: number;
  /** The best one, where it is probable enough and far enough ahead, else null: a person should look. */
  readonly link: number | null;
}

export interface LinkCandidate {
  readonly account: number;
  readonly probability: number;
  /** What speaks for it, strongest first. */
  readonly evidence: readonly Evidence[];
  /** Keys that both had, rarest first. */
  readonly sharedKeys: readonly SharedKey[];
}

export interface Evidence {
  readonly feature: string;
  readonly value: number;
  /** What it adds to the logarithm of the odds, compared with the middle of all candidates. */
  readonly logOdds: number;
}

const EVIDENCE_LISTED = 6;

export function linkAccounts(profiles: readonly Profile[], options: LinkOptions = {}): AccountLinks[] {
  const everybody = profiles.map((_, account) => account);
  const { model = DEFAULT_MODEL, asked = everybody, among = everybody, listed = 5 } = options;
  const { minProbability = 0.9, minMargin = 0.3 } = options;
  const vectors = vectorsOf(profiles);
  const pairs = pairsOf(profiles, vectors, asked, candidatesOf(profiles, vectors, asked, among));
  const usual = middle(pairs.flat().map(({ features }) => features));
  return asked.map((account, i) => {
    const candidates = pairs[i]!.map(({ b, features, sharedKeys }) => ({
      account: b,
      probability: probability(logit(model, features)),
      evidence: evidenceOf(model, features, usual),
      sharedKeys,
    })).sort((x, y) => y.probability - x.probability || x.account - y.account);
    const [first, second] = candidates;
    const margin = (first?.probability ?? 0) - (second?.probability ?? 0);
    const isSure = first !== undefined && first.probability >= minProbability && margin >= minMargin;
    return { account, candidates: candidates.slice(0, listed), margin, link: isSure ? first.account : null };
  });
}

function evidenceOf(model: LogisticModel, features: Float64Array, usual: Float64Array): Evidence[] {
  return FEATURES.map((feature, f) => ({
    feature,
    value: features[f]!,
    logOdds: model.weights[f]! * (features[f]! - usual[f]!),
  }))
    .filter(({ logOdds }) => logOdds > 0)
    .sort((a, b) => b.logOdds - a.logOdds)
    .slice(0, EVIDENCE_LISTED);
}

/** Of each feature the value in the middle. */
function middle(rows: readonly Float64Array[]): Float64Array {
  return Float64Array.from(FEATURES, (_, f) => Float64Array.from(rows, (row) => row[f]!).sort()[rows.length >> 1] ?? 0);
}
