/** 1,600 rules over flat JSON, each with two conditions of its own, and one effect for every hundred: the cost of many plain rules. */
import type { Action } from '@lapwing/sml';
import { isShort } from './harness/data.ts';
import { report } from './harness/figures.ts';
import { compileFiles, evaluateFor } from './harness/rules.ts';

const RULES = 1600;
const FIELDS = 40;
const EVENTS = 500;

const fields = Array.from({ length: FIELDS }, (_, i) => i);
const rules = Array.from({ length: RULES }, (_, i) => i);
const main = [
  "UserId: Entity[str] = EntityJson(type='User', path='$.user')",
  ...fields.map((i) => `Text${i}: str = JsonData(path='$.text${i}')`),
  ...fields.map((i) => `Number${i}: int = JsonData(path='$.number${i}')`),
  ...rules.map(
    (i) =>
      `Flat${i}Rule = Rule(when_all=[Text${i % FIELDS} == 'value ${i % 97}', Number${(i * 7) % FIELDS} > ${i}], description='rule ${i}')`,
  ),
  ...rules
    .filter((i) => i % 100 === 0)
    .map((i) => `WhenRules(rules_any=[Flat${i}Rule, Flat${i + 1}Rule], then=[DeclareVerdict(verdict='reject')])`),
].join('\n');

const actions = Array.from({ length: EVENTS }, (_, event): Action => {
  const data: Record<string, string | number> = { user: `user-${event % 50}` };
  for (const i of fields) {
    data[`text${i}`] = `value ${(event * 31 + i * 17) % 97}`;
    data[`number${i}`] = (event * 7919 + i * 104_729) % 2000;
  }
  return {
    id: `e${event}`,
    actionId: null,
    name: 'post',
    timeMillis: Date.UTC(2026, 0, 5) + event * 1000,
    data,
    secretData: null,
  };
});

const ruleset = compileFiles({ 'main.sml': main });
const result = evaluateFor({ ruleset, actions, seconds: isShort() ? 1 : 10, warmUpEvents: isShort() ? 2000 : 20_000 });
report({
  'events/s': result.eventsPerSecond,
  'events/CPU-s': result.eventsPerCpuSecond,
  'hits, per event': result.hitsPerEvent,
  'rules, count': ruleset.rules.length,
});
