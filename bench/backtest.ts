/**
 * `lapwing backtest` of examples/twitter-io over the archive of tweets, counters and labels rebuilt: the rules alone, and against a
 * version of them with one rule changed. Processor time an event tells more than events/s where others use the machine too.
 */
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dataset, isShort } from './harness/data.ts';
import { report, skip } from './harness/figures.ts';
import { lapwing, withDirectory } from './harness/lapwing.ts';
import { firstLines } from './harness/sample-file.ts';

const EXAMPLE = join(import.meta.dirname, '..', 'examples', 'twitter-io');
const SHORT_TWEETS = 50_000;

const file = dataset('ira/tweets.csv.gz');
if (file === null) skip('ira/tweets.csv.gz is not in LAPWING_DATASETS');
else await withDirectory((directory) => measure(file, directory));

async function measure(file: string, directory: string): Promise<void> {
  const from = isShort() ? await firstLines(file, SHORT_TWEETS, join(directory, 'tweets.csv')) : file;
  const changed = join(directory, 'changed');
  await cp(EXAMPLE, changed, { recursive: true });
  const rule = join(changed, 'rules', 'text', 'mentions.sml');
  await writeFile(rule, (await readFile(rule, 'utf8')).replace('MentionCount >= 6', 'MentionCount >= 4'));
  const source = ['--file', from, '--config', EXAMPLE, '--json'];
  const alone = await lapwing('backtest', '--rules', EXAMPLE, '--baseline', 'none', ...source);
  const compared = await lapwing('backtest', '--rules', changed, ...source);
  report({
    'events/s': figure(alone, 'eventsPerSecond'),
    'µs of CPU an event': figure(alone, 'candidate', 'microsPerEvent'),
    'compared, events/s': figure(compared, 'eventsPerSecond'),
    'compared, seconds, s': figure(compared, 'seconds'),
  });
}

/** A number of the report's `performance`. Throws where there is none. */
function figure(report: unknown, ...path: readonly string[]): number {
  let value: unknown = report;
  for (const key of ['performance', ...path]) {
    value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  }
  if (typeof value !== 'number') throw new Error(`the report has no performance.${path.join('.')}`);
  return value;
}
