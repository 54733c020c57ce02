/** What the authoring thread does with a task: checks, answers, runs. Holds the ruleset in force between tasks. */
import type { Registry, Ruleset } from '@lapwing/sml';
import { toJson } from '../http/json.ts';
import { checkFiles, checkView, formatFiles, renderedErrors } from './check.ts';
import { LanguageDesk } from './language.ts';
import { applyOverlay, type FilesByPath, isTestPath, type Overlay } from './overlay.ts';
import { type Base, type Task, TaskRefused } from './tasks.ts';
import { runTests } from './test-rules.ts';
import { tryEvent } from './try-event.ts';

export class Bench {
  readonly #registry: Registry;
  readonly #desk: LanguageDesk;
  #base: Base = { hash: '', files: {} };

  constructor(registry: Registry) {
    this.#registry = registry;
    this.#desk = new LanguageDesk(registry);
  }

  setBase(base: Base): void {
    this.#base = base;
  }

  /** The answer as JSON text. Throws a TaskRefused where the draft does not allow one. */
  async perform(task: Task): Promise<string> {
    switch (task.kind) {
      case 'language':
        return toJson(this.#desk.answer(task.workspace, this.#files(task.overlay), task.request, task.recentValues));
      case 'check':
        return toJson(checkView(checkFiles(this.#files(task.overlay), this.#registry)));
      case 'format':
        return toJson(formatFiles(task.files));
      case 'test':
        return toJson(runTests(this.#compiled(task.overlay), task.tests, task.filter, task.lists));
      case 'try':
        return toJson(await tryEvent(this.#compiled(task.overlay), task, this.#registry));
    }
  }

  /** The ruleset's files without its tests. */
  #files(overlay: Overlay): FilesByPath {
    const files = applyOverlay(this.#base.files, overlay);
    return Object.fromEntries(Object.entries(files).filter(([path]) => !isTestPath(path)));
  }

  #compiled(overlay: Overlay): Ruleset {
    const checked = checkFiles(this.#files(overlay), this.#registry);
    if (checked.ruleset !== null) return checked.ruleset;
    throw new TaskRefused('the draft does not compile', [renderedErrors(checked)]);
  }
}
