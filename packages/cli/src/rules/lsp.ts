/** `lapwing rules lsp`: the language server for editors, on standard input and output. */
import { systemRegistry } from '@lapwing/server/rules';
import type { Command } from 'commander';
import type { ExitCode } from '../exit.ts';

export function lspCommand(rules: Command, done: (code: ExitCode) => void): void {
  rules
    .command('lsp')
    .description('Serve an editor: the Language Server Protocol on standard input and output')
    .option('--stdio', 'the only way to talk to it; accepted because editors pass it')
    .option('--json', 'its messages are JSON in any case; accepted as every command does')
    .action(async () => {
      done(await serve());
    });
}

async function serve(): Promise<ExitCode> {
  // Loaded here: the other commands need none of it.
  const { createConnection, ProposedFeatures } = await import('vscode-languageserver/node');
  const { serveLanguage } = await import('./lsp/server.ts');
  const connection = createConnection(ProposedFeatures.all, process.stdin, process.stdout);
  // What anything prints would break the protocol.
  console.log = console.error;
  const ended = new Promise<ExitCode>((resolve) => {
    connection.onExit(() => resolve(0));
    process.stdin.once('end', () => resolve(0));
  });
  serveLanguage(connection, systemRegistry());
  return ended;
}
