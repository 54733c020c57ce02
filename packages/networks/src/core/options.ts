/** What makes two actors' shares a co-action. */
import { NetworksError } from './errors.ts';
import { MAX_PAIRS_PER_OBJECT } from './limits.ts';

/**
 * What an edge's weight counts.
 *
 * - `objects`: distinct objects that both shared within the window. Each object counts once, however often it was shared.
 * - `pairs`: pairs of shares within the window (CooRTweet's weight).
 * - `messages`: of an edge from a to b, distinct messages of a that have a share of b within the window. Directed (the weight of the
 *   coordination network toolkit).
 */
export type Weight = 'objects' | 'pairs' | 'messages';

export interface CoactionOptions {
  /** Two shares of an object count where `|t1 - t2| <= windowMillis`. */
  readonly windowMillis: number;
  /** Edges of less weight are left out. */
  readonly minRepetition?: number;
  readonly weight?: Weight;
  /**
   * Count from the earlier to the later: an edge from a to b for what a shared no later than b; simultaneous shares count both ways.
   * With `messages` an edge has two directions anyway, whatever the order in time.
   */
  readonly directed?: boolean;
  /** Keep what actors share together with themselves. */
  readonly loops?: boolean;
  /** Leave out actors with fewer shares, before anything is counted. */
  readonly minParticipation?: number;
  /** See `MAX_PAIRS_PER_OBJECT`; objects over it are reported as `capped`. */
  readonly maxPairsPerObject?: number;
}

export interface CheckedOptions extends Required<CoactionOptions> {}

/** Throws a NetworksError that names the option. */
export function checkOptions(options: CoactionOptions): CheckedOptions {
  const checked: CheckedOptions = {
    windowMillis: options.windowMillis,
    minRepetition: options.minRepetition ?? 1,
    weight: options.weight ?? 'objects',
    directed: options.directed ?? false,
    loops: options.loops ?? false,
    minParticipation: options.minParticipation ?? 1,
    maxPairsPerObject: options.maxPairsPerObject ?? MAX_PAIRS_PER_OBJECT,
  };
  if (!(checked.windowMillis >= 0)) throw new NetworksError('the window must be 0 or longer');
  for (const name of ['minRepetition', 'minParticipation', 'maxPairsPerObject'] as const) {
    if (!Number.isInteger(checked[name]) || checked[name] < 1) {
      throw new NetworksError(`${name} must be a whole number from 1 on`);
    }
  }
  if (checked.directed && checked.weight === 'messages') {
    throw new NetworksError('with weight `messages` edges are directed already, by whose messages are counted');
  }
  return checked;
}
