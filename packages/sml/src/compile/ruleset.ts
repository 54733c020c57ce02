/** Compiles a checked program and evaluates events with it. */
import { limits as evaluationLimits } from '../evaluate/limits.ts';
import { Meter, measure } from '../evaluate/metrics.ts';
import type { Decision, EvaluateOptions, Host, Observation, Ruleset, RulesetMetrics } from '../evaluate/ruleset.ts';
import { type Awaited, EvaluationState, SiteContext, type SitePlace } from '../evaluate/state.ts';
import type { Action, FunctionDeclaration } from '../functions/declaration.ts';
import type { Program } from '../program/program.ts';
import type { Outcome } from '../values/values.ts';
import { knownActions } from './actions.ts';
import { emitProgram } from './emit.ts';
import { createLibrary, type Library } from './library.ts';
import { limits } from './limits.ts';
import { lowerProgram } from './lower-file.ts';
import { buildRegions } from './regions.ts';
import { buildTables, type Tables } from './sites.ts';

export interface CompileOptions {
  /** Measure one event in this many, 0 for none. */
  readonly sampleEvery?: number;
  /** Microseconds of a monotonic clock, for the measurements alone: no result depends on it. */
  readonly nowMicros?: () => number;
}

/**
 * A ruleset that evaluates events. Functions are generated for an action kind when its first event comes: a program is
 * checked before, so that nothing in it can fail to compile.
 */
export function compileRuleset(program: Program, options: CompileOptions = {}): Ruleset {
  return new CompiledRuleset(program, options);
}

type Evaluate = () => void;

/** Two forms of one compiled action: the plain one, and the one that measures its calls. */
interface Compiled {
  readonly plain: Evaluate;
  /** Made when first asked for. */
  measured(): Evaluate;
}

class CompiledRuleset implements Ruleset {
  readonly program: Program;
  readonly #tables: Tables;
  readonly #places: readonly SitePlace[];
  readonly #known: ReadonlySet<string>;
  readonly #compiled = new Map<string, Compiled>();
  #anyAction: Compiled | null = null;
  readonly #state: EvaluationState;
  readonly #contexts: readonly SiteContext[];
  readonly #library: Library;
  readonly #meter: Meter;
  readonly #unreached: readonly undefined[];
  #busy = false;

  constructor(program: Program, options: CompileOptions) {
    this.program = program;
    this.#tables = buildTables(program);
    this.#known = knownActions(program);
    this.#places = this.#tables.sites.map(({ function: name, span }) => ({
      function: name,
      path: span.source.path,
      line: span.line,
      column: span.column,
    }));
    this.#state = new EvaluationState(this.#places, this.#tables.observationSites.length);
    this.#contexts = this.#places.map((_, site) => new SiteContext(this.#state, site));
    this.#library = createLibrary(this.#tables.rules, (site, kind, message) => this.#state.fail(site, kind, message));
    this.#meter = new Meter(this.#places, this.#state.siteFailures, options.sampleEvery, options.nowMicros);
    this.#unreached = this.#tables.features.map(() => undefined);
  }

  get features() {
    return this.#tables.features;
  }

  get rules() {
    return this.#tables.rules;
  }

  get observationSites() {
    return this.#tables.observationSites;
  }

  get metrics(): RulesetMetrics {
    return this.#meter;
  }

  effectFeature(site: number): FunctionDeclaration['effectFeature'] {
    return this.#tables.effectFeatures.get(site);
  }

  evaluate(action: Action, host: Host, options: EvaluateOptions): Decision {
    return this.#run(action, host, options, null);
  }

  async evaluateAsync(action: Action, host: Host, options: EvaluateOptions): Promise<Decision> {
    let observations: readonly (Observation | undefined)[] | undefined = options.observations;
    const prepared = new Set<number>();
    for (let round = 0; round < evaluationLimits.asyncRounds; round++) {
      const awaited: Awaited = { prepared, waiting: new Set(), work: [] };
      const given = observations === undefined ? options : { ...options, observations };
      const decision = this.#run(action, host, given, awaited);
      if (awaited.work.length === 0) return decision;
      const answered = Promise.all(awaited.work).then(() => true);
      const goOn = await (options.giveUp === undefined ? answered : Promise.race([answered, options.giveUp]));
      observations = decision.observations;
      if (goOn !== true) break;
    }
    return this.#run(action, host, observations === undefined ? options : { ...options, observations }, null);
  }

  #run(action: Action, host: Host, options: EvaluateOptions, awaited: Awaited | null): Decision {
    if (this.#busy) throw new Error('a rule function evaluated its own ruleset');
    this.#busy = true;
    const state = this.#state;
    try {
      const compiled = this.#compile(action.name);
      const values: (Outcome | undefined)[] = this.#unreached.slice();
      state.awaited = awaited;
      state.start(action, host, options, values);
      try {
        if (this.#meter.isSampled()) this.#meter.time(compiled.measured());
        else compiled.plain();
      } catch (error) {
        // Nothing in a checked ruleset throws here. Should something all the same, the event is decided, with an error.
        state.broke(error);
      }
      return state.finish();
    } finally {
      this.#busy = false;
    }
  }

  /** Names that no rule mentions share one compilation: an event source cannot make this grow. */
  #compile(actionName: string): Compiled {
    const known = this.#compiled.get(actionName);
    if (known !== undefined) return known;
    if (!this.#known.has(actionName) || this.#compiled.size >= limits.actions) {
      this.#anyAction ??= this.#generate(null);
      return this.#anyAction;
    }
    const compiled = this.#generate(actionName);
    this.#compiled.set(actionName, compiled);
    return compiled;
  }

  #generate(actionName: string | null): Compiled {
    const lowered = lowerProgram(this.program, this.#tables, actionName);
    const library = { ...this.#library, measure };
    const { source, constants } = emitProgram(lowered, buildRegions(lowered), Object.keys(library));
    const create = (meter: Meter | null): Evaluate => {
      // The source holds no text of the rules but string literals made by `quote` and names of the pattern IDENTIFIER. The two
      // forms differ in a comment: closures of one text would share V8's call feedback, and each measured event would throw
      // away the optimised code of the plain form.
      const text = `// ${meter === null ? 'plain' : 'measured'}\n${source}`;
      const make = new Function('library', 'constants', 'state', 'contexts', 'meter', text);
      return make(library, constants, this.#state, this.#contexts, meter);
    };
    let measured: Evaluate | null = null;
    return {
      plain: create(null),
      measured: () => {
        measured ??= create(this.#meter);
        return measured;
      },
    };
  }
}
