/** Time of one rating through the live scorer, in microseconds. */
import { type Dataset, liveFrom } from '../../packages/notes/src/index.ts';

const RATINGS = 20_000;

export function liveMicros(dataset: Dataset): number {
  const live = liveFrom(dataset, 1);
  const startedAt = performance.now();
  for (let index = 0; index < RATINGS; index++) {
    const noteId = dataset.notes.ids.text(index % dataset.notes.count);
    const raterId = dataset.participants.ids.text((index * 7) % dataset.participants.count);
    live.rate({ noteId, raterId, label: index % 2 === 0 ? 2 : 0 });
  }
  return ((performance.now() - startedAt) / RATINGS) * 1000;
}
