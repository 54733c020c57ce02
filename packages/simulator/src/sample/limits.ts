/** Limits of the simulation, each with its reason. */
export const LIMITS = {
  /** Posts that can still be replied to, liked and reported: older ones leave everybody's timeline. */
  recentPosts: 4096,
  /** Follows of one account that are remembered by name; beyond it only their number counts. Keeps memory per account constant. */
  rememberedFollows: 400,
  /** Tries to find a post or an account that fits before doing without. */
  tries: 8,
} as const;
