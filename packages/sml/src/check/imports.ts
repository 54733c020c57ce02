/** The graph of imports: it has no cycles, and gives the order in which files are checked. */
import type { Call } from '../ast/nodes.ts';
import type { Span } from '../ast/span.ts';
import type { ImportedFile } from './files.ts';
import { Report } from './report.ts';
import type { FileIndex } from './walk.ts';

export interface ImportGraph {
  readonly report: Report;
  /** Imported paths by importing path, each once, in order of appearance. */
  readonly imports: ReadonlyMap<string, readonly string[]>;
  /** All paths, each after everything that it imports. */
  readonly order: readonly string[];
}

export function importGraph(
  files: readonly FileIndex[],
  imported: ReadonlyMap<Call, readonly ImportedFile[]>,
): ImportGraph {
  const report = new Report();
  const edges = new Map<string, Map<string, Span>>();
  // Where a cycle is said to begin follows the reference's order of visiting: what is imported before who imports it.
  const nodes = new Set<string>();
  for (const file of files) {
    const targets = new Map<string, Span>();
    edges.set(file.path, targets);
    for (const { call } of file.calls) {
      for (const { path, span } of imported.get(call) ?? []) {
        nodes.add(path).add(file.path);
        targets.set(path, span);
      }
    }
  }
  for (const file of files) nodes.add(file.path);
  const { order, cycle } = sort(nodes, (path) => [...(edges.get(path)?.keys() ?? [])]);
  if (cycle !== null) reportCycle(cycle, edges, report);
  return { report, order, imports: new Map([...edges].map(([path, targets]) => [path, [...targets.keys()]])) };
}

/** Depth-first without recursion: chains of imports may be as long as there are files. */
function sort(
  nodes: Iterable<string>,
  next: (node: string) => readonly string[],
): { order: string[]; cycle: string[] | null } {
  const order: string[] = [];
  const finished = new Set<string>();
  for (const root of nodes) {
    if (finished.has(root)) continue;
    const path = [{ node: root, pending: [...next(root)].reverse() }];
    const onPath = new Set([root]);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const target = top.pending.pop();
      if (target === undefined) {
        path.pop();
        onPath.delete(top.node);
        finished.add(top.node);
        order.push(top.node);
      } else if (onPath.has(target)) {
        const names = path.map((step) => step.node);
        return { order, cycle: names.slice(names.indexOf(target)) };
      } else if (!finished.has(target)) {
        path.push({ node: target, pending: [...next(target)].reverse() });
        onPath.add(target);
      }
    }
  }
  return { order, cycle: null };
}

function reportCycle(
  cycle: readonly string[],
  edges: ReadonlyMap<string, ReadonlyMap<string, Span>>,
  report: Report,
): void {
  const spans = cycle.flatMap((path, index) => {
    const target = cycle[(index + 1) % cycle.length];
    const span = target === undefined ? undefined : edges.get(path)?.get(target);
    return span === undefined ? [] : [span];
  });
  const [first, ...others] = spans;
  if (first === undefined) return;
  report.error('import cycle detected here', first, 'this import results in a cyclic dependency', {
    message: 'the import chain is displayed below:',
    spans: others.map((span) => ({ span })),
  });
}
