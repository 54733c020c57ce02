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

export interface ReadShares extends NamedShares {
  /** Rows whose value names no object of the kind. */
  readonly nameless: number;
}

export async function readNamed(file: string, options: ShareOptions): Promise<ReadShares> {
  const kind = kindIn(options);
  stage(`reading ${file}`);
  const named = await readShares(file, columnsOf(options), layoutOf(options));
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

/** Throws a CommandError where no column says on what one acted. */
export function columnsOf(options: Omit<ShareOptions, 'minRepetition' | 'minParticipation'>): ShareColumns {
  const { actor, time, message, where } = options;
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
