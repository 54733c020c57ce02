/** Limits of evaluating one event (E4): what goes beyond fails alone, is counted and shown. */
export const limits = {
  /** Errors kept with message and place; `errorCount` goes on counting. */
  errorsPerEvent: 100,
  /** Characters of an error's message that are kept: messages may quote the event. */
  errorMessageLength: 500,
  /** Effects that one event may fire: a ruleset that fires more has lost its mind. */
  effectsPerEvent: 1_000,
  /** Items of a list passed to a function. */
  listLength: 100_000,
  /** Characters of a text passed to a function: nothing that a person writes is longer, and a regular expression reads it all. */
  argumentLength: 262_144,
  /** Times that an event is evaluated again for asynchronous results that depend on one another. */
  asyncRounds: 16,
} as const;
