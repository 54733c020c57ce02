/** `lapwing key` and `lapwing person`: who may talk to an installation. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Accounts, type Role } from '@lapwing/server';
import { type Command, Option } from 'commander';
import { CommandError, type ExitCode } from '../exit.ts';
import { printJson } from '../output/json.ts';
import { formatTable } from '../output/table.ts';
import { dataDirectory } from './data.ts';

interface TeamOptions {
  readonly team?: readonly string[];
}

interface AccountOptions {
  readonly data?: string;
  readonly json?: boolean;
}

export function accountCommands(program: Command, done: (code: ExitCode) => void): void {
  const withOptions = (command: Command) =>
    command
      .option('--data <directory>', 'data directory (LAPWING_DATA)')
      .option('--json', 'print the result as one JSON object');
  const key = program.command('key').description('API keys of clients');
  withOptions(
    withTeams(key.command('create').description('Make a key; its secret is shown once').argument('<name>')),
  ).action(async (name: string, options: AccountOptions & TeamOptions) => {
    done(
      await withAccounts(options, (accounts): ExitCode => {
        const created = accounts.createKey(name, options.team);
        if (options.json === true) printJson({ id: created.key.id, name, secret: created.secret });
        else console.log(`${created.secret}\nis the key of ${name}; it is not shown again`);
        return 0;
      }),
    );
  });
  withOptions(key.command('list').description('Keys that are valid')).action(async (options: AccountOptions) => {
    done(
      await withAccounts(options, (accounts): ExitCode => {
        const keys = accounts
          .keys()
          .map((held) => ({ ...held, teams: accounts.teamsOf({ kind: 'client', key: held }) }));
        if (options.json === true) printJson(keys);
        else {
          const rows = keys.map(({ id, name, createdAtMillis, teams }) => [
            ...[id, name, new Date(createdAtMillis).toISOString(), teams.join(', ')],
          ]);
          console.log(formatTable(['id', 'name', 'created', 'teams'], rows));
        }
        return 0;
      }),
    );
  });
  withOptions(key.command('revoke').description('End a key').argument('<id>')).action(
    async (id: string, options: AccountOptions) => {
      done(
        await withAccounts(options, (accounts): ExitCode => {
          const revoked = accounts.revokeKey(id);
          if (options.json === true) printJson({ revoked });
          else console.log(revoked ? `${id} is revoked` : `there is no valid key ${id}`);
          return revoked ? 0 : 1;
        }),
      );
    },
  );

  const person = program.command('person').description('People who may sign in');
  withOptions(person.command('list').description('Who may sign in')).action(async (options: AccountOptions) => {
    done(
      await withAccounts(options, (accounts): ExitCode => {
        const people = accounts
          .people()
          .map((held) => ({ ...held, teams: accounts.teamsOf({ kind: 'person', person: held }) }));
        if (options.json === true) printJson(people);
        else {
          const rows = people.map(({ email, role, teams }) => [email, role, teams.join(', ')]);
          console.log(formatTable(['person', 'role', 'teams'], rows));
        }
        return 0;
      }),
    );
  });
  withOptions(
    withTeams(
      person
        .command('add')
        .description('Add a person, or change a role; asks for a password on a terminal, or reads one line of input')
        .argument('<email>')
        .addOption(new Option('--role <role>').choices(['admin', 'analyst', 'moderator']).default('moderator')),
    ),
  ).action(async (email: string, options: AccountOptions & TeamOptions & { readonly role: Role }) => {
    done(
      await withAccounts(options, async (accounts): Promise<ExitCode> => {
        accounts.putPerson(email, options.role, options.team ?? null);
        await accounts.setPassword(email, await readPassword());
        const teams = accounts.teamsOf({ kind: 'person', person: { email, role: options.role } });
        if (options.json === true) printJson({ email, role: options.role, teams });
        else {
          const ofTeams = teams.length === 0 ? '' : `, of ${teams.join(', ')}`;
          console.log(`${email} may sign in as ${options.role}${ofTeams}`);
        }
        return 0;
      }),
    );
  });
}

const withTeams = (command: Command): Command =>
  command.addOption(
    new Option('--team <names>', 'of these teams; whatever a team owns is theirs').argParser(
      (text: string, before: readonly string[] = []): readonly string[] => [...before, ...text.split(',')],
    ),
  );

async function withAccounts(
  options: AccountOptions,
  work: (accounts: Accounts) => ExitCode | Promise<ExitCode>,
): Promise<ExitCode> {
  const directory = dataDirectory(options.data, null);
  await mkdir(directory, { recursive: true });
  const accounts = new Accounts(join(directory, 'accounts.sqlite'));
  try {
    return await work(accounts);
  } finally {
    accounts.close();
  }
}

async function readPassword(): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    for await (const line of terminal) return line;
    throw new CommandError('no password was given');
  } finally {
    terminal.close();
  }
}
