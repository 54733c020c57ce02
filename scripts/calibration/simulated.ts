/** The same marginals of a simulated week: those of ordinary people, and of the engagement farm for lockstep. */
import { type Scenario, Simulation } from '@lapwing/simulator';
import { loadScenario } from '@lapwing/simulator/load';
import { emptySamples, Interactions, type Samples } from './marginals.ts';

const HOUR_MILLIS = 3_600_000;
const CRISIS_HOURS = 36;
const PEOPLE = 5000;

/** A larger town, so that tails have room, with the adversaries of `town`. */
export async function calibrationScenario(): Promise<Scenario> {
  const town = await loadScenario('town');
  return {
    ...town,
    recordsViews: false,
    population: { ...town.population, people: PEOPLE, newcomersPerDay: 60, communities: 63 },
  };
}

interface Line {
  readonly action: string;
  readonly time: string;
  readonly data: Readonly<Record<string, string | readonly string[]>>;
}

export function simulatedSamples(scenario: Scenario, seed: number): Samples {
  const samples = emptySamples();
  const interactions = new Interactions();
  const operated = new Set<string>();
  const paid = new Map<string, number[]>();
  const crisis = scenario.calendar.find(({ kind }) => kind === 'crisis');
  const farm = new Set<string>();
  /** Posts about the calendar's happenings, and what answers them: Higgs is about one, too. */
  const topical = new Set<string>();
  const tags = new Set(scenario.calendar.map(({ tag }) => tag));
  const simulation = new Simulation({
    scenario,
    seed,
    onTruth(truth) {
      if (truth.kind !== 'account' || truth.campaign === null) return;
      operated.add(truth.userId);
      if (truth.campaign.startsWith('engagement-farm')) farm.add(truth.userId);
    },
    onLine(text) {
      const { action, time, data } = JSON.parse(text) as Line;
      const user = String(data['user_id']);
      const seconds = Date.parse(time) / 1000;
      if (farm.has(user) && (action === 'like' || action === 'repost'))
        pay(String(data['reposted_id'] ?? data['post_id']), seconds);
      if (operated.has(user)) return;
      const other =
        data['in_reply_to_user_id'] ?? data['quoted_user_id'] ?? (action === 'repost' ? data['author_id'] : undefined);
      const parent = String(data['in_reply_to'] ?? data['quoted_id'] ?? data['reposted_id'] ?? '');
      const isTopical =
        topical.has(parent) || (Array.isArray(data['hashtags']) && data['hashtags'].some((tag) => tags.has(tag)));
      if (isTopical) topical.add(String(data['post_id']));
      if (other !== undefined && isTopical) interactions.add(user, String(other), seconds, action === 'repost');
      const characters = [...String(data['text'] ?? '')].length;
      const isAboutCrisis = crisis !== undefined && (data['hashtags'] ?? []).includes(crisis.tag ?? '');
      if (action === 'post' && isAboutCrisis) {
        const hours = (seconds * 1000 - crisis.atMillis) / HOUR_MILLIS;
        samples['crisis-length'].push(characters);
        if (hours > 0 && hours < CRISIS_HOURS) samples.crisis.push(hours);
      } else if (action === 'post' && data['lang'] === 'en') samples.length.push(characters);
      else if (action === 'reply')
        samples['quarrel-length'].push([...String(data['text']).replace(/^@\S+ /, '')].length);
    },
  });
  const pay = (post: string, seconds: number) => {
    const known = paid.get(post);
    if (known === undefined) paid.set(post, [seconds]);
    else known.push(seconds);
  };
  simulation.run();
  interactions.into(samples);
  for (const times of paid.values()) {
    if (times.length < 5) continue;
    for (let i = 1; i < times.length; i++) samples.lockstep.push(Math.max(1, times[i]! - times[i - 1]!));
  }
  return samples;
}
