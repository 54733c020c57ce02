/** The evaluator on generated programs and hostile events: no throw, JSON out, explained as decided, and as the interpreter says. */
import fc from 'fast-check';
import {
  type Action,
  checkRuleset,
  compileRuleset,
  createRegistry,
  engineFunctions,
  explainEvent,
  exportEffects,
  exportFeatures,
  type FunctionDeclaration,
  formatSource,
  type Host,
  isJsonObject,
  JsonError,
  type JsonObject,
  jsonFunctions,
  lintProgram,
  type Parameter,
  parseJson,
  RANDOMNESS,
  type Ruleset,
  renderDiagnostics,
  rulesetSources,
  type SmlType,
  standardFunctions,
  stringifyJson,
} from '../../packages/sml/src/index.ts';
import { failingFunctions } from '../../packages/sml/src/testing/index.ts';
import { interpret } from '../../packages/sml/test/support/interpreter.ts';
import { programs } from '../../packages/sml/test/support/programs.ts';
import { Broken, type Campaign, check, type Input } from './campaign.ts';
import type { Random } from './random.ts';
import { anyObject, anyText, literal } from './texts.ts';

const registry = createRegistry(engineFunctions(), jsonFunctions(), standardFunctions(), failingFunctions());

const host: Host = {
  service<T>(key: { readonly name: string }): T {
    if (key.name === RANDOMNESS.name) return { next: () => 0.5 } as T;
    throw new Error(`no service ${key.name}`);
  },
};

export const evaluator: Campaign = {
  name: 'evaluator',
  generate(random) {
    const [program] = fc.sample(programs, { seed: random.next() | 0, numRuns: 1 });
    return {
      ...program?.files,
      ' event': anyObject(random, 4),
      ' action': random.pick(['act', 'other', '__proto__', '']),
    };
  },
  run(input) {
    const decided = decide(input);
    if (decided === null) return;
    const { ruleset, action, failed } = decided;
    lintProgram(ruleset.program);
    for (const { source } of ruleset.program.modules.values()) {
      const formatted = formatSource(source).text;
      check(
        formatted !== null && formatSource({ ...source, text: formatted }).text === formatted,
        'formatting is not idempotent',
      );
    }
    const { errors } = interpret(ruleset.program, ruleset.rules, action);
    check(failed === errors.length, `compiled: ${failed} failures; interpreted: ${errors.length}`);
  },
};

export const functions: Campaign = {
  name: 'functions',
  generate(random) {
    const declarations = [...registry.functions.values()].filter(
      ({ category, result }) => category !== 'test' && result !== 'dynamic',
    );
    const lines = [...PARAMETERS];
    // Constants are mostly not what a function takes: a call that is refused is drawn again.
    for (let index = 0; index < 12 && lines.length < PARAMETERS.length + 4; index++) {
      const declaration = random.pick(declarations);
      if (declaration.result === 'dynamic' || declaration.result.kind === 'none' || declaration.name === 'Rule')
        continue;
      const line = `X${index} = ${callOf(random, declaration)}`;
      if (isValid([...PARAMETERS, line])) lines.push(line);
    }
    return { 'main.sml': `${lines.join('\n')}\n`, ' event': anyObject(random, 3), ' action': 'act' };
  },
  run(input) {
    decide(input);
  },
};

const isValid = (lines: readonly string[]): boolean =>
  checkRuleset(rulesetSources({ 'main.sml': `${lines.join('\n')}\n` }), registry).program !== null;

/** One feature of each type, read from the event. */
const PARAMETERS = [
  "Str: str = JsonData(path='$.s')",
  "Int: int = JsonData(path='$.n')",
  "Float: float = JsonData(path='$.n')",
  "Bool: bool = JsonData(path='$.b')",
  "Strs: List[str] = JsonData(path='$.l')",
  "Ints: List[int] = JsonData(path='$.l')",
  "Optional1: Optional[str] = JsonData(path='$.a')",
  "User: Entity[str] = EntityJson(type='User', path='$.s')",
  'Age = TimeDelta(days=2)',
];

function callOf(random: Random, { name, parameters }: FunctionDeclaration): string {
  const given = parameters.filter((parameter) => parameter.default === undefined || random.chance(2));
  return `${name}(${given.map((parameter) => `${parameter.name}=${argumentOf(random, parameter)}`).join(', ')})`;
}

function argumentOf(random: Random, { type, constant }: Parameter): string {
  const kind = kindOf(type);
  if (constant === true) {
    switch (kind) {
      case 'int':
        return random.pick(['0', '1', '7', '-1', '3600', '100000']);
      case 'float':
        return random.pick(['0.5', '0.0', '1', '99.99']);
      case 'bool':
        return random.pick(['True', 'False']);
      case 'list':
        return `[${random.list(3, () => literal(anyText(random).slice(0, 10))).join(', ')}]`;
      default:
        return literal(
          random.pick(['NFKC', 'NFD', 'any', 'added', 'a', '[a-z]+$', '(a|b)*c', anyText(random).slice(0, 20)]),
        );
    }
  }
  switch (kind) {
    case 'int':
      return random.pick(['Int', '3', '-1', 'Int * 99']);
    case 'float':
      return random.pick(['Float', '0.5', 'Float / 3']);
    case 'bool':
      return random.pick(['Bool', 'True', 'Int == 3']);
    case 'list':
      return random.pick(['Strs', 'Strs', 'Ints', "['a', 'b']"]);
    case 'entity':
      return 'User';
    case 'timedelta':
      return 'Age';
    default:
      return random.pick([
        'Str',
        'Str',
        'Str',
        literal(anyText(random).slice(0, 30)),
        'StringReplace(s=Str, old=Str, new=Str)',
      ]);
  }
}

function kindOf(type: SmlType): SmlType['kind'] {
  return type.kind === 'union' ? (type.members.find(({ kind }) => kind !== 'none')?.kind ?? 'none') : type.kind;
}

interface DecidedInput {
  readonly ruleset: Ruleset;
  readonly action: Action;
  readonly failed: number;
}

/** Null where the program or the event is not valid: the generators do not only make what is. */
function decide(input: Input): DecidedInput | null {
  const files = Object.fromEntries(Object.entries(input).filter(([path]) => !path.startsWith(' ')));
  const { program, diagnostics } = checkRuleset(rulesetSources(files), registry);
  renderDiagnostics(diagnostics);
  const data = readEvent(input[' event'] ?? '{}');
  if (program === null || data === null) return null;
  const ruleset = compileRuleset(program);
  const action: Action = {
    id: '1',
    actionId: 1,
    name: input[' action'] ?? 'act',
    timeMillis: Date.UTC(2026, 0, 2),
    data,
    secretData: null,
  };
  const decision = ruleset.evaluate(action, host, { position: 1 });
  const features = exportFeatures(ruleset, decision);
  const text = stringifyJson(features);
  check(stringifyJson(parseJson(text)) === text, 'exported features do not survive being written and read');
  check(text.isWellFormed(), 'exported features hold half a character');
  exportEffects(ruleset, decision);
  const { observations } = decision;
  for (const { name, fired, reached } of explainEvent(ruleset, action, { observations })) {
    const rule = ruleset.rules.find((one) => one.name === name);
    const value = rule === undefined ? undefined : decision.values[rule.featureIndex];
    const decided = typeof value === 'boolean' ? value : value === undefined ? false : null;
    if (fired !== decided)
      throw new Broken(`${name} was decided ${decided} and is explained ${fired}, reached ${reached}`);
  }
  check(Object.getPrototypeOf({}) === Object.prototype && !('polluted' in {}), 'a prototype was changed');
  const again = ruleset.evaluate(action, host, { position: 1, observations });
  check(stringifyJson(exportFeatures(ruleset, again)) === text, 'the same event is decided differently a second time');
  return { ruleset, action, failed: decision.errorCount };
}

function readEvent(text: string): JsonObject | null {
  try {
    const value = parseJson(text);
    return isJsonObject(value) ? value : null;
  } catch (error) {
    if (error instanceof JsonError) return null;
    throw error;
  }
}
