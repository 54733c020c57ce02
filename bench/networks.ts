/**
 * Co-action networks of a million shares: 100,000 actors, 40,000 objects of which none has 500 sharers, one week; then the same with
 * one object that 66,000 shared within a day. From a CSV file, and the computation alone.
 */
import { join } from 'node:path';
import { coactionGraph, leiden, neighboursOf, readShares, type Shares, significance } from '@lapwing/networks';
import { isShort } from './harness/data.ts';
import { report } from './harness/figures.ts';
import { withDirectory } from './harness/lapwing.ts';
import { makeShares, random, writeShares } from './harness/shares.ts';

const ROWS = isShort() ? 50_000 : 1_000_000;
const ACTORS = ROWS / 10;
const OBJECTS = ROWS / 25;
const OPTIONS = { windowMillis: 60_000, minRepetition: 1 };

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

function seconds(work: () => unknown): number {
  const started = performance.now();
  work();
  return (performance.now() - started) / 1000;
}

await withDirectory(async (directory) => {
  const path = join(directory, 'shares.csv');
  const made = makeShares(ROWS);
  await writeShares(made, path);
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
