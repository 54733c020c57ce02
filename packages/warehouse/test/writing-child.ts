/** Appends rows to a warehouse until it is killed, as a process that replays its journal would. Arguments: directory. */
import { INT, STR } from '@lapwing/sml';
import { openWarehouse } from '../src/index.ts';
import { batch, features, row } from './make-rows.ts';

/** What position i holds: known to the test that reads it. */
export const valuesAt = (i: number) => [`name-${i}-${'x'.repeat(i % 40)}`, i * 3];

const LIST = features({ Name: STR, Triple: INT });

async function main(directory: string): Promise<void> {
  const warehouse = await openWarehouse(directory, {
    flush: { maxRows: 2048, maxAgeSeconds: 0.02 },
    compaction: { minFiles: 3, targetRows: 20_000 },
    retiredFileGraceSeconds: 0.05,
    onError: (error) => console.error(error),
  });
  for (let next = warehouse.committedPosition + 1; ; ) {
    // A replay starts somewhere before the committed position.
    const from = Math.max(0, next - 100);
    const rows = Array.from({ length: 700 }, (_, i) => row(from + i, valuesAt(from + i)));
    await warehouse.append(batch(LIST, rows));
    next = from + 700;
    await warehouse.compact();
    console.log(warehouse.committedPosition);
  }
}

if (process.argv[2] !== undefined) await main(process.argv[2]);
