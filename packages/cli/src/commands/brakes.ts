/** `lapwing halt`, `lapwing resume`, `lapwing held`, `lapwing alerts` and `lapwing brakes`: automatic enforcement, stopped and settled by people. */
import { type Static, type TSchema, Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import type { Command } from 'commander';
import { CommandError, type ExitCode } from '../exit.ts';
import { printJson } from '../output/json.ts';
import { formatTable } from '../output/table.ts';
import { type SignedInOptions, signedIn, signedInOptions } from './signed-in.ts';

interface BecauseOptions extends SignedInOptions {
  readonly reason: string;
}

interface SettleOptions extends BecauseOptions {
  readonly rule?: string;
  readonly cause?: string;
  readonly all?: boolean;
}

const Made = Type.Object({ by: Type.String(), reason: Type.String(), at: Type.String() });
const HeldCounts = Type.Object({
  total: Type.Number(),
  rules: Type.Array(Type.Object({ rule: Type.String(), cause: Type.String(), count: Type.Number() })),
});
const BrakesView = Type.Object({
  halted: Type.Union([Made, Type.Null()]),
  caps: Type.Array(
    Type.Object({
      scope: Type.String(),
      rule: Type.Union([Type.String(), Type.Null()]),
      effects: Type.String(),
      spanSeconds: Type.Number(),
      limit: Type.Union([Type.Number(), Type.Null()]),
      usedMost: Type.Number(),
    }),
  ),
  stopped: Type.Array(Type.Object({ rule: Type.String(), hits: Type.Number(), events: Type.Number() })),
  held: HeldCounts,
  beyond: HeldCounts,
  heldLimits: Type.Object({ perRule: Type.Number(), inAll: Type.Number(), settledDays: Type.Number() }),
  openAlerts: Type.Number(),
});
const AlertsView = Type.Object({
  open: Type.Number(),
  items: Type.Array(
    Type.Object({
      id: Type.String(),
      kind: Type.String(),
      at: Type.String(),
      message: Type.String(),
      owner: Type.Union([Type.String(), Type.Null()]),
      seen: Type.Union([Made, Type.Null()]),
    }),
  ),
});
const HeldView = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Type.String(),
      summary: Type.String(),
      heldRule: Type.String(),
      heldAt: Type.String(),
      detail: Type.String(),
    }),
  ),
});

export function brakeCommands(program: Command, done: (code: ExitCode) => void): void {
  const because = (command: Command) =>
    signedInOptions(command).requiredOption('--reason <text>', 'why; it is kept with your name');

  for (const [name, description] of [
    ['halt', 'Hold every automatic effect of the running server, from now on'],
    ['resume', 'Let automatic effects apply again; what was held waits for release or drop'],
  ] as const) {
    because(program.command(name).description(description)).action(async (options: BecauseOptions) => {
      const answer = await signedIn(options, ({ post }) => post(`/v1/brakes/${name}`, { reason: options.reason }));
      if (options.json === true) printJson(answer);
      else console.log(name === 'halt' ? 'halted: nothing automatic is applied' : 'resumed: rules act again');
      done(0);
    });
  }

  signedInOptions(program.command('brakes').description('What holds effects now, and how much is held')).action(
    async (options: SignedInOptions) => {
      const answer = await signedIn(options, ({ get }) => get('/v1/brakes'));
      if (options.json === true) printJson(answer);
      else printBrakes(checked(BrakesView, answer));
      done(0);
    },
  );

  alertCommands(program, because, done);

  const held = program.command('held').description('Effects that the brakes hold for a person');
  signedInOptions(held.command('list').description('The newest ones'))
    .option('--rule <name>', 'of this rule')
    .option('--cause <cause>', 'halt, protected, emergency or cap')
    .action(async (options: Pick<SettleOptions, 'rule' | 'cause'> & SignedInOptions) => {
      const query = new URLSearchParams({ limit: '100', ...selectionOf(options) });
      const answer = await signedIn(options, ({ get }) => get(`/v1/brakes/held?${query}`));
      if (options.json === true) printJson(answer);
      else {
        const rows = checked(HeldView, answer).items.map((item) => [
          ...[item.id, item.heldAt, item.heldRule, item.summary, item.detail],
        ]);
        console.log(formatTable(['id', 'held', 'rule', 'effect', 'why'], rows));
      }
      done(0);
    });
  for (const how of ['release', 'drop'] as const) {
    because(
      held
        .command(how)
        .description(how === 'release' ? 'Apply held effects now' : 'Drop held effects')
        .argument('[id...]', 'those of `lapwing held list`'),
    )
      .option('--rule <name>', 'all of this rule')
      .option('--cause <cause>', 'all of this cause')
      .option('--all', 'all there are')
      .action(async (ids: readonly string[], options: SettleOptions) => {
        const body = {
          ...(ids.length > 0 ? { ids } : {}),
          ...selectionOf(options),
          ...(options.all === true ? { all: true } : {}),
          reason: options.reason,
        };
        const answer = await signedIn(options, ({ post }) => post(`/v1/brakes/held/${how}`, body));
        const { settled, notHeld } = checked(
          Type.Object({ settled: Type.Number(), notHeld: Type.Array(Type.String()) }),
          answer,
        );
        if (options.json === true) printJson(answer);
        else {
          console.log(`${settled} ${how === 'release' ? 'released' : 'dropped'}`);
          for (const id of notHeld) console.error(`${id} is not held`);
        }
        done(notHeld.length > 0 ? 1 : 0);
      });
  }
}

function alertCommands(program: Command, because: (command: Command) => Command, done: (code: ExitCode) => void): void {
  const alerts = program.command('alerts').description('What the brakes have told');
  signedInOptions(alerts.command('list').description('Alerts that nobody has acknowledged, newest first'))
    .option('--all', 'those that somebody has acknowledged, too')
    .option('--rule <name>', 'of this rule')
    .action(async (options: SignedInOptions & { readonly all?: boolean; readonly rule?: string }) => {
      const { all, rule } = options;
      const state = all === true ? 'all' : 'open';
      const query = new URLSearchParams({ limit: '1000', state, ...(rule === undefined ? {} : { rule }) });
      const answer = await signedIn(options, ({ get }) => get(`/v1/brakes/alerts?${query}`));
      if (options.json === true) printJson(answer);
      else {
        const { items } = checked(AlertsView, answer);
        const rows = items.map(({ id, at, kind, owner, message, seen }) => [
          ...[id, at, kind, owner, message],
          ...(all === true ? [seen === null ? null : `${seen.by}: ${seen.reason}`] : []),
        ]);
        const header = ['id', 'at', 'kind', 'owner', 'alert', ...(all === true ? ['acknowledged'] : [])];
        console.log(items.length === 0 ? 'no alerts' : formatTable(header, rows));
      }
      done(0);
    });
  because(
    alerts
      .command('ack')
      .description('Say that you have seen to alerts, and what came of it')
      .argument('[id...]', 'those of `lapwing alerts list`'),
  )
    .option('--all', 'all that are open')
    .action(async (ids: readonly string[], options: BecauseOptions & { readonly all?: boolean }) => {
      const body = { ...(ids.length > 0 ? { ids } : {}), ...(options.all === true ? { all: true } : {}) };
      const answer = await signedIn(options, ({ post }) =>
        post('/v1/brakes/alerts/acknowledge', { ...body, reason: options.reason }),
      );
      const { acknowledged, notOpen } = checked(
        Type.Object({ acknowledged: Type.Number(), notOpen: Type.Array(Type.String()) }),
        answer,
      );
      if (options.json === true) printJson(answer);
      else {
        console.log(`${acknowledged} acknowledged`);
        for (const id of notOpen) console.error(`${id} is no open alert`);
      }
      done(notOpen.length > 0 ? 1 : 0);
    });
}

function selectionOf({ rule, cause }: Pick<SettleOptions, 'rule' | 'cause'>): Record<string, string> {
  return { ...(rule === undefined ? {} : { rule }), ...(cause === undefined ? {} : { cause }) };
}

function printBrakes(view: Static<typeof BrakesView>): void {
  const { halted, caps, stopped, held, beyond, heldLimits, openAlerts } = view;
  console.log(
    halted === null ? 'enforcement: on' : `enforcement: halted by ${halted.by} since ${halted.at}: ${halted.reason}`,
  );
  for (const { rule, hits, events } of stopped)
    console.log(`stopped: ${rule} (effects on ${hits} of ${events} events)`);
  const whose = (scope: string, rule: string | null) =>
    scope === 'platform' ? 'all rules together' : (rule ?? 'each rule');
  const capRows = caps.map((cap) => [
    ...[whose(cap.scope, cap.rule), cap.effects, cap.limit ?? 'no cap', `${cap.spanSeconds} s`, cap.usedMost],
  ]);
  console.log(formatTable(['cap for', 'effects', 'limit', 'within', 'used'], capRows));
  console.log(`held: ${held.total} (room for ${heldLimits.perRule} of a rule, ${heldLimits.inAll} in all)`);
  if (beyond.total > 0) console.log(`held without room, and gone: ${beyond.total}`);
  if (openAlerts > 0) console.log(`alerts: ${openAlerts} open (lapwing alerts list)`);
  if (held.rules.length > 0) {
    const rows = held.rules.map(({ rule, cause, count }) => [rule, cause, count]);
    console.log(formatTable(['rule', 'cause', 'held'], rows));
  }
}

/** What the server answered, where it is what this version expects. */
export function checked<T extends TSchema>(schema: T, value: unknown): Static<T> {
  if (Value.Check(schema, value)) return value;
  throw new CommandError('the server answered in another form than this version of the command expects');
}
