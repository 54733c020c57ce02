/**
 * Co-action networks of a million shares: 100,000 actors, 40,000 objects of which none has 500 sharers, one week; then the same with
 * one object that 66,000 shared within a day. From a CSV file, and the computation alone.
 */
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { coactionGraph, leiden, neighboursOf, readShares, type Shares, significance } from '@lapwing/networks';
import { isShort } from './harness/data.ts';
import { report } from './harness/figures.ts';
import { withDirectory } from './harness/lapwing.ts';

const ROWS = isShort() ? 50_000 : 1_000_000;
const ACTORS = ROWS / 10;
const OBJECTS = ROWS / 25;
const WEEK_SECONDS = 7 * 86_400;
const OPTIONS = { windowMillis: 60_000, minRepetition: 1 };

/** Numerical Recipes' generator: plain, and the same everywhere. */
let state = 1;
function random(): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 2 ** 32;
}

function makeShares(rows: number): Shares {
  const actor = Uint32Array.from({ length: rows }, () => Math.floor(ACTORS * random() ** 2));
  const object = Uint32Array.from({ length: rows }, () => Math.floor(OBJECTS * random() ** 1.3));
  const timeMillis = Float64Array.from({ length: rows }, () => 1.6e12 + Math.floor(random() * WEEK_SECONDS) * 1000);
  return { actors: ACTORS, objects: OBJECTS, actor, object, timeMillis };
}

/** The shares, and those of one more object by so many people within a day. */
function withViral(shares: Shares, sharers: number): Shares {
  const rows = shares.actor.length;
  const actor = new Uint32Array(rows + sharers);
  const object = new Uint32Array(rows + sharers).fill(OBJECTS, rows);
  const timeMillis = new Float64Array(rows + sharers);
  actor.set(shares.actor);
  object.set(shares.object);
  timeMillis.set(shares.timeMillis);
  for (let i = 0; i < sharers; i++) {
    actor[rows + i] = i % ACTORS;
    timeMillis[rows + i] = 1.6e12 + Math.floor(random() * 86_400) * 1000;
  }
  return { actors: ACTORS, objects: OBJECTS + 1, actor, object, timeMillis };
}

async function writeCsv({ actor, object, timeMillis }: Shares, path: string): Promise<void> {
  function* lines(): Generator<string> {
    yield 'actor,object,time\n';
    for (let start = 0; start < actor.length; start += 10_000) {
      let text = '';
      for (let i = start; i < Math.min(start + 10_000, actor.length); i++) {
        text += `user${actor[i]},https://example.org/posts/${object[i]},${timeMillis[i]! / 1000}\n`;
      }
      yield text;
    }
  }
  await pipeline(Readable.from(lines()), createWriteStream(path));
}

function seconds(work: () => unknown): number {
  const started = performance.now();
  work();
  return (performance.now() - started) / 1000;
}

await withDirectory(async (directory) => {
  const path = join(directory, 'shares.csv');
  const made = makeShares(ROWS);
  await writeCsv(made, path);
  const started = performance.now();
  const { shares } = await readShares(path, { actor: 'actor', object: 'object', time: 'time' });
  const graph = coactionGraph(shares, OPTIONS);
  const fromCsv = (performance.now() - started) / 1000;
  const computation = seconds(() => coactionGraph(shares, OPTIONS));
  const tested = seconds(() => significance(shares, graph, 1, OPTIONS));
  const viral = withViral(made, ROWS * 0.066);
  const popular = seconds(() => coactionGraph(viral, OPTIONS));
  report({
    edges: graph.from.length,
    'from CSV, s': fromCsv,
    'computation, s': computation,
    'with null model, s': fromCsv + tested,
    'with an object of 66,000 sharers, s': popular,
    'Leiden on 1 M edges, s': leidenSeconds(),
  });
});

/** A million edges between 200,000 actors, four fifths of them within groups of a hundred. */
function leidenSeconds(): number {
  const nodes = ROWS / 5;
  const from = Uint32Array.from({ length: ROWS }, () => Math.floor(random() * nodes));
  const to = from.map((a) => Math.floor(random() < 0.8 ? a - (a % 100) + random() * 100 : random() * nodes));
  const graph = neighboursOf(nodes, { from, to, weight: new Float64Array(ROWS).fill(1) });
  return seconds(() => leiden(graph));
}
