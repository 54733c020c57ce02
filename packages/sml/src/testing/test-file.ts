/**
 * Test files: `*.test.yaml` beside the rules. A file has `cases`, a case has events in event time, an event has what is expected of it.
 *
 * ```yaml
 * defaults:                       # under every event of the file; maps are merged
 *   action: post
 *   time: 2026-01-02T12:00:00Z    # of a case's first event
 *   data: {user_id: alice}
 * cases:
 *   - name: three links within an hour
 *     labels: {User/alice: [trusted]}     # there before the first event
 *     lists: {bad-words: {kind: words, entries: [free coins]}}   # so are these, and those of the file's own `lists`
 *     events:
 *       - data: {links: ['https://a.example']}
 *         repeat: 2                   # `{n}` in texts of a repeated event's data is 1, 2, …
 *         every: 10m
 *       - after: 10m              # since the event before
 *         expect:
 *           features: {LinksPerHour: 3}
 *           rules: [LinkFloodRule]          # exactly these fire; or a map: {LinkFloodRule: true, OtherRule: false}
 *           verdicts: [limit]
 *           labels: [User/alice/link_spam]  # changes: -User/alice/link_spam is a removal
 *           entities: {User/alice: [link_spam, trusted]}   # what the entity has afterwards
 *           effects: [{effect: ban-user, comment: spam}]   # effects of plugins, in part
 *           errors: 0
 *   - name: one event
 *     event: {data: {links: []}}
 *     expect: {rules: []}
 * ```
 */
import type { JsonObject, JsonValue } from '../functions/declaration.ts';
import { isJsonObject } from '../json/parse.ts';
import { type Expectation, parseExpectation } from './expectation.ts';
import { asInteger, asObject, asText, asTexts, type Fields, fieldsOf } from './fields.ts';
import { limits } from './limits.ts';
import { parseYaml, TestFileError, type YamlValue } from './yaml.ts';

/** A list of a test; which kinds there are is known where it is made. */
export interface TestList {
  readonly kind: string;
  readonly entries: readonly string[];
  readonly maxDistance: number;
  readonly line: number;
}

export interface TestCase {
  readonly name: string;
  readonly line: number;
  /** Labels before the first event: `Type/id` and names. */
  readonly labels: ReadonlyMap<string, readonly string[]>;
  /** Lists that are there before the first event, by name. */
  readonly lists: ReadonlyMap<string, TestList>;
  readonly events: readonly TestEvent[];
}

export interface TestEvent {
  readonly line: number;
  readonly id: string;
  readonly action: string;
  readonly timeMillis: number;
  readonly data: JsonObject;
  readonly secretData: JsonObject | null;
  /** Null for events that only lead up to another. */
  readonly expect: Expectation | null;
}

/** When the first event of a case is, where the file does not say. */
const DEFAULT_TIME = Date.UTC(2026, 0, 1);

/** Reads a test file. Throws a TestFileError with the line. */
export function parseTestFile(text: string): TestCase[] {
  const root = parseYaml(text);
  const file = fieldsOf(root, 'a test file', ['defaults', 'lists', 'cases']);
  const lists = listsOf(file.get('lists'));
  const defaults = eventParts(file.get('defaults'), 'defaults');
  const cases = file.get('cases');
  if (cases?.kind !== 'list') throw new TestFileError(root.line, 'a test file has a list of `cases`');
  const seen = new Set<string>();
  return cases.items.map((item) => {
    const one = parseCase(item, defaults, lists);
    if (seen.has(one.name)) throw new TestFileError(one.line, `two cases are named \`${one.name}\``);
    seen.add(one.name);
    return one;
  });
}

function parseCase(node: YamlValue, defaults: EventParts, shared: TestCase['lists']): TestCase {
  const fields = fieldsOf(node, 'a case', ['name', 'labels', 'lists', 'defaults', 'event', 'events', 'expect']);
  const name = asText(fields.get('name'), 'name', node.line);
  const base = mergeParts(defaults, eventParts(fields.get('defaults'), 'defaults'));
  const labels = labelsOf(fields.get('labels'));
  const lists = new Map([...shared, ...listsOf(fields.get('lists'))]);
  const single = fields.get('event');
  const several = fields.get('events');
  const expect = fields.get('expect');
  if ((single === undefined) === (several === undefined)) {
    throw new TestFileError(node.line, `the case \`${name}\` has either an \`event\` or a list of \`events\``);
  }
  if (several !== undefined && several.kind !== 'list') throw new TestFileError(several.line, '`events` is not a list');
  const clock = { timeMillis: base.timeMillis ?? DEFAULT_TIME, started: false, events: 0 };
  const events = (several?.items ?? [single!]).flatMap((event) => parseEvents(event, base, clock));
  if (expect !== undefined) {
    const last = events.at(-1);
    if (last === undefined || last.expect !== null) {
      throw new TestFileError(
        expect.line,
        '`expect` of the case speaks of its last event, which has one of its own or is missing',
      );
    }
    events[events.length - 1] = { ...last, expect: parseExpectation(expect) };
  }
  if (events.every((event) => event.expect === null)) {
    throw new TestFileError(node.line, `the case \`${name}\` expects nothing`);
  }
  return { name, line: node.line, labels, lists, events };
}

interface Clock {
  timeMillis: number;
  started: boolean;
  events: number;
}

const EVENT_FIELDS = ['id', 'action', 'time', 'data', 'secret_data'];

function parseEvents(node: YamlValue, base: EventParts, clock: Clock): TestEvent[] {
  const fields = fieldsOf(node, 'an event', [...EVENT_FIELDS, 'after', 'omit', 'repeat', 'every', 'expect']);
  const own = partsOf(fields);
  const parts = mergeParts(base, own);
  const repeat = fields.has('repeat') ? asInteger(fields.get('repeat'), 'repeat', node.line, 1) : 1;
  const every = fields.has('every') ? asDuration(fields.get('every'), 'every') : 0;
  const after = fields.has('after') ? asDuration(fields.get('after'), 'after') : 0;
  if (own.timeMillis !== null && fields.has('after')) {
    throw new TestFileError(node.line, 'an event has a `time` or comes `after` another, not both');
  }
  if (parts.action === null) throw new TestFileError(node.line, 'neither the event nor the defaults name an `action`');
  if (own.id !== null && repeat > 1) throw new TestFileError(node.line, 'a repeated event cannot have an `id`');
  const data = without(parts.data, fields.has('omit') ? asTexts(fields.get('omit'), 'omit') : []);
  const expect = fields.get('expect');
  clock.timeMillis = own.timeMillis ?? clock.timeMillis + after;
  const events: TestEvent[] = [];
  for (let index = 0; index < repeat; index++) {
    if (++clock.events > limits.eventsPerCase) {
      throw new TestFileError(node.line, `a case may have at most ${limits.eventsPerCase} events`);
    }
    if (index > 0) clock.timeMillis += every;
    events.push({
      line: node.line,
      id: own.id ?? String(clock.events),
      action: parts.action,
      timeMillis: clock.timeMillis,
      data: fields.has('repeat') ? numbered(data, String(index + 1)) : data,
      secretData: parts.secretData,
      expect: expect !== undefined && index === repeat - 1 ? parseExpectation(expect) : null,
    });
  }
  return events;
}

interface EventParts {
  readonly id: string | null;
  readonly action: string | null;
  readonly timeMillis: number | null;
  readonly data: JsonObject;
  readonly secretData: JsonObject | null;
}

const NO_PARTS: EventParts = { id: null, action: null, timeMillis: null, data: {}, secretData: null };

const eventParts = (node: YamlValue | undefined, what: string): EventParts =>
  node === undefined ? NO_PARTS : partsOf(fieldsOf(node, what, EVENT_FIELDS.slice(1)));

function partsOf(fields: Fields): EventParts {
  const id = fields.get('id');
  const action = fields.get('action');
  const time = fields.get('time');
  const data = fields.get('data');
  const secret = fields.get('secret_data');
  return {
    id: id === undefined ? null : asId(id),
    action: action === undefined ? null : asText(action, 'action', action.line),
    timeMillis: time === undefined ? null : asTime(time),
    data: data === undefined ? {} : asObject(data, 'data'),
    secretData: secret === undefined ? null : asObject(secret, 'secret_data'),
  };
}

function mergeParts(base: EventParts, own: EventParts): EventParts {
  const secret = own.secretData;
  return {
    id: own.id,
    action: own.action ?? base.action,
    timeMillis: own.timeMillis ?? base.timeMillis,
    data: mergeObjects(base.data, own.data),
    secretData: secret === null ? base.secretData : mergeObjects(base.secretData ?? {}, secret),
  };
}

/** Maps merge; everything else of the second replaces what the first has. */
function mergeObjects(base: JsonObject, own: JsonObject): JsonObject {
  const merged: JsonObject = Object.assign(Object.create(null), base);
  for (const [key, value] of Object.entries(own)) {
    const before = merged[key];
    merged[key] = isJsonObject(before) && isJsonObject(value) ? mergeObjects(before, value) : value;
  }
  return merged;
}

/** The object with a repetition's number in its texts. */
function numbered(object: JsonObject, number: string): JsonObject {
  const inValue = (value: JsonValue): JsonValue => {
    if (typeof value === 'string') return value.replaceAll('{n}', number);
    if (Array.isArray(value)) return value.map(inValue);
    return isJsonObject(value) ? numbered(value, number) : value;
  };
  const result: JsonObject = Object.create(null);
  for (const [key, value] of Object.entries(object)) result[key] = inValue(value);
  return result;
}

/** The object without some keys; a dot leads into an inner object. */
function without(object: JsonObject, paths: readonly string[]): JsonObject {
  let result = object;
  for (const path of paths) {
    const [key = '', ...rest] = path.split('.');
    const copy: JsonObject = Object.assign(Object.create(null), result);
    const inner = copy[key];
    if (rest.length === 0) delete copy[key];
    else if (isJsonObject(inner)) copy[key] = without(inner, [rest.join('.')]);
    result = copy;
  }
  return result;
}

function labelsOf(node: YamlValue | undefined): ReadonlyMap<string, readonly string[]> {
  if (node === undefined) return new Map();
  if (node.kind !== 'map') throw new TestFileError(node.line, '`labels` is not a map from `Type/id` to names');
  return new Map([...node.entries].map(([entity, { value }]) => [entity, asTexts(value, `labels.${entity}`)]));
}

function listsOf(node: YamlValue | undefined): TestCase['lists'] {
  if (node === undefined) return new Map();
  if (node.kind !== 'map') throw new TestFileError(node.line, '`lists` is not a map from names to lists');
  return new Map(
    [...node.entries].map(([name, { value }]) => {
      const fields = fieldsOf(value, `the list \`${name}\``, ['kind', 'entries', 'max_distance']);
      const kind = asText(fields.get('kind'), `lists.${name}.kind`, value.line);
      const entries = fields.has('entries') ? asTexts(fields.get('entries'), `lists.${name}.entries`) : [];
      const distance = fields.get('max_distance');
      const maxDistance = distance === undefined ? 0 : asInteger(distance, 'max_distance', value.line, 0);
      return [name, { kind, entries, maxDistance, line: value.line }];
    }),
  );
}

function asId(node: YamlValue): string {
  if (node.kind === 'scalar') {
    const { value } = node;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') return String(value);
  }
  throw new TestFileError(node.line, '`id` is neither a text nor an integer');
}

function asTime(node: YamlValue): number {
  const text = asText(node, 'time', node.line);
  const millis = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  if (Number.isNaN(millis)) {
    throw new TestFileError(node.line, `\`${text}\` is no time such as 2026-01-02T12:00:00Z`);
  }
  return millis;
}

const UNIT_MILLIS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function asDuration(node: YamlValue | undefined, key: string): number {
  const text = asText(node, key, node?.line ?? 1);
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text) ?? [];
  const millis = UNIT_MILLIS[unit];
  if (amount === undefined || millis === undefined) {
    throw new TestFileError(node?.line ?? 1, `\`${key}\` is no duration such as 90s, 10m, 1.5h or 2d`);
  }
  return Number(amount) * millis;
}
