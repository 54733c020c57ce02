/** What must not stay behind when somebody presses Ctrl-C. */

/**
 * Runs `cleanUp` when the process is interrupted, which then ends as it would have. Where somebody else listens for that, they decide
 * what becomes of the process, and nothing is done here. Returns a function that ends the watch.
 */
export function onInterrupt(cleanUp: () => void): () => void {
  if (process.listenerCount('SIGINT') > 0) return () => {};
  const stop = () => {
    cleanUp();
    process.kill(process.pid, 'SIGINT');
  };
  process.once('SIGINT', stop);
  return () => {
    process.off('SIGINT', stop);
  };
}
