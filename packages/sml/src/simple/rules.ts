/** The library in one call: texts of rules in, decisions out. For more control: `checkRuleset`, `compileRuleset`, `Ruleset.evaluate`. */
import { checkRuleset } from '../check/check.ts';
import type { Dialect } from '../check/dialect.ts';
import { compileRuleset } from '../compile/ruleset.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { renderDiagnostics } from '../diagnostics/render.ts';
import { exportFeatures } from '../evaluate/export.ts';
import type { Decision, Host, Ruleset } from '../evaluate/ruleset.ts';
import type { FunctionDeclaration, JsonObject, ServiceKey } from '../functions/declaration.ts';
import { engineFunctions } from '../functions/engine.ts';
import { jsonFunctions } from '../functions/json-data.ts';
import { createRegistry } from '../functions/registry.ts';
import { standardFunctions } from '../functions/standard.ts';
import { rulesetSources } from '../sources/sources.ts';

export interface RulesOptions {
  /** Functions beside the standard ones. */
  readonly functions?: readonly FunctionDeclaration[];
  /** What functions ask the host for, by key. */
  readonly services?: ReadonlyMap<ServiceKey<unknown>, unknown>;
  readonly dialect?: Dialect;
}

export interface RulesEvent {
  /** The action's name; '' when absent. */
  readonly action?: string;
  readonly data: JsonObject;
  readonly id?: string;
  /** Event time; the beginning of 1970 when absent: no clock is read. */
  readonly timeMillis?: number;
  readonly secretData?: JsonObject;
}

export interface RulesDecision {
  /** Names of the rules that are true. */
  readonly rules: readonly string[];
  readonly verdicts: readonly string[];
  /** `Type/id/label/1` for an added label, `/0` for a removed one. */
  readonly labels: readonly string[];
  /** As exported: failed and None are null. */
  readonly features: JsonObject;
  /** Everything else that there is to know. */
  readonly decision: Decision;
}

export interface Rules {
  readonly ruleset: Ruleset;
  readonly warnings: readonly Diagnostic[];
  decide(event: RulesEvent): RulesDecision;
}

/** Rules that have errors; the message holds them rendered. */
export class RulesetError extends Error {
  override readonly name = 'RulesetError';
  readonly diagnostics: readonly Diagnostic[];
  constructor(diagnostics: readonly Diagnostic[]) {
    super(renderDiagnostics(diagnostics));
    this.diagnostics = diagnostics;
  }
}

/** Checks and compiles a ruleset given as texts by path, `main.sml` among them. Throws a RulesetError where it has errors. */
export function compileRules(files: Readonly<Record<string, string>>, options: RulesOptions = {}): Rules {
  const { functions = [], services = new Map<ServiceKey<unknown>, unknown>(), dialect = 'compat' } = options;
  const registry = createRegistry(engineFunctions(), jsonFunctions(), standardFunctions(), functions);
  const { program, diagnostics } = checkRuleset(rulesetSources(files), registry, { dialect });
  if (program === null) throw new RulesetError(diagnostics.filter(({ severity }) => severity === 'error'));
  const ruleset = compileRuleset(program);
  const host: Host = {
    service<T>(key: ServiceKey<T>): T {
      if (!services.has(key)) throw new Error(`no service \`${key.name}\` was given`);
      // The map holds under a key what was registered for that key's type.
      return services.get(key) as T;
    },
  };
  let position = 0;
  return {
    ruleset,
    warnings: diagnostics,
    decide({ action = '', data, id = '', timeMillis = 0, secretData }: RulesEvent): RulesDecision {
      position++;
      const decision = ruleset.evaluate(
        { id, actionId: null, name: action, timeMillis, data, secretData: secretData ?? null },
        host,
        { position },
      );
      return {
        rules: ruleset.rules
          .filter(({ featureIndex }) => decision.values[featureIndex] === true)
          .map(({ name }) => name),
        verdicts: decision.verdicts,
        labels: decision.labelMutations,
        features: exportFeatures(ruleset, decision),
        decision,
      };
    },
  };
}
