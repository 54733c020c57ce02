/** Ctrl-C ends long work at the next batch, with everything that was taken kept; a second one ends the process. */
export function onInterrupt(message = 'finishing what was read; once more to stop at once'): {
  readonly signal: AbortSignal;
  stop(): void;
} {
  const controller = new AbortController();
  const handler = () => {
    if (controller.signal.aborted) process.exit(130);
    console.error(message);
    controller.abort();
  };
  process.on('SIGINT', handler);
  process.on('SIGTERM', handler);
  return {
    signal: controller.signal,
    stop: () => {
      process.off('SIGINT', handler);
      process.off('SIGTERM', handler);
    },
  };
}

/** Nothing more is read from standard input then: whoever writes there may be silent for hours. */
export function endInputOnAbort(signal: AbortSignal): void {
  const { stdin } = process;
  signal.addEventListener('abort', () => stdin.destroy(), { once: true });
}
