/**
 * Leiden's second phase: each community is put together anew from single nodes, so that what is merged is connected. Of the
 * communities that a node may join, the one with the largest gain is taken (the paper's choice at random, with theta towards 0).
 */
import type { Random } from '../random.ts';
import type { Level } from './level.ts';
import { GAIN_MIN, shuffled } from './move.ts';

/** Part of each node; parts lie within communities. Numbers are those of nodes, with gaps. */
export function refine(level: Level, community: Uint32Array, resolution: number, random: Random): Uint32Array {
  const { nodes, first, neighbour, weight, strength, total } = level;
  const part = Uint32Array.from({ length: nodes }, (_, node) => node);
  const communitySum = new Float64Array(nodes);
  for (let node = 0; node < nodes; node++) communitySum[community[node]!]! += strength[node]!;
  const partSum = strength.slice();
  const partSize = new Uint32Array(nodes).fill(1);
  /** Weight from each part to the rest of its community. */
  const outside = new Float64Array(nodes);
  for (let node = 0; node < nodes; node++) {
    for (let i = first[node]!; i < first[node + 1]!; i++) {
      if (community[neighbour[i]!] === community[node]) outside[node]! += weight[i]!;
    }
  }
  const towards = new Float64Array(nodes);
  const near = new Uint32Array(nodes);
  const isWellConnected = (p: number, c: number) =>
    outside[p]! >= (resolution * partSum[p]! * (communitySum[c]! - partSum[p]!)) / total - GAIN_MIN;
  for (const node of shuffled(nodes, random)) {
    const own = community[node]!;
    if (partSize[part[node]!] !== 1 || !isWellConnected(part[node]!, own)) continue;
    let parts = 0;
    for (let i = first[node]!; i < first[node + 1]!; i++) {
      const other = neighbour[i]!;
      if (community[other] !== own) continue;
      const p = part[other]!;
      if (towards[p] === 0) near[parts++] = p;
      towards[p]! += weight[i]!;
    }
    const pull = (resolution * strength[node]!) / total;
    let best = part[node]!;
    let bestGain = 0;
    for (let n = 0; n < parts; n++) {
      const p = near[n]!;
      const gain = towards[p]! - pull * partSum[p]!;
      if (gain > bestGain + GAIN_MIN && isWellConnected(p, own)) [best, bestGain] = [p, gain];
    }
    const joined = towards[best]!;
    for (let n = 0; n < parts; n++) towards[near[n]!] = 0;
    const before = part[node]!;
    if (best === before) continue;
    // What ties the node to the part is now inside, seen from both.
    outside[best]! += outside[before]! - 2 * joined;
    partSum[best]! += strength[node]!;
    partSize[best]!++;
    partSize[before] = 0;
    partSum[before] = 0;
    part[node] = best;
  }
  return part;
}
