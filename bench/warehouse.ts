/** How fast rows become Parquet, and how fast questions are answered: `node bench/warehouse.ts [--json] [--short]`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BOOL, type Feature, FLOAT, INT, listOf, type Outcome, RULE, STR } from '@lapwing/sml';
import { openWarehouse, type Row } from '@lapwing/warehouse';
import { isShort } from './harness/data.ts';
import { report } from './harness/figures.ts';

const ROWS = isShort() ? 40_000 : 400_000;
const BATCH_ROWS = 1000;

/** 60 features as a ruleset has them: texts short and long, counters, ratios, rules, a list. */
const TYPES = [
  ...Array<typeof STR>(18).fill(STR),
  ...Array<typeof INT>(16).fill(INT),
  ...Array<typeof FLOAT>(4).fill(FLOAT),
  ...Array<typeof BOOL>(5).fill(BOOL),
  ...Array<typeof RULE>(15).fill(RULE),
  listOf(STR),
  listOf(STR),
];
const features: Feature[] = TYPES.map((type, index) => ({
  index,
  name: `Feature${index}`,
  type,
  entityType: index === 0 ? 'User' : null,
  path: 'main.sml',
  line: index + 1,
  isRule: type === RULE,
}));

/** A small generator of its own, so that every run stores the same rows. */
function randomSource(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

const random = randomSource(7);
const words = Array.from({ length: 4000 }, (_, i) => `w${i.toString(36)}`);
const text = (n: number) => Array.from({ length: n }, () => words[Math.floor(random() * words.length)]).join(' ');

function valueFor(index: number, type: string): Outcome | undefined {
  if (random() < 0.15) return undefined;
  switch (type) {
    case 'str':
      return index === 0 ? `user-${Math.floor(random() ** 3 * 50_000)}` : index < 4 ? text(12) : text(1);
    case 'int':
      return Math.floor(random() * 10 ** (1 + (index % 9)));
    case 'float':
      return random();
    case 'list':
      return random() < 0.5 ? [] : [text(1), text(1)];
    default:
      return random() < 0.03;
  }
}

const templates = Array.from({ length: 20_000 }, () => features.map((f) => valueFor(f.index, f.type.kind)));
const start = Date.UTC(2026, 0, 1);
const rowAt = (position: number): Row => ({
  position,
  eventId: `event-${position}`,
  action: position % 3 === 0 ? 'post' : 'like',
  timeMillis: start + position * 250 - Math.floor(random() * 60_000),
  ingestedAtMillis: start + position * 250,
  values: templates[position % templates.length]!,
  verdicts: position % 50 === 0 ? ['reject'] : [],
  labelMutations: [],
  hits: position % 20 === 0 ? ['Feature45', 'Feature46'] : [],
  observations: '[1,2,3]',
  errorCount: 0,
});

const directory = mkdtempSync(join(tmpdir(), 'lapwing-bench-warehouse-'));
const figures: Record<string, number> = {};

async function timed(name: string, work: () => Promise<unknown>): Promise<void> {
  const before = performance.now();
  await work();
  figures[name] = performance.now() - before;
}

try {
  const warehouse = await openWarehouse(directory);
  let appending = 0;
  const cpu = process.cpuUsage();
  const before = performance.now();
  for (let position = 0; position < ROWS; position += BATCH_ROWS) {
    const count = Math.min(BATCH_ROWS, ROWS - position);
    const rows = Array.from({ length: count }, (_, i) => rowAt(position + i));
    const at = performance.now();
    await warehouse.append({ features, rulesetHash: 'bench', rows });
    appending += performance.now() - at;
  }
  await warehouse.flush();
  const seconds = (performance.now() - before) / 1000;
  const used = process.cpuUsage(cpu);
  figures['written, rows/s'] = ROWS / seconds;
  figures['written, rows/CPU-s'] = (ROWS * 1e6) / (used.user + used.system);
  figures['waiting for append, ms'] = appending;
  figures['on disk, bytes per row'] = warehouse.metrics.fileBytes / ROWS;
  figures['files, count'] = warehouse.metrics.files;
  await timed('newest 50 events, ms', () => warehouse.events({ limit: 50 }));
  await timed('events of one user, ms', () => warehouse.sql(`SELECT * FROM events WHERE Feature0 = 'user-7' LIMIT 50`));
  await timed('top users, ms', () =>
    warehouse.sql('SELECT Feature0, count(*) c FROM events GROUP BY 1 ORDER BY c DESC LIMIT 10'),
  );
  await timed('event by id, ms', () => warehouse.event(`event-${Math.floor(ROWS / 2)}`));
  await timed('event by position, ms', () => warehouse.eventAt(Math.floor(ROWS / 3)));
  await warehouse.close();
} finally {
  rmSync(directory, { recursive: true, force: true });
}

report(figures);
