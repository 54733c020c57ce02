/** The archive of past versions: what it says of any version is what the list was then, however often it is told. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { type ArchivedChange, ArchiveThread, ListArchive } from '../../src/archive/index.ts';
import { type ListEntry, type ListOperation, ListStore } from '../../src/index.ts';

const directories: string[] = [];
afterEach(async () => {
  for (const directory of directories.splice(0)) await rm(directory, { recursive: true, force: true });
});
async function pathOfArchive(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'lapwing-archive-'));
  directories.push(directory);
  return join(directory, 'lists.sqlite');
}

const CREATE: ListOperation = { operation: 'create', kind: 'hashes', owner: 'trust', description: '', maxDistance: 0 };
const value = fc.constantFrom('a', 'b', 'ä', 'c%', 'd_');
const entries = fc.array(
  fc.record({ value, expiresAtMillis: fc.option(fc.nat(3)), note: fc.constantFrom('', 'why') }),
  { maxLength: 4 },
);
const operations: fc.Arbitrary<readonly ListOperation[]> = fc.oneof(
  entries.map((entries): ListOperation[] => [{ operation: 'put', entries }]),
  entries.map((entries): ListOperation[] => [{ operation: 'replace', entries }]),
  entries.map((entries): ListOperation[] => [{ operation: 'remove', values: entries.map(({ value }) => value) }]),
  fc
    .tuple(fc.constantFrom('add' as const, 'remove', 'replace'), entries, entries, fc.boolean())
    .map(([mode, first, second, whole]): ListOperation[] => [
      { operation: 'import-begin', mode },
      { operation: 'import-part', entries: first },
      { operation: 'import-part', entries: second },
      { operation: whole ? 'import-commit' : 'import-abort' },
    ]),
  fc.constant<ListOperation[]>([{ operation: 'delete' }, CREATE]),
);

interface History {
  readonly changes: readonly ArchivedChange[];
  /** Entries by version. */
  readonly versions: ReadonlyMap<number, readonly ListEntry[]>;
}

function historyOf(operations: readonly ListOperation[]): History {
  const store = new ListStore();
  const changes: ArchivedChange[] = [];
  const versions = new Map<number, readonly ListEntry[]>();
  for (const [position, operation] of [CREATE, ...operations].entries()) {
    const change = { type: 'list', list: 'l', atMillis: position, by: 'ana', reason: `r${position}` } as const;
    const version = store.apply({ ...change, change: operation });
    changes.push({ position, change: { ...change, change: operation }, version });
    versions.set(version, operation.operation === 'delete' ? [] : store.entries('l'));
  }
  return { changes, versions };
}

const sorted = (entries: readonly ListEntry[]) =>
  [...entries].sort((a, b) => Buffer.compare(Buffer.from(a.value), Buffer.from(b.value)));

describe('the archive', () => {
  it('has every version, and the difference of any two', () => {
    fc.assert(
      fc.property(fc.array(operations, { maxLength: 8 }), (operations) => {
        const { changes, versions } = historyOf(operations.flat());
        const archive = new ListArchive(':memory:');
        const { reader, writer } = archive;
        // Offered once more, as after a crash.
        for (let i = 0; i < changes.length; i += 3) writer.apply(changes.slice(Math.max(0, i - 2), i + 3));
        for (const [version, expected] of versions) {
          expect(reader.page('l', version, null, 100)).toEqual(sorted(expected));
        }
        const listed = reader.versions('l', Number.MAX_SAFE_INTEGER, 100);
        expect(listed.map(({ version, entries }) => [version, entries])).toEqual(
          [...versions].map(([version, all]) => [version, all.length]).reverse(),
        );
        for (const [from, before] of versions) {
          for (const [to, after] of versions) {
            const { items, ...counts } = reader.diff('l', from, to, null, 100);
            const expected = differenceOf(before, after);
            expect([from, to, items]).toEqual([from, to, expected]);
            expect(counts).toEqual({
              added: expected.filter((each) => each.before === null).length,
              removed: expected.filter((each) => each.after === null).length,
              changed: expected.filter((each) => each.before !== null && each.after !== null).length,
              next: null,
            });
          }
        }
        archive.close();
      }),
      { numRuns: 60 },
    );
  });

  it('pages, searches and says who brought an entry', () => {
    const archive = new ListArchive(':memory:');
    const put = (value: string, expiresAtMillis: number | null, note = ''): ListOperation => ({
      operation: 'put',
      entries: [{ value, expiresAtMillis, note }],
    });
    const { changes } = historyOf([put('a', 5), put('100%', null), put('b', null, 'from a% REPORT')]);
    archive.writer.apply(changes);
    const ask = (query: object) =>
      archive.reader.entries('l', {
        version: 4,
        search: '',
        status: 'all',
        atMillis: 5,
        after: null,
        limit: 2,
        ...query,
      });
    const first = ask({});
    expect([first.items.map(({ value }) => value), first.total, first.next]).toEqual([['100%', 'a'], 3, 'a']);
    expect(ask({ after: 'a' })).toMatchObject({ items: [{ value: 'b' }], total: 3, next: null });
    expect(ask({ search: '%' }).items.map(({ value }) => value)).toEqual(['100%', 'b']);
    expect(ask({ search: 'report' }).items[0]?.since).toEqual({ version: 4, atMillis: 3, by: 'ana', reason: 'r3' });
    expect(ask({ status: 'expired' }).items.map(({ value }) => value)).toEqual(['a']);
    expect(ask({ status: 'live' }).total).toBe(2);
    expect(ask({ version: 2 }).total).toBe(1);
    expect(archive.reader.latest()).toEqual([{ name: 'l', version: 4 }]);
    archive.close();
  });
});

function differenceOf(before: readonly ListEntry[], after: readonly ListEntry[]) {
  const [old, now] = [before, after].map((all) => new Map(all.map((entry) => [entry.value, entry])));
  const values = sorted([...new Map([...old!, ...now!]).values()]).map(({ value }) => value);
  return values.flatMap((value) => {
    const [was, is] = [old?.get(value) ?? null, now?.get(value) ?? null];
    return JSON.stringify(was) === JSON.stringify(is) ? [] : [{ value, before: was, after: is }];
  });
}

describe('the archive’s thread', () => {
  it('answers after what was handed over before, and has it after a restart', async () => {
    const path = await pathOfArchive();
    const { changes } = historyOf([{ operation: 'put', entries: [{ value: 'a', expiresAtMillis: null, note: '' }] }]);
    const thread = new ArchiveThread(path);
    expect(await thread.latest()).toEqual([]);
    void thread.apply(changes);
    expect(await thread.page('l', 2, null, 10)).toHaveLength(1);
    await thread.flush();
    await thread.close();
    const again = new ArchiveThread(path);
    expect(await again.latest()).toEqual([{ name: 'l', version: 2 }]);
    await again.apply(changes);
    expect(await again.versions('l', 9, 9)).toHaveLength(2);
    await again.close();
  });

  it('whose file cannot be written says so to whoever hands over or flushes', async () => {
    const thread = new ArchiveThread(join(await pathOfArchive(), 'no', 'such', 'directory'));
    await thread.apply(historyOf([]).changes).catch(() => {});
    await expect(thread.flush()).rejects.toThrow(/unable to open/);
    await expect(thread.apply([])).rejects.toThrow(/unable to open/);
    await thread.close();
  });
});
