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
  type EntryLine,
  entryLine,
  fileHeading,
  type ListChange,
  type ListEntry,
  ListError,
  type ListFormat,
  type ListImportMode,
  type ListKind,
  type ListOperation,
  ListStore,
  loadCheckpoint,
  MEMORY,
  Memory,
  parseListChange,
  readEntries,
  snapshot,
  windowFunctions,
} from '../../src/index.ts';
import { LIST_PART_ENTRIES, LIST_PART_MOVES, LIST_PATTERNS_MAX } from '../../src/limits.ts';

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
  it('is the fold of its changes (I1)', () => {
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
        for (const [before, next] of operations.entries()) {
          expect(store.apply(change('l', next))).toBe(before + 2);
          if (next.operation === 'replace') model.clear();
          if (next.operation === 'remove') for (const gone of next.values) model.delete(gone);
          if (next.operation === 'put' || next.operation === 'replace')
            for (const e of next.entries) model.set(e.value, e);
          expect(store.entries('l')).toEqual([...model.values()].sort((a, b) => (a.value < b.value ? -1 : 1)));
        }
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
    expect(store.info('l')?.changed).toEqual({ atMillis: 1000, by: 'ana', reason: 'seen in a campaign' });
    expect(store.entry('l', 'x')).toEqual(entry('x', null, 'again'));
  });

  it('refuses a change as a whole', () => {
    const store = storeOf('cidrs', entry('10.0.0.0/8'));
    const before = store.save();
    const refused = (operation: ListOperation, message: RegExp, list = 'l') => {
      expect(() => store.check(change(list, operation))).toThrow(message);
      expect(() => store.apply(change(list, operation))).toThrow(ListError);
      expect(store.save()).toEqual(before);
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

  it('goes on counting versions where a deleted list of its name stopped', () => {
    const store = storeOf('hashes', entry('x'));
    expect(store.apply(change('l', { operation: 'delete' }))).toBe(3);
    expect(store.deleted()).toEqual([['l', 3]]);
    expect(store.apply(change('l', created('words')))).toBe(4);
    expect(store.deleted()).toEqual([]);
  });

  it('says what a value would match if the entry had not expired', () => {
    const store = storeOf('domains', entry('evil.example', 5000), entry('a.evil.example', 9000));
    expect(store.find('l', 'https://x.a.evil.example/', 0)).toEqual({
      entry: entry('a.evil.example', 9000),
      live: true,
    });
    expect(store.find('l', 'https://x.a.evil.example/', 9000)).toMatchObject({ live: false });
    expect(store.find('l', 'https://good.example/', 0)).toBeNull();
  });
});

describe('an import', () => {
  const begin = (mode: ListImportMode): ListOperation => ({ operation: 'import-begin', mode });
  const part = (...entries: ListEntry[]): ListOperation => ({ operation: 'import-part', entries });
  const commit: ListOperation = { operation: 'import-commit' };

  it('comes to what one change would have come to, at once, whatever its parts', () => {
    const values = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
    const entries = fc.array(
      fc.tuple(values, fc.option(fc.nat(5))).map(([v, e]) => entry(v, e)),
      { maxLength: 6 },
    );
    const mode = fc.constantFrom<ListImportMode>('add', 'remove', 'replace');
    fc.assert(
      fc.property(entries, fc.array(entries, { maxLength: 4 }), mode, (start, parts, mode) => {
        const [whole, parted] = [storeOf('hashes', ...start), storeOf('hashes', ...start)];
        const all = parts.flat();
        if (mode === 'add') whole.apply(change('l', { operation: 'put', entries: all }));
        if (mode === 'replace') whole.apply(change('l', { operation: 'replace', entries: all }));
        if (mode === 'remove') {
          whole.apply(change('l', { operation: 'remove', values: all.map(({ value }) => value) }));
        }
        const before = parted.entries('l');
        parted.apply(change('l', begin(mode)));
        for (const entries of parts) {
          parted.apply(change('l', part(...entries)));
          expect(parted.entries('l')).toEqual(before);
        }
        parted.apply(change('l', part()));
        expect(parted.apply(change('l', commit))).toBe(3);
        expect(parted.entries('l')).toEqual(whole.entries('l'));
      }),
    );
  });

  it('moves a large list over in steps, shows nothing of it until the end, and lets nothing else change', () => {
    const many = Array.from({ length: LIST_PART_MOVES + 1 }, (_, i) => entry(`v${i}`));
    const store = storeOf('hashes', ...many);
    store.apply(change('l', begin('add')));
    store.apply(change('l', part(entry('new'), entry('v0', 7))));
    expect(store.match('l', 'new', 0)).toBeNull();
    expect(store.info('l')).toMatchObject({ version: 2, entries: many.length, importing: { by: 'ana', mode: 'add' } });
    expect(store.importLeft('l')).toBe(1);
    expect(() => store.check(change('l', commit))).toThrow(/has 1 entries to move over/);
    expect(() => store.check(change('l', { operation: 'delete' }))).toThrow(/an import by ana is under way/);
    store.apply(change('l', part()));
    store.apply(change('l', commit));
    expect(store.info('l')).toMatchObject({ version: 3, entries: many.length + 1, importing: null });
    expect([store.match('l', 'new', 0), store.match('l', 'v0', 8), store.match('l', 'v9', 8)]).toEqual([
      'new',
      null,
      'v9',
    ]);
  });

  it('that is aborted, refused or not begun changes nothing', () => {
    const store = storeOf('cidrs', entry('10.0.0.0/8'));
    const before = store.save();
    expect(() => store.apply(change('l', part(entry('192.0.2.1'))))).toThrow(/no import is under way/);
    store.apply(change('l', begin('replace')));
    expect(() => store.apply(change('l', part(entry('192.0.2.1'), entry('nonsense'))))).toThrow(/`nonsense` is no IP/);
    store.apply(change('l', part(entry('192.0.2.1'))));
    store.apply(change('l', { operation: 'import-abort' }));
    expect(store.save()).toEqual(before);
    const tooMany = Array.from({ length: LIST_PART_ENTRIES + 1 }, () => 'x');
    expect(() =>
      parseListChange({ ...change('l', commit), change: { operation: 'import-part', entries: tooMany } }),
    ).toThrow(/more than 2000 in one part/);
  });

  it('has its look-ups built before the commit where somebody asks for it', () => {
    const store = storeOf('words');
    store.apply(change('l', begin('replace')));
    store.apply(change('l', part(...Array.from({ length: 2000 }, (_, i) => entry(`word${i}`)))));
    let steps = 0;
    for (const _ of store.warmImport('l')) steps++;
    expect(steps).toBeGreaterThan(5);
    store.apply(change('l', commit));
    expect(store.match('l', 'so word1999 it is', 0)).toBe('word1999');
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
      { operation: 'import-begin', mode: 'add' },
      { operation: 'import-part', entries: [entry('a')] },
      { operation: 'import-commit' },
      { operation: 'import-abort' },
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

  const written = (entries: readonly ListEntry[], format: ListFormat) =>
    fileHeading(format) + entries.map((each) => entryLine(each, format)).join('');
  const entriesIn = (text: string, format: ListFormat) =>
    [...readEntries(text, format)].map((read) => ('entry' in read ? read.entry : read.problem));
  const problems = (text: string, format: ListFormat): EntryLine[] =>
    [...readEntries(text, format)].filter((read) => 'problem' in read);

  it('comes back as it went, in CSV and NDJSON, and text values as text', () => {
    fc.assert(
      fc.property(fc.array(any, { maxLength: 8 }), (entries) => {
        expect(entriesIn(written(entries, 'csv'), 'csv')).toEqual(entries);
        expect(entriesIn(written(entries, 'ndjson'), 'ndjson')).toEqual(entries);
      }),
    );
    const plain = [entry('a b'), entry('c')];
    expect(entriesIn(written(plain, 'text'), 'text')).toEqual(plain);
    expect(() => entryLine(entry('# x'), 'text')).toThrow(ListError);
  });

  it('is read in other forms, and what is wrong is told with its line', () => {
    expect([...readEntries('\uFEFF# list\r\na\r\n\r\n  b \n', 'text')]).toEqual([
      { line: 2, entry: entry('a') },
      { line: 4, entry: entry('b') },
    ]);
    expect(entriesIn('note,value\n"x, ""y""\nz",a\n', 'csv')).toEqual([entry('a', null, 'x, "y"\nz')]);
    expect(entriesIn('value,expires_at\na,2026-01-01', 'csv')).toEqual([entry('a', Date.UTC(2026, 0, 1))]);
    expect(() => entriesIn('name\na', 'csv')).toThrow(/line 1: the heading has no column `value`/);
    expect(problems('value,expires_at\na,\nb,tomorrow\n,\n"c"d,\ne,', 'csv')).toEqual([
      { line: 3, problem: 'expires_at `tomorrow` is no ISO 8601 time with a zone' },
      { line: 4, problem: 'has no value' },
      { line: 5, problem: 'there is text after a quoted cell' },
    ]);
    expect(problems('value\n"a\nb', 'csv')).toEqual([{ line: 2, problem: 'a quoted cell does not end' }]);
    expect(entriesIn('value\n"a\nb', 'csv')).toContainEqual(entry('b'));
    expect(problems('"a"\n{}\n{"value":"b","note":1}\n{\n\n{"value":"c"}', 'ndjson')).toEqual([
      { line: 2, problem: 'is no text and has no text `value`' },
      { line: 3, problem: '`note` is no text' },
      { line: 4, problem: expect.stringMatching(/^is not JSON/) },
    ]);
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
    memory.lists.apply(change('old', created('words')));
    memory.lists.apply(change('old', { operation: 'delete' }));
    memory.lists.apply(change('big', { operation: 'import-begin', mode: 'add' }));
    memory.lists.apply(change('big', { operation: 'import-part', entries: [entry('new')] }));
    const before = memory.lists.save();
    const writing = snapshot(memory, 1).writeTo(join(directory, 'memory'));
    memory.lists.apply(change('words', { operation: 'remove', values: ['spam'] }));
    memory.lists.apply(change('big', { operation: 'import-abort' }));
    memory.lists.apply(change('big', { operation: 'delete' }));
    await writing;
    const restored = await loadCheckpoint(join(directory, 'memory'), {});
    await rm(directory, { recursive: true });
    expect(restored.memory.lists.save()).toEqual(before);
    expect(restored.memory.lists.deleted()).toEqual([['old', 2]]);
    // The import goes on where it was.
    restored.memory.lists.apply(change('big', { operation: 'import-part', entries: [] }));
    restored.memory.lists.apply(change('big', { operation: 'import-commit' }));
    expect(restored.memory.lists.match('big', 'new', 0)).toBe('new');
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
