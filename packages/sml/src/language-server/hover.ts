/** What is shown when the pointer rests on something. */
import { definitionKey } from '../check/walk.ts';
import type { Analysis } from './analysis.ts';
import {
  describeDefinition,
  describeFunction,
  describeLabel,
  describeParameter,
  type RecentValues,
} from './describe.ts';
import { findAt } from './find.ts';
import { rangeOf } from './positions.ts';
import type { Hover } from './protocol.ts';

export function hoverAt(analysis: Analysis, path: string, offset: number, recentValues: RecentValues): Hover | null {
  const found = findAt(analysis, path, offset);
  if (found === null) return null;
  const contents = ((): string => {
    switch (found.kind) {
      case 'definition':
        return describeDefinition(analysis, definitionKey(path, found.statement.target.name), recentValues);
      case 'name':
        return describeDefinition(analysis, definitionKey(path, found.name.name), recentValues);
      case 'function': {
        const declaration = analysis.registry.functions.get(found.name);
        return declaration === undefined ? '' : describeFunction(declaration);
      }
      case 'argument': {
        const { function: target } = found.call;
        const declaration = target.kind === 'name' ? analysis.registry.functions.get(target.name) : undefined;
        const parameter = declaration?.parameters.find(({ name }) => name === found.argument.name);
        return parameter === undefined ? '' : describeParameter(parameter);
      }
      case 'text':
        return found.argument === 'label' ? describeLabel(analysis, found.text.value) : '';
    }
  })();
  return contents === '' ? null : { contents, range: rangeOf(found.span) };
}
