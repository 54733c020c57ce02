/** The journal's limits, each with its reason. */

const KiB = 1024;
const MiB = 1024 * KiB;

export const limits = {
  /** One entry. An event is refused long before this; the limit keeps a reader's buffer bounded. */
  entryBytes: 16 * MiB,
  /** A segment is closed past this. Retention drops whole segments, and opening scans the last one (about 0.2 s at this size). */
  segmentBytes: 128 * MiB,
  /** A segment is closed past this age, so that retention by age makes progress on a quiet platform too. */
  segmentAgeMillis: 24 * 60 * 60 * 1000,
  /** Entries taken in and not yet on disk: about a second of a slow disk. Appending beyond it throws. */
  unsyncedBytes: 64 * MiB,
  /** The part of `unsyncedBytes` from which `whenWritable` makes callers wait. */
  waitFromPressure: 0.5,
  /** What one fsync may cover. Larger batches add latency without saving fsyncs that matter. */
  batchBytes: 8 * MiB,
  /** Buffers that entries are copied into. */
  chunkBytes: 1 * MiB,
  /** Spare chunks kept for reuse. */
  spareChunks: 8,
  /** One index point per this many bytes: a look-up reads at most this plus one entry. */
  indexEveryBytes: 64 * KiB,
  /** A reader's chunk: large enough that a system call costs nothing per entry. */
  readBytes: 1 * MiB,
  /** Segments that look-ups keep open at a time. */
  openSegments: 32,
  /** Ids that the duplicate window holds by default: at the target of 20,000 events/s, about 13 minutes; a quiet platform's weeks. */
  windowIds: 16 * 1024 * 1024,
} as const;
