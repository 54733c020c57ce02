/**
 * What share of raters an attacker needs to flip a status: the smallest number of attackers at which half of the targets flip, by the
 * reference's rules and by the guarded ones on the very same ratings, over seeds.
 */
import type { Dataset } from '../core/data/dataset.ts';
import { type GuardOptions, guardedStatuses } from '../core/guards/guarded.ts';
import { judgeDiligence } from '../core/models/diligence.ts';
import { penaliseHarassment } from '../core/models/harassment.ts';
import { seededRandom } from '../core/numbers.ts';
import { preprocess } from '../core/preprocess.ts';
import { CORE } from '../core/scorers/definition.ts';
import { prescore } from '../core/scorers/prescore.ts';
import { scopeOf } from '../core/scorers/scope.ts';
import { scoreNotes } from '../core/scorers/score.ts';
import { findSimilarRaters, withoutSimilar } from '../core/similarity/apply.ts';
import { CRH, CRNH } from '../core/status.ts';
import { type Platform, platformBuilder, type SimulatedRating, simulatePlatform } from '../simulation/platform.ts';
import { ATTACKS, type Attack, attacked, GOALS, type Goal } from './attacks.ts';

export interface ResistanceOptions extends GuardOptions {
  readonly seeds: number;
  /** 11 when absent: the guards were set up on seeds 1 and 2. */
  readonly firstSeed?: number;
  /** All when absent. */
  readonly attacks?: readonly Attack[];
  readonly goals?: readonly Goal[];
  readonly raters?: number;
  readonly notes?: number;
  readonly ratings?: number;
  readonly onProgress?: (done: number, of: number, what: string) => void;
}

export const RULE_SETS = ['reference', 'guarded'] as const;
export type RuleSet = (typeof RULE_SETS)[number];

export interface ResistanceFigure {
  readonly attack: Attack;
  readonly goal: Goal;
  readonly rules: RuleSet;
  /** By seed: attackers per honest rater that counts; infinite where even the most did not do. */
  readonly shares: readonly number[];
  /** Median over seeds, with an interval that holds it with 95 % (resampled). */
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

export interface HonestFigure {
  readonly rules: RuleSet;
  /** Mean number of helpful and not helpful notes without any attack. */
  readonly helpful: number;
  readonly notHelpful: number;
  /** Of the notes shown as helpful, the share that is good for everyone. */
  readonly precision: number;
  /** Of the notes that are good for everyone, the share that is shown. */
  readonly recall: number;
  /** Mean number of honest raters taken for a crew. */
  readonly suspected: number;
}

export interface Resistance {
  readonly seeds: number;
  /** Mean number of honest raters that count. */
  readonly raters: number;
  readonly most: number;
  readonly figures: readonly ResistanceFigure[];
  readonly honest: readonly HonestFigure[];
}

/** Attackers per honest rater up to which it is tried. */
const MOST = 1;
const STEP = 1.3;
const FIRST_SEED = 11;
const TARGETS = 5;
/** Ratings of a note that somebody tries to have shown: there are few yet. */
const FRESH = { least: 4, most: 15 };
const NOW = 1_786_000_000_000;
/** Quality from which a made-up note is good for everyone. */
const GOOD = 0.75;

export function measureResistance(options: ResistanceOptions): Resistance {
  const { seeds, firstSeed = FIRST_SEED, attacks = ATTACKS, goals = GOALS, onProgress = () => {} } = options;
  const shares = new Map<string, number[]>();
  const honest = RULE_SETS.map((): HonestCounts => ({ helpful: 0, notHelpful: 0, right: 0, good: 0, suspected: 0 }));
  let raters = 0;
  const total = seeds * attacks.length * goals.length;
  let done = 0;
  for (let seed = firstSeed; seed < firstSeed + seeds; seed++) {
    const world = worldOf(seed, options);
    raters += world.counted / seeds;
    for (const [index, rules] of RULE_SETS.entries()) addHonest(honest[index]!, world, rules);
    for (const attack of attacks) {
      for (const goal of goals) {
        onProgress(done++, total, `seed ${seed}: ${attack}, ${goal}`);
        const needed = attackersNeeded(world, attack, goal, options);
        for (const rules of RULE_SETS) {
          const key = `${attack} ${goal} ${rules}`;
          shares.set(key, [...(shares.get(key) ?? []), needed[rules] / world.counted]);
        }
      }
    }
  }
  onProgress(total, total, 'done');
  return {
    seeds,
    raters,
    most: MOST,
    figures: attacks.flatMap((attack) =>
      goals.flatMap((goal) =>
        RULE_SETS.map((rules) => figureOf(attack, goal, rules, shares.get(`${attack} ${goal} ${rules}`) ?? [])),
      ),
    ),
    honest: RULE_SETS.map((rules, index) => {
      const { helpful, notHelpful, right, good, suspected } = honest[index]!;
      return {
        rules,
        helpful: helpful / seeds,
        notHelpful: notHelpful / seeds,
        precision: helpful === 0 ? Number.NaN : right / helpful,
        recall: right / good,
        suspected: suspected / seeds,
      };
    }),
  };
}

interface World {
  readonly platform: Platform;
  readonly ratings: readonly SimulatedRating[];
  readonly dataset: Dataset;
  readonly statuses: Record<RuleSet, Uint8Array>;
  readonly suspected: number;
  /** Honest raters that count. */
  readonly counted: number;
}

function worldOf(seed: number, options: ResistanceOptions): World {
  const { raters = 250, notes = 220, ratings = 8000 } = options;
  const made = simulatePlatform({ seed, raters, notes, ratings, now: NOW });
  const all = [...made.ratings];
  const platform = { ...made, ratings: all };
  const dataset = platformBuilder(platform).build(false);
  const { statuses, counted, suspected } = scored(dataset, options);
  return { platform, ratings: all, dataset, statuses, counted, suspected };
}

/** Both rule sets on one data set. */
function scored(dataset: Dataset, options: GuardOptions) {
  const preprocessed = preprocess(dataset);
  const similarity = findSimilarRaters(dataset, preprocessed.rows);
  const rows = withoutSimilar(dataset, preprocessed.rows, similarity);
  const scope = scopeOf(dataset, rows, CORE);
  const prescoring = prescore(dataset, scope, CORE, {
    seed: 1,
    crowd: false,
    harassment: penaliseHarassment,
    diligence: judgeDiligence,
  });
  const result = scoreNotes(dataset, scope, CORE, prescoring, {
    highVolume: preprocessed.highVolume,
    correlated: Uint8Array.from(similarity.clique, (number) => (number === 0 ? 0 : 1)),
    pseudoRaters: true,
    diligence: judgeDiligence,
  });
  const guarded = guardedStatuses(dataset, scope, prescoring, result, options);
  const counted = prescoring.trusted.filter(
    (bit, who) => bit === 1 && !Number.isNaN(prescoring.params.raters.factor[who]!),
  );
  return {
    statuses: { reference: result.status, guarded: guarded.status },
    counted: counted.length,
    suspected: guarded.crew.filter((number) => number !== 0).length,
  };
}

function attackersNeeded(
  world: World,
  attack: Attack,
  goal: Goal,
  options: ResistanceOptions,
): Record<RuleSet, number> {
  const side = world.platform.options.seed % 2 === 0 ? 1 : -1;
  const targets = targetsOf(world, attack, goal, side);
  const needed: Record<RuleSet, number> = { reference: Number.POSITIVE_INFINITY, guarded: Number.POSITIVE_INFINITY };
  if (targets.length === 0) return needed;
  const before = world.dataset.history;
  for (let count = 1; count <= MOST * world.counted; count = Math.max(count + 1, Math.round(count * STEP))) {
    const platform = attacked(world.platform, world.ratings, attack, goal, targets, count, side);
    const dataset = platformBuilder(platform).build(false);
    // What is helpful is known to be: attackers come to take it down.
    const current = Uint8Array.from(before.current);
    if (goal === 'suppress') for (const target of targets) current[target] = CRH;
    const { statuses } = scored({ ...dataset, history: { ...dataset.history, current } }, options);
    for (const rules of RULE_SETS) {
      if (needed[rules] !== Number.POSITIVE_INFINITY) continue;
      const flipped = targets.filter((target) => (statuses[rules][target] === CRH) === (goal === 'promote'));
      if (flipped.length * 2 >= targets.length) needed[rules] = count;
    }
    if (RULE_SETS.every((rules) => needed[rules] !== Number.POSITIVE_INFINITY)) break;
  }
  return needed;
}

/** Notes on whose status both rule sets agree before: helpful ones, or ones that are shown to nobody although many rated them. */
function targetsOf(
  { platform, dataset, statuses, ratings }: World,
  attack: Attack,
  goal: Goal,
  side: -1 | 1,
): number[] {
  const counts = new Int32Array(platform.notes.length);
  for (const { note } of ratings) counts[note]!++;
  const fits = platform.notes.map((note, index) => {
    const both = RULE_SETS.map((rules) => statuses[rules][index]!);
    if (goal === 'suppress') return both.every((status) => status === CRH);
    // A brigade promotes what its side likes; others promote what nobody does.
    const wanted = attack === 'one-sided' ? note.side * side > 0.3 : note.quality < 0.35;
    return (
      wanted &&
      note.misleading &&
      counts[index]! >= FRESH.least &&
      counts[index]! <= FRESH.most &&
      both.every((status) => status !== CRH)
    );
  });
  const random = seededRandom(platform.options.seed * 7919);
  const pool = [...fits.keys()].filter((index) => fits[index] && dataset.notes.known[index] === 1);
  const picked: number[] = [];
  while (picked.length < TARGETS && pool.length > 0)
    picked.push(pool.splice(Math.floor(random() * pool.length), 1)[0]!);
  return picked;
}

interface HonestCounts {
  helpful: number;
  notHelpful: number;
  right: number;
  good: number;
  suspected: number;
}

function addHonest(to: HonestCounts, { platform, statuses, suspected }: World, rules: RuleSet): void {
  platform.notes.forEach(({ quality, misleading }, note) => {
    const status = statuses[rules][note];
    const good = quality >= GOOD && misleading;
    if (good) to.good++;
    if (status === CRNH) to.notHelpful++;
    if (status !== CRH) return;
    to.helpful++;
    if (good) to.right++;
  });
  if (rules === 'guarded') to.suspected += suspected;
}

const RESAMPLES = 2000;

function figureOf(attack: Attack, goal: Goal, rules: RuleSet, shares: readonly number[]): ResistanceFigure {
  const random = seededRandom(4711);
  const medians = Array.from({ length: RESAMPLES }, () =>
    median(shares.map(() => shares[Math.floor(random() * shares.length)]!)),
  ).sort((a, b) => a - b);
  return {
    attack,
    goal,
    rules,
    shares,
    median: median(shares),
    low: medians[Math.floor(0.025 * RESAMPLES)] ?? Number.NaN,
    high: medians[Math.floor(0.975 * RESAMPLES)] ?? Number.NaN,
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
