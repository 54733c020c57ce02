/** Which calls of two rulesets are the same: for carrying what a call came to from one ruleset over to an edited one. */
import type { Program } from '../program/program.ts';
import { buildTables } from './sites.ts';
import { normalized } from './syntax.ts';
import { ruleVersions } from './version.ts';

/**
 * For each site of `Ruleset.observationSites`, a text that is equal for two calls of the same function with the same meaning: same
 * arguments, and the same definitions behind every name in them. Where the call stands does not count. Linear in the program.
 */
export function observationVersions(program: Program): readonly string[] {
  const names = ruleVersions(program);
  const versions: string[] = [];
  for (const [call, index] of buildTables(program).observationOf) {
    const { path } = call.span.source;
    versions[index] = normalized(call, (name) => {
      const key = name.startsWith('_') ? `${path}:${name}` : name;
      return names.get(key) ?? key;
    });
  }
  return versions;
}
