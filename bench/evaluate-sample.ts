/** The rules of examples/sample on simulated events: counters, labels and effects as in the server, without journal and disk. */
import { join } from 'node:path';
import { parseEventText } from '@lapwing/pipeline';
import { envelopeLine, simulate } from '@lapwing/simulator';
import type { Action } from '@lapwing/sml';
import { loadRulesetDirectory } from '@lapwing/sml/load';
import { isShort } from './harness/data.ts';
import { report } from './harness/figures.ts';
import { compileSources, evaluateFor } from './harness/rules.ts';

const actions: Action[] = [];
for (const event of simulate({ seed: 3, preset: 'village', startMillis: Date.UTC(2026, 0, 5) })) {
  const parsed = parseEventText(envelopeLine(event), { nowMillis: Date.now() });
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
