/** Limits of the simulation, each with its reason. */
export const LIMITS = {
  /** Accounts that one account can follow: platforms have such a limit (5,000 on Twitter), and a list stays short enough to search. */
  following: 4096,
  /** Posts that can still be read, answered, liked and reported, per account of the platform; older ones leave everybody's timeline. */
  postsPerAccount: 8,
  postsAtLeast: 4096,
  postsAtMost: 1 << 20,
  /** Posts that a community, a tag and the platform as a whole keep in sight. */
  communityPosts: 128,
  tagPosts: 64,
  hotPosts: 256,
  /** Different hashtags of a run; later ones are written, but do not trend. */
  tags: 4096,
  /** Notes that can still be rated. */
  notes: 16_384,
  /** Mentions and answers that an account has not seen. */
  notifications: 4,
  /** Accounts whose names, ids and origins are kept as text, about 600 bytes each; others' are made again from their numbers. */
  identityCache: 1 << 16,
  /** Pairs of accounts of which one has blocked or muted the other, or starred it: as many, and so many for each account. */
  pairs: 1 << 22,
  pairsPerAccount: 4,
  /** Tries to find a post or an account that fits before doing without. */
  tries: 6,
  /** Accounts that an adversary can make for each one that the scenario gives it: replacements of what was suspended. */
  accountsPerPlanned: 4,
  /** Accounts of a scenario: 32-bit ids, and about 400 bytes each. */
  accounts: 4_000_000,
  /** Bytes of a scenario file. */
  scenarioBytes: 1 << 20,
} as const;
