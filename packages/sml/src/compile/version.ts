/**
 * Versions of rules: a hash of a definition's text and of the versions of all it names. Positions, comments and other
 * definitions do not count, so that an edit elsewhere keeps a rule's version, and with it the ids of its effects.
 */
import { createHash } from 'node:crypto';
import type { Annotation } from '../ast/nodes.ts';
import type { Program } from '../program/program.ts';
import { filesInImportOrder } from './file-order.ts';
import { normalized } from './syntax.ts';

/** The version of every global name. Linear in the program: each definition is hashed once. */
export function ruleVersions(program: Program): ReadonlyMap<string, string> {
  const versions = new Map<string, string>();
  const versionOf = (key: string): string => {
    const known = versions.get(key);
    if (known !== undefined) return known;
    const definition = program.definitions.get(key);
    if (definition === undefined) return key;
    // Stands while the definition is being hashed; names cannot refer to themselves in a checked program.
    versions.set(key, key);
    const { path, statement } = definition;
    const text = normalized(statement.value, (name) => versionOf(name.startsWith('_') ? `${path}:${name}` : name));
    const annotation = statement.annotation === null ? '' : annotationText(statement.annotation);
    // A local's name is free to change; a global's is what others see.
    const name = definition.name.startsWith('_') ? '' : definition.name;
    const version = createHash('sha256').update(`${name}:${annotation}=${text}`).digest('hex').slice(0, 16);
    versions.set(key, version);
    return version;
  };
  // In an order in which what a definition names was hashed before it: long chains must not become deep recursion.
  for (const path of filesInImportOrder(program)) {
    for (const statement of program.modules.get(path)?.statements ?? []) {
      if (statement.kind !== 'assign') continue;
      const { name } = statement.target;
      versionOf(name.startsWith('_') ? `${path}:${name}` : name);
    }
  }
  return versions;
}

function annotationText(annotation: Annotation): string {
  switch (annotation.kind) {
    case 'annotation-name':
      return annotation.name;
    case 'annotation-generic':
      return `${annotation.name}[${annotation.arguments.map(annotationText).join(',')}]`;
    case 'annotation-union':
      return `${annotationText(annotation.left)}|${annotationText(annotation.right)}`;
  }
}
