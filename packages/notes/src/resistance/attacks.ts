/** Attackers on a made-up platform: who they are, how they come to count, and what they then do to their targets (notes.md §8). */
import { seededRandom } from '../core/numbers.ts';
import type { Platform, SimulatedRating } from '../simulation/platform.ts';

export const ATTACKS = ['coordinated', 'one-sided', 'farming', 'infiltration'] as const;
export type Attack = (typeof ATTACKS)[number];

/** To take a helpful note down, or to have a bad one shown. */
export const GOALS = ['suppress', 'promote'] as const;
export type Goal = (typeof GOALS)[number];

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Ratings by which each kind comes to count before it strikes. */
const HISTORY: Record<Attack, number> = { coordinated: 25, 'one-sided': 25, farming: 40, infiltration: 60 };
/** Infiltrators keep away from some targets, so that no two have the same record. */
const STRIKES: Record<Attack, number> = { coordinated: 1, 'one-sided': 1, farming: 1, infiltration: 0.7 };

/** The platform with `count` attackers more. `side` is whom a one-sided brigade belongs to, −1 or 1. */
export function attacked(
  platform: Platform,
  honest: readonly SimulatedRating[],
  attack: Attack,
  goal: Goal,
  targets: readonly number[],
  count: number,
  side: -1 | 1,
): Platform {
  const random = seededRandom(platform.options.seed * 1009 + count);
  const aimed = new Set(targets);
  const others = platform.notes.map((_, note) => note).filter((note) => !aimed.has(note));
  const ratings: SimulatedRating[] = [...honest];
  const people = [...platform.people];
  const rate = (note: number, rater: string, delay: number, label: number) => {
    const tags = (kinds: number) => (1 << Math.floor(random() * kinds)) | (1 << Math.floor(random() * kinds));
    const createdAt = Math.floor(Math.min(platform.notes[note]!.createdAt + delay, platform.options.now));
    const [helpfulTags, notHelpfulTags] = [label > 0 ? tags(9) : 0, label < 2 ? tags(13) : 0];
    ratings.push({ note, rater, createdAt, label, helpfulTags, notHelpfulTags, sampled: false });
  };
  for (let index = 0; index < count; index++) {
    const rater = `ATTACKER${String(index).padStart(6, '0')}`;
    const view = attack === 'one-sided' ? side : index % 2 === 0 ? -1 : 1;
    people.push({ id: rater, side: 0.55 * view, group: 13, activity: 1 });
    const record = pickRecord(attack, platform, others, random);
    for (const note of record)
      rate(note, rater, MINUTE + 36 * HOUR * random(), coverLabel(attack, platform, note, view, random));
    for (const note of targets) {
      if (random() >= STRIKES[attack]) continue;
      const delay =
        attack === 'coordinated' || attack === 'one-sided' ? 2 * HOUR + 10 * MINUTE * random() : DAY * random();
      rate(note, rater, delay + MINUTE, goal === 'suppress' ? 0 : 2);
    }
  }
  return { ...platform, people, ratings };
}

/** Notes that an attacker rates to come to count: farms take those about which everybody agrees. */
function pickRecord(attack: Attack, { notes }: Platform, others: readonly number[], random: () => number): Set<number> {
  const clear = (note: number) => notes[note]!.quality > 0.75 || notes[note]!.quality < 0.25;
  const pool = attack === 'farming' ? others.filter(clear) : others;
  const picked = new Set<number>();
  const wanted = Math.min(HISTORY[attack], Math.floor(pool.length * 0.8));
  while (picked.size < wanted) picked.add(pool[Math.floor(random() * pool.length)]!);
  return picked;
}

/** What an attacker says of notes that are none of its targets. */
function coverLabel(attack: Attack, { notes }: Platform, note: number, view: number, random: () => number): number {
  const { quality, side } = notes[note]!;
  if (attack === 'one-sided' && Math.abs(side) > 0.3) return side * view > 0 ? 2 : 0;
  const liking = quality + 0.33 * side * view + 0.25 * (random() - 0.5);
  return liking > 0.55 ? 2 : liking > 0.45 ? 1 : 0;
}
