/** Parameters of CooRTweet, with its defaults. */
import { NetworksError } from './errors.ts';

export interface CooRTweetOptions {
  readonly windowMillis?: number;
  /**
   * Accounts with fewer rows are left out; so is afterwards every pair of contents of which neither is by an account that has as many
   * rows whose contents are in pairs.
   */
  readonly minParticipation?: number;
  /** Leave out what an account shares with itself, contents paired with themselves, and contents that are the object (`originals`). */
  readonly removeLoops?: boolean;
  /** By message the object that it is itself, as a post is what others repost. */
  readonly originals?: ReadonlyMap<number, number>;
  /** Percentile of the weights, from 0 to 1, that heavy edges exceed. */
  readonly edgeWeight?: number;
  /** The narrower window of `flag_speed_share`, and how many rows an account needs there. */
  readonly fastWindowMillis?: number;
  readonly fastMinParticipation?: number;
  /** 0: all edges; 1: heavy ones; 2: heavy ones of the narrower window; 3: accounts next to those of 2, and all edges among them. */
  readonly subgraph?: 0 | 1 | 2 | 3;
}

export interface CheckedCooRTweetOptions {
  readonly windowMillis: number;
  readonly minParticipation: number;
  readonly removeLoops: boolean;
  readonly originals: ReadonlyMap<number, number>;
  readonly edgeWeight: number;
  readonly fastWindowMillis: number | null;
  readonly fastMinParticipation: number;
  readonly subgraph: 0 | 1 | 2 | 3;
}

/** Throws a NetworksError that names the option. */
export function checkCooRTweetOptions(options: CooRTweetOptions): CheckedCooRTweetOptions {
  const { windowMillis = 10_000, minParticipation = 2, removeLoops = true, edgeWeight = 0.5, subgraph = 0 } = options;
  const { fastWindowMillis = null, fastMinParticipation = minParticipation } = options;
  const { originals = new Map() } = options;
  if (!(windowMillis >= 0)) throw new NetworksError('the window must be 0 or longer');
  if (fastWindowMillis !== null && !(fastWindowMillis >= 0 && fastWindowMillis <= windowMillis)) {
    throw new NetworksError('the fast window must be 0 or longer, and no longer than the window');
  }
  for (const [name, value] of Object.entries({ minParticipation, fastMinParticipation })) {
    if (!Number.isInteger(value) || value < 1) throw new NetworksError(`${name} must be a whole number from 1 on`);
  }
  if (!(edgeWeight >= 0 && edgeWeight <= 1)) throw new NetworksError('edgeWeight is a percentile, from 0 to 1');
  if (subgraph === 1 && fastWindowMillis !== null) {
    throw new NetworksError('subgraph 1 is of the network without a fast window; with one there are 0, 2 and 3');
  }
  if (subgraph >= 2 && fastWindowMillis === null) throw new NetworksError(`subgraph ${subgraph} needs a fast window`);
  return {
    windowMillis,
    minParticipation,
    removeLoops,
    originals,
    edgeWeight,
    fastWindowMillis,
    fastMinParticipation,
    subgraph,
  };
}
