/** Limits and constants of the brakes, each with its reason. */
export const brakeLimits = {
  /** Steps of a sliding count: an allowance comes back at most a sixtieth of the span late, and a count is 61 numbers. */
  steps: 60,
  /** Caps that are set at a time, so that asking them all stays cheap and a checkpoint small. */
  caps: 1_000,
  /** The shortest span has steps of a millisecond. */
  spanSecondsMin: 1,
  /** The longest is a leap year: what is meant by longer is not a rate. */
  spanSecondsMax: 366 * 86_400,
  capLimitMax: 1_000_000_000,
  /** Protected entities: people keep such a list. */
  protectedEntities: 100_000,
  /** Characters of an entity's type or id on that list. */
  entityChars: 512,
  /** Versions of one rule that are watched: the one in force, a canary, and some that were canaries. */
  watchedVersions: 4,
  /** A version of a rule is young for this long after it began to act. */
  youngMillis: 24 * 3_600_000,
  /** The share of a young rule is taken over at most this long: a rule that goes mad in its tenth hour is not excused by nine quiet ones. */
  watchMillis: 3_600_000,
  /** Closed hours that the anomaly alarm compares with while there is no weekly history. */
  recentHours: 24,
  /** Fewer closed hours than these say nothing of what is usual. */
  recentHoursMin: 6,
  /** Weeks of an hour of the week from which it is its own baseline. */
  weeksMin: 2,
  /** A week's weight against the week after it: sums reach back about four weeks, and changes are forgotten. */
  weekDecay: 0.75,
  /** How often rates are tested, in event time: 12 tests an hour notice a flood within minutes. */
  testEveryMillis: 300_000,
  /** Baselines count as at most so many hits: hours of a platform differ by a tenth, however many hits they have. */
  baselineHitsMax: 100,
  /** With 1,000 rules, 288,000 tests a day: at this level one false alarm in a year. */
  alarmProbability: 1e-8,
  /** Significant is not yet worth a person's time: this many times the baseline, and this many hits. */
  alarmRatio: 2,
  alarmHitsMin: 20,
  /** An alarm is over when the rate is under this many times the baseline: one alarm a crossing. */
  calmRatio: 1.5,
  /** Terms of the tail's sum; they fall geometrically, and what is missing then is under the level by far. */
  tailTerms: 20_000,
  /** Held effects that one journal entry releases: a few hundred kB, and some milliseconds of the decision path. */
  releaseChunk: 500,
} as const;
