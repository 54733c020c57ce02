/** Lints about calls of functions that remember, look things up or act. They know functions by their parameters, not their names. */
import type { Call } from '../ast/nodes.ts';
import { printReference } from '../check/reference-print.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { argumentOf, calledName, finding, type ProgramView } from './view.ts';

const parametersOf = (view: ProgramView, call: Call): ReadonlySet<string> =>
  new Set(view.program.calls.get(call)?.declaration.parameters.map((parameter) => parameter.name));

/** SML211: the same window is counted twice for one event. Functions that only read are called `Get…`. */
export function duplicateWindows(view: ProgramView): Diagnostic[] {
  const first = new Map<string, Call>();
  const found: Diagnostic[] = [];
  for (const call of view.calls) {
    const name = calledName(call);
    const declared = parametersOf(view, call);
    if (name.startsWith('Get') || !declared.has('key') || !declared.has('window_seconds')) continue;
    const key = argumentOf(call, 'key');
    const window = argumentOf(call, 'window_seconds');
    if (key === undefined || window === undefined) continue;
    // The same text means the same counter only if its names mean the same: locals belong to their file.
    const text = `${printReference(key)} ${printReference(view.resolve(window))}`;
    const identity = /(?:^|[^\w])_\w/.test(text) ? `${call.span.source.path} ${text}` : text;
    const earlier = first.get(identity);
    if (earlier === undefined) {
      first.set(identity, call);
      continue;
    }
    found.push(
      finding(
        'SML211',
        'this window is already counted elsewhere',
        key.span,
        'each of the two calls adds the event, so it counts double',
        {
          additional: [{ message: 'the other call is here:', spans: [{ span: earlier.span }] }],
        },
      ),
    );
  }
  return found;
}

/** SML212: an effect of a plugin names a label that the configuration does not have. */
export function undeclaredLabels(view: ProgramView): Diagnostic[] {
  const labels = view.program.files.config['labels'];
  if (typeof labels !== 'object' || labels === null) return [];
  const found: Diagnostic[] = [];
  for (const call of view.calls) {
    const checked = view.program.calls.get(call);
    if (checked?.declaration.purity !== 'effect' || ['LabelAdd', 'LabelRemove'].includes(checked.declaration.name))
      continue;
    const label = argumentOf(call, 'label');
    const value = label === undefined ? undefined : view.resolve(label);
    if (label === undefined || value?.kind !== 'string' || Object.hasOwn(labels, value.value)) continue;
    found.push(
      finding(
        'SML212',
        `the label \`${value.value}\` is not in the config`,
        label.span,
        `\`${checked.declaration.name}\` does not check it; add it under \`labels\`, or correct it`,
      ),
    );
  }
  return found;
}

/** SML213: a list that differs between events is cached under one name. */
export function staleListCaches(view: ProgramView): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const call of view.calls) {
    const declared = parametersOf(view, call);
    if (!declared.has('cache_name') || !declared.has('list')) continue;
    const list = argumentOf(call, 'list');
    const value = list === undefined ? undefined : view.resolve(list);
    if (list === undefined || value === undefined) continue;
    const constant = value.kind === 'list' && value.items.every((item) => view.resolve(item).kind === 'string');
    if (constant) continue;
    found.push(
      finding(
        'SML213',
        'this list is not the same for every event',
        list.span,
        `\`${calledName(call)}\` was made for fixed lists: the original keeps the first list that it sees under \`cache_name\` for good`,
      ),
    );
  }
  return found;
}
