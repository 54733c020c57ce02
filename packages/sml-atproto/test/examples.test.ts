/** Every example of every function, run. */
import { describe, expect, it } from 'vitest';
import { atprotoFunctions } from '../src/index.ts';
import { compile, run } from './support.ts';

describe('examples', () => {
  for (const { name, examples = [] } of atprotoFunctions()) {
    it(name, () => {
      expect(examples.length).toBeGreaterThan(0);
      for (const { source, files = {}, data, features } of examples) {
        const { ruleset } = compile({ 'main.sml': `${source}\n`, ...files });
        expect(run(ruleset, data).features).toEqual(features);
      }
    });
  }
});
