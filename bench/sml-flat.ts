/**
 * 1,600 flat rules, as a ruleset of many small independent conditions has them: compile time and events per second of one
 * core. `node bench/sml-flat.ts [rules]`; the time of the process counts, not that of the clock, so that a busy machine shows
 * the same figure.
 */
import {
  type Action,
  checkRuleset,
  compileRuleset,
  createRegistry,
  engineFunctions,
  type Host,
  jsonFunctions,
  parseJson,
  renderDiagnostics,
  rulesetSources,
  standardFunctions,
} from '@lapwing/sml';

const EVENTS = 1_000;
const WARM_UP = 30_000;
const MEASURED = 100_000;

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

function flatRules(count: number): string {
  const features =
    "Amount: int = JsonData(path='$.amount')\nCountry: str = JsonData(path='$.country')\n" +
    "Text: str = JsonData(path='$.text')\nAge: Optional[int] = JsonData(path='$.user.age')\n" +
    "User: Entity[str] = EntityJson(type='User', path='$.user.id')\n";
  return features + Array.from({ length: count }, (_, index) => ruleText(index)).join('');
}

const host: Host = {
  service: (key) => {
    throw new Error(`no service ${key.name}`);
  },
};
const events = Array.from(
  { length: EVENTS },
  (_, index): Action => ({
    id: String(index),
    actionId: index,
    name: 'payment',
    timeMillis: 0,
    secretData: null,
    // As events come: from JSON.
    data: parseJson(
      `{"amount":${(index * 37) % 3_000},"country":"c${index % 300}","text":"hello ${index}",` +
        `"user":{"id":"u${index}","age":${index % 100}}}`,
    ),
  }),
);

const count = Number(process.argv[2] ?? 1_600);
const started = performance.now();
const registry = createRegistry(engineFunctions(), jsonFunctions(), standardFunctions());
const { program, diagnostics } = checkRuleset(rulesetSources({ 'main.sml': flatRules(count) }), registry);
if (program === null) throw new Error(renderDiagnostics(diagnostics));
const checked = performance.now();
const ruleset = compileRuleset(program);
let effects = 0;
const run = (times: number): void => {
  for (let index = 0; index < times; index++) {
    const event = events[index % EVENTS];
    if (event !== undefined) effects += ruleset.evaluate(event, host, { position: index }).effects.length;
  }
};
run(1);
const compiled = performance.now();
run(WARM_UP);
const before = process.cpuUsage();
run(MEASURED);
const { user, system } = process.cpuUsage(before);
console.log(
  JSON.stringify({
    rules: count,
    checkMillis: Math.round(checked - started),
    compileMillis: Math.round(compiled - checked),
    eventsPerCpuSecond: Math.round((MEASURED / (user + system)) * 1e6),
    effects,
  }),
);
