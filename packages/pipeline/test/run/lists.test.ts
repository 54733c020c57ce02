/** Lists as a fold of the journal: seen from their position on, whole or not at all, and the same after any crash. */
import type { ListEntry, ListOperation } from '@lapwing/memory';
import { describe, expect, it } from 'vitest';
import { importIntoList } from '../../src/index.ts';
import { expectEqualRuns, undisturbed } from '../support/compare.ts';
import { crash, isPending, openWith, post, START, turns, until, type World } from '../support/world.ts';

const RULES = {
  'main.sml': `
UserId: Entity[str] = EntityJson(type='User', path='$.user')
Text: str = JsonData(path='$.text')
Word = ListMatch(list='texts', value=Text)
WordRule = Rule(when_all=[Word != None], description=f'{UserId} said so')
WhenRules(rules_any=[WordRule], then=[DeclareVerdict(verdict='limit')])
`,
};

const entry = (value: string, expiresAtMillis: number | null = null): ListEntry => ({
  value,
  expiresAtMillis,
  note: '',
});
const change = ({ pipeline }: World, operation: ListOperation, list = 'texts') =>
  pipeline.changeList({ list, by: 'ana@example.org', reason: 'a campaign', change: operation });
const create = (world: World) =>
  change(world, { operation: 'create', kind: 'words', owner: 'trust', description: '', maxDistance: 0 });

async function verdict(world: World, n: number, text: string): Promise<readonly string[]> {
  const submission = world.pipeline.submit(post(n, 'ann', text));
  if (submission.status === 'duplicate') throw new Error('seen before');
  const { verdicts, errors } = (await submission.decided).decision;
  return [...verdicts, ...errors.map(({ message }) => message)];
}

describe('a change of a list', () => {
  it('is seen by the next event, and in a replay from its position on', async () => {
    const world = await openWith(RULES);
    expect(await verdict(world, 1, 'spam')).toEqual(['there is no list `texts`']);
    await create(world);
    expect(await verdict(world, 2, 'spam')).toEqual([]);
    expect(await change(world, { operation: 'put', entries: [entry(' SPAM ', START + 10_000)] })).toMatchObject({
      version: 2,
    });
    expect(await verdict(world, 3, 'more spam')).toEqual(['limit']);
    expect(await verdict(world, 11, 'more spam')).toEqual([]);
    const next = await crash(world, { keep: 1, withoutCheckpoints: true });
    await expectEqualRuns(next, await undisturbed(next.journal.entries));
    expect(next.pipeline.memory.lists.entries('texts')).toEqual([entry('spam', START + 10_000)]);
  });

  it('that cannot be made is not journaled', async () => {
    const world = await openWith(RULES);
    const before = world.journal.nextPosition;
    await expect(change(world, { operation: 'put', entries: [] })).rejects.toThrow('there is no list `texts`');
    await create(world);
    await expect(create(world)).rejects.toThrow('there is a list `texts` already');
    expect(world.journal.nextPosition).toBe(before + 1);
  });

  it('is told to the sinks with its version, and acknowledged when it is durable', async () => {
    const world = await openWith(RULES);
    await create(world);
    world.journal.held = true;
    const put = change(world, { operation: 'put', entries: [entry('spam')] });
    expect(await isPending(put)).toBe(true);
    world.journal.held = false;
    world.journal.sync();
    const { position } = await put;
    await world.pipeline.flush();
    expect(world.sink.stored.get(position)).toMatchObject({
      version: 2,
      change: { by: 'ana@example.org', reason: 'a campaign', atMillis: START },
    });
  });
});

describe('an import', () => {
  const many = Array.from({ length: 5_000 }, (_, i) => entry(`word${i}x`));
  const run = ({ pipeline }: World) =>
    importIntoList(pipeline, {
      list: 'texts',
      mode: 'replace',
      entries: many,
      by: 'ana@example.org',
      reason: 'weekly',
    });

  it('is seen as a whole, while events are decided beside it', async () => {
    const world = await openWith(RULES);
    await create(world);
    await change(world, { operation: 'put', entries: [entry('old')] });
    const seen: string[] = [];
    const importing = run(world);
    let done = false;
    importing.finally(() => {
      done = true;
    });
    for (let n = 0; !done; n += 3) {
      const texts = ['old', 'word0x', 'word4999x'];
      const both = await Promise.all(texts.map((text, i) => verdict(world, n + i, text)));
      seen.push(both.map((verdicts) => verdicts.length).join(''));
      await turns(1);
    }
    expect(await importing).toMatchObject({ version: 3 });
    expect(seen.length).toBeGreaterThan(3);
    expect(seen.filter((pattern) => pattern !== '100' && pattern !== '011')).toEqual([]);
    expect(await verdict(world, 100_000, 'old word4999x')).toEqual(['limit']);
    expect(await verdict(world, 100_001, 'old')).toEqual([]);
  });

  it('that a crash cuts off leaves the old version, and may be made again', async () => {
    const world = await openWith(RULES);
    await create(world);
    await change(world, { operation: 'put', entries: [entry('old')] });
    const importing = run(world);
    importing.catch(() => {});
    await until(() => world.pipeline.memory.lists.info('texts')?.importing !== null);
    // The import waits for room in the journal, so that it cannot get to its end meanwhile.
    world.journal.full = true;
    await world.pipeline.checkpoint();
    world.journal.held = true;
    expect(world.pipeline.memory.lists.info('texts')?.version).toBe(2);
    const next = await crash(world);
    expect(next.pipeline.memory.lists.info('texts')).toMatchObject({ version: 2, importing: null, entries: 1 });
    expect(await run(next)).toMatchObject({ version: 3 });
    expect(next.pipeline.memory.lists.info('texts')).toMatchObject({ entries: 5_000 });
    await expectEqualRuns(next, await undisturbed(next.journal.entries));
  });

  it('with a bad entry in a later part leaves the old version', async () => {
    const world = await openWith(RULES);
    await create(world);
    const broken = [...many, entry(' ')];
    const importing = importIntoList(world.pipeline, {
      list: 'texts',
      mode: 'add',
      entries: broken,
      by: 'ana@example.org',
      reason: 'weekly',
    });
    await expect(importing).rejects.toThrow('is empty');
    expect(world.pipeline.memory.lists.info('texts')).toMatchObject({ version: 1, importing: null, entries: 0 });
  });
});
