/**
 * Groups files into regions: files that always run together become one straight line of code. Region 0 holds what always runs;
 * any other is entered through a condition, at most once per event, and runs the regions that its files import first.
 */
import type { Node } from './ir.ts';
import { type LoweredFile, type LoweredProgram, MAIN } from './lower-file.ts';

export interface Region {
  readonly index: number;
  /** In evaluation order: imported files first. */
  readonly files: readonly LoweredFile[];
  /** Regions that must have run before this one. */
  readonly imports: readonly number[];
  /** Regions to enter afterwards where a condition holds; null is always. */
  readonly enters: readonly { readonly region: number; readonly condition: Node | null }[];
}

/** Regions in an order in which imported ones come first. */
export function buildRegions(program: LoweredProgram): readonly Region[] {
  const grouped = group(program, assignRegions(program));
  if (grouped !== null) return grouped;
  // Regions that import each other in a circle (through a Require): then every file is its own, and imports have no circles.
  const single = new Map([...program.files.keys()].map((path) => [path, path] as const));
  const regions = group(program, single);
  if (regions === null) throw new Error('imports form a circle');
  return regions;
}

/** For each file the file that names its region. */
function assignRegions({ files }: LoweredProgram): Map<string, string> {
  const incoming = new Map<string, { from: string; always: boolean }[]>();
  for (const path of files.keys()) incoming.set(path, []);
  for (const file of files.values()) {
    for (const target of file.imports) incoming.get(target)?.push({ from: file.path, always: true });
    for (const { target, condition } of file.requires) {
      incoming.get(target)?.push({ from: file.path, always: condition === null });
    }
  }
  const always = new Set([MAIN]);
  for (const path of always) {
    const file = files.get(path);
    for (const target of file?.imports ?? []) always.add(target);
    for (const { target, condition } of file?.requires ?? []) if (condition === null) always.add(target);
  }
  const region = new Map([...files.keys()].map((path) => [path, always.has(path) ? MAIN : path] as const));
  // A file joins the region that alone leads to it, always; joining may let others join.
  for (let changed = true; changed; ) {
    changed = false;
    for (const [path, edges] of incoming) {
      if (always.has(path) || region.get(path) !== path) continue;
      const from = new Set(edges.map((edge) => region.get(edge.from)));
      const [only] = from;
      if (from.size !== 1 || only === undefined || only === path || !edges.every((edge) => edge.always)) continue;
      for (const [member, named] of region) if (named === path) region.set(member, only);
      changed = true;
    }
  }
  return region;
}

function group({ files }: LoweredProgram, regionOf: ReadonlyMap<string, string>): readonly Region[] | null {
  const members = new Map<string, LoweredFile[]>();
  for (const file of files.values()) {
    const name = regionOf.get(file.path) ?? file.path;
    members.set(name, [...(members.get(name) ?? []), file]);
  }
  const order = sortByImports(members, regionOf);
  if (order === null) return null;
  const indexOf = new Map(order.map((name, index) => [name, index] as const));
  const index = (path: string): number => indexOf.get(regionOf.get(path) ?? path) ?? 0;
  return order.map((name, at) => {
    const own = members.get(name) ?? [];
    const imports = new Set(own.flatMap((file) => file.imports.map(index)).filter((other) => other !== at));
    const enters = own
      .flatMap((file) => file.requires)
      .map(({ target, condition }) => ({ region: index(target), condition }))
      .filter(({ region }) => region !== at);
    return { index: at, files: own, imports: [...imports], enters };
  });
}

/** The region of main.sml first, then imported before importing; null where there is a circle. */
function sortByImports(
  members: ReadonlyMap<string, readonly LoweredFile[]>,
  regionOf: ReadonlyMap<string, string>,
): string[] | null {
  const order: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (name: string): boolean => {
    if (state.get(name) === 'done') return true;
    if (state.get(name) === 'open') return false;
    state.set(name, 'open');
    for (const file of members.get(name) ?? []) {
      for (const target of file.imports) {
        const other = regionOf.get(target) ?? target;
        if (other !== name && !visit(other)) return false;
      }
    }
    state.set(name, 'done');
    order.push(name);
    return true;
  };
  const names = [MAIN, ...[...members.keys()].filter((name) => name !== MAIN)];
  return names.every(visit) ? order : null;
}
