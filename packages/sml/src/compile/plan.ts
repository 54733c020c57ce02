/** Decides how each node is run: written into the expression that uses it, kept in a variable, or made when first needed. */
import type { Node } from './ir.ts';
import { limits } from './limits.ts';
import type { LoweredProgram } from './lower-file.ts';

/**
 * - `inline`: its expression stands where it is used, once.
 * - `variable`: computed when its region runs.
 * - `lazy`: computed at its first use; shared and costly, and no one can tell.
 */
type Placement = 'inline' | 'variable' | 'lazy';

export interface Plan {
  /** Live nodes in evaluation order. */
  readonly nodes: readonly Node[];
  placement(node: Node): Placement;
  /** Cost of evaluating the node where it is used. */
  costHere(node: Node): number;
}

export function planNodes(program: LoweredProgram): Plan {
  const { uses, exported } = countUses(program);
  const placements = new Map<Node, Placement>();
  const depth = new Map<Node, number>();
  const cost = new Map<Node, number>();
  const nodes = [...uses.keys()].sort((a, b) => a.id - b.id);
  for (const node of nodes) {
    let deepest = 0;
    let inlined = node.cost;
    for (const input of node.inputs) {
      deepest = Math.max(deepest, depth.get(input) ?? 0);
      inlined += cost.get(input) ?? 0;
    }
    const placement = place(node, uses.get(node) ?? 0, exported.has(node), deepest + 1);
    placements.set(node, placement);
    depth.set(node, placement === 'inline' ? deepest + 1 : 0);
    cost.set(node, placement === 'variable' ? 0 : inlined);
  }
  return {
    nodes,
    placement: (node) => placements.get(node) ?? 'inline',
    costHere: (node) => cost.get(node) ?? node.cost,
  };
}

function place(node: Node, uses: number, exported: boolean, depth: number): Placement {
  const { op } = node.operation;
  if (op === 'const' || op === 'data') return 'inline';
  if (op === 'object' && node.inputs[0]?.operation.op === 'data') return 'inline';
  if (node.observable) return 'variable';
  const costly = node.cost >= limits.lazyCost && !exported && node.kind !== 'raw';
  // A failure of its own can be asked for only where there is a variable to ask.
  if (uses > 1 || node.own !== 'never') return costly ? 'lazy' : 'variable';
  return depth > limits.inlineDepth ? 'variable' : 'inline';
}

/** How often each node is used by what has to run. */
function countUses(program: LoweredProgram): { uses: ReadonlyMap<Node, number>; exported: ReadonlySet<Node> } {
  const uses = new Map<Node, number>();
  const exported = new Set<Node>();
  const stack: Node[] = [];
  const use = (node: Node): void => {
    const count = uses.get(node);
    uses.set(node, (count ?? 0) + 1);
    if (count === undefined) stack.push(node);
  };
  for (const node of program.graph.nodes) if (node.observable) use(node);
  for (const file of program.files.values()) {
    for (const root of file.roots) {
      if (root.kind === 'export' || root.kind === 'run') use(root.node);
      if (root.kind === 'export') exported.add(root.node);
      if (root.kind !== 'when') continue;
      for (const rule of root.when.rules) {
        // The rule's result is tested; its description is needed where it fires.
        if (rule.operation.op === 'rule-value') for (const input of rule.inputs) use(input);
        else use(rule);
      }
      for (const { node } of root.when.effects) use(node);
    }
    for (const { condition } of file.requires) if (condition !== null) use(condition);
  }
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) for (const input of node.inputs) use(input);
  return { uses, exported };
}
