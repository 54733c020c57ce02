/** The installation under test: a small ruleset with everything that a crash could spoil, and who may talk to it. */
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Accounts } from '@lapwing/server';
import { BRAKES } from './brakes-load.ts';

export interface Installation {
  readonly root: string;
  readonly directory: string;
  readonly data: string;
  readonly key: string;
}

export const USERS = Array.from({ length: 12 }, (_, n) => `user-${n}`);
const PERSON = 'mo@example.org';

/** Counters of many kinds, one of them new with each threshold, a list, chance, labels that feed back, expire and contradict each other. */
export function rulesOf(threshold: number): string {
  return `
ActionName = GetActionName()
UserId: Entity[str] = EntityJson(type='User', path='$.user')
Link: Entity[str] = EntityJson(type='Link', path='$.link', required=False)
Text: str = JsonData(path='$.text')
Big: int = JsonData(path='$.big')
PerMinute = IncrementWindow(key=f'm-{UserId}', window_seconds=60, when_all=[ActionName == 'post'])
Texts = DistinctWindow(key=f't-{UserId}', value=Text, window_seconds=600, when_all=[True])
Linkers = DistinctWindow(key=f'l-{Link}', value=UserId, window_seconds=300, when_all=[Link != None])
IsBad = HasLabel(entity=UserId, label='bad')
IsLinkBad = HasLabel(entity=Link, label='bad_link')
Lucky = RandomBool(percentage=0.4)
Word = ListMatch(list='texts', value=Text)
Words = TumblingCount(key=f'w-{UserId}', window_seconds=120, when_all=[Word != None])
First = FirstSeen(key=f'f-{UserId}-{Text}')
Bigs = SumWindow(key=f's-{UserId}', value=Big % 100, window_seconds=300)
Weight = DecayedCount(key=f'd-{UserId}', half_life_seconds=90)
Crossed = CrossedThreshold(key=f'c-{UserId}', value=Weight, threshold=3)
IsNew = SetAdd(set='known', value=f'{UserId}-{Text}', ttl_seconds=60)
IsLimited = RateLimited(key=f'r-{UserId}', max_tokens=5, refill_seconds=40)
Top = TopValues(key='texts', value=Text, half_life_seconds=600, limit=3)
PerThreshold = IncrementWindow(key=f'p-{UserId}', window_seconds=${threshold * 100}, when_all=[not IsLimited])

FloodRule = Rule(when_all=[PerMinute >= ${threshold}], description=f'{PerMinute} posts within a minute')
VariedRule = Rule(when_all=[Texts >= 4, Lucky], description=f'{Texts} texts of {UserId}')
RingRule = Rule(when_all=[Linkers >= 4], description=f'{Linkers} people with {Link}')
BadRule = Rule(when_all=[IsBad], description=f'{UserId} was bad before')
BadLinkRule = Rule(when_all=[IsLinkBad, Big > 9007199254740992], description=f'{Link} and {Big}')
SorryRule = Rule(when_all=[Text == 'sorry'], description='said sorry')
WordRule = Rule(when_all=[Words >= 2, PerThreshold >= 3], description=f'{Words} listed words, {PerThreshold} events')

WhenRules(rules_any=[FloodRule, VariedRule], then=[
  LabelAdd(entity=UserId, label='bad', expires_after=TimeDelta(minutes=3)),
  DeclareVerdict(verdict='limit'),
])
WhenRules(rules_any=[RingRule], then=[LabelAdd(entity=Link, label='bad_link', expires_after=TimeDelta(minutes=10))])
WhenRules(rules_any=[SorryRule], then=[LabelRemove(entity=UserId, label='bad')])
WhenRules(rules_any=[WordRule], then=[LabelAdd(entity=UserId, label='bad', expires_after=TimeDelta(minutes=1))])
WhenRules(rules_any=[BadRule, BadLinkRule], then=[DeclareVerdict(verdict='watch')])
`;
}

const CONFIG = `labels:
  bad: {valid_for: [User], connotation: negative, description: Behaves badly}
  bad_link: {valid_for: [Link], connotation: negative, description: Spread by many}
  known: {valid_for: [User], connotation: positive, description: Known to a person}
`;

export async function install(webhookUrl: string, secret: string): Promise<Installation> {
  const root = await mkdtemp(join(tmpdir(), 'lapwing-kill-'));
  const [directory, data] = [join(root, 'installation'), join(root, 'data')];
  await mkdir(join(directory, 'rules'), { recursive: true });
  await mkdir(data);
  await writeFile(join(directory, 'rules', 'config.yaml'), CONFIG);
  await writeFile(join(directory, 'rules', 'main.sml'), rulesOf(4));
  await writeFile(
    join(directory, 'lapwing.yaml'),
    JSON.stringify({
      name: 'kill',
      checkpoint: { events: 150 },
      brakes: BRAKES,
      sinks: { webhooks: [{ name: 'receiver', url: webhookUrl, secret }] },
    }),
  );
  const accounts = new Accounts(join(data, 'accounts.sqlite'));
  const key = accounts.createKey('load').secret;
  accounts.putPerson(PERSON, 'analyst');
  accounts.close();
  return { root, directory, data, key };
}

/** A link that signs the person in, as `lapwing person` would make it. */
export function signInToken({ data }: Installation): string {
  const accounts = new Accounts(join(data, 'accounts.sqlite'));
  try {
    return accounts.createSignInToken(PERSON);
  } finally {
    accounts.close();
  }
}

export async function writeRules({ directory }: Installation, text: string): Promise<void> {
  await writeFile(join(directory, 'rules', 'main.sml'), text);
}
