/** Checked rulesets for tests of queries. */
import {
  type CheckResult,
  checkRuleset,
  createRegistry,
  engineFunctions,
  jsonFunctions,
  type Program,
  renderDiagnostics,
  rulesetSources,
  standardFunctions,
} from '@lapwing/sml';
import { atprotoFunctions } from '../../../sml-atproto/src/index.ts';

export const REGISTRY = createRegistry(engineFunctions(), jsonFunctions(), standardFunctions(), atprotoFunctions());

/** Check rules as `main.sml`, with lists of words. */
export const check = (rules: string): CheckResult =>
  checkRuleset(rulesetSources({ 'main.sml': rules, 'lists/words.yaml': '- spam\n- ab\n- "héß"\n' }), REGISTRY);

/** The program of rules without errors. Throws with the diagnostics. */
export function programOf(rules: string): Program {
  const { program, diagnostics } = check(rules);
  if (program === null) throw new Error(renderDiagnostics(diagnostics.filter(({ severity }) => severity === 'error')));
  return program;
}
