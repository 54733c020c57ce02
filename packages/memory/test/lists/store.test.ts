/** Lists as a fold over changes: versions, expiry, refusals, files, checkpoints, and look-ups from rules. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Action,
  checkRuleset,
  compileRuleset,
  createRegistry,
  engineFunctions,
  type Host,
  jsonFunctions,
  parseJson,
  renderDiagnostics,
  rulesetSources,
  type ServiceKey,
  standardFunctions,
} from '@lapwing/sml';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  exportEntries,
  importEntries,
  type ListChange,
  type ListEntry,
  ListError,
  type ListKind,
  type ListOperation,
  ListStore,
  loadCheckpoint,
  MEMORY,
  Memory,
  parseListChange,
  snapshot,
  windowFunctions,
} from '../../src/index.ts';
import { LIST_HISTORY_ENTRIES_MAX, LIST_PATTERNS_MAX } from '../../src/limits.ts';

const entry = (value: string, expiresAtMillis: number | null = null, note = ''): ListEntry => ({
  value,
  expiresAtMillis,
  note,
});
const change = (list: string, operation: ListOperation): ListChange => ({
  type: 'list',
  list,
  atMillis: 1000,
  by: 'ana',
  reason: 'seen in a campaign',
  change: operation,
});
const created = (kind: ListKind, maxDistance = 0): ListOperation => ({
  operation: 'create',
  kind,
  owner: 'trust',
  description: '',
  maxDistance,
});

function storeOf(kind: ListKind, ...entries: ListEntry[]): ListStore {
  const store = new ListStore();
  store.apply(change('l', created(kind)));
  store.apply(change('l', { operation: 'put', entries }));
  return store;
}

describe('a list', () => {
  it('has every past version of its entries (I1)', () => {
    const value = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const entries = fc.array(fc.tuple(value, fc.option(fc.nat(5))), { maxLength: 4 });
    const operation = fc.oneof(
      entries.map((all): ListOperation => ({ operation: 'put', entries: all.map(([v, e]) => entry(v, e)) })),
      entries.map((all): ListOperation => ({ operation: 'replace', entries: all.map(([v, e]) => entry(v, e)) })),
      fc.array(value, { maxLength: 3 }).map((values): ListOperation => ({ operation: 'remove', values })),
    );
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 15 }), (operations) => {
        const store = new ListStore();
        store.apply(change('l', created('hashes')));
        const model = new Map<string, ListEntry>();
        const versions = [[], []] as ListEntry[][];
        for (const next of operations) {
          const version = store.apply(change('l', next));
          if (next.operation === 'replace') model.clear();
          if (next.operation === 'remove') for (const gone of next.values) model.delete(gone);
          if (next.operation === 'put' || next.operation === 'replace')
            for (const e of next.entries) model.set(e.value, e);
          versions[version] = [...model.values()].sort((a, b) => (a.value < b.value ? -1 : 1));
          expect(store.entries('l')).toEqual(versions[version]);
        }
        versions.forEach((expected, version) => {
          if (version > 0) expect(store.entriesAt('l', version)).toEqual(expected);
        });
      }),
    );
  });

  it('matches by event time: an entry counts before its expiry (I3)', () => {
    const store = storeOf('hashes', entry('x', 5000));
    expect(store.match('l', 'x', 4999)).toBe('x');
    expect(store.match('l', 'x', 5000)).toBeNull();
    expect(store.match('other', 'x', 0)).toBeUndefined();
    // Put again with another expiry, it counts again.
    store.apply(change('l', { operation: 'put', entries: [entry('X ', null, 'again')] }));
    expect(store.match('l', 'x', 9e9)).toBe('x');
    expect(store.info('l')).toMatchObject({ version: 3, entries: 1, owner: 'trust', kind: 'hashes' });
    expect(store.history('l').at(-1)).toMatchObject({
      by: 'ana',
      reason: 'seen in a campaign',
      added: [{ note: 'again' }],
    });
  });

  it('refuses a change as a whole', () => {
    const store = storeOf('cidrs', entry('10.0.0.0/8'));
    const before = JSON.stringify(store.save());
    const refused = (operation: ListOperation, message: RegExp, list = 'l') => {
      expect(() => store.check(change(list, operation))).toThrow(message);
      expect(() => store.apply(change(list, operation))).toThrow(ListError);
      expect(JSON.stringify(store.save())).toBe(before);
    };
    refused({ operation: 'put', entries: [entry('192.0.2.0/24'), entry('nonsense')] }, /`nonsense` is no IP address/);
    refused({ operation: 'put', entries: [entry('x'.repeat(3000))] }, /longer than 2000/);
    refused(created('words'), /there is a list `l` already/);
    refused({ operation: 'delete' }, /there is no list `m`/, 'm');
    const patterns = Array.from({ length: LIST_PATTERNS_MAX + 1 }, (_, i) => entry(`p${i}`));
    store.apply(change('r', created('regexes')));
    expect(() => store.apply(change('r', { operation: 'replace', entries: patterns }))).toThrow(
      /5001 entries are more/,
    );
  });

  it('can change owner and distance, and be deleted', () => {
    const store = storeOf('images', entry('00000000000000ff'));
    expect(store.match('l', '00000000000000fe', 0)).toBeNull();
    store.apply(change('l', { operation: 'describe', owner: 'images', description: 'd', maxDistance: 2 }));
    expect(store.match('l', '00000000000000fe', 0)).toBe('00000000000000ff');
    expect(store.info('l')?.owner).toBe('images');
    expect(store.apply(change('l', { operation: 'delete' }))).toBe(4);
    expect(store.match('l', '00000000000000fe', 0)).toBeUndefined();
    expect(store.names()).toEqual([]);
  });

  it('forgets old versions beyond its limit, and says which it knows', () => {
    const store = new ListStore();
    store.apply(change('l', created('hashes')));
    const half = LIST_HISTORY_ENTRIES_MAX / 2;
    for (let i = 0; i < 3; i++) {
      const entries = Array.from({ length: half }, (_, n) => entry(`${i}-${n}`));
      store.apply(change('l', { operation: 'put', entries }));
    }
    expect(store.entriesAt('l', 3)).toHaveLength(2 * half);
    expect(() => store.entriesAt('l', 1)).toThrow(/versions 2 to 4 are known here, not 1/);
  });
});

describe('a journal entry', () => {
  it('is read back as it was written', () => {
    const operations: ListOperation[] = [
      created('images', 10),
      { operation: 'put', entries: [entry('a', 5, 'n')] },
      { operation: 'remove', values: ['a'] },
      { operation: 'replace', entries: [] },
      { operation: 'describe', owner: 'o', description: 'd', maxDistance: 0 },
      { operation: 'delete' },
    ];
    for (const operation of operations) {
      const written = change('l-1', operation);
      expect(parseListChange(JSON.parse(JSON.stringify(written)))).toEqual(written);
    }
  });

  it('is refused with what is wrong where', () => {
    const wrong = (part: object, message: RegExp) => {
      expect(() => parseListChange({ ...change('l', { operation: 'delete' }), ...part })).toThrow(message);
    };
    wrong({ list: 'No Name' }, /list: `No Name` is no name/);
    wrong({ atMillis: 'now' }, /atMillis: must be a number/);
    wrong({ change: null }, /change: must be an object/);
    wrong({ change: { operation: 'burn' } }, /operation: must be create/);
    wrong({ change: { operation: 'put', entries: ['a', 5] } }, /entries\[1\]: must be an object/);
    wrong(
      { change: { operation: 'put', entries: [{ value: 'a', expiresAtMillis: 'x' }] } },
      /entries\[0\].expiresAtMillis/,
    );
    wrong({ change: { operation: 'create', kind: 'x', owner: 'o' } }, /kind: must be one of/);
  });
});

describe('a file of entries', () => {
  const any = fc.record({
    value: fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
    expiresAtMillis: fc.option(fc.integer({ min: 0, max: 4e12 })),
    note: fc.string({ maxLength: 12 }),
  });

  it('comes back as it went, in CSV and JSON, and text values as text', () => {
    fc.assert(
      fc.property(fc.array(any, { maxLength: 8 }), (entries) => {
        expect(importEntries(exportEntries(entries, 'csv'), 'csv')).toEqual(entries);
        expect(importEntries(exportEntries(entries, 'json'), 'json')).toEqual(entries);
      }),
    );
    const plain = [entry('a b'), entry('c')];
    expect(importEntries(exportEntries(plain, 'text'), 'text')).toEqual(plain);
    expect(() => exportEntries([entry('# x')], 'text')).toThrow(ListError);
  });

  it('is read in other forms, and refused with the line', () => {
    expect(importEntries('\uFEFF# list\r\na\r\n\r\n  b \n', 'text')).toEqual([entry('a'), entry('b')]);
    expect(importEntries('note,value\n"x, ""y""\nz",a\n', 'csv')).toEqual([entry('a', null, 'x, "y"\nz')]);
    expect(importEntries('value,expires_at\na,2026-01-01', 'csv')).toEqual([entry('a', Date.UTC(2026, 0, 1))]);
    expect(() => importEntries('name\na', 'csv')).toThrow(/line 1: the heading has no column `value`/);
    expect(() => importEntries('value,expires_at\na,\nb,tomorrow', 'csv')).toThrow(/line 3: expires_at `tomorrow`/);
    expect(() => importEntries('value\n"a', 'csv')).toThrow(/line 2: a quoted cell does not end/);
    expect(() => importEntries('{}', 'json')).toThrow(/not an array/);
    expect(() => importEntries('{', 'json')).toThrow(/not JSON/);
  });
});

describe('lists with the rest of memory', () => {
  it('are in a checkpoint as of its moment', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'lapwing-lists-'));
    const memory = new Memory({ seed: 1 });
    memory.lists.apply(change('big', created('hashes')));
    const entries = Array.from({ length: 12_000 }, (_, i) => entry(`v${i}`, i));
    memory.lists.apply(change('big', { operation: 'put', entries }));
    memory.lists.apply(change('words', created('words')));
    memory.lists.apply(change('words', { operation: 'put', entries: [entry('spam')] }));
    const before = memory.lists.save();
    const writing = snapshot(memory, 1).writeTo(join(directory, 'memory'));
    memory.lists.apply(change('words', { operation: 'remove', values: ['spam'] }));
    memory.lists.apply(change('big', { operation: 'delete' }));
    await writing;
    const restored = await loadCheckpoint(join(directory, 'memory'), {});
    await rm(directory, { recursive: true });
    expect(restored.memory.lists.save()).toEqual(before);
    expect(restored.memory.lists.match('words', 'more SPAM here', 0)).toBe('spam');
    expect(restored.memory.lists.match('big', 'v11999', 11_998)).toBe('v11999');
  });

  it('are looked up by rules; a list that does not exist is a failure', () => {
    const memory = new Memory({ seed: 1 });
    const make = (name: string, kind: ListKind, value: string) => {
      memory.lists.apply(change(name, created(kind)));
      memory.lists.apply(change(name, { operation: 'put', entries: [entry(value)] }));
    };
    make('bad-words', 'words', 'free coins');
    make('bad-domains', 'domains', 'evil.example');
    make('bad-users', 'entities', 'User/u1');
    const source = `
User: Entity[str] = EntityJson(type='User', path='$.user')
Links: List[str] = JsonData(path='$.links')
Words = InList(list='bad-words', value='Get FREE COINS now')
Word = ListMatch(list='bad-words', value='nothing')
Domain = AnyInList(list='bad-domains', values=Links)
Known = EntityInList(list='bad-users', entity=User)
Missing = InList(list='no-such-list', value='x')
`;
    const registry = createRegistry(engineFunctions(), jsonFunctions(), standardFunctions(), windowFunctions());
    const { program, diagnostics } = checkRuleset(rulesetSources({ 'main.sml': source }), registry);
    if (program === null) throw new Error(renderDiagnostics(diagnostics));
    const ruleset = compileRuleset(program);
    const services = new Map<ServiceKey<unknown>, unknown>([[MEMORY, memory]]);
    const host: Host = { service: <T>(key: ServiceKey<T>) => services.get(key) as T };
    const data = parseJson('{"user": "u1", "links": ["https://good.example", "https://x.evil.example/a"]}');
    const action: Action = { id: '1', actionId: 1, name: 'post', timeMillis: 5000, data, secretData: null };
    const decision = ruleset.evaluate(action, host, { position: 1 });
    const value = (name: string) => decision.values[ruleset.features.findIndex((feature) => feature.name === name)];
    expect([value('Words'), value('Word'), value('Domain'), value('Known')]).toEqual([
      true,
      null,
      'evil.example',
      true,
    ]);
    expect(decision.errors).toMatchObject([{ kind: 'KeyError', message: 'there is no list `no-such-list`' }]);
  });
});
