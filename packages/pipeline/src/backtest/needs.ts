/** How far back a ruleset remembers: what has to be decided before a range so that its results are those of a run that never stopped. */
import { type Call, type Expression, type FunctionDeclaration, IntegralFloat, type Program } from '@lapwing/sml';

export type Needs =
  /** Nothing is remembered: events can be decided in any order, apart from each other. */
  | { readonly kind: 'nothing' }
  /** Only windows that end with the event. */
  | { readonly kind: 'windows'; readonly seconds: number }
  /** Labels, or state without an end: everything that came before. `because` names what. */
  | { readonly kind: 'everything'; readonly because: readonly string[] };

/**
 * Functions whose answer depends on nothing before their window, by the parameter that says how long that is; null for those that only
 * look at what others keep. Any other function that remembers needs everything.
 */
const WINDOWED: ReadonlyMap<string, string | null> = new Map([
  ['DistinctWindow', 'window_seconds'],
  ['GetDistinctCount', 'window_seconds'],
  ['GetWindowCount', 'window_seconds'],
  ['GetWindowSum', 'window_seconds'],
  ['IncrementWindow', 'window_seconds'],
  ['MeanWindow', 'window_seconds'],
  ['RateWindow', 'window_seconds'],
  ['SumWindow', 'window_seconds'],
  ['CoAction', 'keep_seconds'],
  ['ClusterMembers', null],
  ['ClusterObjects', null],
  ['ClusterSize', null],
  ['CoordinationChance', null],
  ['CoordinationScore', null],
]);

export function needsOf(program: Program): Needs {
  let seconds = 0;
  const because = new Set<string>();
  for (const [call, { declaration }] of program.calls) {
    if (declaration.purity !== 'memory') continue;
    const parameter = WINDOWED.get(declaration.name);
    if (parameter === null) continue;
    const window = parameter === undefined ? null : windowOf(program, call, declaration, parameter);
    if (window === null) because.add(declaration.name);
    else seconds = Math.max(seconds, window);
  }
  if (because.size > 0) return { kind: 'everything', because: [...because].sort() };
  return seconds > 0 ? { kind: 'windows', seconds } : { kind: 'nothing' };
}

/** What both need. */
export function combineNeeds(a: Needs, b: Needs): Needs {
  if (a.kind === 'everything' || b.kind === 'everything') {
    const because = [a, b].flatMap((needs) => (needs.kind === 'everything' ? needs.because : []));
    return { kind: 'everything', because: [...new Set(because)].sort() };
  }
  if (a.kind === 'nothing') return b;
  return b.kind === 'nothing' ? a : { kind: 'windows', seconds: Math.max(a.seconds, b.seconds) };
}

function windowOf(program: Program, call: Call, declaration: FunctionDeclaration, parameter: string): number | null {
  const window = call.arguments.find(({ name }) => name === parameter)?.value;
  if (window !== undefined) return constantOf(program, window, 0);
  const given = declaration.parameters.find(({ name }) => name === parameter)?.default;
  return given instanceof IntegralFloat ? given.value : null;
}

/** Names of names of … deeper than this are not followed. */
const DEPTH_MAX = 50;

/** The number that an expression of literals, names of such and arithmetic comes to; null for anything else. */
function constantOf(program: Program, expression: Expression, depth: number): number | null {
  if (depth > DEPTH_MAX) return null;
  switch (expression.kind) {
    case 'int':
    case 'float':
      return Number(expression.value);
    case 'name': {
      const local = `${expression.span.source.path}:${expression.name}`;
      const definition = program.definitions.get(local) ?? program.definitions.get(expression.name);
      return definition === undefined ? null : constantOf(program, definition.statement.value, depth + 1);
    }
    case 'binary': {
      const left = constantOf(program, expression.left, depth + 1);
      const right = constantOf(program, expression.right, depth + 1);
      if (left === null || right === null) return null;
      switch (expression.operator) {
        case '+':
          return left + right;
        case '-':
          return left - right;
        case '*':
          return left * right;
        case '/':
          return left / right;
        default:
          return null;
      }
    }
    default:
      return null;
  }
}
