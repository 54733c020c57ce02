/** The evaluator on generated programs and hostile events: no throw, JSON out, explained as decided, and as the interpreter says. */
import fc from 'fast-check';
import {
  createRegistry,
  engineFunctions,
  formatSource,
  jsonFunctions,
  lintProgram,
  standardFunctions,
} from '../../packages/sml/src/index.ts';
import { failingFunctions } from '../../packages/sml/src/testing/index.ts';
import { interpret } from '../../packages/sml/test/support/interpreter.ts';
import { programs } from '../../packages/sml/test/support/programs.ts';
import { type Campaign, check } from './campaign.ts';
import { decideOnce } from './decide.ts';
import { anyObject } from './texts.ts';

const registry = createRegistry(engineFunctions(), jsonFunctions(), standardFunctions(), failingFunctions());

export const evaluator: Campaign = {
  name: 'evaluator',
  generate(random) {
    const [program] = fc.sample(programs, { seed: random.next() | 0, numRuns: 1 });
    return {
      ...program?.files,
      ' event': anyObject(random, 4),
      ' action': random.pick(['act', 'other', '__proto__', '']),
    };
  },
  run(input) {
    const decided = decideOnce(input, registry);
    if (decided === null) return;
    const { ruleset, action, failed } = decided;
    lintProgram(ruleset.program);
    for (const { source } of ruleset.program.modules.values()) {
      const formatted = formatSource(source).text;
      check(
        formatted !== null && formatSource({ ...source, text: formatted }).text === formatted,
        'formatting is not idempotent',
      );
    }
    const { errors } = interpret(ruleset.program, ruleset.rules, action);
    check(failed === errors.length, `compiled: ${failed} failures; interpreted: ${errors.length}`);
  },
};
