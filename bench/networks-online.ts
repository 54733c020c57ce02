/**
 * A network kept as shares arrive, on one core: 100,000 actors, objects that come and go, shares that are kept for an hour, one in fifty
 * of them up to five minutes late, one in a hundred by one of 200 groups of ten that act together within seconds. A second pass asks for
 * the cluster and the score of everybody who shares, as rules would.
 */
import { CoactionWindow, clusterSize, coordinationScore, type LayerDefinition } from '@lapwing/networks/online';
import { isShort } from './harness/data.ts';
import { report } from './harness/figures.ts';

const SHARES = isShort() ? 200_000 : 1_500_000;
const ACTORS = 100_000;
const SHARES_PER_SECOND = 150;
const GROUPS = 200;
const LAYER: LayerDefinition = { name: 'link', windowMillis: 60_000, keepMillis: 3_600_000, sharesPerObject: 500 };
const VIEW = { layers: [LAYER], minRepetition: 2 };

interface Stream {
  readonly actor: readonly string[];
  readonly object: readonly string[];
  readonly timeMillis: Float64Array;
}

/** Numerical Recipes' generator: plain, and the same everywhere. */
let state = 1;
function random(): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 2 ** 32;
}

function makeStream(): Stream {
  const names = Array.from({ length: ACTORS }, (_, actor) => `user${actor}`);
  const actor: string[] = [];
  const object: string[] = [];
  const timeMillis = new Float64Array(SHARES);
  for (let i = 0; i < SHARES; i++) {
    const now = 1.6e12 + (i * 1000) / SHARES_PER_SECOND;
    timeMillis[i] = random() < 0.02 ? now - random() * 300_000 : now;
    if (random() < 0.01) {
      // A group is active for ten minutes, and pushes something new every few seconds.
      const group = Math.floor(random() * 3 + Math.floor(now / 600_000) * 3) % GROUPS;
      actor.push(names[group * 10 + Math.floor(random() * 10)]!);
      object.push(`https://pushed.example/${group}/${Math.floor(now / 15_000)}`);
      continue;
    }
    actor.push(names[Math.floor(ACTORS * random() ** 2)]!);
    // Of the objects of the last hour or so, new ones and few of them most.
    const age = 20_000 * random() ** 3;
    object.push(`https://example.org/posts/${Math.floor(i / 30 - age)}`);
  }
  // Texts as they come out of events, not as they were put together here.
  return { actor: JSON.parse(JSON.stringify(actor)), object: JSON.parse(JSON.stringify(object)), timeMillis };
}

function pass({ actor, object, timeMillis }: Stream, ask: boolean) {
  const window = new CoactionWindow();
  let watermark = 0;
  let inClusters = 0;
  const answers = new Float64Array(SHARES);
  const started = process.cpuUsage();
  for (let i = 0; i < SHARES; i++) {
    const time = timeMillis[i]!;
    if (time > watermark) watermark = time;
    const before = ask ? performance.now() : 0;
    window.begin(i, time, watermark);
    window.add(LAYER, actor[i]!, object[i]!, time);
    if (!ask) {
      // From then on the graph is kept.
      if (i === 0) window.graph(VIEW.layers, VIEW.minRepetition);
      continue;
    }
    if (clusterSize(window, VIEW, actor[i]!) >= 5 && coordinationScore(window, VIEW, actor[i]!) > 0.3) inClusters++;
    answers[i] = performance.now() - before;
  }
  const { user, system } = process.cpuUsage(started);
  return { window, seconds: (user + system) / 1e6, inClusters, answers: answers.sort() };
}

const stream = makeStream();
const kept = pass(stream, false);
const asked = pass(stream, true);
const { layers, joint } = asked.window.metrics();
const saving = performance.now();
const parts = asked.window.parts();
const stopped = performance.now() - saving;
report({
  'shares/CPU-s': SHARES / kept.seconds,
  'asked for each, shares/CPU-s': SHARES / asked.seconds,
  'p99.9 answer, ms': asked.answers[Math.floor(SHARES * 0.999)] ?? 0,
  'shares held': layers[0]?.shares ?? 0,
  'joint objects held': joint,
  'shares in clusters of 5 and more': asked.inClusters,
  'held up by a save, ms': stopped,
  'saved, MB': parts.reduce((sum, part) => sum + part().length, 0) / 1e6,
});
