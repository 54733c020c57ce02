/** Adding an import to a file. */
import { type Analysis, importsOf } from './analysis.ts';
import { LineIndex, rangeOf } from './positions.ts';
import type { Edit } from './protocol.ts';

/** The edit that makes `path` import `wanted`; null where it does, where it cannot, or for a file itself. */
export function importEdit(analysis: Analysis, path: string, wanted: string): Edit | null {
  const module = analysis.files.get(path)?.module;
  if (module === undefined || path === wanted || !analysis.sources.rules.has(wanted)) return null;
  const imports = importsOf(module);
  if (imports.some(({ paths }) => paths.includes(wanted))) return null;
  const [first] = imports;
  if (first === undefined) {
    // Below the comment that opens the file, above everything else.
    const at = module.statements[0]?.span.start ?? module.source.text.length;
    const lines = new LineIndex(module.source.text);
    const before = at > 0 && module.source.text[at - 1] !== '\n' ? '\n' : '';
    return { range: lines.range(at, at), newText: `${before}Import(rules=[${quote(wanted)}])\n\n` };
  }
  const paths = [...first.paths, wanted].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return { range: rangeOf(first.call.span), newText: `Import(rules=[${paths.map(quote).join(', ')}])` };
}

const quote = (path: string): string => `'${path.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
