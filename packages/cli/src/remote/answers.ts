/** The answers that commands print, parsed: what a server sends is checked before it is trusted. */
import { type Static, type TSchema, Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { CommandError } from '../exit.ts';

const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const text = Type.String();
const texts = Type.Array(text);
const number = Type.Number();

const Said = Type.Object({ rule: text, setting: text, by: text, approvedBy: nullable(text), reason: text, at: text });
const Proposal = Type.Object({
  id: number,
  kind: text,
  rule: Type.Optional(text),
  candidate: Type.Optional(text),
  setting: text,
  by: text,
  reason: text,
  at: text,
  status: text,
  approvalsNeeded: number,
  approvals: Type.Array(Type.Object({ by: text })),
});
const Precision = Type.Object({ value: number, low: number, high: number, judged: number });
const Figures = Type.Object({ hits: number, entities: number, precision: nullable(Precision) });
const Difference = Type.Object({ entities: number });

export const RolloutAnswer = Type.Object({
  rules: Type.Array(
    Type.Object({ name: text, state: text, setting: text, effects: texts, irreversible: texts, said: nullable(Said) }),
  ),
  candidate: nullable(
    Type.Object({ hash: text, setting: text, by: text, reason: text, startedAt: text, rules: number }),
  ),
  proposals: Type.Array(Proposal),
  pinnedOver: nullable(text),
});
export const HistoryAnswer = Type.Object({ items: Type.Array(Said) });
export const ComparisonAnswer = Type.Object({
  of: text,
  candidate: nullable(text),
  events: number,
  withHits: number,
  notes: texts,
  rules: Type.Array(
    Type.Object({
      rule: text,
      live: Figures,
      shadow: Figures,
      both: number,
      newlyAffected: Difference,
      noLongerAffected: Difference,
    }),
  ),
});
export const BacktestAnswer = Type.Object({
  backtest: nullable(
    Type.Object({
      startedBy: text,
      startedAtMillis: number,
      endedAtMillis: nullable(number),
      share: nullable(number),
      error: nullable(text),
      report: nullable(
        Type.Object({
          events: number,
          rules: Type.Array(
            Type.Object({
              name: text,
              candidate: nullable(Type.Object({ hits: number, precision: nullable(Precision) })),
              baseline: nullable(Type.Object({ hits: number })),
            }),
          ),
        }),
      ),
    }),
  ),
});
export const ChangeAnswer = Type.Object({
  status: text,
  proposal: Type.Optional(Proposal),
  irreversible: Type.Optional(texts),
});
export const CandidateAnswer = Type.Object({ hash: text, rules: number });
export const VersionsAnswer = Type.Object({
  active: nullable(text),
  pinnedOver: nullable(text),
  items: Type.Array(
    Type.Object({
      hash: text,
      at: text,
      by: text,
      approvedBy: nullable(text),
      reason: text,
      rules: number,
      pinnedOver: nullable(text),
    }),
  ),
});
export const DiffAnswer = Type.Object({
  from: text,
  to: text,
  files: Type.Array(Type.Object({ path: text, change: text, patch: text })),
  rules: Type.Array(Type.Object({ name: text, change: text, effectsAdded: texts, effectsRemoved: texts })),
});
export const RollbackAnswer = Type.Object({ hash: text, pinned: Type.Optional(Type.Boolean()) });

export type Comparison = Static<typeof ComparisonAnswer>;
export type PrecisionFigure = Static<typeof Precision>;

/** Throws a CommandError where the answer is of another form: a server of another version. */
export function checked<T extends TSchema>(schema: T, answer: unknown): Static<T> {
  if (Value.Check(schema, answer)) return answer;
  const [first] = Value.Errors(schema, answer);
  throw new CommandError(`the server's answer is not understood (${first?.path ?? '/'}: ${first?.message ?? 'empty'})`);
}
