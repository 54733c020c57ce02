/** The generated function around one call of a rule function: what can go wrong inside it stays inside. */
import { limits } from '../evaluate/limits.ts';
import type { References } from './expressions.ts';
import type { Node } from './ir.ts';

/** Functions cheaper than this do not read their whole argument; their arguments are not measured. */
export const READING_COST = 50;

export function callerSource(name: string, node: Node, references: References, upstream: readonly number[]): string {
  const { operation, inputs, site } = node;
  if (operation.op !== 'call') throw new Error('not a call');
  const { checked, admitsNone, observation, resultType } = operation;
  const bound = references.constant(checked.bound);
  const call = references.constant(checked.bound.call);
  const names = inputs.map((_, index) => `a${index}`);
  const list = names.join(', ');
  const checks: string[] = [];
  inputs.forEach((input, index) => {
    if (!input.nullable || admitsNone[index] === true) return;
    checks.push(`if (a${index} === null) return fail(${site}, "TypeError", "an argument is None");`);
  });
  if (checked.declaration.cost >= READING_COST) {
    inputs.forEach((input, index) => {
      if (input.kind === 'str' || input.kind === 'any') checks.push(tooLong(`a${index}`, 'string', site));
      if (input.kind === 'list' || input.kind === 'any') checks.push(tooLong(`a${index}`, 'list', site));
    });
  }
  const made = `call(${[`contexts[${site}]`, ...names].join(', ')})`.replace('call', call);
  const result = resultType === null ? made : `checked(${made}, ${references.constant(resultType)}, ${site})`;
  const measured = `if (meter !== null) return measure(meter, ${site}, () => ${result});`;
  const attempt = `try { ${measured} return ${result}; } catch (error) { return state.thrown(${site}, error); }`;
  if (observation === -1) return `function ${name}(${list}) { ${checks.join(' ')} ${attempt} }`;
  const waits =
    upstream.length === 0 ? '' : `if (state.mustWait(${observation}, ${references.constant(upstream)})) return FAILED;`;
  const prepare =
    checked.bound.prepare === undefined ? '' : `if (state.prepare(${observation}, ${bound}, [${list}])) return FAILED;`;
  return [
    `function ${name}(${list}) {`,
    ...checks,
    waits,
    `const given = state.replay(${observation}, ${site});`,
    'if (given !== undefined) return given;',
    prepare,
    'state.beforeCall();',
    `return state.observe(${observation}, ${name}c(${list}));`,
    '}',
    `function ${name}c(${list}) { ${attempt} }`,
  ].join('\n');
}

function tooLong(name: string, kind: 'string' | 'list', site: number): string {
  const test = kind === 'string' ? `typeof ${name} === "string"` : `Array.isArray(${name})`;
  const limit = kind === 'string' ? limits.argumentLength : limits.listLength;
  return `if (${test} && ${name}.length > ${limit}) return fail(${site}, "LimitExceeded", "an argument of more than ${limit} items");`;
}
