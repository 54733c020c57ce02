/** Time of one rating through live scoring: all scorers, rules and the reason. */
import { type Dataset, LiveNotes, learn, replayOf } from '../../packages/notes/src/index.ts';

const RATINGS = 5000;

export interface LiveFigures {
  readonly cpuMicros: number;
  readonly p50Micros: number;
  readonly p99Micros: number;
}

/** Replays a data set, refreshes, and then has its notes rated by everyone in turn. */
export function liveFigures(dataset: Dataset): LiveFigures {
  const live = new LiveNotes();
  const replay = replayOf(dataset);
  for (const entry of replay.entries()) live.load(entry);
  const request = live.requestRefresh();
  live.complete(learn(live.store, request.history, request.now, {}), request);
  const took: number[] = [];
  const cpuAt = process.cpuUsage();
  for (let index = 0; index < RATINGS; index++) {
    const noteId = dataset.notes.ids.text((index * 31) % dataset.notes.count);
    const raterId = dataset.participants.ids.text((index * 7) % dataset.participants.count);
    const startedAt = performance.now();
    const rating = { kind: 'rating', noteId, raterId, at: replay.until + index } as const;
    live.add({ ...rating, label: index % 2 === 0 ? 2 : 0, helpfulTags: 0, notHelpfulTags: 0, sampled: false });
    took.push((performance.now() - startedAt) * 1000);
  }
  const cpu = process.cpuUsage(cpuAt);
  took.sort((a, b) => a - b);
  return {
    cpuMicros: (cpu.user + cpu.system) / RATINGS,
    p50Micros: took[RATINGS >> 1]!,
    p99Micros: took[Math.floor(RATINGS * 0.99)]!,
  };
}
