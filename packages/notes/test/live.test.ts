/** Live scoring: equal to batch at every refresh, sure of what it can be sure of, and able to say why. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addTo, emptySums, type Observation, posterior, probabilityAbove } from '../src/core/certainty/posterior.ts';
import { STANDARD_REGULARISATION } from '../src/core/factorisation/model.ts';
import { learn } from '../src/core/live/learn.ts';
import { LiveNotes, type LiveNotesOptions, type StatusChange } from '../src/core/live/live-notes.ts';
import type { LiveEntry } from '../src/core/live/store.ts';
import { runScoring } from '../src/core/pipeline/run.ts';
import { NMR, STATUS_NAMES } from '../src/core/status.ts';
import { LiveScoring } from '../src/live/refresher.ts';
import { type Replay, replayOf } from '../src/live/replay.ts';
import { platformBuilder, simulatePlatform } from '../src/simulation/platform.ts';

const NOW = 1_786_000_000_000;
const DAY = 86_400_000;

/** Enough notes for the guards that need a crowd, and no more. */
function platform(seed: number, ratings = 4500) {
  const made = simulatePlatform({ seed, raters: 150, notes: 210, ratings, now: NOW });
  const summaries = new Map(made.notes.map(({ id, summary }) => [String(id), summary]));
  const dataset = platformBuilder(made).build();
  return { dataset, replay: replayOf(dataset, summaries) };
}

/** Replays with a refresh every so often; at each of them every note, scored live, has to have the status of the batch run. */
function replayed(replay: Replay, everyMillis: number, options: LiveNotesOptions = {}) {
  const changes: StatusChange[] = [];
  const live = new LiveNotes({ ...options, onChange: (change) => changes.push(change) });
  const outcomes: { readonly differed: number; readonly notes: number }[] = [];
  const refresh = () => {
    const request = live.requestRefresh();
    outcomes.push(live.complete(learn(live.store, request.history, request.now, options), request));
    expect(live.disagreements(request)).toEqual([]);
  };
  let next = replay.from + everyMillis;
  for (const entry of replay.entries()) {
    const at = entry.kind === 'note' ? entry.createdAt : entry.kind === 'rating' ? entry.at : 0;
    for (; at > next; next += everyMillis) {
      live.tick(next);
      refresh();
    }
    live.add(entry);
  }
  refresh();
  return { live, changes, outcomes };
}

describe('replayed in the order of time', () => {
  test('live statuses equal those of the batch run at each refresh, with the reason for every change', () => {
    const { changes, outcomes } = replayed(platform(11).replay, 40 * DAY);
    expect(outcomes.length).toBeGreaterThan(2);
    expect(changes.length).toBeGreaterThan(40);
    for (const { from, to, reason, at } of changes) {
      expect(from).not.toBe(to);
      expect(reason).not.toMatch(/NaN|undefined|^$/);
      expect(at).toBeGreaterThan(0);
    }
    // Changes come by ratings, by time that passes in stabilisation, and by what a refresh learned.
    expect(new Set(changes.map(({ cause }) => cause))).toEqual(new Set(['rating', 'time', 'refresh']));
    // The last refresh but one is a month old: the share that differs is small even so.
    const last = outcomes.at(-1)!;
    expect(last.differed / last.notes).toBeLessThan(0.15);
  });

  test('with the history of the files, the end is what one batch run on them says', () => {
    const { dataset, replay } = platform(12);
    const { live } = replayed(replay, 60 * DAY, { fixedHistory: true });
    const batch = runScoring(dataset, { now: live.now });
    for (let note = 0; note < dataset.notes.count; note++) {
      const id = dataset.notes.ids.text(note);
      expect([id, live.statusAt(live.store.noteOf(id))]).toEqual([id, STATUS_NAMES[batch.meta.status[note] || NMR]]);
    }
  });
});

describe('one note', () => {
  const { replay } = platform(13);
  const base = () => {
    const live = new LiveNotes({ explanations: false });
    for (const entry of replay.entries()) live.load(entry);
    const request = live.requestRefresh();
    live.complete(learn(live.store, request.history, request.now, { explanations: false }), request);
    return live;
  };
  const live = base();
  const core = live.learned!.models.find(({ family }) => family === 'core')!;
  const trusted = (negative: boolean) =>
    [...live.learned!.raterRank.keys()].filter((who) => {
      const rank = live.learned!.raterRank[who]!;
      return core.trusted[rank] === 1 && Math.abs(core.factor[rank]!) > 0.2 && core.factor[rank]! < 0 === negative;
    });
  let number = 0;
  const newNote = (): string => {
    const id = `new ${++number}`;
    live.add({
      kind: 'note',
      id,
      authorId: 'author',
      createdAt: NOW,
      postId: id,
      classification: 'misleading',
      summary: null,
    });
    return id;
  };
  const rate = (noteId: string, raterId: string, label: number) => {
    const rating: LiveEntry = {
      kind: 'rating',
      noteId,
      raterId,
      at: NOW,
      label,
      helpfulTags: 0,
      notHelpfulTags: 0,
      sampled: false,
    };
    live.add(rating);
    return live.note(noteId)!;
  };
  const name = (who: number) => live.store.participantIds[who]!;

  test('says what it waits for, and waits for an hour before it is shown', () => {
    const note = newNote();
    const [left, right] = [trusted(true), trusted(false)];
    expect(rate(note, name(left[0]!), 2).reason).toBe('has 1 of the 5 ratings that a status needs');
    for (const who of left.slice(1, 15)) rate(note, name(who), 2);
    for (const who of right.slice(0, 3)) rate(note, name(who), 2);
    const lacking = live.note(note)!;
    expect(lacking.status).toBe('NEEDS_MORE_RATINGS');
    expect(lacking.scorers.find(({ scorer }) => scorer === 'MFCoreScorer')?.status).toBe('NEEDS_YOUR_HELP');
    expect(lacking.reason).toContain('needs raters of the other side');
    const enough = rate(note, name(right[3]!), 2);
    for (const who of right.slice(4, 8)) rate(note, name(who), 2);
    expect(enough.reason).toMatch(/found helpful since .*; it is shown if that lasts for an hour/);
    live.tick(live.now + 3_600_002);
    const shown = live.note(note)!;
    expect(shown).toMatchObject({ status: 'CURRENTLY_RATED_HELPFUL', reason: expect.stringContaining('both sides') });
    expect(shown.probabilityHelpful).toBeGreaterThan(0.5);
    expect(shown.interval![0]).toBeLessThan(shown.intercept!);
  });

  test('a second rating by the same rater replaces the first, and one by a stranger waits for the refresh', () => {
    const note = newNote();
    const raters = [...trusted(true).slice(0, 4), ...trusted(false).slice(0, 4)].map(name);
    for (const rater of raters) rate(note, rater, 2);
    const first = live.note(note)!;
    rate(note, raters[0]!, 0);
    const again = rate(note, raters[0]!, 2);
    expect(again.intercept).toBeCloseTo(first.intercept!, 12);
    expect(again.ratings).toBe(first.ratings);
    const stranger = rate(note, 'STRANGER', 0);
    expect(stranger.intercept).toBeCloseTo(first.intercept!, 12);
    expect([stranger.ratings, stranger.counted]).toEqual([first.ratings + 1, first.counted]);
  });

  test('a note that comes again with another author is refused', () => {
    const note = newNote();
    const again = {
      kind: 'note',
      id: note,
      createdAt: NOW,
      postId: null,
      classification: 'deleted',
      summary: null,
    } as const;
    expect(() => live.add({ ...again, authorId: 'other' })).toThrow('came before with another author or time');
    expect(live.add({ ...again, authorId: 'author' })).toBe(null);
  });

  test('asked for certainty, it waits for more ratings', () => {
    const sure = new LiveNotes({ explanations: false, certainty: 0.9 });
    for (const entry of replay.entries()) sure.load(entry);
    const request = sure.requestRefresh();
    sure.complete(learn(sure.store, request.history, request.now, { explanations: false, certainty: 0.9 }), request);
    expect(sure.disagreements(request)).toEqual([]);
    let withheld = 0;
    for (const id of sure.store.noteIds) {
      const view = sure.note(id)!;
      if (!view.decidedBy.startsWith('CertaintyGuard')) continue;
      withheld++;
      expect(view.status).toBe('NEEDS_MORE_RATINGS');
      expect(view.reason).toMatch(/^would be (not )?helpful, with a probability of 0\.\d\d; 0\.90 is asked for$/);
    }
    expect(withheld).toBeGreaterThan(0);
  });
});

describe('with a thread that learns', () => {
  test('ratings are taken and scored while it works, and what it learned is taken over at once', async () => {
    const { dataset, replay } = platform(14);
    const entries = [...replay.entries()];
    const late = entries.splice(-200);
    const scoring = new LiveScoring();
    for (const entry of entries) scoring.load(entry);
    const first = await scoring.refresh();
    expect(first.rescored).toBe(0);
    const under = scoring.refresh();
    for (const entry of late) scoring.add(entry);
    expect(scoring.refreshing).toBe(true);
    // Whoever asks now wants those too: all get the one that follows.
    const following = scoring.refresh();
    expect(following).not.toBe(under);
    expect(scoring.refresh()).toBe(following);
    const second = await under;
    // Those that came meanwhile are scored with what was learned without them.
    expect(second.rescored).toBeGreaterThan(0);
    expect(second.ratings).toBeLessThan(dataset.ratings.count);
    const last = await following;
    expect(last.ratings).toBe(dataset.ratings.count);
    const request = scoring.notes.requestRefresh();
    const alone = learn(scoring.notes.store, request.history, request.now, {});
    for (let note = 0; note < alone.noteRank.length; note++) {
      expect(scoring.notes.statusAt(note)).toBe(STATUS_NAMES[alone.status[alone.noteRank[note]!]!]);
    }
    await scoring.close();
    await expect(scoring.refresh()).rejects.toThrow('closed');
  });
});

describe('with raters fixed', () => {
  const observation = fc.record({
    raterIntercept: fc.double({ min: -0.5, max: 0.5, noNaN: true }),
    raterFactor: fc.double({ min: -1, max: 1, noNaN: true }),
    label: fc.constantFrom(0, 1, 2),
  });
  const solve = (observations: readonly Observation[]) => {
    const sums = emptySums();
    for (const one of observations) addTo(sums, one, 0.15, 1);
    return posterior(sums, STANDARD_REGULARISATION, 10, 0.3);
  };

  test('the prediction of an added rating moves towards it, never away', () => {
    fc.assert(
      fc.property(fc.array(observation, { maxLength: 30 }), observation, (known, added) => {
        const predict = ({ intercept, factor }: { intercept: number; factor: number }) =>
          0.15 + added.raterIntercept + intercept + factor * added.raterFactor;
        const before = predict(solve(known));
        const after = predict(solve([...known, added]));
        expect((after - before) * (added.label / 2 - before)).toBeGreaterThanOrEqual(-1e-12);
      }),
    );
  });

  test('more ratings never make the intercept less certain', () => {
    fc.assert(
      fc.property(fc.array(observation, { maxLength: 30 }), observation, (known, added) => {
        expect(solve([...known, added]).deviation).toBeLessThanOrEqual(solve(known).deviation + 1e-12);
      }),
    );
  });

  test('taking a rating away undoes it', () => {
    fc.assert(
      fc.property(fc.array(observation, { minLength: 1, maxLength: 20 }), (known) => {
        const sums = emptySums();
        for (const one of known) addTo(sums, one, 0.1, 1);
        addTo(sums, known[0]!, 0.1, -1);
        const rest = emptySums();
        for (const one of known.slice(1)) addTo(rest, one, 0.1, 1);
        expect(sums.e).toBeCloseTo(rest.e, 10);
        expect(sums.weight).toBe(rest.weight);
      }),
    );
  });

  test('certainty is a probability that grows with the intercept', () => {
    const at = (intercept: number) => probabilityAbove({ intercept, deviation: 0.1 }, 0.4);
    expect(at(0.4)).toBeCloseTo(0.5, 6);
    expect(at(0.596)).toBeCloseTo(0.975, 4);
    expect(at(0.2)).toBeCloseTo(0.0228, 4);
  });
});
