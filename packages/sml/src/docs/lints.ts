/** The reference of coded diagnostics. */
import { type DiagnosticDoc, diagnosticDocs } from '../lint/docs.ts';

const GROUPS: readonly { readonly prefix: string; readonly title: string; readonly text: string }[] = [
  {
    prefix: 'SML0',
    title: 'Syntax',
    text: 'Accepted for compatibility, and without the effect that one would expect.',
  },
  {
    prefix: 'SML1',
    title: 'Surprises of the reference',
    text: 'The code means something other than it says. Warnings in `compat`, errors in `strict`.',
  },
  { prefix: 'SML2', title: 'Lints', text: 'Valid, and probably not meant.' },
  {
    prefix: 'SML4',
    title: 'Patterns',
    text: 'Regular expressions that do not do what they seem to, or cost too much.',
  },
];

/** Markdown, by code. */
export function lintsReference(docs: readonly DiagnosticDoc[] = diagnosticDocs): string {
  const sections = GROUPS.flatMap(({ prefix, title, text }) => {
    const some = docs.filter(({ code }) => code.startsWith(prefix));
    return some.length === 0 ? [] : [`## ${title}\n\n${text}\n\n${some.map(section).join('\n\n')}`];
  });
  return `${[
    '# Codes of warnings and lints',
    'Made by `lapwing rules docs`. `lapwing rules check --lint SML201=off` leaves one out, `--lint SML201=error` makes it an error, and `--lint SML203=warn` turns on one that is off by default. `--fix` applies the safe replacements.',
    ...sections,
  ].join('\n\n')}\n`;
}

function section({ code, name, doc, optional, fixable }: DiagnosticDoc): string {
  const notes = [optional === true ? 'Off by default.' : '', fixable === true ? '`--fix` mends it.' : ''];
  return `### ${code}: ${name}\n\n${[doc, ...notes].filter(Boolean).join(' ')}`;
}
