/**
 * P3 and E2: whatever happens, and wherever the process dies, a restart goes on as if nothing had: the same journal, the same
 * decisions and effects, the same memory as a run over that journal without a crash.
 */
import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ListOperation } from '@lapwing/memory';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { expectEqualRuns, USERS, undisturbed } from '../support/compare.ts';
import { mainRules, rulesetOf } from '../support/rulesets.ts';
import { crash, eventOf, openWorld, START, turns, type World } from '../support/world.ts';

type Command =
  | { readonly do: 'event'; readonly id: number; readonly user: number; readonly text: number; readonly late: number }
  | { readonly do: 'label'; readonly user: number; readonly add: boolean; readonly expires: number | null }
  | { readonly do: 'activate'; readonly threshold: number }
  | { readonly do: 'list'; readonly change: ListOperation }
  | { readonly do: 'begin checkpoint' | 'checkpoint' | 'flush' | 'hold' | 'sync' }
  | { readonly do: 'slow sink'; readonly turns: number }
  | { readonly do: 'run'; readonly turns: number }
  | { readonly do: 'crash'; readonly keep: number; readonly damage: 'none' | 'memory' | 'json' | 'ids' };

const small = (max: number) => fc.integer({ min: 0, max });
const listEntry = fc.record({
  value: small(5).map((text) => `text ${text}`),
  expiresAtMillis: fc.option(small(200).map((seconds) => START + seconds * 1000)),
  note: fc.constant(''),
});
const listEntries = fc.array(listEntry, { maxLength: 3 });
const listChange = fc.oneof(
  fc.constant<ListOperation>({
    operation: 'create',
    kind: 'words',
    owner: 'ops',
    description: '',
    maxDistance: 0,
  }),
  listEntries.map((entries): ListOperation => ({ operation: 'put', entries })),
  listEntries.map((entries): ListOperation => ({ operation: 'remove', values: entries.map(({ value }) => value) })),
  fc
    .constantFrom('add' as const, 'remove', 'replace')
    .map((mode): ListOperation => ({ operation: 'import-begin', mode })),
  listEntries.map((entries): ListOperation => ({ operation: 'import-part', entries })),
  fc
    .constantFrom('import-commit' as const, 'import-commit', 'import-abort', 'delete')
    .map((operation): ListOperation => ({ operation })),
);
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 24,
    arbitrary: fc.record({
      do: fc.constant('event' as const),
      id: small(200),
      user: small(USERS.length - 1),
      text: small(5),
      late: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: small(400) }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('label' as const),
      user: small(USERS.length - 1),
      add: fc.boolean(),
      expires: fc.option(small(90_000).map((millis) => millis + 1)),
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('list' as const), change: listChange }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('activate' as const), threshold: fc.integer({ min: 2, max: 4 }) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constantFrom('begin checkpoint' as const, 'checkpoint', 'flush', 'hold', 'sync') }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('slow sink' as const), turns: fc.constantFrom(0, 3, 500) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('run' as const), turns: small(30) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('crash' as const),
      keep: fc.constantFrom(0, 0.5, 1),
      damage: fc.constantFrom('none' as const, 'none', 'none', 'memory', 'json', 'ids'),
    }),
  },
);

/** What clients were told is taken: position by event id. */
type Acknowledged = Map<string, number>;

async function perform(world: World, step: Command, acknowledged: Acknowledged, number: number): Promise<World> {
  const { pipeline, journal, clock, sink } = world;
  clock.millis = START + number * 2000;
  switch (step.do) {
    case 'event': {
      const text = step.text === 5 ? 'sorry' : `text ${step.text}`;
      const data = { user: USERS[step.user], text, size: step.id % 2 === 0 ? step.id : null };
      const event = eventOf(`e${step.id}`, clock.millis - step.late * 1000, data);
      const { position } = pipeline.submit(event);
      pipeline.durable(position).then(
        () => acknowledged.set(event.id, position),
        () => {},
      );
      return world;
    }
    case 'label': {
      const status = step.add ? 'manually-added' : 'manually-removed';
      const entityId = USERS[step.user] ?? '';
      const change = {
        by: 'mo@example.org',
        reason: 'looked',
        status,
        entityType: 'User',
        entityId,
        label: 'bad',
      } as const;
      pipeline.changeLabel({ ...change, expiresAfterMillis: step.expires }).catch(() => {});
      return world;
    }
    case 'list': {
      const { change } = step;
      pipeline.changeList({ list: 'texts', by: 'mo@example.org', reason: 'seen', change }).catch(() => {});
      return world;
    }
    case 'activate':
      release(world);
      await activate(world, step.threshold);
      return world;
    case 'begin checkpoint':
      pipeline.checkpoint().catch(() => {});
      return world;
    case 'checkpoint':
      release(world);
      await pipeline.checkpoint();
      return world;
    case 'slow sink':
      sink.delay = () => turns(step.turns);
      return world;
    case 'flush':
      release(world);
      await pipeline.flush();
      return world;
    case 'hold':
      journal.held = true;
      return world;
    case 'sync':
      release(world);
      return world;
    case 'run':
      await turns(step.turns);
      return world;
    case 'crash': {
      // Nothing more is acknowledged by the dead process.
      const told = new Map(acknowledged);
      if (step.damage !== 'none') await damageNewest(world, step.damage);
      const next = await crash(world, { keep: step.keep });
      acknowledged.clear();
      for (const [id, position] of told) acknowledged.set(id, position);
      if (next.pipeline.active === null) await activate(next, 3);
      return next;
    }
  }
}

function release({ journal }: World): void {
  journal.held = false;
  journal.sync();
}

async function activate({ pipeline }: World, threshold: number): Promise<void> {
  const files = mainRules(threshold, "Listed = ListMatch(list='texts', value=Text)\n");
  await pipeline.activate(rulesetOf(files), files, 'ops@example.org', 'test');
}

/** The newest checkpoint cannot be read any more. */
async function damageNewest({ directory }: World, what: 'memory' | 'json' | 'ids'): Promise<void> {
  const checkpoints = join(directory, 'checkpoints');
  const names = await readdir(checkpoints).catch(() => []);
  const newest = names
    .filter((name) => /^\d+\.json$/.test(name))
    .sort()
    .at(-1);
  if (newest === undefined) return;
  const path = join(checkpoints, newest.replace('json', what));
  const bytes = await readFile(path).catch(() => null);
  if (bytes === null) return;
  if (what === 'json') await truncate(path, bytes.length >> 1);
  else await writeFile(path, bytes.fill(0xff, bytes.length >> 1, (bytes.length >> 1) + 8));
}

it('equals an undisturbed run after any history of events, changes, checkpoints and crashes', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 20, maxLength: 120 }), async (commands) => {
      let world = await openWorld();
      await activate(world, 3);
      const acknowledged: Acknowledged = new Map();
      for (const [number, step] of commands.entries()) world = await perform(world, step, acknowledged, number);
      release(world);
      await world.pipeline.flush();

      for (const [id, position] of acknowledged) {
        const text = Buffer.from(world.journal.entries[position]?.payload ?? []).toString();
        expect(text).toContain(`{"id":"${id}"`);
      }
      await expectEqualRuns(world, await undisturbed(world.journal.entries));
    }),
    { numRuns: 40 },
  );
});
