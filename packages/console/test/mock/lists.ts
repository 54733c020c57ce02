/** Lists as the real server answers about them, kept simple: values are matched exactly, and files are text. */
interface Author {
  readonly at: string;
  readonly by: string;
  readonly reason: string;
}

interface Entry {
  readonly value: string;
  readonly expiresAt: string | null;
  readonly note: string;
  readonly since: Author & { readonly version: number };
}

interface Version extends Author {
  readonly version: number;
  readonly operation: string;
  readonly entries: readonly Entry[];
}

interface MockList {
  readonly name: string;
  readonly kind: string;
  readonly owner: string;
  readonly description: string;
  readonly versions: Version[];
}

/** A request that cannot be answered with 200. */
export class ListRefusal extends Error {
  readonly status: number;
  constructor(status: number, detail: string) {
    super(detail);
    this.status = status;
  }
}

const use = { function: 'ListMatch', path: 'rules/spam.sml', line: 12, rules: ['BlockedWord'] };
const missingUse = { function: 'EntityInList', path: 'rules/rings.sml', line: 7, rules: ['KnownRing'] };

export class MockLists {
  readonly #lists = new Map<string, MockList>();
  readonly #now: string;
  readonly #by: string;

  constructor(nowMillis: number, by: string) {
    this.#now = new Date(nowMillis).toISOString();
    this.#by = by;
    this.#make({
      name: 'blocked-words',
      kind: 'words',
      description: 'Words of the coin campaigns',
      reason: 'campaigns',
    });
    const list = this.#of('blocked-words');
    this.#put(list, ['free coins', 'double your money'], 'from reports', 'campaign 7', null);
    this.#put(list, ['pills'], 'from reports', '', new Date(nowMillis - 86_400_000).toISOString());
  }

  get(parts: readonly string[], query: URLSearchParams): unknown {
    const [, name, rest] = parts;
    if (name === undefined) {
      const made = this.#lists.has('known-rings');
      return {
        items: [...this.#lists.values()].map((list) => ({
          ...this.#view(list),
          usedBy: this.#uses(list).flatMap(({ rules }) => rules),
        })),
        missing: made ? [] : [{ name: 'known-rings', uses: [missingUse] }],
      };
    }
    const list = this.#of(name);
    switch (rest) {
      case undefined:
        return { ...this.#view(list), uses: this.#uses(list) };
      case 'entries':
        return this.#entries(list, query);
      case 'versions':
        return {
          items: list.versions
            .map((version, index) => ({
              ...version,
              ...counts(list.versions[index - 1], version),
              entries: version.entries.length,
            }))
            .reverse(),
          next: null,
        };
      case 'diff':
        return diffOf(at(list, Number(query.get('from'))), at(list, Number(query.get('to'))), query);
      default:
        throw new ListRefusal(404, `there is no ${rest}`);
    }
  }

  post(parts: readonly string[], query: URLSearchParams, body: Record<string, unknown>, text: string): unknown {
    const [, name, rest, last] = parts;
    const reason = String(body['reason'] ?? '');
    if (name === undefined) {
      const made = String(body['name']);
      if (this.#lists.has(made)) throw new ListRefusal(409, `there is a list \`${made}\` already`);
      this.#make({ name: made, kind: String(body['kind']), description: String(body['description']), reason });
      return { name: made, version: 1 };
    }
    const list = this.#of(name);
    const newest = list.versions.at(-1)!;
    if (rest === 'entries' && last === 'remove') {
      const gone = body['values'] as string[];
      return this.#change(
        list,
        'remove',
        newest.entries.filter(({ value }) => !gone.includes(value)),
        reason,
      );
    }
    if (rest === 'entries') {
      const added = body['entries'] as { value: string; note: string; expiresAfterSeconds?: number }[];
      const [{ note = '', expiresAfterSeconds = null } = {}] = added;
      const expiry =
        expiresAfterSeconds === null
          ? null
          : new Date(Date.parse(this.#now) + expiresAfterSeconds * 1000).toISOString();
      return this.#put(
        list,
        added.map(({ value }) => value.toLowerCase()),
        reason,
        note,
        expiry,
      );
    }
    if (rest === 'rollback') {
      const to = Number(body['version']);
      return this.#change(list, 'replace', at(list, to), `back to version ${to}: ${reason}`);
    }
    if (rest === 'test') {
      const entry = newest.entries.find(({ value }) => String(body['value']).toLowerCase().includes(value));
      return {
        matches: entry !== undefined && !this.#isExpired(entry),
        entry: entry === undefined ? null : { ...entry, expired: this.#isExpired(entry) },
        why: entry === undefined ? 'no entry matches' : `the text holds “${entry.value}” as a whole word`,
        rules: this.#uses(list).flatMap(({ rules }) => rules),
      };
    }
    if (rest === 'import') return this.#import(list, query, text);
    throw new ListRefusal(404, `there is no ${rest}`);
  }

  #import(list: MockList, query: URLSearchParams, text: string): unknown {
    const before = list.versions.at(-1)!.entries;
    const lines = text.split('\n').map((value, index) => ({ value: value.trim().toLowerCase(), line: index + 1 }));
    const problems = lines
      .filter(({ value }) => value.includes('!'))
      .map(({ line }) => ({ line, problem: 'is no word' }));
    const values = lines.map(({ value }) => value).filter((value) => value !== '' && !value.includes('!'));
    const added = values.filter((value) => !before.some((entry) => entry.value === value));
    const removed =
      query.get('mode') === 'replace'
        ? before.map(({ value }) => value).filter((value) => !values.includes(value))
        : [];
    const dryRun = query.get('dryRun') === 'true';
    const kept = before.filter(({ value }) => !removed.includes(value));
    const reason = query.get('reason') ?? '';
    const version = dryRun
      ? null
      : this.#change(
          list,
          `import-${query.get('mode')}`,
          [...kept, ...added.map((value) => this.#entry(list, value, '', null, reason))],
          reason,
        ).version;
    return {
      version,
      basedOn: list.versions.length,
      entries: values.length,
      repeated: 0,
      added: added.length,
      changed: 0,
      removed: removed.length,
      unchanged: values.length - added.length,
      invalid: problems.length,
      problems,
      samples: { added, changed: [], removed },
    };
  }

  #entries(list: MockList, query: URLSearchParams): unknown {
    const version = Number(query.get('version') ?? list.versions.length);
    const search = query.get('search') ?? '';
    const status = query.get('status') ?? 'all';
    const items = at(list, version)
      .filter(({ value, note }) => `${value} ${note}`.includes(search))
      .map((entry) => ({ ...entry, expired: this.#isExpired(entry) }))
      .filter(({ expired }) => status === 'all' || expired === (status === 'expired'));
    return { version, at: this.#now, total: items.length, items, next: null };
  }

  #put(
    list: MockList,
    values: readonly string[],
    reason: string,
    note: string,
    expiresAt: string | null,
  ): { version: number } {
    const kept = list.versions.at(-1)!.entries.filter(({ value }) => !values.includes(value));
    return this.#change(
      list,
      'put',
      [...kept, ...values.map((value) => this.#entry(list, value, note, expiresAt, reason))],
      reason,
    );
  }

  #entry(list: MockList, value: string, note: string, expiresAt: string | null, reason: string): Entry {
    return {
      value,
      note,
      expiresAt,
      since: { version: list.versions.length + 1, at: this.#now, by: this.#by, reason },
    };
  }

  #change(list: MockList, operation: string, entries: readonly Entry[], reason: string): { version: number } {
    const version = list.versions.length + 1;
    const sorted = [...entries].sort((a, b) => (a.value < b.value ? -1 : 1));
    list.versions.push({ version, operation, at: this.#now, by: this.#by, reason, entries: sorted });
    return { version };
  }

  #make({
    name,
    kind,
    description,
    reason,
  }: {
    name: string;
    kind: string;
    description: string;
    reason: string;
  }): void {
    const list: MockList = { name, kind, owner: this.#by, description, versions: [] };
    this.#lists.set(name, list);
    this.#change(list, 'create', [], reason);
  }

  #of(name: string): MockList {
    const list = this.#lists.get(name);
    if (list === undefined) throw new ListRefusal(404, `there is no list \`${name}\``);
    return list;
  }

  #uses({ name }: MockList) {
    return name === 'blocked-words' ? [use] : name === 'known-rings' ? [missingUse] : [];
  }

  #view({ name, kind, owner, description, versions }: MockList) {
    const { version, entries, at, by, reason } = versions.at(-1)!;
    const changed = { at, by, reason };
    return {
      name,
      kind,
      owner,
      description,
      maxDistance: 0,
      version,
      entries: entries.length,
      changed,
      importing: null,
    };
  }

  #isExpired({ expiresAt }: Entry): boolean {
    return expiresAt !== null && expiresAt <= this.#now;
  }
}

function at(list: MockList, version: number): readonly Entry[] {
  return version === 0 ? [] : (list.versions[version - 1]?.entries ?? []);
}

function diffOf(before: readonly Entry[], after: readonly Entry[], query: URLSearchParams): unknown {
  const values = [...new Set([...before, ...after].map(({ value }) => value))].sort();
  const items = values.flatMap((value) => {
    const [was, is] = [before, after].map((entries) => entries.find((entry) => entry.value === value) ?? null);
    if (was?.note === is?.note && was?.expiresAt === is?.expiresAt) return [];
    const change = was === null ? 'added' : is === null ? 'removed' : 'changed';
    return [{ value, change, before: was, after: is }];
  });
  const count = (change: string) => items.filter((item) => item.change === change).length;
  const totals = { added: count('added'), removed: count('removed'), changed: count('changed') };
  return { from: Number(query.get('from')), to: Number(query.get('to')), ...totals, items, next: null };
}

function counts(before: Version | undefined, after: Version): { added: number; removed: number; changed: number } {
  const [old, now] = [before?.entries ?? [], after.entries].map(
    (entries) => new Set(entries.map(({ value }) => value)),
  );
  return {
    added: [...now!].filter((value) => !old!.has(value)).length,
    removed: [...old!].filter((value) => !now!.has(value)).length,
    changed: 0,
  };
}
