/** Functions that say whether to act now: crossings, cooldowns, rate limits. */
import { BOOL, FAILED, FLOAT, type FunctionDeclaration, optional } from '@lapwing/sml';
import { cooldown } from '../triggers/cooldown.ts';
import { crossed } from '../triggers/crossing.ts';
import { takeTokens } from '../triggers/token-bucket.ts';
import {
  AMOUNT,
  amountOf,
  DefinitionSource,
  durationOf,
  KEY,
  memoryFunction,
  type Numeric,
  seconds,
} from './memory-function.ts';

export const triggerFunctions = (): readonly FunctionDeclaration[] => [
  memoryFunction({
    name: 'CrossedThreshold',
    doc:
      'True once when a number rises to a threshold, and again only after it has been below `reset_below`. Use it in place of ' +
      '`count == 50`, which misses where a count skips 50 and fires again where it comes back.\n\nExact for events in order; an event older ' +
      "than the key's newest never fires.",
    examples: [
      {
        source:
          "A = CrossedThreshold(key='follows-1', value=49, threshold=50)\nB = CrossedThreshold(key='follows-2', value=63, threshold=50)",
        features: { A: false, B: true },
      },
    ],
    parameters: [
      KEY,
      { ...AMOUNT, doc: 'The number watched: usually a count.' },
      { name: 'threshold', type: FLOAT, doc: 'Fires when the number is at least this.' },
      {
        name: 'reset_below',
        type: optional(FLOAT),
        default: null,
        doc: 'May fire again after the number was below this; the threshold itself when absent.',
      },
      seconds('ttl_seconds', 'May fire again after the key was not seen for this long.', 7 * 86_400),
    ],
    result: BOOL,
    cost: 150,
    idle: false,
    make: () => {
      const source = new DefinitionSource('crossing', (a, b, c) => ({
        threshold: a,
        resetBelow: b,
        ttlMillis: c * 1000,
      }));
      return (state, context, key: string, value: Numeric, limit: Numeric, reset: Numeric | null, ttl: Numeric) => {
        const amount = amountOf(context, value);
        const threshold = amountOf(context, limit);
        const resetBelow = reset === null ? threshold : amountOf(context, reset);
        const duration = durationOf(context, ttl, 'time to live');
        if (amount === null || threshold === null || resetBelow === null || duration === null) return FAILED;
        if (resetBelow > threshold) {
          return context.fail('ValueError', `reset_below ${resetBelow} is above the threshold ${threshold}`);
        }
        return crossed(state, source.of(threshold, resetBelow, duration), key, amount, context.timeMillis);
      };
    },
  }),
  memoryFunction({
    name: 'Cooldown',
    doc: 'True at most once in any span of this length, per key. Exact. An event older than the last that got True gets False.',
    examples: [{ source: "A = Cooldown(key='alert-1', cooldown_seconds=3600)", features: { A: true } }],
    parameters: [KEY, seconds('cooldown_seconds', 'How long it stays False after it was True.')],
    result: BOOL,
    cost: 120,
    idle: false,
    make: () => {
      const source = new DefinitionSource('cooldown', (a) => ({ cooldownMillis: a * 1000 }));
      return (state, context, key: string, span: Numeric) => {
        const duration = durationOf(context, span, 'cooldown');
        return duration === null ? FAILED : cooldown(state, source.of(duration), key, context.timeMillis);
      };
    },
  }),
  memoryFunction({
    name: 'RateLimited',
    doc:
      "Take tokens from the key's bucket, and return True where it did not have as many: then none are taken. The bucket holds `max_tokens`, starts " +
      'full, and fills evenly from empty to full in `refill_seconds`.\n\nTime never goes back: a late event takes tokens and adds none.',
    examples: [
      {
        source:
          "A = RateLimited(key='posts-1', max_tokens=5, refill_seconds=60)\nB = RateLimited(key='posts-2', max_tokens=5, refill_seconds=60, take=6)",
        features: { A: false, B: true },
      },
    ],
    parameters: [
      KEY,
      { name: 'max_tokens', type: FLOAT, doc: 'What the bucket holds.' },
      seconds('refill_seconds', 'Time from empty to full.'),
      { name: 'take', type: FLOAT, default: 1, doc: 'How many tokens this event needs.' },
    ],
    result: BOOL,
    cost: 150,
    idle: false,
    make: () => {
      const source = new DefinitionSource('tokens', (a, b) => ({ tokens: a, refillMillis: b * 1000 }));
      return (state, context, key: string, most: Numeric, refill: Numeric, take: Numeric) => {
        const tokens = amountOf(context, most);
        const wanted = amountOf(context, take);
        const duration = durationOf(context, refill, 'refill');
        if (tokens === null || wanted === null || duration === null) return FAILED;
        if (tokens <= 0 || wanted < 0)
          return context.fail('ValueError', 'tokens are taken from more than 0, and not less than 0');
        return !takeTokens(state, source.of(tokens, duration), key, wanted, context.timeMillis);
      };
    },
  }),
];
