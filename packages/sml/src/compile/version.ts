/**
 * Versions of rules: a hash of a definition's text, of the versions of all it names, and of the files that its functions read
 * (`lists/*.yaml`). Positions, comments and other definitions do not count, so that an edit elsewhere keeps a rule's version, and with
 * it the ids of its effects. What rules remember (counters, labels, lists that are changed while they run) is no part of a version.
 */
import { createHash } from 'node:crypto';
import type { Annotation, Call } from '../ast/nodes.ts';
import type { Program } from '../program/program.ts';
import { filesInImportOrder } from './file-order.ts';
import { normalized } from './syntax.ts';

/** The version of every global name. Linear in the program: each definition is hashed once. */
export function ruleVersions(program: Program): ReadonlyMap<string, string> {
  const versions = new Map<string, string>();
  const contents = new Map<string, string>();
  const contentOf = (path: string): string => {
    let hash = contents.get(path);
    if (hash === undefined) {
      const text = program.files.file(path);
      hash = text === undefined ? 'absent' : sha256(text);
      contents.set(path, hash);
    }
    return hash;
  };
  const filesRead = (call: Call): string =>
    [...(program.calls.get(call)?.files ?? [])]
      .sort()
      .map((path) => `<${JSON.stringify(path)} ${contentOf(path)}>`)
      .join('');
  const versionOf = (key: string): string => {
    const known = versions.get(key);
    if (known !== undefined) return known;
    const definition = program.definitions.get(key);
    if (definition === undefined) return key;
    // Stands while the definition is being hashed; names cannot refer to themselves in a checked program.
    versions.set(key, key);
    const { path, statement } = definition;
    const text = normalized(
      statement.value,
      (name) => versionOf(name.startsWith('_') ? `${path}:${name}` : name),
      filesRead,
    );
    const annotation = statement.annotation === null ? '' : annotationText(statement.annotation);
    // A local's name is free to change; a global's is what others see.
    const name = definition.name.startsWith('_') ? '' : definition.name;
    const version = sha256(`${name}:${annotation}=${text}`).slice(0, 16);
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

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

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
