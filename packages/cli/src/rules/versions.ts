/** What the commands about versions do: see version-commands.ts. */
import type { ExitCode } from '../exit.ts';
import { printJson } from '../output/json.ts';
import { formatTable } from '../output/table.ts';
import { checked, DiffAnswer, RollbackAnswer, VersionsAnswer } from '../remote/answers.ts';
import { type RemoteOptions, remoteOf } from '../remote/client.ts';
import { minute, shortHash } from '../remote/words.ts';

export interface Reasoned extends RemoteOptions {
  readonly reason: string;
}

export async function versions(options: RemoteOptions): Promise<ExitCode> {
  const answer = checked(VersionsAnswer, await remoteOf(options).get('/v1/ruleset/versions'));
  if (options.json === true) {
    printJson(answer);
    return 0;
  }
  const rows = answer.items.map(({ hash, at, by, approvedBy, reason, rules }, index) => [
    index === 0 ? '→' : '',
    shortHash(hash),
    minute(at),
    rules,
    approvedBy === null ? by : `${by}, approved by ${approvedBy}`,
    reason,
  ]);
  console.log(formatTable(['', 'version', 'since', 'rules', 'by', 'reason'], rows));
  if (answer.pinnedOver !== null) console.log(pinnedText(answer.pinnedOver));
  return 0;
}

const pinnedText = (hash: string): string =>
  `the files on disk (${shortHash(hash)}) are passed over until they change, or until lapwing rules follow`;

export async function diff(from: string, to: string, options: RemoteOptions): Promise<ExitCode> {
  const query = new URLSearchParams({ from, to });
  const answer = checked(DiffAnswer, await remoteOf(options).get(`/v1/ruleset/diff?${query}`));
  if (options.json === true) {
    printJson(answer);
    return 0;
  }
  for (const { name, change, effectsAdded, effectsRemoved } of answer.rules) {
    const effects = [
      ...effectsAdded.map((effect) => `now ${effect}`),
      ...effectsRemoved.map((effect) => `no longer ${effect}`),
    ];
    console.log(`${change} ${name}${effects.length === 0 ? '' : ` (${effects.join(', ')})`}`);
  }
  for (const { patch } of answer.files) console.log(`\n${patch.trimEnd()}`);
  if (answer.files.length === 0) console.log('the two are the same');
  return 0;
}

export async function rollback(hash: string | undefined, options: Reasoned): Promise<ExitCode> {
  const body = { reason: options.reason, ...(hash === undefined ? {} : { hash }) };
  const answer = checked(RollbackAnswer, await remoteOf(options).post('/v1/ruleset/rollback', body));
  if (options.json === true) printJson(answer);
  else {
    console.log(`${shortHash(answer.hash)} is in force again`);
    if (answer.pinned === true) {
      console.log(
        'the files on disk say otherwise and are passed over until they change, or until lapwing rules follow',
      );
    }
  }
  return 0;
}

export async function follow(options: Reasoned): Promise<ExitCode> {
  const answer = checked(
    RollbackAnswer,
    await remoteOf(options).post('/v1/ruleset/follow-files', { reason: options.reason }),
  );
  if (options.json === true) printJson(answer);
  else console.log(`${shortHash(answer.hash)}, as the files say, is in force`);
  return 0;
}
