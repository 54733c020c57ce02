/** The rules of examples/sample on simulated events: counters, labels and effects as in the server, without journal and disk. */
import { join } from 'node:path';
import { parseEventText } from '@lapwing/pipeline';
import { eventLines } from '@lapwing/simulator';
import { loadScenario } from '@lapwing/simulator/load';
import type { Action } from '@lapwing/sml';
import { loadRulesetDirectory } from '@lapwing/sml/load';
import { isShort } from './harness/data.ts';
import { report } from './harness/figures.ts';
import { compileSources, evaluateFor } from './harness/rules.ts';

const actions: Action[] = [];
const tiny = await loadScenario('tiny');
for (const line of eventLines({ scenario: { ...tiny, recordsViews: false }, seed: 3 })) {
  const parsed = parseEventText(line, { nowMillis: Date.now() });
  if (!parsed.ok) throw new Error(parsed.refusal.message);
  actions.push(parsed.event);
}

const sources = await loadRulesetDirectory(join(import.meta.dirname, '..', 'examples', 'sample', 'rules'));
const ruleset = compileSources(sources);
const result = evaluateFor({ ruleset, actions, seconds: isShort() ? 1 : 10, warmUpEvents: actions.length });
report({
  'events/s': result.eventsPerSecond,
  'events/CPU-s': result.eventsPerCpuSecond,
  'hits, per event': result.hitsPerEvent,
  'errors, per event': result.errorsPerEvent,
  'rules, count': ruleset.rules.length,
  'features, count': ruleset.features.length,
});
