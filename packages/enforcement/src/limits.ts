/** Limits of applying and delivering effects, each with its reason. */
export const limits = {
  /** A receiver that has not answered by then is taken for dead: longer answers hold a delivery slot. */
  requestTimeoutMillis: 10_000,
  /** A claimed delivery returns this long after its request should have ended, if its process vanished. */
  leaseMarginMillis: 20_000,
  /** Full-jitter backoff: at most base · 2^(attempt-1), never over the cap. */
  backoffBaseMillis: 1_000,
  backoffCapMillis: 15 * 60_000,
  /** With these waits, a delivery is given up after 1 to 2 hours of a receiver's silence. */
  attempts: 14,
  /** Requests under way to one sink at a time. */
  sinkConcurrency: 8,
  /** How much of a receiver's answer is read: enough for its error message. */
  responseBytes: 2_048,
  /** How much of an error is stored and shown. */
  errorChars: 300,
  /** The delivery loop looks for due deliveries this often even if nobody wakes it. */
  pollMillis: 1_000,
  /** Receivers refuse signatures older or newer than this: a recorded request cannot be replayed later. */
  signatureToleranceSeconds: 300,
  /** HMAC-SHA256 secrets shorter than this can be searched. */
  secretBytes: 16,
  /** SQLite's page cache: ids arrive in random order, so the index of some millions of them should stay in memory. */
  cacheKiB: 64 * 1024,
  /** The write-ahead log goes into the database when it has this many pages (64 MB): pages written often are moved once. */
  checkpointPages: 16_384,
  /** Effects of one rule that wait for a person, at about 1 kB each: more than anybody looks through one by one. */
  heldPerRule: 100_000,
  /** … and of all rules. A rule that is held more often than that is told, counted, and not stored. */
  heldInAll: 1_000_000,
  /** Rows that one transaction takes out: some milliseconds. */
  pruneRows: 2_000,
  /** Effects that one look goes through. */
  pruneStretch: 10_000,
  /** Rows of one page of a listing. */
  pageRows: 1_000,
} as const;
