/** What the commands of `lapwing networks` read: shares, as the kind of co-action that was asked for sees them. */
import {
  isOfTime,
  type KindOptions,
  type NamedShares,
  readShares,
  type ShareColumns,
  sharesOfKind,
} from '@lapwing/networks';
import { CommandError } from '../exit.ts';
import { count } from '../output/progress.ts';
import { kindIn, layoutOf, type ShareOptions, shareOf, whereOf, wholeNumber } from './options.ts';
import { stage } from './stage.ts';
import { withWarehouseShares } from './warehouse-source.ts';

export interface ReadShares extends NamedShares {
  /** Rows whose value names no object of the kind. */
  readonly nameless: number;
}

/** From the file, or out of the warehouse where that is asked for. Throws a CommandError where it is neither, or both. */
export async function readNamed(file: string | undefined, options: ShareOptions): Promise<ReadShares> {
  const kind = kindIn(options);
  const named = options.fromWarehouse === true ? await readWarehouse(file, options) : await readFile(file, options);
  if (kind === null) {
    stage(null);
    return { ...named, nameless: 0 };
  }
  stage(`finding out what is shared: ${kind}`);
  const { nameless, unverified, ...read } = sharesOfKind(named, kind, kindOptionsOf(options));
  stage(null);
  if (unverified > 0) {
    console.error(`not exact: ${count(unverified)} pairs of texts were not compared, since too many look alike`);
  }
  return { ...read, nameless };
}

function readFile(file: string | undefined, options: ShareOptions): Promise<NamedShares> {
  if (file === undefined) throw new CommandError('a file is missing; --from-warehouse takes events in place of one');
  for (const [name, value] of Object.entries({
    filter: options.filter,
    data: options.data,
    since: options.since,
    from: options.from,
    to: options.to,
  })) {
    if (value !== undefined) throw new CommandError(`--${name}: only of the warehouse, with --from-warehouse`);
  }
  stage(`reading ${file}`);
  return readShares(file, columnsOf(options), layoutOf(options));
}

function readWarehouse(file: string | undefined, options: ShareOptions): Promise<NamedShares> {
  if (file !== undefined) throw new CommandError(`--from-warehouse goes without a file: ${file}`);
  const { actor, object, where } = options;
  if (object === undefined) throw new CommandError('--object is missing: the feature that says on what one acted');
  for (const [name, value] of Object.entries({ time: options.time, message: options.message })) {
    if (value !== undefined) throw new CommandError(`--${name}: of the warehouse, it is that of the event`);
  }
  return withWarehouseShares({ ...options, actor, object }, (path, columns) =>
    readShares(path, { ...columns, ...(where !== undefined && { where: whereOf(where) }) }),
  );
}

/** Throws a CommandError where no column says on what one acted. */
export function columnsOf(options: Omit<ShareOptions, 'minRepetition' | 'minParticipation'>): ShareColumns {
  const { actor, time, message, where } = options;
  if (time === undefined) throw new CommandError('--time is missing: the column that says when');
  const kind = kindIn(options);
  const object = kind !== null && isOfTime(kind) ? time : options.object;
  if (object === undefined) throw new CommandError('--object is missing: the column that says on what one acted');
  return {
    actor,
    object,
    time,
    ...(message !== undefined && { message }),
    ...(where !== undefined && { where: whereOf(where) }),
  };
}

export function kindOptionsOf({ distance, similarity, measure, minWords }: ShareOptions): KindOptions {
  return {
    ...(distance !== undefined && { distance: wholeOrZero('--distance', distance) }),
    ...(similarity !== undefined && { similarity: shareOf('--similarity', similarity) }),
    ...(measure !== undefined && { measure }),
    ...(minWords !== undefined && { minWords: wholeNumber('--min-words', minWords) }),
  };
}

function wholeOrZero(option: string, text: string): number {
  return text === '0' ? 0 : wholeNumber(option, text);
}
