/** 1,600 flat rules, as a ruleset of many small independent conditions has them: time to the first decision, and events a second. */
import { isShort } from './harness/data.ts';
import { report } from './harness/figures.ts';
import { compileFiles, evaluateFor, parsedAction } from './harness/rules.ts';

const RULES = 1600;
const EVENTS = 1000;

const FEATURES = `Amount: int = JsonData(path='$.amount')
Country: str = JsonData(path='$.country')
Text: str = JsonData(path='$.text')
Age: Optional[int] = JsonData(path='$.user.age')
User: Entity[str] = EntityJson(type='User', path='$.user.id')
`;

function ruleText(index: number): string {
  const conditions = [
    `Amount > ${2_900 + index * 7}`,
    `Country == 'c${index % 200}'`,
    `Country in ['x${index}', 'y${index}', 'c${index % 50}']`,
    `Age != None and Age < ${index % 90}`,
    `Text == 'hello ${index}'`,
  ];
  const [first, second] = [conditions[index % 5], conditions[(index + 2) % 5]];
  return (
    `R${index} = Rule(when_all=[${first}, ${second}], description='rule ${index}')\n` +
    `WhenRules(rules_any=[R${index}], then=[DeclareVerdict(verdict='v${index}')])\n`
  );
}

const actions = Array.from({ length: EVENTS }, (_, index) =>
  parsedAction({
    id: String(index),
    action: 'payment',
    time: Date.UTC(2026, 0, 5) + index * 1000,
    data: {
      amount: (index * 37) % 3_000,
      country: `c${index % 300}`,
      text: `hello ${index}`,
      user: { id: `u${index}`, age: index % 100 },
    },
  }),
);

const started = performance.now();
const ruleset = compileFiles({ 'main.sml': FEATURES + Array.from({ length: RULES }, (_, i) => ruleText(i)).join('') });
const compiledMillis = performance.now() - started;
const warmUpEvents = isShort() ? 3_000 : 30_000;
const result = evaluateFor({ ruleset, actions, seconds: isShort() ? 1 : 10, warmUpEvents });
report({
  'events/s': result.eventsPerSecond,
  'events/CPU-s': result.eventsPerCpuSecond,
  'check and compile, ms': compiledMillis,
  'hits, per event': result.hitsPerEvent,
});
