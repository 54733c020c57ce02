/** The files of a program, imported ones before those that import them: every definition comes before its uses. */
import type { Program } from '../program/program.ts';

export function filesInImportOrder(program: Program): readonly string[] {
  const order = new Set<string>();
  const open = new Set<string>();
  const visit = (path: string): void => {
    if (order.has(path) || open.has(path) || !program.modules.has(path)) return;
    open.add(path);
    for (const imported of program.imports.get(path) ?? []) visit(imported);
    order.add(path);
  };
  for (const path of [...program.modules.keys()].sort()) visit(path);
  return [...order];
}
