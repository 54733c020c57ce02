/**
 * Where a node's variable lives. Generated code writes `v12` for the value of node 12; it is a local of the function that
 * computes it. What other functions need is also kept in the closure, as `s12`, and read from there once per function.
 */

/** A generated function without arguments. */
export interface SourceFunction {
  readonly name: string;
  readonly source: string;
}

/** Text of the rules as a string literal. It holds nothing that reads like a variable, so that sources can be searched. */
export function quote(text: string): string {
  return JSON.stringify(text).replace(/v(?=\d)/g, '\\u0076');
}

const VARIABLE = /\bv(\d+)\b/g;
const DEFINITION = /^v(\d+) = /gm;

/** Adds declarations to the functions, and gives the closure's variables. `others` compute nothing, they only read. */
export function shareVariables(
  functions: readonly SourceFunction[],
  others: readonly string[],
): { readonly chunks: SourceFunction[]; readonly functions: string[]; readonly shared: string[] } {
  const uses = functions.map(({ source }) => namesIn(source, VARIABLE));
  const definitions = functions.map(({ source }) => namesIn(source, DEFINITION));
  const shared = new Set<string>();
  uses.forEach((names, index) => {
    for (const name of names) if (!definitions[index]?.has(name)) shared.add(name);
  });
  for (const source of others) for (const name of namesIn(source, VARIABLE)) shared.add(name);
  const chunks = functions.map(({ name, source }, index) => {
    const own = definitions[index] ?? new Set();
    const read = [...(uses[index] ?? [])].filter((id) => !own.has(id));
    const declared = [
      ...(own.size === 0 ? [] : [`let ${[...own].map((id) => `v${id}`).join(', ')};`]),
      ...(read.length === 0 ? [] : [`const ${read.map((id) => `v${id} = s${id}`).join(', ')};`]),
    ];
    const stored = source.replace(DEFINITION, (text, id: string) => (shared.has(id) ? `${text}s${id} = ` : text));
    return { name, source: [...declared, stored].join('\n') };
  });
  return {
    chunks,
    functions: others.map((source) => source.replace(VARIABLE, 's$1')),
    shared: [...shared].map((id) => `s${id}`),
  };
}

function namesIn(source: string, pattern: RegExp): Set<string> {
  return new Set([...source.matchAll(pattern)].map(([, id = '']) => id));
}
