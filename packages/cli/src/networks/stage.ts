/** What a long command is doing, on a terminal. Silent where standard error is none. */

export function stage(doing: string | null): void {
  if (!process.stderr.isTTY) return;
  process.stderr.write(`\r\u001b[K${doing === null ? '' : `${doing} …`.slice(0, process.stderr.columns - 1)}`);
}
