/**
 * `node scripts/text-model.ts [--train 1,2,3] [--test 11,12]`: what a text model learns from the texts of some seeds of `town` about those
 * of others. Names, links and hashtags are taken out, so that only what is said is left. The table goes into docs/evaluation/simulator.md
 * by hand.
 */
import { parseArgs } from 'node:util';
import { eventLines, type Scenario } from '@lapwing/simulator';
import { loadScenario } from '@lapwing/simulator/load';
import { areaUnderCurve, type Example, featuresOf, recallAtOnePercent, train } from './text-model/model.ts';

const { values: options } = parseArgs({
  options: { train: { type: 'string', default: '1,2,3' }, test: { type: 'string', default: '11,12' } },
});

interface Text extends Example {
  /** Null for people's own words. */
  readonly adversary: string | null;
  readonly lang: string;
  readonly seen: string;
}

const scenario = { ...(await loadScenario('town')), recordsViews: false };
const learnt = options.train.split(',').flatMap((seed) => textsOf(scenario, seed));
const held = options.test.split(',').flatMap((seed) => textsOf(scenario, seed));
const known = new Set(learnt.map(({ seen }) => seen));
const score = train(shuffled(learnt));
const scored = held.map((text) => ({ ...text, score: score(text.features) }));
const ordinary = scored.filter(({ adversary }) => adversary === null);

console.log(`learnt from ${learnt.length} texts, tested on ${held.length}`);
console.log('| texts | n | seen in training, word for word | AUC | found at 1 % false |');
console.log('|---|--:|--:|--:|--:|');
const kinds = [...new Set(scored.flatMap(({ adversary }) => adversary ?? []))].sort();
for (const kind of kinds) print(kind, (text) => text.adversary === kind);
print('all', ({ adversary }) => adversary !== null);
print('all, English', ({ adversary, lang }) => adversary !== null && lang === 'en', 'en');
print('all, Spanish', ({ adversary, lang }) => adversary !== null && lang === 'es', 'es');
const repeated = ordinary.filter(({ seen }) => known.has(seen)).length;
console.log(`| people’s own | ${ordinary.length} | ${percent(repeated / ordinary.length)} | | |`);

function print(name: string, is: (text: (typeof scored)[number]) => boolean, lang?: string): void {
  const mine = scored.filter(is);
  if (mine.length === 0) return;
  const scores = mine.map((text) => text.score);
  const others = ordinary.filter((text) => lang === undefined || text.lang === lang).map((text) => text.score);
  const again = mine.filter(({ seen }) => known.has(seen)).length / mine.length;
  console.log(
    `| ${name} | ${mine.length} | ${percent(again)} | ${areaUnderCurve(scores, others).toFixed(3)} | ${percent(recallAtOnePercent(scores, others))} |`,
  );
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** Posts, replies and quotes: those that serve a campaign as its harm, and those of people. What operations write as cover is left out. */
function textsOf(of: Scenario, seed: string): Text[] {
  const adversaries = new Map<string, string>();
  const operated = new Set<string>();
  const harmful = new Map<string, string>();
  const texts: Text[] = [];
  const lines = eventLines({
    scenario: of,
    seed,
    onTruth(truth) {
      if (truth.kind === 'campaign') adversaries.set(truth.campaign, truth.adversary);
      if (truth.kind === 'account' && truth.role === 'operated') operated.add(truth.userId);
      if (truth.kind === 'event' && truth.harm !== 'none' && truth.campaign !== null)
        harmful.set(truth.eventId, adversaries.get(truth.campaign) ?? truth.campaign);
    },
  });
  for (const line of lines) {
    const { id, action, data } = JSON.parse(line) as { id: string; action: string; data: Record<string, unknown> };
    if (action !== 'post' && action !== 'reply' && action !== 'quote') continue;
    const adversary = harmful.get(id) ?? null;
    if (adversary === null && operated.has(String(data['user_id']))) continue;
    const seen = String(data['text'])
      .replace(/https?:\S+|[@#]\S+/g, ' ')
      .replace(/\s+/g, ' ')
      .trim();
    texts.push({
      features: featuresOf(seen),
      isHarmful: adversary !== null,
      adversary,
      lang: String(data['lang']),
      seen: seen.toLowerCase(),
    });
  }
  return texts;
}

/** In an order without meaning, the same every time. */
function shuffled<T>(items: readonly T[]): T[] {
  const mixed = [...items];
  let state = 1;
  for (let i = mixed.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    const j = state % (i + 1);
    [mixed[i], mixed[j]] = [mixed[j]!, mixed[i]!];
  }
  return mixed;
}
