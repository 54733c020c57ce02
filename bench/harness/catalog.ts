/** The benchmarks, and what each should reach. A target names one of the benchmark's figures. */
export interface Benchmark {
  readonly name: string;
  /** Script beside `run.ts`. */
  readonly file: string;
  readonly about: string;
  readonly targets: Readonly<Record<string, string>>;
}

export const BENCHMARKS: readonly Benchmark[] = [
  {
    name: 'ingest',
    file: 'ingest.ts',
    about: 'examples/twitter-io over 953,512 tweets: file to journal, decisions and warehouse',
    targets: { 'events/s': '≥ 20,000', 'peak RSS, MB': '< 2,000' },
  },
  {
    name: 'backtest',
    file: 'backtest.ts',
    about: 'examples/twitter-io over 953,512 tweets: alone from the file, then against a changed ruleset',
    targets: { 'events/s': '≥ 50,000' },
  },
  {
    name: 'query',
    file: 'query.ts',
    about:
      'filters of the rule language over 953,512 decided tweets: in SQL, and with rows evaluated; an export of all of them',
    targets: {},
  },
  {
    name: 'decide',
    file: 'decide.ts',
    about: 'examples/sample served: POST /v1/decide at a fixed rate, then POST /v1/events at full speed',
    targets: { 'p99, ms': '< 10' },
  },
  {
    name: 'evaluate-sample',
    file: 'evaluate-sample.ts',
    about: 'examples/sample in process, one core: counters, labels and effects included',
    targets: { 'events/s': '≥ 30,000' },
  },
  {
    name: 'evaluate-counters',
    file: 'evaluate-counters.ts',
    about: '24 features, 6 counts, 3 distinct counts, 2 token buckets, 30 rules over 200,000 events, one core',
    targets: { 'events/s': '≥ 30,000' },
  },
  {
    name: 'evaluate-flat',
    file: 'evaluate-flat.ts',
    about: '1,600 rules over flat JSON, one core',
    targets: { 'events/s': '≥ 50,000' },
  },
  {
    name: 'evaluate-atproto',
    file: 'evaluate-atproto.ts',
    about: 'the public atproto ruleset on Bluesky-shaped events, one core',
    targets: { 'posts, events/s': '≥ 40,000', 'likes, events/s': '≥ 200,000' },
  },
  {
    name: 'compile',
    file: 'compile.ts',
    about: 'check and compile: a diamond of depth 200, and 5,000 rules',
    targets: { '5,000 rules, ms': '< 2,000' },
  },
  {
    name: 'regex',
    file: 'regex.ts',
    about: 'patterns that make a backtracking engine hang, on 100 kB of text made for them',
    targets: { 'slowest first match, ms': '< 50' },
  },
  {
    name: 'lists',
    file: 'lists.ts',
    about:
      'lists of a million entries (words: 200,000) put at once, and looked up; brought by an import and changed: the longest step between two decisions',
    targets: Object.fromEntries(
      ['64-bit image hashes', '256-bit image hashes', 'exact hashes', 'words'].flatMap((list) => [
        [`${list}: longest step of an import, CPU-ms`, '< 20'],
        [`${list}: longest change of one entry, CPU-ms`, '< 20'],
        [`${list}: 600 entries during a checkpoint, CPU-ms`, '< 20'],
        [`${list}: longest step of removing 70 %, CPU-ms`, '< 20'],
      ]),
    ),
  },
  {
    name: 'memory',
    file: 'memory.ts',
    about:
      'what rules remember, one core: calls by function and working set, live keys, and decisions while a checkpoint is written',
    targets: {
      'IncrementWindow, 1 minute, operations/CPU-s': '≥ 3,000,000',
      'IncrementWindow, 5000000 live keys, operations/CPU-s': '≥ 3,000,000',
      'IncrementWindow, 5000000 live keys, skewed, operations/CPU-s': '≥ 3,000,000',
      'longest decision meanwhile (clock), ms': '< 20',
      'event loop held to fix the moment, ms': '< 20',
      'peak RSS, MB': '< 4,000',
    },
  },
  {
    name: 'journal',
    file: 'journal.ts',
    about: 'the journal beside LMDB: entries of 300 bytes, every acknowledged one synced',
    targets: { 'segments: bulk, entries/s': '≥ 300,000', 'segments: 1024 writers, acknowledged/s': '≥ 20,000' },
  },
  {
    name: 'simulate',
    file: 'simulate.ts',
    about: 'the preset city, one core: events as lines with their truth, and bytes per account',
    targets: { 'events/s': '≥ 100,000' },
  },
  { name: 'sources', file: 'sources.ts', about: 'files to events: CSV and NDJSON', targets: {} },
  { name: 'warehouse', file: 'warehouse.ts', about: 'rows to Parquet, and questions to it', targets: {} },
  {
    name: 'networks',
    file: 'networks.ts',
    about:
      'co-action network of 1 M shares, window 60 s, none of its objects with over 500 sharers; then one with 66,000',
    targets: {
      'from CSV, s': '< 2',
      'computation, s': '< 0.25',
      'with null model, s': '< 5',
      'with an object of 66,000 sharers, s': '< 30',
      'Leiden on 1 M edges, s': '< 5',
      'peak RSS, MB': '< 1,500',
    },
  },
  {
    name: 'networks-large',
    file: 'networks-large.ts',
    about: 'co-action network of 10 M shares from CSV, window 60 s',
    targets: { 'from CSV, s': '< 20' },
  },
  {
    name: 'near-duplicates',
    file: 'near-duplicates.ts',
    about: 'clusters of nearly equal texts among 1 M posts, by words alike at 80 %; and among the tweets of ira',
    targets: { 'posts, s': '< 30' },
  },
  {
    name: 'networks-online',
    file: 'networks-online.ts',
    about: 'a network kept as shares arrive, one core: an hour of 150 shares a second, alone and asked for every actor',
    targets: { 'shares/CPU-s': '≥ 100,000' },
  },
  {
    name: 'networks-trust',
    file: 'networks-trust.ts',
    about: 'trust of 100,000 nodes and 1 M edges brought up to date for 20 more, beside a run over all',
    targets: {},
  },
  {
    name: 'notes',
    file: 'notes.ts',
    about: 'Community Notes from files to files: 1 M generated ratings, 20 k notes, 20 k raters',
    targets: {
      'files to files, s': '≤ 20',
      'ratings read, MB/s': '≥ 150',
      'one more rating, µs': '< 5,000',
      'peak RSS, MB': '< 1,500',
    },
  },
  {
    name: 'notes-fit',
    file: 'notes-fit.ts',
    about: 'the core model of Community Notes on 20 M ratings, to a gradient below 1e-8',
    targets: { 'fit, s': '< 60', 'peak RSS, MB': '< 3,000' },
  },
];
