/** The keyed functions for use without the rule language: definitions, and one function per algorithm on a `KeyedState`. */
export { type BucketDefinition, bucketScore } from '../counters/buckets.ts';
export { addDecayed, readDecayed } from '../counters/decayed.ts';
export { noteSeen, readSeen, type Seen } from '../counters/seen.ts';
export { countValue, type Standing, topValues } from '../counters/top-values.ts';
export { valueScore } from '../counters/value-score.ts';
export { type NearDefinition, nearDuplicateActors } from '../near/near-duplicates.ts';
export { getCached, setCached } from '../sets/cache.ts';
export { addMember, hasMember, removeMember } from '../sets/membership.ts';
export { cooldown } from '../triggers/cooldown.ts';
export { crossed } from '../triggers/crossing.ts';
export { takeTokens } from '../triggers/token-bucket.ts';
export { incrementWindow, readWindow } from '../windows/count.ts';
export { distinctWindow, readDistinct } from '../windows/distinct.ts';
export { addToTumbling, readTumbling } from '../windows/tumbling.ts';
export { addToWindow, readTotal, type Total } from '../windows/values.ts';
export { type Definition, define, type WindowDefinition } from './definition.ts';
export type { KeyedState } from './state.ts';
export { holdsKey, KeyNotes, transferKeys } from './transfer.ts';
