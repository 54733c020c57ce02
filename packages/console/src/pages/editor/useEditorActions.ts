/** What the keys and buttons of the editor do beyond typing: format, go to definition, rename, next problem, repair. */
import { useCallback } from 'react';
import type { Position, Range, WorkspaceEdit } from '../../api/authoring-types.ts';
import { describeError } from '../../api/problem.ts';
import { useToast } from '../../kit/Toasts.tsx';
import type { LanguageClient } from './code/client.ts';
import type { EditorActions } from './code/setup.ts';
import type { DraftBuffer } from './draft/buffer.ts';
import { applyWorkspaceEdit } from './draft/edits.ts';
import { nextProblem, type Problem } from './useDiagnostics.ts';

interface Parts {
  readonly path: string;
  readonly buffer: DraftBuffer;
  readonly client: LanguageClient;
  readonly problems: readonly Problem[];
  readonly cursor: () => number;
  readonly goTo: (path: string, position: Position) => void;
  readonly save: () => void;
  readonly askName: (name: string, position: Position) => void;
}

export interface Actions extends EditorActions {
  readonly applyEdit: (edit: WorkspaceEdit) => void;
  /** Resolves to why it cannot be done, or null. */
  readonly renameTo: (newName: string, position: Position) => Promise<string | null>;
  /** Do something that asks the server; what goes wrong is told in a toast. */
  readonly told: (work: () => Promise<void>) => Promise<void>;
}

export function useEditorActions({ path, buffer, client, problems, cursor, goTo, save, askName }: Parts): Actions {
  const notify = useToast();
  const applyEdit = useCallback((edit: WorkspaceEdit) => applyWorkspaceEdit(buffer, edit), [buffer]);
  const told = useCallback(
    async (work: () => Promise<void>): Promise<void> => {
      try {
        await work();
      } catch (error) {
        notify(reasonOf(error));
      }
    },
    [notify],
  );
  const hasErrors = () => problems.some((one) => one.path === path && one.diagnostic.severity === 'error');
  return {
    applyEdit,
    told,
    save,
    changed: () => {},
    format: () =>
      void told(async () => {
        const edit = await client.ask('formatting', { path });
        if (edit !== null) applyEdit({ [path]: [edit] });
        else notify(hasErrors() ? 'A file with errors is not formatted' : 'It has its form already');
      }),
    definition: (position) =>
      void told(async () => {
        const found = await client.ask('definition', { path, position });
        if (found === null) notify('The rules do not define this');
        else goTo(found.path, found.range.start);
      }),
    rename: (position) =>
      void told(async () => {
        const range = await client.ask('prepareRename', { path, position });
        if (range === null) notify('There is no name here that the rules define');
        else askName(wordAt(buffer.text(path) ?? '', range), position);
      }),
    renameTo: async (newName, position) => {
      try {
        const result = await client.ask('rename', { path, position, newName });
        if (!result.ok) return result.reason;
        applyEdit(result.edit);
        const count = Object.keys(result.edit).length;
        notify(`Renamed in ${count === 1 ? 'one file' : `${count} files`}`);
        return null;
      } catch (error) {
        return reasonOf(error);
      }
    },
    problem: (step) => {
      const before = (buffer.text(path) ?? '').slice(0, cursor());
      const at = { path, line: before.split('\n').length - 1, character: before.length - before.lastIndexOf('\n') - 1 };
      const found = nextProblem(problems, at, step);
      if (found === null) notify('There are no problems');
      else goTo(found.path, found.diagnostic.range.start);
    },
    fix: (position) => {
      const here = problems.find((one) => one.path === path && touches(one, position));
      const [first] = here?.diagnostic.fixes ?? [];
      if (first === undefined) {
        notify('There is no repair for this place');
        return;
      }
      applyEdit(first.edit);
      notify(first.title);
    },
  };
}

/** A problem with a repair, at a place. */
function touches({ diagnostic: { range, fixes } }: Problem, { line, character }: Position): boolean {
  if (fixes.length === 0 || line < range.start.line || line > range.end.line) return false;
  return line > range.start.line || character >= range.start.character;
}

function reasonOf(error: unknown): string {
  const { title, detail } = describeError(error);
  return detail ?? title;
}

function wordAt(text: string, { start, end }: Range): string {
  return (text.split(/\r\n|\r|\n/)[start.line] ?? '').slice(start.character, end.character);
}
