/** Connected components. */
import type { Neighbours } from './undirected.ts';

/** Component of each node; components are numbered in order of their lowest node. */
export function connectedComponents({ nodes, first, neighbour }: Neighbours): Uint32Array {
  const NONE = 0xff_ff_ff_ff;
  const component = new Uint32Array(nodes).fill(NONE);
  const stack = new Uint32Array(nodes);
  let components = 0;
  for (let start = 0; start < nodes; start++) {
    if (component[start] !== NONE) continue;
    component[start] = components;
    stack[0] = start;
    for (let height = 1; height > 0; ) {
      const node = stack[--height]!;
      for (let i = first[node]!; i < first[node + 1]!; i++) {
        const other = neighbour[i]!;
        if (component[other] !== NONE) continue;
        component[other] = components;
        stack[height++] = other;
      }
    }
    components++;
  }
  return component;
}
