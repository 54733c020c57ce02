/** The same marginals of a simulated week: those of ordinary people, and of the star farm for bought stars. */
import { eventLines, type Scenario } from '@lapwing/simulator';
import { loadScenario } from '@lapwing/simulator/load';
import { emptySamples, gapsOfFirstWeek, Interactions, type Samples } from './marginals.ts';

const HOUR_MILLIS = 3_600_000;
const CRISIS_HOURS = 36;
const PEOPLE = 12_000;
/** The real posts are from when Twitter cut at 140 characters. */
const CHARACTERS = 140;

/** A larger town, so that tails have room, with the adversaries of `town`. */
export async function calibrationScenario(): Promise<Scenario> {
  const town = await loadScenario('town');
  return {
    ...town,
    recordsViews: false,
    characterLimit: CHARACTERS,
    // Bought stars come slowly: more farmers, so that there are enough to compare.
    adversaries: town.adversaries.map((plan) =>
      plan.kind === 'star-farm' ? { ...plan, accounts: 150, budgetDollars: 300 } : plan,
    ),
    population: { ...town.population, people: PEOPLE, newcomersPerDay: 140, communities: 150 },
  };
}

interface Line {
  readonly action: string;
  readonly time: string;
  readonly data: Readonly<Record<string, string | number | readonly string[]>>;
}

export function simulatedSamples(scenario: Scenario, seed: number): Samples {
  const samples = emptySamples();
  const interactions = new Interactions();
  const operated = new Set<string>();
  const farm = new Set<string>();
  const stars = new Map<string, number[]>();
  const crisis = scenario.calendar.find(({ kind }) => kind === 'crisis');
  if (crisis === undefined) throw new Error('the scenario has no crisis to compare');
  /** Posts about the crisis, and what answers them: Higgs is about one happening, too. */
  const topical = new Set<string>();
  const lines = eventLines({
    scenario,
    seed,
    onTruth(truth) {
      if (truth.kind !== 'account' || truth.campaign === null) return;
      operated.add(truth.userId);
      if (truth.campaign.startsWith('star-farm')) farm.add(truth.userId);
    },
  });
  for (const text of lines) {
    const { action, time, data } = JSON.parse(text) as Line;
    const user = String(data['user_id']);
    const seconds = Date.parse(time) / 1000;
    const target = String(data['target_user_id']);
    if (action === 'star' && farm.has(user)) stars.set(target, [...(stars.get(target) ?? []), seconds]);
    if (operated.has(user)) continue;
    if (action === 'message') samples['message-length'].push(Number(data['length']));
    const hashtags = Array.isArray(data['hashtags']) ? data['hashtags'] : [];
    const parent = String(data['in_reply_to'] ?? data['quoted_id'] ?? data['reposted_id'] ?? '');
    const isTopical = topical.has(parent) || hashtags.includes(crisis.tag);
    if (isTopical) topical.add(String(data['post_id']));
    const other =
      data['in_reply_to_user_id'] ?? data['quoted_user_id'] ?? (action === 'repost' ? data['author_id'] : undefined);
    if (other !== undefined && isTopical) interactions.add(user, String(other), seconds, action === 'repost');
    if (action !== 'post') continue;
    const characters = [...String(data['text'])].length;
    if (hashtags.includes(crisis.tag)) {
      samples['crisis-length'].push(characters);
      const hours = (seconds * 1000 - crisis.atMillis) / HOUR_MILLIS;
      if (hours > 0 && hours < CRISIS_HOURS) samples.crisis.push(hours);
    } else if (data['lang'] === 'en') samples.length.push(characters);
  }
  interactions.into(samples);
  for (const times of stars.values()) samples.stars.push(...gapsOfFirstWeek(times));
  return samples;
}
