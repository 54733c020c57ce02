/** Replays of the public data with refreshes: at each, every note scored live has to have the batch run's status. */
import { expect, test } from 'vitest';
import { learn } from '../src/core/live/learn.ts';
import { LiveNotes } from '../src/core/live/live-notes.ts';
import { replayOf } from '../src/live/replay.ts';
import { type GoldenSet, loadGolden, WHY, withGolden } from './support/golden.ts';

const DAY = 86_400_000;

test.skipIf(withGolden.skip).each<[GoldenSet, number]>([
  ['real', 30],
  ['100k locked', 30],
])(`%s, a refresh every %d days ${withGolden.skip ? WHY : ''}`, { timeout: 600_000 }, async (set, days) => {
  const replay = replayOf(await loadGolden(set, true));
  const live = new LiveNotes();
  let refreshes = 0;
  const refresh = () => {
    const request = live.requestRefresh();
    live.complete(learn(live.store, request.history, request.now, {}), request);
    expect(live.disagreements(request)).toEqual([]);
    refreshes++;
  };
  let next = replay.from + days * DAY;
  for (const entry of replay.entries()) {
    const at = entry.kind === 'note' ? entry.createdAt : entry.kind === 'rating' ? entry.at : 0;
    for (; at > next; next += days * DAY) {
      live.tick(next);
      refresh();
    }
    live.add(entry);
  }
  refresh();
  expect(refreshes).toBeGreaterThan(2);
});
