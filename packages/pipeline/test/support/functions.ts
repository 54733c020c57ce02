/** The registry of the tests: what every installation has, and a plugin that asks a service outside. */
import { windowFunctions } from '@lapwing/memory';
import { networkFunctions } from '@lapwing/networks/rules';
import {
  BOOL,
  createRegistry,
  type EvaluationContext,
  engineFunctions,
  FAILED,
  type FunctionDeclaration,
  INT,
  jsonFunctions,
  type Outcome,
  type Parameter,
  ServiceKey,
  STR,
  standardFunctions,
} from '@lapwing/sml';

/** A service whose every answer differs from the one before: asking it again shows. */
export class Oracle {
  /** What was asked, in order. */
  readonly asked: string[] = [];
  readonly #answers = new Map<string, Outcome>();
  /** Awaited by every question. */
  delay: (name: string) => Promise<void> = async () => {};
  answer: (name: string, times: number) => Outcome = (_, times) => times;

  async ask(name: string): Promise<void> {
    this.asked.push(name);
    const times = this.asked.length;
    await this.delay(name);
    this.#answers.set(name, this.answer(name, times));
  }

  known(name: string): Outcome {
    return this.#answers.get(name) ?? FAILED;
  }
}

export const ORACLE = new ServiceKey<Oracle>('oracle');

const NAME: Parameter = { name: 'name', type: STR, doc: 'What is asked.' };

export const LOOK_UP: FunctionDeclaration = {
  name: 'LookUp',
  category: 'test',
  doc: 'Asks the oracle.',
  parameters: [NAME],
  result: INT,
  purity: 'impure',
  async: true,
  cost: 1000,
  bind: () => ({
    arguments: ['name'],
    prepare: (context: EvaluationContext, name: string) => context.service(ORACLE).ask(name),
    call: (context: EvaluationContext, name: string) => context.service(ORACLE).known(name),
  }),
};

/** A plugin's effect. `weird` makes one that cannot be written down. */
export const NOTIFY: FunctionDeclaration = {
  name: 'Notify',
  category: 'test',
  doc: 'Tells somebody.',
  parameters: [NAME, { name: 'weird', type: BOOL, default: false, doc: 'Make an effect that holds itself.' }],
  result: { kind: 'effect', name: 'NotifyEffect' },
  purity: 'effect',
  cost: 1,
  bind: () => ({
    arguments: ['name', 'weird'],
    call: (_: EvaluationContext, name: string, weird: boolean): Outcome => {
      const effect: { effect: string; name: string; self?: unknown } = { effect: 'notify', name };
      if (weird) effect.self = effect;
      return effect;
    },
  }),
};

export const registry = createRegistry(
  engineFunctions(),
  jsonFunctions(),
  standardFunctions(),
  windowFunctions(),
  networkFunctions(),
  [LOOK_UP, NOTIFY],
);
