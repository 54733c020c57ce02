/**
 * What rules remember, in one stream: 200,000 events of 20,000 people at 8,000 addresses within 2.8 hours, a twenty-fifth of them campaigns,
 * against rules with counts, distinct counts and token buckets (rules/counters.sml). Decided once, in order, on one core: memory
 * grows as on a platform, and the last tenth tells whether that makes decisions slower.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Memory } from '@lapwing/memory';
import { Decider } from '@lapwing/pipeline';
import type { Action } from '@lapwing/sml';
import { isShort } from './harness/data.ts';
import { perSecond, report } from './harness/figures.ts';
import { compileFiles, parsedAction } from './harness/rules.ts';

const EVENTS = isShort() ? 20_000 : 200_000;
const PEOPLE = 20_000;
const ADDRESSES = 8000;
const SPAN_MILLIS = 10_000_000;
const CAMPAIGN_SHARE = 0.04;
const CAMPAIGNS = 20;
const FIRST_MILLIS = Date.UTC(2026, 0, 5);
const WORDS = 'the match was great and we all went home late after seeing friends near old town again'.split(' ');

/** Numerical Recipes' generator: plain, and the same everywhere. */
let state = 7;
function random(): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 2 ** 32;
}

const below = (count: number): number => Math.floor(random() * count);

function text(): string {
  return Array.from({ length: 4 + below(20) }, () => WORDS[below(WORDS.length)]!).join(' ');
}

function action(number: number): Action {
  const isCampaign = random() < CAMPAIGN_SHARE;
  const campaign = below(CAMPAIGNS);
  const kind = ['post', 'reply', 'like', 'follow', 'signup'][Math.floor(5 * random() ** 1.5)]!;
  const user = isCampaign ? `campaign-${campaign}-${below(10)}` : `user-${Math.floor(PEOPLE * random() ** 1.3)}`;
  const spam = `Earn free crypto now, prize ${campaign}: https://win.example/${campaign}`;
  return parsedAction({
    id: String(number),
    action: kind,
    time: FIRST_MILLIS + Math.floor((number / EVENTS) * SPAN_MILLIS),
    data: {
      user: {
        id: user,
        age_seconds: isCampaign ? below(200_000) : below(100_000_000),
        followers: isCampaign ? 0 : below(500),
        email: random() < 0.9 ? `${user}@mail.example` : '',
      },
      ip: isCampaign ? `10.0.0.${campaign}` : `10.1.${below(ADDRESSES) >> 8}.${below(ADDRESSES) & 255}`,
      country: ['DE', 'BR', 'US', 'JP'][below(4)],
      user_agent: isCampaign ? 'python-requests/2' : 'Mozilla/5.0 (X11; Linux x86_64)',
      text: kind !== 'post' && kind !== 'reply' ? '' : isCampaign ? spam : text(),
      target: kind === 'post' || kind === 'signup' ? '' : `user-${below(PEOPLE)}`,
    },
  });
}

const actions = Array.from({ length: EVENTS }, (_, number) => action(number));
const read = (name: string) => readFileSync(join(import.meta.dirname, 'rules', name), 'utf8');
const ruleset = compileFiles({ 'main.sml': read('counters.sml'), 'config.yaml': read('counters.yaml') });

/** Decide `[from, to)`; returns how many had a hit and how many failures there were. */
function decide(decider: Decider, from: number, to: number) {
  let [hits, failures] = [0, 0];
  for (let position = from; position < to; position++) {
    const { hits: fired, decision } = decider.decide(
      ruleset,
      actions[position]!,
      position,
      actions[position]!.timeMillis,
    );
    if (fired.length > 0) hits++;
    failures += decision.errorCount;
  }
  return { hits, failures };
}

// V8 compiles what runs often; the stream that is measured begins with an empty memory.
decide(new Decider(new Memory({ seed: 1 })), 0, EVENTS / 10);
const memory = new Memory({ seed: 1 });
const decider = new Decider(memory);
const cpu = process.cpuUsage();
const started = performance.now();
const first = decide(decider, 0, EVENTS * 0.9);
const lastStarted = performance.now();
const last = decide(decider, EVENTS * 0.9, EVENTS);
const eventsPerSecond = perSecond(EVENTS, started);
const { user, system } = process.cpuUsage(cpu);
report({
  'events/s': eventsPerSecond,
  'events/CPU-s': (EVENTS * 1e6) / (user + system),
  'last tenth, events/s': perSecond(EVENTS / 10, lastStarted),
  'events with a hit, %': ((first.hits + last.hits) / EVENTS) * 100,
  'failures, per event': (first.failures + last.failures) / EVENTS,
  'keys, count': memory.metrics().keys,
  'features, count': ruleset.features.length,
  'rules, count': ruleset.rules.length,
});
