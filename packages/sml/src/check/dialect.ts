/**
 * How strictly the reference is followed.
 * - `reference`: exactly, including what it refuses for no good reason.
 * - `compat`: every ruleset that the reference accepts means the same; some that it refuses are accepted, and its foot-guns are warnings.
 * - `strict`: as `compat`, but the foot-guns are errors.
 */
export type Dialect = 'reference' | 'compat' | 'strict';
