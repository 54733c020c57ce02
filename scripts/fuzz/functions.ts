/**
 * Every function of the language on hostile arguments and events, those that remember and those of the atproto plugin included: what
 * holds of one decision, and of a sequence of events on one memory, which must come out the same when it is folded again.
 */

import { LIST_KINDS, type ListChange, ListError, Memory, windowFunctions } from '../../packages/memory/src/index.ts';
import { networkFunctions } from '../../packages/networks/src/rules/index.ts';
import {
  type Action,
  checkRuleset,
  createRegistry,
  engineFunctions,
  exportFeatures,
  jsonFunctions,
  type Ruleset,
  rulesetSources,
  standardFunctions,
  stringifyJson,
} from '../../packages/sml/src/index.ts';
import { atprotoFunctions } from '../../packages/sml-atproto/src/index.ts';
import { callOf, LIST_NAMES } from './arguments.ts';
import { type Campaign, check, type Input } from './campaign.ts';
import { decideOnce, hostOf, readEvent } from './decide.ts';
import type { Random } from './random.ts';
import { anyObject, anyText } from './texts.ts';

const registry = createRegistry(
  engineFunctions(),
  jsonFunctions(),
  standardFunctions(),
  windowFunctions(),
  networkFunctions(),
  atprotoFunctions(),
);

const EVENTS_MAX = 12;
const START = Date.UTC(2026, 0, 2);
const CONFIG = 'labels:\n  a: {valid_for: [User], connotation: negative, description: x}\n';

export const functions: Campaign = {
  name: 'functions',
  generate(random) {
    const declarations = [...registry.functions.values()].filter(({ result }) => result !== 'dynamic');
    const files = { 'config.yaml': CONFIG, 'lists/words.yaml': wordList(random) };
    const lines = [...PARAMETERS];
    // Constants are mostly not what a function takes: a call that is refused is drawn again.
    for (let index = 0; index < 12 && lines.length < PARAMETERS.length + 4; index++) {
      const declaration = random.pick(declarations);
      if (declaration.result === 'dynamic' || declaration.result.kind === 'none' || declaration.name === 'Rule')
        continue;
      const line = `X${index} = ${callOf(random, declaration)}`;
      if (isValid({ ...files, 'main.sml': `${[...PARAMETERS, line].join('\n')}\n` })) lines.push(line);
    }
    return {
      ...files,
      'main.sml': `${lines.join('\n')}\n`,
      ' event': anyObject(random, 3),
      ' action': 'act',
      ' events': random.list(EVENTS_MAX, () => `${anyTime(random)} ${anyObject(random, 2)}`).join('\n'),
      ' lists': random.list(20, () => `${random.pick(LIST_NAMES)} ${listValue(random)}`).join('\n'),
    };
  },
  run(input) {
    const decided = decideOnce(input, registry, memoryOf(input));
    if (decided === null) return;
    const first = fold(decided.ruleset, input);
    check(fold(decided.ruleset, input) === first, 'the same events on an empty memory come out differently');
  },
};

const isValid = (files: Readonly<Record<string, string>>): boolean =>
  checkRuleset(rulesetSources(files), registry).program !== null;

/** Features of all events in turn, as text. */
function fold(ruleset: Ruleset, input: Input): string {
  const memory = memoryOf(input);
  let nowMillis = START;
  const host = hostOf(memory, () => nowMillis);
  const answers: string[] = [];
  for (const [index, line] of (input[' events'] ?? '').split('\n').entries()) {
    const space = line.indexOf(' ');
    const data = readEvent(line.slice(space + 1));
    const timeMillis = Number(line.slice(0, space));
    if (data === null || !Number.isFinite(timeMillis)) continue;
    const position = index + 2;
    nowMillis = timeMillis;
    memory.begin(position, timeMillis, START + index);
    const action: Action = { id: `e${index}`, actionId: null, name: 'act', timeMillis, data, secretData: null };
    answers.push(stringifyJson(exportFeatures(ruleset, ruleset.evaluate(action, host, { position }))));
  }
  memory.metrics();
  return answers.join('\n');
}

/** An empty memory with a list of each kind. */
function memoryOf(input: Input): Memory {
  const memory = new Memory({ seed: 7 });
  const change = (list: string, operation: ListChange['change']): void => {
    try {
      memory.lists.apply({ type: 'list', list, atMillis: START, by: 'fuzz', reason: '', change: operation });
    } catch (error) {
      if (!(error instanceof ListError)) throw error;
    }
  };
  for (const kind of LIST_KINDS) {
    const maxDistance = kind === 'images' ? 5 : 0;
    change(kind, { operation: 'create', kind, owner: '', description: '', maxDistance });
  }
  for (const line of (input[' lists'] ?? '').split('\n')) {
    const [name = '', ...rest] = line.split(' ');
    change(name, { operation: 'put', entries: [{ value: rest.join(' '), expiresAtMillis: null, note: '' }] });
  }
  return memory;
}

/** Mostly a little later or earlier than the last; now and then at the end of time. */
function anyTime(random: Random): number {
  if (random.chance(12)) return random.pick([0, -1, -8.64e15, 8.64e15, START + 0.5, START - 1e12, START + 1e12]);
  return START + random.pick([1, 1000, 60_000, 3_600_000, 86_400_000]) * (random.below(40) - 20);
}

function listValue(random: Random): string {
  return random.pick([
    () => anyText(random).replaceAll('\n', ' '),
    () => random.pick(['a', '.*', '(a|b)+$', '(a*)*b', 'example.com', '10.0.0.0/8', '::/0', 'User/a', '😀', 'ß']),
    () => Array.from({ length: 16 }, () => random.below(16).toString(16)).join(''),
  ])();
}

/** A file that is a list of words, or should be one. */
function wordList(random: Random): string {
  if (random.chance(8)) return anyText(random);
  return random
    .list(12, () => `- ${JSON.stringify(random.pick(['', 'a', 'b c', 'É', '😀', anyText(random)]))}\n`)
    .join('');
}

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
