/** `lapwing networks link`: accounts of one owner, and the evidence for each. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import {
  type AccountLinks,
  featureSeed,
  hashedKeys,
  type LinkOptions,
  learnLinks,
  linkAccounts,
  type NamedPosts,
  NetworksError,
  type Pepper,
  type Profile,
  parsePeppers,
  profilesOf,
  readEdges,
  readPosts,
  readProfiles,
  writeProfiles,
} from '@lapwing/networks';
import type { Command } from 'commander';
import { CommandError, type ExitCode } from '../exit.ts';
import { printJson } from '../output/json.ts';
import { count } from '../output/progress.ts';
import { layoutOf, shareOf, whereOf, wholeNumber } from './options.ts';
import { stage } from './stage.ts';

interface LinkCommandOptions {
  readonly actor: string;
  readonly text: string;
  readonly time: string;
  readonly key?: readonly string[];
  readonly where?: string;
  readonly delimiter?: string;
  readonly columns?: string;
  readonly minPosts: string;
  readonly peppers?: string;
  readonly known?: string;
  readonly writeProfiles?: string;
  readonly labels?: string;
  readonly minProbability: string;
  readonly minMargin: string;
  readonly limit: string;
  readonly json?: boolean;
}

export function linkCommand(networks: Command, done: (code: ExitCode) => void): void {
  networks
    .command('link')
    .description('Accounts that may belong to one owner: by what they have in common, how they write, and when')
    .argument('<file>', 'posts: CSV, NDJSON or Parquet; .gz and .zst too')
    .requiredOption('--actor <column>', 'who wrote')
    .requiredOption('--text <column>', 'what')
    .requiredOption('--time <column>', 'when: seconds or milliseconds since 1970, or ISO 8601')
    .option('--key <name=column...>', 'what owners may have in common: an address, a device, an avatar; hashed at once')
    .option('--where <column=text>', 'take only rows where the column is this text')
    .option('--delimiter <text>', 'between the columns of text; found out when absent')
    .option('--columns <names>', 'names of the columns, separated by commas, where the first line does not name them')
    .option('--min-posts <n>', 'leave out accounts with fewer posts, unless they have a key', '20')
    .option('--peppers <file>', 'lines of "id secret", the one in use first: what keys are hashed with')
    .option('--known <file>', 'profiles of accounts that were written before: link to these, such as banned ones')
    .option('--write-profiles <file>', 'write the profiles of the accounts, with hashed keys and words')
    .option('--labels <file>', 'learn from pairs that are known: a CSV file with the columns a and b')
    .option('--min-probability <share>', 'least probability of a link', '0.9')
    .option('--min-margin <share>', 'least lead of a link over the next candidate', '0.3')
    .option('--limit <n>', 'accounts to print', '20')
    .option('--json', 'print all as one JSON object')
    .action(async (file: string, options: LinkCommandOptions) => {
      done(await run(file, options));
    });
}

async function run(file: string, options: LinkCommandOptions): Promise<ExitCode> {
  const asked = {
    minProbability: shareOf('--min-probability', options.minProbability),
    minMargin: shareOf('--min-margin', options.minMargin),
  };
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 0)
    throw new CommandError(`--limit: ${options.limit} is no number of accounts`);
  if (options.known !== undefined && options.labels !== undefined) {
    throw new CommandError('--labels: pairs are known among the accounts of a file, not with --known ones');
  }
  const peppers = await peppersIn(options);
  stage(`reading ${file}`);
  const named = withPosts(
    await readPosts(file, postColumns(options), layoutOf(options)),
    wholeNumber('--min-posts', options.minPosts),
  );
  const current = peppers[0]!;
  if (options.writeProfiles !== undefined) {
    const profiles = profilesWith(named, current);
    const stored = profiles.map((profile, i) => ({ account: named.actorNames[i]!, pepper: current.id, profile }));
    await writeProfiles(options.writeProfiles, stored);
    stage(null);
    console.error(`${count(stored.length)} profiles are in ${options.writeProfiles}, hashed with pepper ${current.id}`);
    if (options.known === undefined && options.labels === undefined) return 0;
  }
  stage('comparing accounts');
  const found =
    options.known === undefined
      ? await amongThemselves(named, current, asked, options)
      : await withKnown(named, peppers, options.known, asked);
  stage(null);
  if (options.json === true)
    printJson({ accounts: found.length, links: found.filter(({ link }) => link !== null).length, found });
  else printText(found, limit);
  return 0;
}

function postColumns({ actor, text, time, key = [], where }: LinkCommandOptions) {
  const keys = key.map((pair) => {
    const at = pair.indexOf('=');
    if (at < 1 || at === pair.length - 1) throw new CommandError(`--key: ${pair} is not of the form name=column`);
    return [pair.slice(0, at), pair.slice(at + 1)] as const;
  });
  return { actor, text, time, keys: Object.fromEntries(keys), ...(where !== undefined && { where: whereOf(where) }) };
}

/** Where nothing is kept, a pepper that nobody knows does. */
async function peppersIn({ peppers, known, writeProfiles: write }: LinkCommandOptions): Promise<readonly Pepper[]> {
  if (peppers === undefined) {
    if (known !== undefined || write !== undefined)
      throw new CommandError('--known and --write-profiles need --peppers');
    return [{ id: 'of this run', secret: randomBytes(32).toString('hex') }];
  }
  try {
    return parsePeppers(await readFile(peppers, 'utf8'));
  } catch (error) {
    throw new NetworksError(`${peppers}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}

function withPosts(named: NamedPosts, least: number): NamedPosts {
  const posts = new Uint32Array(named.actorNames.length);
  for (const actor of named.posts.actor) posts[actor]!++;
  const kept = [...posts.keys()].filter((a) => posts[a]! >= least || Object.keys(named.keys[a]!).length > 0);
  const number = new Int32Array(posts.length).fill(-1);
  for (const [to, from] of kept.entries()) number[from] = to;
  const rows = Uint32Array.from(named.posts.actor.keys()).filter((row) => number[named.posts.actor[row]!]! >= 0);
  return {
    ...named,
    actorNames: kept.map((a) => named.actorNames[a]!),
    keys: kept.map((a) => named.keys[a]!),
    posts: {
      actors: kept.length,
      actor: rows.map((row) => number[named.posts.actor[row]!]!),
      text: Array.from(rows, (row) => named.posts.text[row]!),
      timeMillis: Float64Array.from(rows, (row) => named.posts.timeMillis[row]!),
    },
  };
}

function profilesWith({ posts, keys }: NamedPosts, pepper: Pepper): Profile[] {
  return profilesOf(
    posts,
    featureSeed(pepper),
    keys.map((own) => hashedKeys(pepper, own)),
  );
}

interface NamedLinks {
  readonly account: string;
  readonly link: string | null;
  readonly margin: number;
  readonly candidates: readonly (Omit<AccountLinks['candidates'][number], 'account'> & {
    readonly account: string;
    readonly pepper: string;
  })[];
}

async function amongThemselves(
  named: NamedPosts,
  pepper: Pepper,
  asked: LinkOptions,
  { labels }: LinkCommandOptions,
): Promise<NamedLinks[]> {
  const profiles = profilesWith(named, pepper);
  const model =
    labels === undefined ? {} : { model: learnLinks(profiles, await labelledPairs(labels, named.actorNames)) };
  const name = (account: number) => named.actorNames[account]!;
  return linkAccounts(profiles, { ...asked, ...model }).map((of) => withNames(of, name(of.account), name, pepper.id));
}

async function labelledPairs(file: string, actorNames: readonly string[]): Promise<[number, number][]> {
  const { names, from, to } = await readEdges(file, { from: 'a', to: 'b' });
  const numbers = new Map(actorNames.map((name, number) => [name, number]));
  return Array.from(from, (a, row) => {
    const [left, right] = [numbers.get(names[a]!), numbers.get(names[to[row]!]!)];
    if (left === undefined || right === undefined) {
      const missing = names[left === undefined ? a : to[row]!];
      throw new CommandError(
        `--labels: ${file}, row ${row + 1}: there are no posts enough of ${JSON.stringify(missing)}`,
      );
    }
    return [left, right];
  });
}

/** Accounts of the file as each pepper sees them, beside the known ones that were hashed with it. */
async function withKnown(
  named: NamedPosts,
  peppers: readonly Pepper[],
  file: string,
  asked: LinkOptions & { readonly minProbability: number; readonly minMargin: number },
): Promise<NamedLinks[]> {
  const known = await readProfiles(file);
  const gone = known.filter(({ pepper }) => !peppers.some(({ id }) => id === pepper)).length;
  if (gone > 0) console.error(`${count(gone)} known profiles are left out: their pepper is gone`);
  const found = new Map<string, NamedLinks['candidates']>();
  for (const pepper of peppers) {
    const theirs = known.filter((of) => of.pepper === pepper.id);
    if (theirs.length === 0) continue;
    const own = profilesWith(named, pepper);
    const profiles = [...own, ...theirs.map(({ profile }) => profile)];
    const name = (account: number) => named.actorNames[account] ?? theirs[account - own.length]!.account;
    const links = linkAccounts(profiles, {
      ...asked,
      asked: own.map((_, account) => account),
      among: theirs.map((_, i) => own.length + i),
    });
    for (const of of links) {
      const { account, candidates } = withNames(of, name(of.account), name, pepper.id);
      found.set(account, [...(found.get(account) ?? []), ...candidates]);
    }
  }
  return [...found].map(([account, all]) => {
    const candidates = all.toSorted((a, b) => b.probability - a.probability).filter((of) => of.account !== account);
    const [first, second] = candidates;
    const margin = (first?.probability ?? 0) - (second?.probability ?? 0);
    const isSure = first !== undefined && first.probability >= asked.minProbability && margin >= asked.minMargin;
    return { account, candidates, margin, link: isSure ? first.account : null };
  });
}

function withNames(of: AccountLinks, account: string, name: (account: number) => string, pepper: string): NamedLinks {
  return {
    account,
    link: of.link === null ? null : name(of.link),
    margin: of.margin,
    candidates: of.candidates.map((candidate) => ({ ...candidate, account: name(candidate.account), pepper })),
  };
}

function printText(found: readonly NamedLinks[], limit: number): void {
  const links = found.filter(({ link }) => link !== null);
  console.log(
    `${count(links.length)} of ${count(found.length)} accounts have a link that is probable and ahead of all others`,
  );
  const shown = found
    .filter(({ candidates }) => candidates.length > 0)
    .toSorted(
      (a, b) =>
        Number(b.link !== null) - Number(a.link !== null) ||
        b.candidates[0]!.probability - a.candidates[0]!.probability,
    );
  for (const { account, link, margin, candidates } of shown.slice(0, limit)) {
    const best = candidates[0]!;
    const next = candidates[1];
    console.log(
      `\n${account}  ${link === null ? 'perhaps' : 'is'} ${best.account}: ${percent(best.probability)}, ${percent(margin)} ahead of ${next?.account ?? 'nobody'}`,
    );
    for (const { name, value, accounts } of best.sharedKeys.slice(0, 3)) {
      console.log(`    key      ${name} ${value}, which ${count(accounts)} accounts had`);
    }
    const reasons = best.evidence
      .slice(0, 4)
      .map(({ feature, value, logOdds }) => `${feature} ${value.toFixed(2)} (+${logOdds.toFixed(1)})`);
    if (reasons.length > 0) console.log(`    because  ${reasons.join(', ')}`);
  }
}

const percent = (share: number) => `${(share * 100).toFixed(0)} %`;
