/** Which asynchronous calls each observed call depends on: it is not made before they have answered. */
import type { Node } from './ir.ts';
import type { Region } from './regions.ts';

/** Observation indices of the asynchronous calls upstream of each observed call, through data and through conditions. */
export function asyncUpstream(
  regions: readonly Region[],
  nodes: readonly Node[],
): ReadonlyMap<Node, readonly number[]> {
  const upstream = new Map<Node, readonly number[]>();
  const dependsOn = new Map<Node, ReadonlySet<number>>();
  if (!nodes.some(isAsync)) return upstream;
  for (const node of nodes) {
    const sets = node.inputs.map((input) => dependsOn.get(input) ?? NONE);
    const own = isAsync(node) && node.operation.op === 'call' ? [node.operation.observation] : [];
    dependsOn.set(node, union([...sets, new Set(own)]));
  }
  const regionDeps = regionDependencies(regions, dependsOn);
  const regionOf = new Map(regions.flatMap((region) => region.files.map((file) => [file.path, region.index] as const)));
  for (const node of nodes) {
    if (node.operation.op !== 'call' || node.operation.observation === -1) continue;
    const { observation } = node.operation;
    const region = regionDeps[regionOf.get(node.file) ?? 0] ?? NONE;
    const all = union([...node.inputs.map((input) => dependsOn.get(input) ?? NONE), region]);
    upstream.set(
      node,
      [...all].filter((index) => index !== observation),
    );
  }
  return upstream;
}

const NONE: ReadonlySet<number> = new Set();

function isAsync({ operation }: Node): boolean {
  return operation.op === 'call' && operation.checked.bound.prepare !== undefined && operation.observation !== -1;
}

function union(sets: readonly ReadonlySet<number>[]): ReadonlySet<number> {
  const filled = sets.filter((set) => set.size > 0);
  if (filled.length <= 1) return filled[0] ?? NONE;
  return new Set(filled.flatMap((set) => [...set]));
}

/** What has to be known before it is known whether a region runs. */
function regionDependencies(
  regions: readonly Region[],
  dependsOn: ReadonlyMap<Node, ReadonlySet<number>>,
): ReadonlySet<number>[] {
  const dependencies: ReadonlySet<number>[] = regions.map(() => NONE);
  for (let changed = true; changed; ) {
    changed = false;
    for (const region of regions) {
      const own = dependencies[region.index] ?? NONE;
      const leads = [
        ...region.enters.map(({ region: index, condition }) => ({ index, condition })),
        ...region.imports.map((index) => ({ index, condition: null })),
      ];
      for (const { index, condition } of leads) {
        const before = dependencies[index] ?? NONE;
        const after = union([before, own, condition === null ? NONE : (dependsOn.get(condition) ?? NONE)]);
        if (after.size === before.size) continue;
        dependencies[index] = after;
        changed = true;
      }
    }
  }
  return dependencies;
}
