/** Shares that come out of the warehouse of a data directory in place of a file. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ShareColumns } from '@lapwing/networks';
import { exportShares, journalInput, latestRuleset, systemRegistry } from '@lapwing/server';
import { openWarehouseReader, type Predicate, type QueryOptions, translateQuery } from '@lapwing/warehouse';
import type { Command } from 'commander';
import { dataDirectory } from '../commands/data.ts';
import { CommandError } from '../exit.ts';
import { onInterrupt } from '../ingest/interrupt.ts';
import { count } from '../output/progress.ts';
import { type RangeOptions, rangeOf, withRange } from '../query/range.ts';
import { stage } from './stage.ts';

export interface WarehouseOptions extends RangeOptions {
  readonly fromWarehouse?: boolean;
  readonly filter?: string;
  readonly data?: string;
}

export const withWarehouse = (command: Command): Command =>
  withRange(
    command
      .option('--from-warehouse', 'in place of a file, decided events: --actor and --object are features')
      .option('--filter <expression>', 'of the warehouse: events for which it holds, in the rule language')
      .option('--data <directory>', 'of the warehouse: data directory (LAPWING_DATA)'),
  );

/** Work with the shares as a file that is gone afterwards. Throws a CommandError where there is no warehouse, or the filter is wrong. */
export async function withWarehouseShares<T>(
  options: WarehouseOptions & { readonly actor: string; readonly object: string },
  use: (path: string, columns: ShareColumns) => Promise<T>,
): Promise<T> {
  const data = dataDirectory(options.data, null);
  const directory = join(data, 'warehouse');
  if (!existsSync(directory)) throw new CommandError(`${directory}: there is no warehouse; --data says where one is`);
  const { actor, object } = options;
  const where = options.filter === undefined ? null : await predicateOf(data, options.filter);
  const reader = await openWarehouseReader(directory);
  const interrupt = onInterrupt();
  const temporary = await mkdtemp(join(tmpdir(), 'lapwing-shares-'));
  try {
    const asked: QueryOptions = {
      signal: interrupt.signal,
      onProgress: ({ evaluated }) => stage(`asking the warehouse: ${count(evaluated)} events evaluated`),
    };
    stage('asking the warehouse');
    const range = await rangeOf(options, async () => (await reader.totals(asked)).lastMillis);
    const filter = { ...(where === null ? {} : { where }), ...range };
    const path = join(temporary, 'shares.parquet');
    const { columns } = await exportShares(reader, { filter, actor, object }, path, asked);
    return await use(path, columns);
  } finally {
    stage(null);
    interrupt.stop();
    await reader.close();
    await rm(temporary, { recursive: true, force: true });
  }
}

async function predicateOf(data: string, expression: string): Promise<Predicate> {
  const registry = systemRegistry();
  const { program } = await latestRuleset(data, registry);
  const translated = translateQuery(expression, program, registry, { input: journalInput(data) });
  if (!translated.ok) throw new CommandError(translated.diagnostics);
  if (translated.warnings !== '') console.error(translated.warnings);
  return translated.predicate;
}
