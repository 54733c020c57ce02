/** Limits of one event on its way in, each with its reason. */
export interface EnvelopeLimits {
  /** Bytes of one event, as it arrives and as it is journaled. */
  readonly eventBytes: number;
  /** Levels of objects and lists around the deepest value, counting the envelope itself. */
  readonly nestingDepth: number;
  /** UTF-16 code units of an id. */
  readonly idLength: number;
  /** UTF-16 code units of an action name. */
  readonly actionNameLength: number;
  /** How far after the receiver's clock an event's time may lie, in milliseconds. */
  readonly futureSkewMillis: number;
}

export const ENVELOPE_LIMITS: EnvelopeLimits = {
  // A post with its whole profile is under 20 kB; a megabyte is an attachment that belongs in a store of its own.
  eventBytes: 1 << 20,
  // Real payloads stay under 20; a recursive walk of 64 levels needs no thought about the stack.
  nestingDepth: 64,
  // An at:// address or a URL serves as id; ids are keys of indexes, so they stay short.
  idLength: 512,
  // Names become file names (`actions/{ActionName}.sml`), metric labels and columns of tables.
  actionNameLength: 128,
  // Clocks of phones are hours off and some senders write local time as UTC; beyond a day, the time is wrong and would
  // hold every window and expiry open until it comes.
  futureSkewMillis: 24 * 60 * 60 * 1000,
};
