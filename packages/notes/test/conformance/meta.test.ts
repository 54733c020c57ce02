/** Meta rules, explanation and history, given what the reference's scorers said: exact (notes.md §3.3). */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Dataset } from '../../src/core/data/dataset.ts';
import { HELPFUL_TAGS, NOT_HELPFUL_TAGS } from '../../src/core/data/tags.ts';
import { updateHistory } from '../../src/core/history/update.ts';
import { countTags, topTags } from '../../src/core/meta/explanation.ts';
import { META_RULES, type MetaResult, metaRuleNames, metaScore } from '../../src/core/meta/rules.ts';
import { preprocess } from '../../src/core/preprocess.ts';
import { CRH, CRNH, STATUS_NAMES, statusOf } from '../../src/core/status.ts';
import { TOPICS } from '../../src/core/topics/seeds.ts';
import { loadGolden, noteOf, number, type Row, table, WHY, withGolden } from '../support/golden.ts';

const NOW = 1_786_000_000_000;

describe.skipIf(withGolden.skip)(`3,000 notes of a full run ${WHY}`, () => {
  let dataset: Dataset;
  let scored: Row[];
  let meta: MetaResult;
  let tags: ReturnType<typeof countTags>;

  beforeAll(async () => {
    dataset = await loadGolden('100k locked');
    scored = table('full_main_synth100kL/scored_notes.tsv.gz');
    tags = countTags(dataset, preprocess(dataset).rows);
    const count = dataset.notes.count;
    const explainsHelpful = new Uint8Array(count);
    const explainsNotHelpful = new Uint8Array(count);
    for (let note = 0; note < count; note++) {
      explainsHelpful[note] = topTags(tags.helpful, HELPFUL_TAGS, note) === null ? 0 : 1;
      explainsNotHelpful[note] = topTags(tags.notHelpful, NOT_HELPFUL_TAGS, note) === null ? 0 : 1;
    }
    const numbers = (rows: Row[], name: string) => {
      const column = new Float64Array(count).fill(Number.NaN);
      for (const row of rows) column[noteOf(dataset, row['noteId']!)] = number(row[name]);
      return column;
    };
    const statuses = (name: string) => {
      const column = new Uint8Array(count);
      for (const row of scored) column[noteOf(dataset, row['noteId']!)] = Math.max(statusOf(row[name]!), 0);
      return column;
    };
    const aux = table('full_main_synth100kL/aux_note_info.tsv.gz');
    meta = metaScore(
      dataset,
      {
        expansionPlus: statuses('expansionPlusRatingStatus'),
        expansion: statuses('expansionRatingStatus'),
        coreWithTopics: statuses('coreWithTopicsRatingStatus'),
        core: statuses('coreRatingStatus'),
        multiGroup: statuses('multiGroupRatingStatus'),
        group: statuses('groupRatingStatus'),
        groupNumber: Uint8Array.from(numbers(scored, 'modelingGroup'), (group) => group || 0),
        gaussian: statuses('gaussianRatingStatus'),
        gaussianCoreWithTopics: statuses('gaussianCoreWithTopicsRatingStatus'),
        coreIntercept: numbers(scored, 'coreNoteIntercept'),
        expansionIntercept: numbers(scored, 'expansionNoteIntercept'),
        topic: Uint8Array.from(
          scored.map((row) => TOPICS.findIndex(({ name }) => name === row['noteTopic']) + 1),
          (topic) => topic,
        ),
        topicIntercept: numbers(scored, 'topicNoteIntercept'),
        topicFactor: numbers(scored, 'topicNoteFactor1'),
        topicConfident: Uint8Array.from(scored, (row) => (row['topicNoteConfident'] === 'True' ? 1 : 0)),
        sampledIntercept: numbers(scored, 'coreNoteInterceptPopulationSampled'),
        sampledNegative: Int32Array.from(numbers(aux, 'coreNegFactor_populationSampledRatingCount')),
        sampledPositive: Int32Array.from(numbers(aux, 'corePosFactor_populationSampledRatingCount')),
        explainsHelpful,
        explainsNotHelpful,
      },
      NOW,
    );
  });

  test('rows are in the order of note ids, as the columns above assume', () => {
    expect(scored.map((row) => noteOf(dataset, row['noteId']!))).toEqual(scored.map((_, index) => index));
  });

  test('status, decider and every rule that acted', () => {
    const ours = scored.map((_, note) => [
      STATUS_NAMES[meta.status[note]!],
      META_RULES[meta.decidedBy[note]!],
      metaRuleNames(meta.rulesLow[note]!, meta.rulesHigh[note]!),
    ]);
    expect(ours).toEqual(
      scored.map((row) => [row['finalRatingStatus'], row['decidedBy'], row['metaScorerActiveRules']]),
    );
  });

  test('labels before stabilisation and before locks', () => {
    const aux = table('full_main_synth100kL/aux_note_info.tsv.gz');
    expect(aux.map((_, note) => STATUS_NAMES[meta.beforeStabilisation[note]!])).toEqual(
      aux.map((row) => row['preStabilizationRatingStatus']),
    );
    expect(aux.map((_, note) => STATUS_NAMES[meta.unlocked[note]!])).toEqual(
      aux.map((row) => row['unlockedRatingStatus']),
    );
  });

  test('explaining tags', () => {
    const ours = scored.map((_, note) => {
      const helpful = meta.status[note] === CRH;
      if (!helpful && meta.status[note] !== CRNH) return ['', ''];
      const known = helpful ? HELPFUL_TAGS : NOT_HELPFUL_TAGS;
      const top = topTags(helpful ? tags.helpful : tags.notHelpful, known, note);
      return top === null ? ['', ''] : top.map((tag) => known[tag]!.name);
    });
    expect(ours).toEqual(scored.map((row) => [row['firstTag'], row['secondTag']]));
  });

  test('status history', () => {
    const history = updateHistory(dataset, meta, NOW);
    const expected = table('full_main_synth100kL/note_status_history.tsv.gz');
    const columns = [
      ['timestampMillisOfFirstNonNMRStatus', history.firstNonNmrAt],
      ['timestampMillisOfCurrentStatus', history.currentAt],
      ['timestampMillisOfLatestNonNMRStatus', history.latestNonNmrAt],
      ['timestampMillisOfStatusLock', history.lockAt],
      ['timestampMillisOfMostRecentStatusChange', history.changedAt],
      ['timestampMillisOfNmrDueToMinStableCrhTime', history.stabilisingSince],
      ['timestampMillisOfFirstNmrDueToMinStableCrhTime', history.firstStabilisingAt],
    ] as const;
    for (const [name, column] of columns) {
      expect([name, [...column]]).toEqual([name, expected.map((row) => number(row[name]))]);
    }
    const statuses = [
      ['firstNonNMRStatus', history.firstNonNmr],
      ['currentStatus', history.current],
      ['mostRecentNonNMRStatus', history.latestNonNmr],
      ['lockedStatus', history.locked],
    ] as const;
    for (const [name, column] of statuses) {
      expect([name, [...column].map((code) => STATUS_NAMES[code])]).toEqual([name, expected.map((row) => row[name])]);
    }
  });
});
