/** The `brakes` of `lapwing.yaml`: what the file says on top of the defaults. */
import {
  type BrakeSettings,
  brakeLimits,
  type Cap,
  capKey,
  DEFAULT_BRAKES,
  isEffectSelector,
  tooMany,
} from '@lapwing/enforcement';
import { type Static, Type } from '@sinclair/typebox';

const Selector = Type.String({ minLength: 1, maxLength: 140 });

export const BrakesFile = Type.Object(
  {
    caps: Type.Optional(
      Type.Array(
        Type.Object(
          {
            /** One rule; without it the cap is for each rule, or with `scope: platform` for all together. */
            rule: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
            scope: Type.Optional(Type.Union([Type.Literal('each-rule'), Type.Literal('platform')])),
            effects: Selector,
            /** null: no cap. */
            limit: Type.Union([Type.Integer({ minimum: 0, maximum: brakeLimits.capLimitMax }), Type.Null()]),
            seconds: Type.Integer({ minimum: brakeLimits.spanSecondsMin, maximum: brakeLimits.spanSecondsMax }),
          },
          { additionalProperties: false },
        ),
      ),
    ),
    emergency: Type.Optional(
      Type.Union([
        Type.Literal(false),
        Type.Object(
          {
            share: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1 })),
            events: Type.Optional(Type.Integer({ minimum: 1 })),
            harmless: Type.Optional(Type.Array(Selector)),
          },
          { additionalProperties: false },
        ),
      ]),
    ),
    anomaly: Type.Optional(Type.Boolean()),
    protected: Type.Optional(
      Type.Array(Type.String({ pattern: '^[^/]+/.+$', maxLength: 2 * brakeLimits.entityChars })),
    ),
    on_protected: Type.Optional(Type.Union([Type.Literal('hold'), Type.Literal('refuse')])),
  },
  { additionalProperties: false },
);

/** What is wrong with it, each with its key; empty where nothing is. */
export function brakeProblems(file: Static<typeof BrakesFile>): string[] {
  const problems: string[] = [];
  const selector = (text: string, where: string) => {
    if (isEffectSelector(text)) return;
    problems.push(
      `${where}: '${text}' names no effects: *, label, verdict, plugin, or one of these with a name, as label:spam`,
    );
  };
  file.caps?.forEach(({ effects, rule, scope, limit }, index) => {
    selector(effects, `caps.${index}.effects`);
    if (limit === null && rule === undefined)
      problems.push(`caps.${index}.limit: only one rule can be without a limit`);
    if (rule !== undefined && scope !== undefined)
      problems.push(`caps.${index}: a cap has a rule or a scope, not both`);
  });
  const { emergency } = file;
  if (emergency !== undefined && emergency !== false) {
    emergency.harmless?.forEach((text, index) => {
      selector(text, `emergency.harmless.${index}`);
    });
  }
  const many = tooMany(brakesOf(file));
  if (many !== null) problems.push(many);
  return problems;
}

/** The defaults with what the file says: its caps beside theirs, in place of those of the same scope, effects and span. */
export function brakesOf(file: Static<typeof BrakesFile>): BrakeSettings {
  const caps = new Map(DEFAULT_BRAKES.caps.map((cap) => [capKey(cap), cap]));
  for (const { rule, scope = 'each-rule', effects, limit, seconds } of file.caps ?? []) {
    const cap: Cap = {
      scope: rule === undefined ? scope : 'rule',
      rule: rule ?? null,
      effects,
      spanSeconds: seconds,
      limit,
    };
    caps.set(capKey(cap), cap);
  }
  return {
    caps: [...caps.values()],
    emergency: emergencyOf(file.emergency),
    anomaly: file.anomaly ?? DEFAULT_BRAKES.anomaly,
    protected: (file.protected ?? []).map((text) => {
      const slash = text.indexOf('/');
      return { type: text.slice(0, slash), id: text.slice(slash + 1) };
    }),
    onProtected: file.on_protected ?? DEFAULT_BRAKES.onProtected,
  };
}

function emergencyOf(given: Static<typeof BrakesFile>['emergency']): BrakeSettings['emergency'] {
  if (given === false) return null;
  const fallback = DEFAULT_BRAKES.emergency;
  if (given === undefined || fallback === null) return fallback;
  return {
    share: given.share ?? fallback.share,
    hitsMin: given.events ?? fallback.hitsMin,
    harmless: given.harmless ?? fallback.harmless,
  };
}
