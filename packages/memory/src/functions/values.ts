/** Values under keys as functions of the language: the most frequent, members of sets, near-duplicate texts. */
import { BOOL, FAILED, FLOAT, type FunctionDeclaration, INT, listOf, makeFloat, STR } from '@lapwing/sml';
import { countValue, topValues } from '../counters/top-values.ts';
import { define } from '../keyed/definition.ts';
import { NEAR_DISTANCE_MAX, TOP_VALUES_TRACKED } from '../limits.ts';
import { type NearDefinition, nearDuplicateActors } from '../near/near-duplicates.ts';
import { addMember, hasMember, removeMember } from '../sets/membership.ts';
import {
  DefinitionSource,
  durationOf,
  HALF_LIFE,
  halfLifeSource,
  KEY,
  memoryFunction,
  type Numeric,
  seconds,
  VALUE,
  WINDOW,
  whole,
  wholeOf,
  windowSource,
} from './memory-function.ts';

const SET = { name: 'set', type: STR, doc: 'Name of the set: usually an f-string over features.' } as const;
const TRACKED =
  `Frequencies halve every half-life and are kept for ${TOP_VALUES_TRACKED} values a key (SpaceSaving): never too low, too high by at most ` +
  `1/${TOP_VALUES_TRACKED} of the key's total. A late event counts for what is left of it.`;

export const valueFunctions = (): readonly FunctionDeclaration[] => [
  memoryFunction({
    name: 'TopValues',
    doc: `Count a value under a key and return the key's most frequent values, the most frequent first, each cut to 32 units.\n\n${TRACKED}`,
    examples: [
      {
        source: "T = TopValues(key='domains', value='a.example', half_life_seconds=3600)",
        features: { T: ['a.example'] },
      },
    ],
    parameters: [KEY, VALUE, HALF_LIFE, whole('limit', 10, `How many, at most ${TOP_VALUES_TRACKED}.`)],
    result: listOf(STR),
    cost: 300,
    idle: [],
    make: () => {
      const source = halfLifeSource('top');
      return (state, context, key: string, value: string, halfLife: Numeric, most: Numeric) => {
        const duration = durationOf(context, halfLife, 'half-life');
        const limit = wholeOf(context, 'a limit', most, 1, TOP_VALUES_TRACKED);
        if (duration === null || limit === FAILED) return FAILED;
        countValue(state, source.of(duration), key, value, context.timeMillis);
        return topValues(state, source.of(duration), key, limit);
      };
    },
  }),
  memoryFunction({
    name: 'TopValueRank',
    doc: `Count a value under a key and return its rank among the key's values: 1 for the most frequent.\n\n${TRACKED}`,
    examples: [
      { source: "R = TopValueRank(key='domains', value='a.example', half_life_seconds=3600)", features: { R: 1 } },
    ],
    parameters: [KEY, VALUE, HALF_LIFE],
    result: INT,
    cost: 250,
    idle: 0,
    make: () => {
      const source = halfLifeSource('top');
      return (state, context, key: string, value: string, halfLife: Numeric) => {
        const duration = durationOf(context, halfLife, 'half-life');
        if (duration === null) return FAILED;
        return countValue(state, source.of(duration), key, value, context.timeMillis).rank;
      };
    },
  }),
  memoryFunction({
    name: 'TopValueShare',
    doc: `Count a value under a key and return its share of all the key's events, 0 to 1.\n\n${TRACKED}`,
    examples: [
      { source: "S = TopValueShare(key='domains', value='a.example', half_life_seconds=3600)", features: { S: 1 } },
    ],
    parameters: [KEY, VALUE, HALF_LIFE],
    result: FLOAT,
    cost: 250,
    idle: makeFloat(0),
    make: () => {
      const source = halfLifeSource('top');
      return (state, context, key: string, value: string, halfLife: Numeric) => {
        const duration = durationOf(context, halfLife, 'half-life');
        if (duration === null) return FAILED;
        return makeFloat(countValue(state, source.of(duration), key, value, context.timeMillis).share);
      };
    },
  }),
  memoryFunction({
    name: 'SetAdd',
    doc:
      'Put a value into a set until its time to live has passed, and return whether it was not in it. Exact.\n\nA late addition may move ' +
      'the beginning or the end of the membership; it never shortens it.',
    examples: [
      { source: "New = SetAdd(set='banned-ips', value='192.0.2.1', ttl_seconds=86400)", features: { New: true } },
    ],
    parameters: [SET, VALUE, seconds('ttl_seconds', 'How long it stays in the set.')],
    result: BOOL,
    cost: 150,
    idle: false,
    make: () => {
      const definition = define('set', {});
      return (state, context, set: string, value: string, ttl: Numeric) => {
        const duration = durationOf(context, ttl, 'time to live');
        if (duration === null) return FAILED;
        return addMember(state, definition, set, value, duration * 1000, context.timeMillis);
      };
    },
  }),
  memoryFunction({
    name: 'SetContains',
    doc: 'Whether a value is in a set at the time of this event. Exact.',
    examples: [{ source: "Known = SetContains(set='banned-ips', value='192.0.2.1')", features: { Known: false } }],
    parameters: [SET, VALUE],
    result: BOOL,
    cost: 120,
    idle: false,
    make: () => {
      const definition = define('set', {});
      return (state, context, set: string, value: string) =>
        hasMember(state, definition, set, value, context.timeMillis);
    },
  }),
  memoryFunction({
    name: 'SetRemove',
    doc: 'Take a value out of a set at once, and return whether it was in it.',
    examples: [{ source: "Was = SetRemove(set='banned-ips', value='192.0.2.1')", features: { Was: false } }],
    parameters: [SET, VALUE],
    result: BOOL,
    cost: 150,
    idle: false,
    make: () => {
      const definition = define('set', {});
      return (state, context, set: string, value: string) =>
        removeMember(state, definition, set, value, context.timeMillis);
    },
  }),
  memoryFunction({
    name: 'NearDuplicateActors',
    doc:
      'How many distinct actors said nearly this text within the window, this one included; 0 for a text without words. Links, mentions, ' +
      'numbers, case, marks and punctuation are left out of the comparison; then the SimHashes (64 bits, runs of four characters) of a text ' +
      'and of the first text of its group differ in at most `max_distance` bits.\n\nActors are counted as by `DistinctWindow`. An index bucket ' +
      'holds 250 texts; the one seen longest ago goes.',
    examples: [
      {
        source: "N = NearDuplicateActors(text='Buy my coins now! https://x.example', actor='u1', window_seconds=3600)",
        features: { N: 1 },
      },
    ],
    parameters: [
      { name: 'text', type: STR, doc: 'What was said.' },
      { name: 'actor', type: STR, doc: 'Who said it.' },
      WINDOW,
      whole(
        'max_distance',
        3,
        `Bits that may differ, at most ${NEAR_DISTANCE_MAX}. Above 3 a look-up takes 17 times as many probes.`,
      ),
      { name: 'key', type: STR, default: '', doc: 'Texts under different keys are never compared.' },
    ],
    result: INT,
    cost: 2_000,
    idle: 0,
    make: () => {
      const texts = new DefinitionSource('near-texts', (a, b) => ({ windowMillis: a * 1000, distance: b }));
      const actors = windowSource('near-actors');
      let definition: NearDefinition | null = null;
      return (state, context, text: string, actor: string, window: Numeric, most: Numeric, key: string) => {
        const duration = durationOf(context, window);
        const distance = wholeOf(context, 'a distance', most, 0, NEAR_DISTANCE_MAX);
        if (duration === null || distance === FAILED) return FAILED;
        const known = texts.of(duration, distance);
        if (definition?.texts !== known) definition = { texts: known, actors: actors.of(duration) };
        return nearDuplicateActors(state, definition, key, text, actor, context.timeMillis);
      };
    },
  }),
];
