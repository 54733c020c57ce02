/** `lapwing start`: the API and the console on one port, on the user's rules or on the bundled sample. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Accounts, type Config, createApp, openSystem, type System } from '@lapwing/server';
import type { Command } from 'commander';
import { CommandError, type ExitCode } from '../exit.ts';
import { ingest } from '../ingest/ingest.ts';
import { printJson } from '../output/json.ts';
import { count, ProgressLine } from '../output/progress.ts';
import { replaySample } from '../sample/replay.ts';
import { configOf, dataDirectory } from './data.ts';

interface StartOptions {
  readonly data?: string;
  readonly port?: string;
  readonly host?: string;
  readonly from?: readonly string[];
  readonly sampleRate: string;
  readonly json?: boolean;
}

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const SAMPLE_DIRECTORY = join(ROOT, 'examples', 'sample');
const CONSOLE_DIRECTORY = join(ROOT, 'packages', 'console', 'dist');
const FIRST_PERSON = 'admin@localhost';
/** How long requests under way may take when the server stops. */
const CLOSING_MILLIS_MAX = 5_000;
const RETENTION_EVERY_MILLIS = 10 * 60_000;

export function startCommand(program: Command, done: (code: ExitCode) => void): void {
  program
    .command('start')
    .description('Serve the API and the console; without a directory, on a sample platform with live traffic')
    .argument('[directory]', 'holds lapwing.yaml and rules/')
    .option('--data <directory>', 'data directory (LAPWING_DATA)')
    .option('--port <port>', 'port (LAPWING_PORT); 0 takes a free one')
    .option('--host <address>', 'address to listen on')
    .option('--from <file...>', 'take these files, or - for standard input, while serving')
    .option('--sample-rate <events>', 'events of the sample a second, once its first twenty hours are in', '40')
    .option('--json', 'print address and sign-in link as one JSON object')
    .action(async (directory: string | undefined, options: StartOptions) => {
      done(await start(directory, options));
    });
}

async function start(directory: string | undefined, options: StartOptions): Promise<ExitCode> {
  const config = withOptions(await configOf(directory ?? SAMPLE_DIRECTORY), options);
  const data = dataDirectory(options.data, config);
  const progress = new ProgressLine();
  const system = await openSystem({
    config,
    dataDirectory: data,
    keepRulesInForce: true,
    onWarning: (message) => console.error(message),
    onProgress: ({ position, until }) =>
      progress.show({ share: position / until, events: position, note: 'replaying the journal' }),
  });
  progress.end();
  const accounts = new Accounts(join(data, 'accounts.sqlite'));
  const app = await createApp({ system, accounts, consoleDirectory: CONSOLE_DIRECTORY });
  const stopping = new AbortController();
  const stopped = untilStopped(stopping);
  try {
    const address = await app.listen({ host: config.host, port: config.port });
    system.rules.follow();
    const retention = setInterval(
      () => system.retain().catch((error) => console.error(`retention: ${error.message}`)),
      RETENTION_EVERY_MILLIS,
    );
    retention.unref();
    announce(address, accounts, system, options);
    const feeding = feed(directory, system, options, stopping.signal, progress);
    await Promise.race([stopped, feeding.then(() => stopped)]);
    stopping.abort();
    clearInterval(retention);
    await feeding;
    return 0;
  } finally {
    stopping.abort();
    // Requests under way are answered; a connection that does not end is cut.
    const cut = setTimeout(() => app.server.closeAllConnections(), CLOSING_MILLIS_MAX);
    await app.close();
    clearTimeout(cut);
    accounts.close();
    await system.close();
  }
}

function withOptions(config: Config, { port, host }: StartOptions): Config {
  const number = port === undefined ? config.port : Number(port);
  if (!Number.isInteger(number) || number < 0 || number > 65_535) {
    throw new CommandError(`--port: ${port} is no port`);
  }
  return { ...config, port: number, host: host ?? config.host };
}

function announce(address: string, accounts: Accounts, system: System, options: StartOptions): void {
  accounts.putPerson(FIRST_PERSON, 'admin');
  const signIn = `${address}/sign-in#token=${accounts.createSignInToken(FIRST_PERSON)}`;
  const { ruleset } = system.pipeline.active ?? {};
  if (options.json === true) {
    printJson({ address, signIn, data: system.dataDirectory, rules: ruleset?.rules.length ?? 0 });
    return;
  }
  console.log(`Lapwing watches over ${system.config.name}: ${count(ruleset?.rules.length ?? 0)} rules in force

  console   ${signIn}
            (signs you in once, within 30 minutes)
  API       ${address}/v1/health
  data      ${system.dataDirectory}
  a key     npx lapwing key create my-platform --data ${system.dataDirectory}

Ctrl-C stops it; starting again goes on where it was.`);
}

async function feed(
  directory: string | undefined,
  system: System,
  { from, sampleRate }: StartOptions,
  signal: AbortSignal,
  progress: ProgressLine,
): Promise<void> {
  if (from !== undefined) {
    const deadLetterPath = join(system.dataDirectory, 'dead-letters.ndjson');
    const { pipeline, config } = system;
    const { mapping } = config;
    const result = await ingest({ files: from, mapping, pipeline, deadLetterPath, progress, signal });
    const { read, refused, failures } = result;
    console.error(`${count(read)} events read, ${count(refused)} refused`);
    for (const { source, reason } of failures) console.error(`${source}: ${reason}`);
  } else if (directory === undefined) {
    const rate = Number(sampleRate);
    if (!(rate > 0)) throw new CommandError(`--sample-rate: ${sampleRate} is no rate`);
    await replaySample(system.pipeline, system.dataDirectory, rate, signal);
  }
}

/** Resolves at the first signal to stop; a second one ends the process. */
function untilStopped(stopping: AbortController): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const handler = () => {
      if (asked) process.exit(130);
      asked = true;
      stopping.abort();
      resolve();
    };
    process.on('SIGINT', handler);
    process.on('SIGTERM', handler);
  });
}
