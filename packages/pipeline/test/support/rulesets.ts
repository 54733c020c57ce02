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

/** `threshold` is what versions of the ruleset differ in. */
export function mainRules(threshold: number): RulesetFilesByPath {
  return {
    'config.yaml': CONFIG,
    'main.sml': `
ActionName = GetActionName()
UserId: Entity[str] = EntityJson(type='User', path='$.user')
Text: str = JsonData(path='$.text')
Size: int = JsonData(path='$.size', required=False)
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
`,
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
