/** The language server as the editor uses it: what it is asked is always about the newest texts. */
import { askLanguage } from '../../../api/authoring.ts';
import type { Diagnostic, LanguageMethod, LanguageResult } from '../../../api/authoring-types.ts';
import type { DraftBuffer } from '../draft/buffer.ts';

/** Nobody has typed for this long: then the ruleset is checked. */
const settleMillis = 250;

export type DiagnosticsByPath = Readonly<Record<string, readonly Diagnostic[]>>;

export class LanguageClient {
  readonly #buffer: DraftBuffer;
  readonly #workspace = crypto.randomUUID();

  constructor(buffer: DraftBuffer) {
    this.#buffer = buffer;
  }

  ask<M extends LanguageMethod>(method: M, params: unknown = null): Promise<LanguageResult<M>> {
    return askLanguage(this.#workspace, this.#buffer.overlay(), method, params);
  }

  /**
   * Tell diagnostics now and whenever typing has paused; one question at a time, so that a slow server is not asked more and more.
   * Returns how to end it.
   */
  watch(onDiagnostics: (files: DiagnosticsByPath) => void, onFailed: (error: unknown) => void): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let asking = false;
    let again = false;
    let ended = false;
    const check = async (): Promise<void> => {
      if (asking) {
        again = true;
        return;
      }
      asking = true;
      const asked = this.#buffer.version();
      try {
        const files = await this.ask('diagnostics');
        // Places of an older text would point beside what they mean.
        if (!ended && asked === this.#buffer.version()) onDiagnostics(files);
      } catch (error) {
        if (!ended) onFailed(error);
      } finally {
        asking = false;
        if (again && !ended) {
          again = false;
          void check();
        }
      }
    };
    const stop = this.#buffer.subscribe(() => {
      clearTimeout(timer);
      timer = setTimeout(() => void check(), settleMillis);
    });
    void check();
    return () => {
      ended = true;
      clearTimeout(timer);
      stop();
    };
  }
}
