/** Leiden's first phase: nodes move to the community where modularity grows most, until none wants to. */
import type { Random } from '../random.ts';
import type { Level } from './level.ts';

/** A gain below this is rounding. */
export const GAIN_MIN = 1e-12;

/**
 * Changes `community` in place; returns whether anything moved. A move's gain in modularity, times half the total, is
 * `w(v, C) - resolution * k_v * K_C / total`.
 */
export function moveNodes(level: Level, community: Uint32Array, resolution: number, random: Random): boolean {
  const { nodes, first, neighbour, weight, strength, total } = level;
  const sum = new Float64Array(nodes);
  const size = new Uint32Array(nodes);
  for (let node = 0; node < nodes; node++) {
    sum[community[node]!]! += strength[node]!;
    size[community[node]!]!++;
  }
  const empty: number[] = [];
  for (let c = nodes - 1; c >= 0; c--) if (size[c] === 0) empty.push(c);
  const towards = new Float64Array(nodes);
  const near = new Uint32Array(nodes);
  const queue = shuffled(nodes, random);
  const isQueued = new Uint8Array(nodes).fill(1);
  let moved = false;
  // A ring: never more entries than nodes.
  for (let head = 0, waiting = nodes; waiting > 0; head = (head + 1) % nodes) {
    const node = queue[head]!;
    waiting--;
    isQueued[node] = 0;
    const own = community[node]!;
    let communities = 0;
    for (let i = first[node]!; i < first[node + 1]!; i++) {
      const c = community[neighbour[i]!]!;
      if (towards[c] === 0) near[communities++] = c;
      towards[c]! += weight[i]!;
    }
    const pull = (resolution * strength[node]!) / total;
    sum[own]! -= strength[node]!;
    let best = own;
    let bestGain = towards[own]! - pull * sum[own]!;
    for (let n = 0; n < communities; n++) {
      const c = near[n]!;
      const gain = towards[c]! - pull * sum[c]!;
      if (gain > bestGain + GAIN_MIN) [best, bestGain] = [c, gain];
    }
    // Alone is better than among those that pull less than chance.
    if (bestGain < -GAIN_MIN && size[own]! > 1) best = empty.at(-1) ?? own;
    for (let n = 0; n < communities; n++) towards[near[n]!] = 0;
    sum[best]! += strength[node]!;
    if (best === own) continue;
    moved = true;
    community[node] = best;
    if (size[best]!++ === 0) empty.pop();
    if (--size[own]! === 0) empty.push(own);
    for (let i = first[node]!; i < first[node + 1]!; i++) {
      const other = neighbour[i]!;
      if (community[other] === best || isQueued[other] === 1) continue;
      isQueued[other] = 1;
      queue[(head + 1 + waiting++) % nodes] = other;
    }
  }
  return moved;
}

export function shuffled(count: number, random: Random): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const other = random.below(i + 1);
    [order[i], order[other]] = [order[other]!, order[i]!];
  }
  return order;
}
