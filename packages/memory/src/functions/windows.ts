/** The language's windowed functions, in event time. */
import {
  BOOL,
  type CallSite,
  type EvaluationContext,
  FAILED,
  FLOAT,
  type FunctionDeclaration,
  INT,
  IntegralFloat,
  listOf,
  optional,
  type Parameter,
  ServiceKey,
  STR,
  TimeDeltaValue,
} from '@lapwing/sml';
import { WINDOW_SECONDS_MAX } from '../limits.ts';
import type { Memory } from '../memory.ts';
import type { WindowDefinition } from '../windows/keyed.ts';

export const MEMORY = new ServiceKey<Memory>('memory');

type Seconds = number | bigint | IntegralFloat | TimeDeltaValue;

const KEY: Parameter = { name: 'key', type: STR, doc: 'What is counted: usually an f-string over features.' };
const WINDOW: Parameter = {
  name: 'window_seconds',
  type: FLOAT,
  doc: 'Length of the window in seconds of event time.',
};
const WHEN: Parameter = {
  name: 'when_all',
  type: listOf(BOOL),
  doc: 'The event counts only when all of these hold; otherwise the result is 0 and nothing is remembered.',
};
const TTL: Parameter = {
  name: 'max_ttl_seconds',
  type: optional(FLOAT),
  default: null,
  doc: 'Accepted for compatibility: a key is forgotten when its window has passed.',
};

/** `IncrementWindow`, `GetWindowCount` and `DistinctWindow`. The host provides {@link MEMORY}. */
export function windowFunctions(): readonly FunctionDeclaration[] {
  return [INCREMENT_WINDOW, GET_WINDOW_COUNT, DISTINCT_WINDOW];
}

const INCREMENT_WINDOW: FunctionDeclaration = {
  name: 'IncrementWindow',
  category: 'Memory',
  doc: 'Count this event under a key and return how many lie in the window that ends with it, itself included (at most 10,000).',
  examples: [
    {
      source:
        "User: str = JsonData(path='$.user')\nPosts = IncrementWindow(key=f'posts-{User}', window_seconds=3600, when_all=[User != 'bot'])",
      data: { user: 'alice' },
      features: { User: 'alice', Posts: 1 },
    },
  ],
  parameters: [KEY, WINDOW, WHEN, TTL],
  result: INT,
  purity: 'memory',
  cost: 200,
  bind: (site) => {
    const definitions = new Definitions(site, 'count');
    return {
      arguments: ['key', 'window_seconds', 'when_all'],
      call: (context: EvaluationContext, key: string, seconds: Seconds, when: readonly boolean[]) => {
        if (when.includes(false)) return 0;
        const definition = definitions.of(context, seconds);
        if (definition === FAILED) return FAILED;
        return context.service(MEMORY).incrementWindow(definition, key, context.timeMillis);
      },
    };
  },
};

const GET_WINDOW_COUNT: FunctionDeclaration = {
  name: 'GetWindowCount',
  category: 'Memory',
  doc: 'How many events `IncrementWindow` has counted under the same key and window, this event not counted by the call.',
  examples: [
    {
      source: "Before = GetWindowCount(key='sign-ups', window_seconds=60, when_all=[True])",
      features: { Before: 0 },
    },
  ],
  parameters: [KEY, WINDOW, WHEN],
  result: INT,
  purity: 'memory',
  cost: 150,
  bind: (site) => {
    const definitions = new Definitions(site, 'count');
    return {
      arguments: ['key', 'window_seconds', 'when_all'],
      call: (context: EvaluationContext, key: string, seconds: Seconds, when: readonly boolean[]) => {
        if (when.includes(false)) return 0;
        const definition = definitions.of(context, seconds);
        if (definition === FAILED) return FAILED;
        return context.service(MEMORY).readWindow(definition, key, context.timeMillis);
      },
    };
  },
};

const DISTINCT_WINDOW: FunctionDeclaration = {
  name: 'DistinctWindow',
  category: 'Memory',
  doc: 'Note a value under a key and return how many distinct values the window holds, this one included (at most 2,048).',
  examples: [
    {
      source:
        "Ip: str = JsonData(path='$.ip')\nUser: str = JsonData(path='$.user')\nUsersAtAddress = DistinctWindow(key=f'ip-{Ip}', value=User, window_seconds=86400, when_all=[True])",
      data: { ip: '198.51.100.7', user: 'alice' },
      features: { Ip: '198.51.100.7', User: 'alice', UsersAtAddress: 1 },
    },
  ],
  parameters: [KEY, { name: 'value', type: STR, doc: 'The value to be told apart.' }, WINDOW, WHEN],
  result: INT,
  purity: 'memory',
  cost: 250,
  bind: (site) => {
    const definitions = new Definitions(site, 'distinct');
    return {
      arguments: ['key', 'value', 'window_seconds', 'when_all'],
      call: (context: EvaluationContext, key: string, value: string, seconds: Seconds, when: readonly boolean[]) => {
        if (when.includes(false)) return 0;
        const definition = definitions.of(context, seconds);
        if (definition === FAILED) return FAILED;
        return context.service(MEMORY).distinctWindow(definition, key, value, context.timeMillis);
      },
    };
  },
};

/** Definitions by window length. A call site nearly always has one, so the last one is kept at hand. */
class Definitions {
  readonly #kind: string;
  #seconds = -1;
  #definition: WindowDefinition = { seed: 0, windowMillis: 0 };

  constructor(site: CallSite, kind: string) {
    this.#kind = kind;
    const window = site.argument('window_seconds');
    if (window?.kind === 'int' || window?.kind === 'float') {
      const seconds = Number(window.value);
      if (!isWindow(seconds)) {
        site.error('invalid window', window.span, `must be more than 0 and at most ${WINDOW_SECONDS_MAX} seconds`);
      }
    }
  }

  of(context: EvaluationContext, value: Seconds): WindowDefinition | typeof FAILED {
    const seconds = toSeconds(value);
    if (seconds === this.#seconds) return this.#definition;
    if (!isWindow(seconds)) {
      return context.fail('ValueError', `a window of ${seconds} seconds is not within (0, ${WINDOW_SECONDS_MAX}]`);
    }
    this.#seconds = seconds;
    this.#definition = { seed: seedOf(`${this.#kind}|${seconds}`), windowMillis: seconds * 1000 };
    return this.#definition;
  }
}

function isWindow(seconds: number): boolean {
  return seconds > 0 && seconds <= WINDOW_SECONDS_MAX;
}

function toSeconds(value: Seconds): number {
  if (typeof value === 'number') return value;
  if (value instanceof IntegralFloat) return value.value;
  if (value instanceof TimeDeltaValue) return value.seconds;
  return Number(value);
}

function seedOf(identity: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < identity.length; i++) hash = Math.imul(hash ^ identity.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
