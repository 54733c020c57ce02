/** Rulesets of the tests: counters, distinct counts, labels that feed back, chance, and contradictory changes. */
import { checkRuleset, compileRuleset, type Ruleset, renderDiagnostics, rulesetSources } from '@lapwing/sml';
import type { Compile, RulesetFilesByPath } from '../../src/index.ts';
import { registry } from './functions.ts';

const CONFIG = `labels:
  bad:
    valid_for: [User]
    connotation: negative
    description: Behaves badly
  seen:
    valid_for: [User]
    connotation: neutral
    description: Was here
`;

/** Everything else that remembers, so that nothing of it is forgotten by a checkpoint or told otherwise by a replay. */
const REMEMBERING = `
Import(rules=['models.sml'])
Rate = RateWindow(key=f'm-{UserId}', window_seconds=60)
Sum = SumWindow(key=f's-{UserId}', value=Number, window_seconds=120)
Mean = MeanWindow(key=f's-{UserId}', value=Number, window_seconds=120)
SumBefore = GetWindowSum(key=f's-{UserId}', window_seconds=120)
TextsBefore = GetDistinctCount(key=f't-{UserId}', window_seconds=300)
Tumbling = TumblingCount(key=f'u-{UserId}', window_seconds=30)
TumblingBefore = GetTumblingCount(key=f'u-{UserId}', window_seconds=30, windows_ago=1)
TumblingTotal = TumblingSum(key=f'v-{UserId}', value=Number, window_seconds=30)
TumblingAverage = TumblingMean(key=f'v-{UserId}', value=Number, window_seconds=30)
TumblingPace = TumblingRate(key=f'u-{UserId}', window_seconds=30)
First = FirstSeen(key=f'f-{UserId}-{Text}', ttl_seconds=90)
Age = KeyAge(key=f'f-{UserId}-{Text}', ttl_seconds=90)
Last = LastSeen(key=f'l-{UserId}')
SinceLast = SecondsSinceSeen(key=f'l-{UserId}')
Decayed = DecayedCount(key=f'd-{UserId}', half_life_seconds=45)
DecayedTotal = DecayedSum(key=f'e-{UserId}', value=Number, half_life_seconds=45)
DecayedBefore = GetDecayedSum(key=f'e-{UserId}', half_life_seconds=45)
ValueScore = ValueZScore(key=f'z-{UserId}', value=Number, half_life_seconds=100)
CountScore = CountZScore(key='all', bucket_seconds=20, history=4)
WeekScore = HourOfWeekZScore(key='all', weeks=2)
Top = TopValues(key='texts', value=Text, half_life_seconds=60, limit=3)
TopRank = TopValueRank(key='texts', value=Text, half_life_seconds=60)
TopShare = TopValueShare(key='texts', value=Text, half_life_seconds=60)
IsKnown = SetContains(set='known', value=f'{UserId}-{Text}')
IsNew = SetAdd(set='known', value=f'{UserId}-{Text}', ttl_seconds=50)
WasTaken = SetRemove(set='known', value=f'{UserId}-text 1', when_all=[Text == 'sorry'])
Copies = NearDuplicateActors(text=f'{Text} and many more words that all of them have in common, whoever writes', actor=UserId, window_seconds=200)
Crossed = CrossedThreshold(key=f'x-{UserId}', value=Decayed, threshold=2)
MayAlert = Cooldown(key=f'a-{UserId}', cooldown_seconds=15)
IsLimited = RateLimited(key=f'r-{UserId}', max_tokens=3, refill_seconds=20)
CachedText = CacheGetStr(key=f'c-{UserId}', default='none')
StoredText = CacheSetStr(key=f'c-{UserId}', value=Text, ttl_seconds=30)
CachedInt = CacheGetInt(key=f'i-{UserId}', default=-1)
StoredInt = CacheSetInt(key=f'i-{UserId}', value=Number, when_all=[Text == 'text 1'])
CachedFloat = CacheGetFloat(key=f'g-{UserId}', default=0.5)
StoredFloat = CacheSetFloat(key=f'g-{UserId}', value=Decayed)
Together = CoAction(layer='text', actor=UserId, object=Text, window_seconds=40, keep_seconds=200)
TogetherScore = CoordinationScore(entity=UserId, layers=['text'], min_repetition=1)
TogetherChance = CoordinationChance(entity=UserId, layers=['text'], min_repetition=1)
Cluster = ClusterSize(entity=UserId, layers=['text'], min_repetition=1)
ClusterNames = ClusterMembers(entity=UserId, layers=['text'], min_repetition=1)
ClusterTexts = ClusterObjects(entity=UserId, layers=['text'], min_repetition=1)
IsCluster = ClusterFormed(entity=UserId, min_size=2, layers=['text'], min_repetition=1, quiet_seconds=60)
`;

/** `threshold` is what versions of the ruleset differ in; `more` are further lines. */
export function mainRules(threshold: number, more = ''): RulesetFilesByPath {
  return {
    'config.yaml': CONFIG,
    'models.sml': `
UserId: Entity[str] = EntityJson(type='User', path='$.user')
Text: str = JsonData(path='$.text')
Size: int = JsonData(path='$.size', required=False)
Number = StringLength(s=Text)
`,
    'remembering.sml': REMEMBERING,
    'main.sml': `
Import(rules=['models.sml', 'remembering.sml'])
ActionName = GetActionName()
PerMinute = IncrementWindow(key=f'm-{UserId}', window_seconds=60, when_all=[True])
Texts = DistinctWindow(key=f't-{UserId}', value=Text, window_seconds=300, when_all=[True])
IsBad = HasLabel(entity=UserId, label='bad')
Lucky = RandomBool(percentage=0.3)
IsSorry = Text == 'sorry'

FloodRule = Rule(when_all=[PerMinute >= ${threshold}], description=f'{PerMinute} within a minute by {UserId}')
VariedRule = Rule(when_all=[Texts >= 3, Lucky], description=f'{Texts} texts')
BadRule = Rule(when_all=[IsBad], description=f'{UserId} was bad before')
SorryRule = Rule(when_all=[IsSorry], description='said sorry')

WhenRules(
  rules_any=[FloodRule, VariedRule],
  then=[
    LabelAdd(entity=UserId, label='bad', expires_after=TimeDelta(minutes=2)),
    DeclareVerdict(verdict='limit'),
  ],
)
WhenRules(rules_any=[SorryRule], then=[LabelRemove(entity=UserId, label='bad')])
WhenRules(rules_any=[BadRule], then=[DeclareVerdict(verdict='watch'), Notify(name=UserId)])
${more}`,
  };
}

/** Rules that wait for a look-up, and count behind it. */
export const LOOKUP_RULES: RulesetFilesByPath = {
  'config.yaml': CONFIG,
  'main.sml': `
UserId: Entity[str] = EntityJson(type='User', path='$.user')
Text: str = JsonData(path='$.text')
Answer = LookUp(name=Text)
Total = IncrementWindow(key='all', window_seconds=3600, when_all=[True])
OddCount = IncrementWindow(key=f'odd-{UserId}', window_seconds=3600, when_all=[Answer % 2 == 1])
IsBad = HasLabel(entity=UserId, label='bad')
OddRule = Rule(when_all=[OddCount >= 2], description=f'{OddCount} odd answers, the last is {Answer}')
WhenRules(rules_any=[OddRule], then=[LabelAdd(entity=UserId, label='bad'), DeclareVerdict(verdict='odd')])
`,
};

const compiled = new Map<string, ReturnType<Compile>>();

/** Compiled once for all pipelines of a test file. */
export const compile: Compile = (files) => {
  const key = JSON.stringify(files);
  const result = compiled.get(key) ?? compileNow(files);
  compiled.set(key, result);
  return result;
};

const compileNow: Compile = (files) => {
  const { program, diagnostics } = checkRuleset(rulesetSources(files), registry);
  if (program === null) return { ok: false, diagnostics: renderDiagnostics(diagnostics) };
  return { ok: true, ruleset: compileRuleset(program) };
};

/** Throws where the files do not compile. */
export function rulesetOf(files: RulesetFilesByPath): Ruleset {
  const compiled = compile(files);
  if (!compiled.ok) throw new Error(compiled.diagnostics);
  return compiled.ruleset;
}
