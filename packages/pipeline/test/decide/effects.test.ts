/** E3 and E6: what a decision fired, as effects with an id, their rules, reasons and bodies. */
import { describe, expect, it } from 'vitest';
import { parseEventText, type RulesetFilesByPath } from '../../src/index.ts';
import { crash, eventOf, openWith, START, type World } from '../support/world.ts';

const CONFIG = `labels:
  bad: {valid_for: [User, Number], connotation: negative, description: Behaves badly}
`;

async function effectsOf(world: World, id: string, data: unknown, atMillis = START) {
  const submission = world.pipeline.submit(eventOf(id, atMillis, data));
  if (submission.status === 'duplicate') throw new Error('seen before');
  return (await submission.decided).effects;
}

const rules = (text: string): RulesetFilesByPath => ({ 'config.yaml': CONFIG, 'main.sml': text });

const HEAD = `
UserId: Entity[str] = EntityJson(type='User', path='$.user')
Text: str = JsonData(path='$.text')
`;

describe('an effect', () => {
  it('names its event, rules, versions and reasons', async () => {
    const world = await openWith(
      rules(`${HEAD}
ARule = Rule(when_all=[Text == 'x'], description=f'{UserId} wrote {Text}, {{not a name}} and {Text}')
BRule = Rule(when_all=[UserId == 'ann'], description='it is ann')
CRule = Rule(when_all=[UserId == 'bob'], description='it is bob')
WhenRules(rules_any=[ARule, BRule, CRule], then=[DeclareVerdict(verdict='limit')])
`),
    );
    const [applied, ...others] = await effectsOf(world, 'e1', { user: 'ann', text: 'x' });
    expect(others).toEqual([]);
    expect(applied).toMatchObject({
      labelOutcome: null,
      effect: {
        position: 1,
        eventId: 'e1',
        action: 'post',
        timeMillis: START,
        rulesetHash: world.pipeline.active?.ruleset.program.hash,
        body: { kind: 'verdict', verdict: 'limit' },
        rules: [
          { name: 'ARule', features: { UserId: 'ann', Text: 'x' } },
          { name: 'BRule', reason: 'it is ann', features: {} },
        ],
      },
    });
    expect(applied?.effect.rules[0]?.reason).toBe('ann wrote x, {not a name} and x');
    expect(applied?.effect.rules.map(({ version }) => version)).toEqual(
      world.pipeline.active?.ruleset.rules.slice(0, 2).map(({ version }) => version),
    );
  });

  it('has the same id in every repetition, and another for another event, rule version, entity or change', async () => {
    const body = (days: number) =>
      rules(`${HEAD}
ARule = Rule(when_all=[Text != 'y'], description='a')
WhenRules(rules_any=[ARule], then=[LabelAdd(entity=UserId, label='bad', expires_after=TimeDelta(days=${days}))])
WhenRules(rules_any=[ARule], then=[DeclareVerdict(verdict='limit')])
`);
    const world = await openWith(body(1));
    const ids = async (w: World, id: string, user: string) =>
      (await effectsOf(w, id, { user, text: 'x' })).map(({ effect }) => effect.id);
    const first = await ids(world, 'e1', 'ann');
    await world.pipeline.flush();
    const next = await crash(world, { withoutCheckpoints: true });
    await next.pipeline.flush();
    const stored = [...next.sink.all().values()].flatMap((outcome) => ('effects' in outcome ? outcome.effects : []));
    expect(stored.map(({ effect }) => effect.id)).toEqual(first);

    const others = [
      ...first,
      ...(await ids(world, 'e2', 'ann')),
      ...(await ids(await openWith(body(1)), 'e1', 'bob')).slice(0, 1),
      ...(await ids(await openWith(body(2)), 'e1', 'ann')).slice(0, 1),
    ];
    expect(new Set(others).size).toBe(others.length);
    // Another installation, another position: the same event under the same rules is the same effect.
    const later = await openWith(body(1));
    await ids(later, 'e0', 'cid');
    expect(await ids(later, 'e1', 'ann')).toEqual(first);
  });

  it('is one where two calls say the same for the same rules', async () => {
    const world = await openWith(
      rules(`${HEAD}
ARule = Rule(when_all=[UserId == 'ann'], description='a')
BRule = Rule(when_all=[UserId == 'ann'], description='b')
WhenRules(rules_any=[ARule], then=[DeclareVerdict(verdict='limit'), DeclareVerdict(verdict='limit')])
WhenRules(rules_any=[BRule], then=[DeclareVerdict(verdict='limit')])
`),
    );
    const effects = await effectsOf(world, 'e1', { user: 'ann', text: 'x' });
    expect(effects.map(({ effect }) => effect.rules.map(({ name }) => name))).toEqual([['ARule'], ['BRule']]);
  });

  it('labels for as long as rules see the label, the grace after its expiry included', async () => {
    const world = await openWith(
      rules(`${HEAD}
Known = HasLabel(entity=UserId, label='bad')
AddRule = Rule(when_all=[Text == 'add'], description='a')
KnownRule = Rule(when_all=[Known], description='known')
WhenRules(rules_any=[AddRule], then=[LabelAdd(entity=UserId, label='bad', expires_after=TimeDelta(seconds=60))])
WhenRules(rules_any=[KnownRule], then=[DeclareVerdict(verdict='limit')])
`),
    );
    const at = async (id: string, millis: number, text: string) =>
      (await effectsOf(world, id, { user: 'ann', text }, START + millis)).map(
        ({ effect, labelOutcome }) => labelOutcome ?? effect.rules[0]?.name,
      );
    expect(await at('e1', 0, 'add')).toEqual(['added']);
    expect(await at('e2', 65_000, 'ask')).toEqual(['KnownRule']);
    expect(await at('e3', 65_001, 'ask')).toEqual([]);
    // What rules see gone is gone for the next change too, and the other way round.
    expect(await at('e4', 65_001, 'add')).toEqual(['added']);
    expect(await at('e5', 65_001 + 65_000, 'add')).toEqual(expect.arrayContaining(['merged', 'KnownRule']));
  });

  it('is not applied where apply_if is false', async () => {
    const world = await openWith(
      rules(`${HEAD}
ARule = Rule(when_all=[UserId == 'ann'], description='a')
IfRule = Rule(when_all=[Text == 'apply'], description='only then')
WhenRules(rules_any=[ARule], then=[LabelAdd(entity=UserId, label='bad', apply_if=IfRule)])
`),
    );
    expect(await effectsOf(world, 'e1', { user: 'ann', text: 'x' })).toEqual([]);
    expect(world.pipeline.memory.labels.ofEntity('User', 'ann').size).toBe(0);
    const [applied] = await effectsOf(world, 'e2', { user: 'ann', text: 'apply' });
    expect(applied?.labelOutcome).toBe('added');
  });
});

describe('label changes of one event', () => {
  it('that contradict each other: adding wins, and the other is on record', async () => {
    const world = await openWith(
      rules(`${HEAD}
ARule = Rule(when_all=[UserId == 'ann'], description='a')
BRule = Rule(when_all=[UserId == 'ann'], description='b')
WhenRules(rules_any=[ARule], then=[LabelRemove(entity=UserId, label='bad')])
WhenRules(rules_any=[BRule], then=[LabelAdd(entity=UserId, label='bad')])
`),
    );
    const effects = await effectsOf(world, 'e1', { user: 'ann', text: 'x' });
    expect(
      effects.map(({ effect: { body }, labelOutcome }) => [body.kind === 'label' && body.change, labelOutcome]),
    ).toEqual([
      ['remove', 'conflicting-mutation'],
      ['add', 'added'],
    ]);
    expect(world.pipeline.memory.labels.get('User', 'ann', 'bad', START)?.status).toBe('added');
  });

  it('by several rules are one state with every reason, and the label lasts until the last of them expires', async () => {
    const world = await openWith(
      rules(`${HEAD}
ARule = Rule(when_all=[UserId == 'ann'], description='a')
BRule = Rule(when_all=[UserId == 'ann'], description='b')
IsBad = HasLabel(entity=UserId, label='bad')
WhenRules(rules_any=[ARule], then=[LabelAdd(entity=UserId, label='bad', expires_after=TimeDelta(seconds=10))])
WhenRules(rules_any=[BRule], then=[LabelAdd(entity=UserId, label='bad', expires_after=TimeDelta(seconds=60))])
`),
    );
    const effects = await effectsOf(world, 'e1', { user: 'ann', text: 'x' });
    expect(effects.map(({ labelOutcome }) => labelOutcome)).toEqual(['added', 'merged']);
    const at = (seconds: number) => world.pipeline.memory.labels.get('User', 'ann', 'bad', START + seconds * 1000);
    expect(at(0)?.reasons.map(({ source, expiresAtMillis }) => [source, expiresAtMillis])).toEqual([
      ['ARule', START + 10_000],
      ['BRule', START + 60_000],
    ]);
    expect(at(64)?.status).toBe('added');
    expect(at(66)).toBeNull();
  });

  it('on an entity without an id change nothing, and say why', async () => {
    const world = await openWith(
      rules(`${HEAD}
ARule = Rule(when_all=[Text == 'x'], description='a')
WhenRules(rules_any=[ARule], then=[LabelAdd(entity=UserId, label='bad')])
`),
    );
    const [applied] = await effectsOf(world, 'e1', { user: '', text: 'x' });
    expect(applied?.labelOutcome).toBe('invalid-entity-id');
    expect(world.pipeline.memory.metrics().labelledEntities).toBe(0);
  });

  it('name entities beyond 2^53 exactly', async () => {
    const world = await openWith(
      rules(`
Id: Entity[int] = EntityJson(type='Number', path='$.id')
ARule = Rule(when_all=[Id > 0], description=f'{Id}')
WhenRules(rules_any=[ARule], then=[LabelAdd(entity=Id, label='bad')])
`),
    );
    const event = eventOf('e1', START, { id: 0 });
    const text = Buffer.from(event.payload).toString().replace('"id":0', '"id":9007199254740993');
    const parsed = parseEventText(text, { nowMillis: START });
    if (!parsed.ok) throw new Error(parsed.refusal.message);
    const submission = world.pipeline.submit(parsed.event);
    const decided = submission.status === 'accepted' ? await submission.decided : null;
    expect(decided?.effects[0]?.effect.body).toMatchObject({ entityId: '9007199254740993' });
    expect(decided?.effects[0]?.effect.rules[0]?.reason).toBe('9007199254740993');
    expect(decided?.decision.labelMutations).toEqual(['Number/9007199254740993/bad/1']);
  });
});

describe('a label', () => {
  const world = () =>
    openWith(
      rules(`${HEAD}
IsBad = HasLabel(entity=UserId, label='bad')
AddRule = Rule(when_all=[Text == 'add'], description='a')
RemoveRule = Rule(when_all=[Text == 'remove'], description='b')
WhenRules(rules_any=[AddRule], then=[LabelAdd(entity=UserId, label='bad', expires_after=TimeDelta(seconds=10))])
WhenRules(rules_any=[RemoveRule], then=[LabelRemove(entity=UserId, label='bad')])
`),
    );
  const isBad = async (w: World, id: string, seconds: number, text = 'x') => {
    const submission = w.pipeline.submit(eventOf(id, START + seconds * 1000, { user: 'ann', text }));
    if (submission.status === 'duplicate') throw new Error('seen before');
    const { ruleset, decision } = await submission.decided;
    return decision.values[ruleset.features.findIndex(({ name }) => name === 'IsBad')];
  };

  it('is seen by the next event, not by the one that added it, until it expires in event time', async () => {
    const w = await world();
    expect(await isBad(w, 'e1', 0, 'add')).toBe(false);
    expect(await isBad(w, 'e2', 1)).toBe(true);
    expect(await isBad(w, 'e3', 9.999)).toBe(true);
    // With the grace of five seconds, as the reference has it.
    expect(await isBad(w, 'e4', 15)).toBe(true);
    expect(await isBad(w, 'e4b', 15.001)).toBe(false);
    // A late event sees what held at its time.
    expect(await isBad(w, 'e5', 2)).toBe(true);
  });

  it('comes back with a new beginning when it is added again after it had expired', async () => {
    const w = await world();
    await isBad(w, 'e1', 0, 'add');
    await isBad(w, 'e2', 100, 'add');
    const state = w.pipeline.memory.labels.get('User', 'ann', 'bad', START + 100_000);
    expect(state).toMatchObject({ status: 'added', sinceMillis: START + 100_000 });
    expect(state?.previous).toMatchObject([{ status: 'added', sinceMillis: START }]);
  });

  it('that was never there can be removed: that is a state too', async () => {
    const w = await world();
    await isBad(w, 'e1', 0, 'remove');
    expect(w.pipeline.memory.labels.get('User', 'ann', 'bad', START)?.status).toBe('removed');
    expect(await isBad(w, 'e2', 1)).toBe(false);
  });
});
