/** What rules did in shadow is stored beside what they did, in files that hold any of it; elsewhere its columns are NULL. */
import { entityOf, INT, STR } from '@lapwing/sml';
import { expect, test } from 'vitest';
import { openWarehouse } from '../src/index.ts';
import { batch, directory, features, row } from './rows.ts';

const FEATURES = features({ UserId: entityOf(STR), Count: INT });
const SHADOW = {
  hits: ['NewRule'],
  verdicts: ['reject'],
  labels: ['User/ann/spammer/1'],
  candidate: {
    hash: 'c1',
    hits: ['OtherRule', 'NewRule'],
    acted: ['NewRule'],
    verdicts: [],
    labels: ['User/ann/spammer/1'],
  },
};
const NOTHING = { hits: [], verdicts: [], labels: [], candidate: null };

test('comes back, from files and before, beside files without it, and after they were merged', async () => {
  const warehouse = await openWarehouse(directory(), {
    compaction: { targetRows: 1000, targetBytes: 1e9, minFiles: 2 },
  });
  const shadows = async () => (await warehouse.events()).items.map(({ position, shadow }) => [position, shadow]);
  await warehouse.append(batch(FEATURES, [row(1, ['ann', 1], { hits: ['OldRule'] }), row(2, ['bob', 2])]));
  await warehouse.flush();
  expect(await shadows()).toEqual([
    [2, null],
    [1, null],
  ]);
  await warehouse.append(
    batch(FEATURES, [row(3, ['ann', 3], { shadow: SHADOW }), row(4, ['bob', 4], { shadow: NOTHING })]),
  );
  const expected = [
    [4, NOTHING],
    [3, SHADOW],
    [2, null],
    [1, null],
  ];
  expect(await shadows()).toEqual(expected);
  await warehouse.flush();
  expect(await shadows()).toEqual(expected);
  await warehouse.append(batch(FEATURES, [row(5, ['cid', 5])]));
  await warehouse.flush();
  while ((await warehouse.compact()) > 0);
  expect(warehouse.metrics.files).toBe(1);
  expect(await shadows()).toEqual([[5, null], ...expected]);
  const { items } = await warehouse.events({ features: ['Count'] });
  expect(items.map(({ features }) => features['Count'])).toEqual([5, 4, 3, 2, 1]);

  const { rows } = await warehouse.sql(
    "SELECT __position, len(__shadow_hits), __candidate FROM events WHERE list_contains(__candidate_hits, 'OtherRule')",
  );
  expect(rows).toEqual([[3, 1, 'c1']]);
  await warehouse.close();
});

test('can be asked for where nothing was ever in shadow', async () => {
  const warehouse = await openWarehouse(directory());
  await warehouse.append(batch(FEATURES, [row(1, ['ann', 1])]));
  const { rows } = await warehouse.sql('SELECT count(*), count(__shadow_hits) FROM events');
  expect(rows).toEqual([[1, 0]]);
  await warehouse.close();
});

test('selects events by the rule that hit in shadow or in the candidate', async () => {
  const warehouse = await openWarehouse(directory());
  const candidate = { ...SHADOW.candidate, hits: ['OnlyThere'] };
  await warehouse.append(
    batch(FEATURES, [
      row(1, ['ann', 1], { hits: ['NewRule'], shadow: NOTHING }),
      row(2, ['ann', 2], { shadow: { ...NOTHING, hits: ['NewRule'] } }),
      row(3, ['ann', 3], { shadow: { ...NOTHING, candidate } }),
      row(4, ['ann', 4], { shadow: NOTHING }),
    ]),
  );
  const positions = async (query: object) => (await warehouse.events(query)).items.map(({ position }) => position);
  expect(await positions({ shadowRule: 'NewRule' })).toEqual([2]);
  expect(await positions({ shadowRule: 'OnlyThere' })).toEqual([3]);
  expect(await positions({ rule: 'NewRule' })).toEqual([1]);

  const staged = await warehouse.stagedRows({ fromPosition: 2, features: ['UserId'], limit: 10 });
  expect([staged.events, staged.withHits]).toEqual([3, 2]);
  expect(staged.rows.map(({ position, features }) => [position, features])).toEqual([
    [3, { UserId: 'ann' }],
    [2, { UserId: 'ann' }],
  ]);
  expect(await warehouse.stagedRows({ fromPosition: 2, features: [], limit: 1 })).toMatchObject({
    withHits: 2,
    rows: [{}],
  });
  await warehouse.close();
});
