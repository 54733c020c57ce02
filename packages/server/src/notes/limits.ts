/** Limits of note scoring in the server, each with its reason. */
export const noteLimits = {
  /** Seconds between refreshes, where something came: raters' standing changes over days, and a new rater waits no longer than this. */
  refreshSeconds: 60,
  /** A refresh starts only after this many times the time that the last one took: it has a thread, but the machine has few cores. */
  refreshRest: 4,
  /** Notes that one answer lists: each is scored when it is asked for, in less than a millisecond. */
  listed: 200,
  /** Changes that one answer lists. */
  changesListed: 500,
} as const;
