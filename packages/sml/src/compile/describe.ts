/** A rule's description as the reference keeps it: the template, with `{Name}` for what is filled in. */
import type { Call, Expression } from '../ast/nodes.ts';

export function argumentOf(call: Call, name: string): Expression | undefined {
  return call.arguments.find((argument) => argument.name === name)?.value;
}

/** Literal braces of an f-string stay doubled, as in a template of `str.format`. */
export function descriptionTemplate(call: Call): string {
  const description = argumentOf(call, 'description');
  if (description?.kind === 'string') return description.value;
  if (description?.kind !== 'format-string') return '';
  return description.parts
    .map((part) => (typeof part === 'string' ? part.replace(/[{}]/g, '$&$&') : `{${part.name}}`))
    .join('');
}
