/** The whole way of a file: `lapwing run examples/twitter-io` over the archive of tweets, from compressed CSV to the warehouse. */
import { join } from 'node:path';
import { dataset, isShort } from './harness/data.ts';
import { report, skip } from './harness/figures.ts';
import { lapwing, numberField, withDirectory } from './harness/lapwing.ts';
import { firstLines } from './harness/sample-file.ts';

const EXAMPLE = join(import.meta.dirname, '..', 'examples', 'twitter-io');
const SHORT_TWEETS = 20_000;

const file = dataset('ira/tweets.csv.gz');
if (file === null) skip('ira/tweets.csv.gz is not in LAPWING_DATASETS');
else await withDirectory((directory) => measure(file, directory));

async function measure(file: string, directory: string): Promise<void> {
  const from = isShort() ? await firstLines(file, SHORT_TWEETS, join(directory, 'tweets.csv')) : file;
  const summary = await lapwing('run', EXAMPLE, '--from', from, '--data', join(directory, 'data'), '--json');
  report({
    'events/s': numberField(summary, 'eventsPerSecond'),
    'seconds, s': numberField(summary, 'seconds'),
    'decided, events': numberField(summary, 'decided'),
    'refused, events': numberField(summary, 'refused'),
    'peak RSS, MB': numberField(summary, 'peakRssMb'),
  });
}
