/**
 * V8's answer, for comparison, in bounded time. Its engine backtracks, for ever on some of what is generated here: with these
 * flags it goes on in linear time where it would, for the patterns that its linear engine knows; the others have a deadline.
 */
import { setFlagsFromString } from 'node:v8';
import { createContext, Script } from 'node:vm';

setFlagsFromString('--enable-experimental-regexp-engine');
setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks');

const MILLIS_MAX = 500;
const script = new Script('new RegExp(source).test(text)');

/** Whether a pattern without flags matches somewhere in the text; null where V8 does not come to an end. */
export function nativeTest(source: string, text: string): boolean | null {
  if (isLinear(source)) return new RegExp(source).test(text);
  try {
    return script.runInContext(createContext({ source, text }), { timeout: MILLIS_MAX }) === true;
  } catch (error) {
    // An error of another context is no instance of this one's Error.
    const timedOut = typeof error === 'object' && error !== null && 'code' in error;
    if (timedOut && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return null;
    throw error;
  }
}

/** Whether the linear engine knows the pattern: it refuses large counted repeats, for one. */
function isLinear(source: string): boolean {
  try {
    return new RegExp(source, 'l').source !== '';
  } catch {
    return false;
  }
}
