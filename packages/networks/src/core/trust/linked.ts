/** Edges among accounts of one owner: what they give each other says nothing of how far others trust them. */

interface Columns {
  readonly names: readonly string[];
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  readonly weight: Float64Array;
}

/** The edges without those whose ends are linked, directly or through other linked accounts. */
export function dropLinked<T extends Columns>(edges: T, linked: Iterable<readonly [string, string]>): T {
  const { names, from, to, weight } = edges;
  const owner = ownersOf(names, linked);
  const kept = Uint32Array.from(from.keys()).filter(
    (edge) => from[edge] === to[edge] || owner[from[edge]!] !== owner[to[edge]!],
  );
  return {
    ...edges,
    from: kept.map((edge) => from[edge]!),
    to: kept.map((edge) => to[edge]!),
    weight: Float64Array.from(kept, (edge) => weight[edge]!),
  };
}

/** By node, a number that those of one owner have in common. */
function ownersOf(names: readonly string[], linked: Iterable<readonly [string, string]>): Uint32Array {
  const numbers = new Map(names.map((name, number) => [name, number]));
  const parent: number[] = names.map((_, node) => node);
  // Accounts without an edge may still join others.
  const numberOf = (name: string): number => {
    let number = numbers.get(name);
    if (number === undefined) {
      number = parent.length;
      numbers.set(name, number);
      parent.push(number);
    }
    return number;
  };
  const rootOf = (node: number): number => {
    let root = node;
    while (parent[root] !== root) {
      parent[root] = parent[parent[root]!]!;
      root = parent[root]!;
    }
    return root;
  };
  for (const [a, b] of linked) parent[rootOf(numberOf(a))] = rootOf(numberOf(b));
  return Uint32Array.from(names, (_, node) => rootOf(node));
}
