/**
 * Reputation on the Bitcoin-OTC ratings: does it tell those whom trusted people call frauds from those whom they call honest? The
 * recipe of the data set's card: trusted are the founder and whom he rated at least 5; honest those rated at least 5 by them, frauds
 * those rated -5 or less. Ratings by the trusted are withheld from the scores, since they are the labels.
 *
 *     node scripts/evaluate/trust.ts
 */
import { join } from 'node:path';
import { fairnessGoodness, neighboursOf, pageRank, readEdges, sybilRank } from '@lapwing/networks';

const file = join(process.env['LAPWING_DATASETS'] ?? '../shared/data', 'bitcoin_trust/soc-sign-bitcoinotc.csv.gz');
const { names, from, to, weight } = await readEdges(file, { from: 'from', to: 'to', weight: 'feature' });
const nodes = names.length;
const founder = names.indexOf('1');
const rated = (by: ReadonlySet<number>, matches: (rating: number) => boolean) =>
  new Set(
    Array.from(from.keys())
      .filter((edge) => by.has(from[edge]!) && matches(weight[edge]!))
      .map((edge) => to[edge]!),
  );
const trusted = new Set([founder, ...rated(new Set([founder]), (rating) => rating >= 5)]);
const frauds = [...rated(trusted, (rating) => rating <= -5)].filter((node) => !trusted.has(node));
const isFraud = new Set(frauds);
const honest = [...rated(trusted, (rating) => rating >= 5)].filter((node) => !trusted.has(node) && !isFraud.has(node));

const open = Uint32Array.from(from.keys()).filter((edge) => !trusted.has(from[edge]!));
const edges = {
  from: open.map((edge) => from[edge]!),
  to: open.map((edge) => to[edge]!),
  weight: Float64Array.from(open, (edge) => weight[edge]! / 10),
};
const mean = new Float64Array(nodes);
const count = new Float64Array(nodes);
for (let edge = 0; edge < edges.from.length; edge++) {
  mean[edges.to[edge]!]! += edges.weight[edge]!;
  count[edges.to[edge]!]!++;
}
const positive = { ...edges, weight: edges.weight.map((rating) => Math.max(0, rating)) };

console.log(
  `${frauds.length} frauds, ${honest.length} honest; ${edges.from.length} of ${from.length} ratings are left`,
);
const show = (name: string, score: Float64Array) => console.log(`AUC ${auc(score).toFixed(3)}  ${name}`);
show(
  'mean rating',
  mean.map((sum, node) => sum / Math.max(1, count[node]!)),
);
show('fairness and goodness', fairnessGoodness(nodes, edges).goodness);
show('fairness and goodness, 2 prior ratings of 0', fairnessGoodness(nodes, edges, { priorRatings: 2 }).goodness);
show('PageRank of positive ratings', pageRank(nodes, positive).score);
show('SybilRank over positive ratings, from the trusted', sybilRank(neighboursOf(nodes, positive), [...trusted]));

/** Chance that an honest one scores higher than a fraud; ties count half. */
function auc(score: Float64Array): number {
  let wins = 0;
  for (const fraud of frauds) {
    for (const other of honest) wins += score[other]! > score[fraud]! ? 1 : score[other]! === score[fraud]! ? 0.5 : 0;
  }
  return wins / (frauds.length * honest.length);
}
