/** What the palette offers for a text: pages, rules, ids, features. Pure; each result says where it leads. */
import type { Feature, Rule } from '../../api/types.ts';
import { suggestions } from '../../lib/limits.ts';
import { idLiteral } from '../../lib/sml.ts';

export type Target =
  | { readonly kind: 'page'; readonly to: '/' | '/events' | '/rules' | '/rules/editor' | '/lists' | '/brakes' }
  | { readonly kind: 'event'; readonly eventId: string }
  | { readonly kind: 'entity'; readonly type: string; readonly id: string }
  | { readonly kind: 'query'; readonly q: string }
  | { readonly kind: 'rule'; readonly rule: string }
  | { readonly kind: 'address'; readonly href: string }
  | { readonly kind: 'theme' }
  | { readonly kind: 'sign-out' };

export interface Command {
  readonly group: 'Pages' | 'Rules' | 'Open' | 'Filter events' | 'Commands';
  readonly label: string;
  readonly note: string;
  readonly target: Target;
}

const fixed: readonly Command[] = [
  { group: 'Pages', label: 'Overview', note: 'g o', target: { kind: 'page', to: '/' } },
  { group: 'Pages', label: 'Events', note: 'g e', target: { kind: 'page', to: '/events' } },
  { group: 'Pages', label: 'Rules', note: 'g r', target: { kind: 'page', to: '/rules' } },
  { group: 'Pages', label: 'Edit rules', note: '', target: { kind: 'page', to: '/rules/editor' } },
  { group: 'Pages', label: 'Lists', note: 'g l', target: { kind: 'page', to: '/lists' } },
  { group: 'Pages', label: 'Brakes', note: 'g b', target: { kind: 'page', to: '/brakes' } },
  { group: 'Commands', label: 'Switch between dark and light', note: '', target: { kind: 'theme' } },
  { group: 'Commands', label: 'Sign out', note: '', target: { kind: 'sign-out' } },
];

interface Known {
  readonly rules: readonly Rule[];
  readonly features: readonly Feature[];
  /** This console's own origin, to recognise pasted addresses. */
  readonly origin: string;
}

export function findCommands(input: string, known: Known): readonly Command[] {
  const text = input.trim();
  const lower = text.toLowerCase();
  const named = fixed.filter((command) => command.label.toLowerCase().includes(lower));
  if (text === '') return named;
  const rules = known.rules
    .filter((rule) => rule.name.toLowerCase().includes(lower))
    .map(
      ({ name, description }): Command => ({
        group: 'Rules',
        label: name,
        note: description,
        target: { kind: 'rule', rule: name },
      }),
    );
  return [...named, ...rules, ...opened(text, known), ...filters(text, known)].slice(0, suggestions);
}

/** Ids and addresses. `User/123` names its type; a bare id is offered as an event and as each type of entity. */
function opened(text: string, { features, origin }: Known): Command[] {
  if (text.startsWith(`${origin}/`)) {
    const href = text.slice(origin.length);
    return [{ group: 'Open', label: href, note: 'this address', target: { kind: 'address', href } }];
  }
  const types = [...new Set(features.flatMap((feature) => feature.entityType ?? []))];
  const typed = /^(\w+)\/(.+)$/.exec(text);
  if (typed?.[1] !== undefined && typed[2] !== undefined) {
    const written = typed[1].toLowerCase();
    return [entity(types.find((type) => type.toLowerCase() === written) ?? typed[1], typed[2])];
  }
  if (/\s/.test(text) || !/[\d.:-]/.test(text)) return [];
  return [
    { group: 'Open', label: text, note: 'event', target: { kind: 'event', eventId: text } },
    ...types.map((type) => entity(type, text)),
  ];
}

function entity(type: string, id: string): Command {
  return { group: 'Open', label: id, note: type, target: { kind: 'entity', type, id } };
}

/** An expression, or `Name value` made into one. */
function filters(text: string, { features }: Known): Command[] {
  if (/[=<>()]| in | and | or /.test(text)) {
    return [{ group: 'Filter events', label: text, note: 'expression', target: { kind: 'query', q: text } }];
  }
  const [name = '', ...rest] = text.split(/\s+/);
  const value = rest.join(' ');
  return features
    .filter((feature) => !feature.isRule && feature.name.toLowerCase().includes(name.toLowerCase()))
    .map((feature) => {
      const bare = feature.type === 'bool' ? feature.name : `${feature.name} != None`;
      const q = value === '' ? bare : `${feature.name} == ${idLiteral(value, feature.type)}`;
      return { group: 'Filter events', label: q, note: feature.type, target: { kind: 'query', q } } satisfies Command;
    });
}
