/**
 * Trust kept up to date: a graph of 100,000 nodes and 1 M edges, most of them among neighbours, to which 20 edges are added; beside a run
 * over all of them, and how far apart the two are.
 */
import {
  type Edges,
  fairnessGoodness,
  LiveFairness,
  LivePageRank,
  LiveSybilRank,
  neighboursOf,
  pageRank,
  sybilRank,
} from '@lapwing/networks/core';
import { isShort } from './harness/data.ts';
import { report } from './harness/figures.ts';

const NODES = isShort() ? 10_000 : 100_000;
const EDGES = NODES * 10;
const ADDED = 20;
const TRUSTED = [1, 2, 3, 4, 5];

/** Numerical Recipes' generator: plain, and the same everywhere. */
let state = 1;
function random(): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 2 ** 32;
}

function make(count: number): Edges & { readonly weight: Float64Array } {
  const from = Uint32Array.from({ length: count }, () => Math.floor(random() * NODES));
  const near = (a: number) => (a + 1 + Math.floor(random() * 40)) % NODES;
  const to = from.map((a) => (random() < 0.01 ? Math.floor(random() * NODES) : near(a)));
  return { from, to, weight: Float64Array.from(from, () => random()) };
}

function both(a: Edges, b: Edges): Edges & { readonly weight: Float64Array } {
  const weight = Float64Array.from([...Array.from(a.weight), ...Array.from(b.weight)]);
  return { from: joined(a.from, b.from), to: joined(a.to, b.to), weight };
}

function joined(a: Uint32Array, b: Uint32Array): Uint32Array {
  const all = new Uint32Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}

function seconds(work: () => void): number {
  const started = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1e6;
}

function apart(a: Float64Array, b: Float64Array): number {
  return a.reduce((most, value, node) => Math.max(most, Math.abs(value - b[node]!)), 0);
}

const [first, added] = [make(EDGES), make(ADDED)];
const all = both(first, added);
const teleport = new Float64Array(NODES);
for (const node of TRUSTED) teleport[node] = 1;

let pageRankCold: Float64Array = new Float64Array();
const livePageRank = new LivePageRank({ trusted: TRUSTED, tolerance: 1e-7 });
livePageRank.add(NODES, first);
const pageRankLive = seconds(() => livePageRank.add(NODES, added));
const pageRankFull = seconds(() => {
  pageRankCold = pageRank(NODES, all, { teleport, tolerance: 1e-7 }).score;
});

let sybilRankCold: Float64Array = new Float64Array();
const liveSybilRank = new LiveSybilRank({ trusted: TRUSTED, tolerance: 1e-4 });
liveSybilRank.add(NODES, first);
const sybilRankLive = seconds(() => liveSybilRank.add(NODES, added));
const sybilRankFull = seconds(() => {
  sybilRankCold = sybilRank(neighboursOf(NODES, all), TRUSTED);
});

let goodnessCold: Float64Array = new Float64Array();
const liveFairness = new LiveFairness({ tolerance: 1e-7 });
liveFairness.add(NODES, first);
const fairnessLive = seconds(() => liveFairness.add(NODES, added));
const fairnessFull = seconds(() => {
  goodnessCold = fairnessGoodness(NODES, all, { tolerance: 1e-7 }).goodness;
});

report({
  'PageRank: all, CPU ms': pageRankFull * 1000,
  'PageRank: 20 added, CPU ms': pageRankLive * 1000,
  'PageRank: apart, millionths': 1e6 * apart(livePageRank.scores(), pageRankCold),
  'SybilRank: all, CPU ms': sybilRankFull * 1000,
  'SybilRank: 20 added, CPU ms': sybilRankLive * 1000,
  'SybilRank: apart, millionths of the average': 1e6 * apart(liveSybilRank.scores(), sybilRankCold),
  'fairness: all, CPU ms': fairnessFull * 1000,
  'fairness: 20 added, CPU ms': fairnessLive * 1000,
  'fairness: apart, millionths': 1e6 * apart(liveFairness.scores().goodness, goodnessCold),
});
