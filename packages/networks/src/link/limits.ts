/** Limits of linking accounts, each with its reason. */

/** Latest posts of an account that are read: more say hardly more about who writes. */
export const POSTS_PER_PROFILE = 2000;

/** Features of an account that are compared in a space, by weight: the rest adds nothing but time. */
export const FEATURES_COMPARED = 6000;

/** Most frequent features whose frequencies make a style. */
export const STYLE_FEATURES = 1500;

/** Candidates of an account, from each way of finding some. */
export const CANDIDATES = 50;

/** Accounts that have a feature or a key in common, over which it brings no candidates: it tells nobody apart, and would be quadratic. */
export const MAX_SHARERS = 200;

/** Neighbours whose similarity says how similar an account is to anybody. */
export const NEIGHBOURHOOD = 10;
